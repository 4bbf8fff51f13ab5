"""The messages about whose 医保码 it is: a code goes up, a number and a name come back, or why not."""

from core.errors import Refusal
from core.insurance_code import LONGEST_CODE, NOT_TOLD, CodeHolder
from sync.asks import Ask, echoed, opened, payload_of

_MAX_NUMBER, _MAX_NAME, _MAX_REASON = 50, 200, 64
"""Bytes: as the platform gives them."""
_REFUSED = "insurance_code_refused"


def encode_whose(nonce: bytes, code: str) -> bytes:
    """Ask whose code it is."""
    return payload_of(Ask.WHOSE_CODE, nonce, {"code": code})


def decode_whose(payload: bytes) -> tuple[bytes, str]:
    """Give nonce and code."""
    nonce, content = opened(payload, Ask.WHOSE_CODE)
    return nonce, content.text("code", LONGEST_CODE)


def encode_whose_answer(nonce: bytes, holder: CodeHolder | None, reason: str = "") -> bytes:
    """Tell whose it is, or why that is not told."""
    if holder is None:
        return payload_of(Ask.WHOSE_CODE, nonce, {"no": reason})
    return payload_of(Ask.WHOSE_CODE, nonce, {"number": holder.number, "name": holder.name})


def decode_whose_answer(payload: bytes, nonce: bytes) -> CodeHolder | str:
    """Give the holder, or the reason code why it is not told; one nobody knows means that it was refused."""
    content = echoed(payload, Ask.WHOSE_CODE, nonce)
    if content.has("no"):
        reason = content.text("no", _MAX_REASON)
        return reason if reason in NOT_TOLD else _REFUSED
    name = content.content.get("name")
    if not isinstance(name, str) or len(name.encode()) > _MAX_NAME:
        raise Refusal("message_not_understood", message=Ask.WHOSE_CODE.value, field="name")
    return CodeHolder(content.text("number", _MAX_NUMBER), name)
