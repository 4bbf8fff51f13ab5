"""Conformance vectors about what was lost and comes back: events of a damaged ledger, keys, epochs."""

from collections.abc import Callable, Mapping
from typing import Any

from core.ids import Incarnation
from core.own_events import EventSpan
from sync.again_messages import decode_again, encode_again, encode_again_answer

Given = Mapping[str, Any]


def run_again(given: Given) -> Given:
    nonce = bytes.fromhex(given["nonce"])
    span = EventSpan(Incarnation(given["life"]), given["first"], given["last"])
    payload = encode_again(nonce, span)
    assert decode_again(payload) == (nonce, span)
    return {"payload": payload.hex(), "nothing_held": encode_again_answer(nonce, []).hex()}


RUN: dict[str, Callable[[Given], Any]] = {"again": run_again}
