"""A bundle: the same messages on a stick, sealed to whom they are for and signed by who wrote them.

A file holds members one after the other. A member can be skipped, and its end and integrity seen, by whoever
carries it; only its recipient reads it. Nothing of a member is believed before all of it was verified.
"""

import hashlib
import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from core.errors import Refusal
from core.ids import ClinicCode, DeviceId, TownshipCode
from sync.codec import decode, encode, from_wire, to_milliseconds, to_wire
from sync.envelope import SIGNATURE_BYTES, Label, Realm, Signer, verify
from sync.fields import Fields

MAGIC: Final = b"cunzhen bundle 1\n"
_OF_ANY_FORM: Final = b"cunzhen bundle "
MAX_PIECE_BYTES = 1024 * 1024
"""Bound of a piece, decompressed."""
MAX_MEMBER_BYTES = 512 * 1024 * 1024
_MAX_HEADER_BYTES = 1024
_MAX_SEALED_BYTES = MAX_PIECE_BYTES + 64
_KEY_BYTES = 32
_SEALED_KEY_BYTES = 80
_HASH_BYTES = 32
_LENGTH = struct.Struct(">I")
_SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)


class Direction(StrEnum):
    """Which way a member goes.

    A support member goes up too, and tells of the PC instead of its patients; the first goes down, to a PC
    the township has never heard of.
    """

    UP = "up"
    DOWN = "down"
    SUPPORT = "support"
    FIRST = "first"


@dataclass(frozen=True, slots=True)
class BundleHeader:
    """What anybody may read: whose clinic and device, which way it goes, in which epoch, and since when."""

    direction: Direction
    realm: Realm
    clinic: ClinicCode
    device: DeviceId
    made_at: datetime

    def to_bytes(self) -> bytes:
        """Write the header."""
        epoch = [self.realm.epoch_number, bytes.fromhex(self.realm.epoch_id)]
        whom = [self.realm.township, self.clinic, bytes.fromhex(self.device)]
        return encode([1, self.direction.value, *whom, *epoch, to_milliseconds(self.made_at)])

    @classmethod
    def from_bytes(cls, data: bytes) -> "BundleHeader":
        """Read a header.

        Raises:
            Refusal: `bundle_of_newer_version`, `bundle_damaged`.
        """
        content = decode(data)
        if isinstance(content, list) and content and isinstance(content[0], int) and content[0] > 1:
            raise Refusal("bundle_of_newer_version")
        fields = Fields("bundle", content).as_list(8)
        direction = fields.text(1)
        if fields.number(0) != 1 or direction not in list(Direction):
            raise fields.refusal("version")
        return cls(
            direction=Direction(direction),
            realm=Realm(TownshipCode(fields.text(2)), fields.number(5), fields.id(6)),
            clinic=ClinicCode(fields.text(3)),
            device=DeviceId(fields.id(4)),
            made_at=fields.moment(7),
        )


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a file: its header, where its sealed pieces begin, and what its sender signed."""

    header: BundleHeader
    sealed_key: bytes
    begins: int
    signed: bytes
    signature: bytes

    def check(self, key: bytes) -> None:
        """Verify who wrote it.

        Raises:
            Refusal: `signature_wrong`.
        """
        verify(key, Label.BUNDLE, self.header.realm, self.signed, self.signature)


class MemberWriter:
    """Writes a member piece by piece.

    Args:
        sink: takes bytes in order.
        header: what anybody may read.
        hands: who signs, and the raw X25519 public key of whom it is for.
        random: source of random bytes.
    """

    def __init__(
        self,
        sink: Callable[[bytes], Any],
        header: BundleHeader,
        hands: tuple[Signer, bytes],
        random: Callable[[int], bytes],
    ) -> None:
        self._signer, recipient = hands
        self._sink = sink
        self._told = header.to_bytes()
        self._whole = hashlib.sha256()
        key = random(_KEY_BYTES)
        sealed_key = _SUITE.encrypt(key, X25519PublicKey.from_public_bytes(recipient), info=self._told)
        self._cipher = ChaCha20Poly1305(key)
        self._content = hashlib.sha256(sealed_key)
        self._put(MAGIC + _LENGTH.pack(len(self._told)) + self._told + sealed_key)
        self.number = 0
        """Pieces written so far."""

    def piece(self, content: Any) -> None:
        """Write plain content, small enough to be one message."""
        sealed = self._cipher.encrypt(_nonce(self.number), to_wire(encode(content)), None)
        self._content.update(sealed)
        self._put(_LENGTH.pack(len(sealed)) + sealed)
        self.number += 1

    def end(self) -> None:
        """Write the end and sign it all; nothing counts without."""
        self._put(_LENGTH.pack(0))
        signed = _signed(self._told, self._content.digest(), self.number)
        self._put(self._signer.signature(Label.BUNDLE, signed))
        self._sink(self._whole.digest())

    def _put(self, data: bytes) -> None:
        self._whole.update(data)
        self._sink(data)


def write_member(
    sink: Callable[[bytes], Any],
    header: BundleHeader,
    hands: tuple[Signer, bytes],
    pieces: Iterable[Any],
    random: Callable[[int], bytes],
) -> int:
    """Write a member whole, as `MemberWriter`; give how many pieces there were."""
    writer = MemberWriter(sink, header, hands, random)
    for piece in pieces:
        writer.piece(piece)
    writer.end()
    return writer.number


def scan(source: BinaryIO) -> Iterator[Member]:
    """Walk through a file's members; each is whole, its trailer agrees, nothing is opened.

    Raises:
        Refusal: `bundle_not_ours`, `bundle_damaged`, `bundle_of_newer_version`, `bundle_too_large`.
    """
    first = True
    for start in _beginnings(source):
        if start != MAGIC:
            raise _no_member(start, first)
        first = False
        yield _member(source)


def readable(source: BinaryIO) -> tuple[Sequence[Member], Sequence[str]]:
    """Walk through a file as `scan`, past what a newer program wrote; give the rest, and codes for it.

    What stands behind a member in another frame than ours cannot be told apart, and is passed with it.

    Raises:
        Refusal: as `scan`; `bundle_of_newer_version` only where there is nothing else.
    """
    members: list[Member] = []
    newer: list[Refusal] = []
    for start in _beginnings(source):
        try:
            if start != MAGIC:
                raise _no_member(start, first=not (members or newer))
            members.append(_member(source))
        except Refusal as refusal:
            if refusal.code != "bundle_of_newer_version":
                raise
            newer.append(refusal)
            if start != MAGIC:
                break
    if newer and not members:
        raise newer[0]
    return members, [refusal.code for refusal in newer]


def fitting_key(member: Member, keys: Sequence[bytes]) -> bytes:
    """Give the one of a recipient's raw X25519 private keys that a member is sealed to; else the first."""
    for key in keys:
        with suppress(Refusal):
            _cipher(member, key)
            return key
    return keys[0]


