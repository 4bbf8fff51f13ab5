"""Bundles as somebody with a key of their own writes them, whole and otherwise."""

import io
from collections.abc import Iterable
from dataclasses import replace
from random import Random
from typing import Any

from sync.bundle import MAGIC, BundleHeader, write_member
from sync.codec import digest, encode
from sync.envelope import Signer, sealing_half
from sync.standing import signer_of
from sync.stick import up_header, up_pieces
from sync.township.stick_down import DownStick
from tests.helpers.second_pc import Pc
from tests.helpers.sync_rounds import signer
from tests.helpers.sync_world import CLINIC


def written(header: BundleHeader, hand: Signer, recipient: bytes, pieces: Iterable[Any]) -> bytes:
    sink = io.BytesIO()
    write_member(sink.write, header, (hand, recipient), pieces, Random(4).randbytes)
    return sink.getvalue()


def down(pc: Pc, pieces: Iterable[Any] | None = None, key: bytes = b"", **changes: Any) -> bytes:
    world = pc.world
    (device,) = world.township.devices(CLINIC)
    desk, hand = DownStick(world.township, world.clock), signer(world)
    header = replace(desk.header_for(device), **changes)
    told = list(desk.pieces_for(device)) if pieces is None else pieces
    return written(header, Signer(key or hand.key, hand.realm), device.sealing_key, told)


def up(pc: Pc, pieces: Iterable[Any] | None = None, key: bytes = b"", **changes: Any) -> bytes:
    store, hand = pc.store.sync, signer_of(pc.store.sync.standing())
    header = replace(up_header(store, pc.world.clock), **changes)
    recipient = sealing_half(pc.world.township.township().keys.sealing)
    told = list(up_pieces(store)) if pieces is None else pieces
    return written(header, Signer(key or hand.key, hand.realm), recipient, told)


def with_a_piece_without_end(file: bytes) -> bytes:
    place = len(MAGIC) + 4 + int.from_bytes(file[len(MAGIC) : len(MAGIC) + 4], "big") + 80
    return file[:place] + b"\xff\xff\xff\xff" + file[place + 4 :]


def of_a_newer_program(_: Pc) -> bytes:
    header = encode([2, "up", "what nobody knows yet"])
    member = MAGIC + len(header).to_bytes(4, "big") + header + bytes(80) + bytes(4) + bytes(64)
    return member + digest(member)


def of_a_newer_form(_: Pc) -> bytes:
    return MAGIC.replace(b"1", b"2") + bytes(300)
