"""Conformance vectors of what somebody at a desk waits for: a settlement, and whose 医保码 it is."""

from collections.abc import Callable, Mapping
from typing import Any

from core.events import LedgerHead
from core.ids import Incarnation
from core.insurance_code import CodeHolder
from sync.code_messages import decode_whose, decode_whose_answer, encode_whose, encode_whose_answer
from sync.codec import from_milliseconds
from sync.protocol import (
    Hello,
    HelloAnswer,
    decode_hello,
    decode_hello_answer,
    encode_hello,
    encode_hello_answer,
)

Given = Mapping[str, Any]


def run_awaits(given: Given) -> Given:
    nonce, digest = bytes.fromhex(given["nonce"]), bytes.fromhex(given["hash"])
    head = LedgerHead(Incarnation(given["life"]), given["sequence"], digest)
    hello = Hello(head, given["receipt"], 0, bytes(32), {}, awaits=given["awaits"])
    payload = encode_hello(nonce, hello)
    assert decode_hello(payload) == (nonce, hello)
    return {"payload": payload.hex()}


def run_settling(given: Given) -> Given:
    nonce = bytes.fromhex(given["nonce"])
    calls = (given["call_again_seconds"], given["results_head"])
    told = HelloAnswer(from_milliseconds(given["at_ms"]), *calls, settling=given["settling"])
    payload = encode_hello_answer(nonce, told)
    assert decode_hello_answer(payload, nonce) == told
    return {"payload": payload.hex()}


def run_whose_code(given: Given) -> Given:
    nonce = bytes.fromhex(given["nonce"])
    payload = encode_whose(nonce, given["code"])
    assert decode_whose(payload) == (nonce, given["code"])
    return {"payload": payload.hex()}


def run_whose_code_answer(given: Given) -> Given:
    nonce, reason = bytes.fromhex(given["nonce"]), given.get("no", "")
    told = None if reason else CodeHolder(given["number"], given["name"])
    payload = encode_whose_answer(nonce, told, reason)
    assert decode_whose_answer(payload, nonce) == (told or reason)
    return {"payload": payload.hex()}


RUN: dict[str, Callable[[Given], Any]] = {
    "awaits": run_awaits,
    "settling": run_settling,
    "whose_code": run_whose_code,
    "whose_code_answer": run_whose_code_answer,
}