def pieces_of(source: BinaryIO, member: Member, key: bytes) -> Iterator[Any]:
    """Open a verified member's pieces one by one, with the raw X25519 private key of its recipient.

    Raises:
        Refusal: `bundle_for_another`, `bundle_damaged`.
    """
    cipher = _cipher(member, key)
    place, number = member.begins, 0
    while True:
        source.seek(place)
        (length,) = _LENGTH.unpack(_exactly(source, _LENGTH.size))
        if length == 0:
            return
        if length > _MAX_SEALED_BYTES:
            raise Refusal("bundle_damaged")
        sealed = _exactly(source, length)
        place = source.tell()
        try:
            opened = cipher.decrypt(_nonce(number), sealed, None)
        except InvalidTag as error:
            raise Refusal("bundle_damaged") from error
        number += 1
        yield decode(from_wire(opened, MAX_PIECE_BYTES))


def _cipher(member: Member, key: bytes) -> ChaCha20Poly1305:
    try:
        told = member.header.to_bytes()
        private = X25519PrivateKey.from_private_bytes(key)
        return ChaCha20Poly1305(_SUITE.decrypt(member.sealed_key, private, info=told))
    except (InvalidTag, ValueError) as error:
        raise Refusal("bundle_for_another") from error


def _member(source: BinaryIO) -> Member:
    """Read a member whose first line was read already."""
    whole = hashlib.sha256(MAGIC)

    def take(length: int) -> bytes:
        data = _exactly(source, length)
        whole.update(data)
        return data

    (length,) = _LENGTH.unpack(take(_LENGTH.size))
    if not 0 < length <= _MAX_HEADER_BYTES:
        raise Refusal("bundle_damaged")
    told = take(length)
    sealed_key = take(_SEALED_KEY_BYTES)
    begins, number, size = source.tell(), 0, 0
    content = hashlib.sha256(sealed_key)
    while (length := _LENGTH.unpack(take(_LENGTH.size))[0]) > 0:
        size += length
        if length > _MAX_SEALED_BYTES or size > MAX_MEMBER_BYTES:
            raise Refusal("bundle_too_large")
        content.update(take(length))
        number += 1
    signature = take(SIGNATURE_BYTES)
    if _exactly(source, _HASH_BYTES) != whole.digest():
        raise Refusal("bundle_damaged")
    return Member(_header(told), sealed_key, begins, _signed(told, content.digest(), number), signature)


def _beginnings(source: BinaryIO) -> Iterator[bytes]:
    """Give what stands where a member begins; whoever takes one reads it whole before asking for the next."""
    start = source.read(len(MAGIC))
    if not start:  # the name came to the carrier, the bytes did not
        raise Refusal("bundle_damaged")
    while start:
        yield start
        start = source.read(len(MAGIC))


def _no_member(start: bytes, first: bool) -> Refusal:
    """Say what a file is that does not go on as one of ours: one in a form of tomorrow begins like it."""
    if start.startswith(_OF_ANY_FORM) and len(start) == len(MAGIC):
        return Refusal("bundle_of_newer_version")
    return Refusal("bundle_not_ours" if first else "bundle_damaged")


def _header(told: bytes) -> BundleHeader:
    try:
        return BundleHeader.from_bytes(told)
    except Refusal as refusal:
        if refusal.code == "bundle_of_newer_version":
            raise
        raise Refusal("bundle_damaged") from refusal


def _signed(told: bytes, content: bytes, pieces: int) -> bytes:
    return encode([told, content, pieces])


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def _exactly(source: BinaryIO, length: int) -> bytes:
    data = source.read(length)
    if len(data) != length:
        raise Refusal("bundle_damaged")
    return data
