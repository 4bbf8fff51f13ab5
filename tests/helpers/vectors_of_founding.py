"""How the vectors about codes on paper and about founding a clinic from a stick are run."""

import io
from collections.abc import Callable, Mapping
from typing import Any

from core.errors import Refusal
from sync import founding_code, one_time_code
from sync.bundle import pieces_of, scan
from sync.codec import encode
from sync.founding import founding_in, word_piece
from sync.founding_code import FoundingCode

Given = Mapping[str, Any]


def run_code(given: Given) -> Given:
    key, secret = bytes.fromhex(given["township_key"]), bytes.fromhex(given["secret"])
    code = one_time_code.make(key, secret)
    assert one_time_code.parse(code) == (one_time_code.fingerprint(key), secret)
    return {"code": code, "secret_hash": one_time_code.secret_hash(secret).hex()}


def run_typed_code(given: Given) -> Given:
    try:
        fingerprint, secret = one_time_code.parse(given["typed"])
    except Refusal as refusal:
        return {"refused": refusal.code}
    return {"fingerprint": fingerprint.hex(), "secret": secret.hex()}


def run_founding_code(given: Given) -> Given:
    code = FoundingCode.draw(bytes.fromhex(given["township_key"]), bytes.fromhex(given["random"]))
    return {
        "code": founding_code.write(code),
        "secret": code.secret.hex(),
        "secret_hash": one_time_code.secret_hash(code.secret).hex(),
        "sealing_private": founding_code.sealing_key(code.secret).hex(),
    }


def run_typed_founding_code(given: Given) -> Given:
    try:
        code = founding_code.read(given["typed"])
    except Refusal as refusal:
        return {"refused": refusal.code, **refusal.facts}
    return {"fingerprint": code.fingerprint.hex(), "secret": code.secret.hex()}


def run_founding(given: Given) -> Given:
    source, code = io.BytesIO(bytes.fromhex(given["file"])), founding_code.read(given["code"])
    try:
        word = founding_in(source, code)
    except Refusal as refusal:
        return {"refused": refusal.code}
    source.seek(0)
    (member,) = list(scan(source))
    pieces = list(pieces_of(source, member, founding_code.sealing_key(code.secret)))
    return {"word": encode(word_piece(word)).hex(), "pieces": [encode(one).hex() for one in pieces]}


FOUNDING: Mapping[str, Callable[[Given], Given]] = {
    "code": run_code,
    "typed_code": run_typed_code,
    "founding_code": run_founding_code,
    "typed_founding_code": run_typed_founding_code,
    "founding": run_founding,
}
