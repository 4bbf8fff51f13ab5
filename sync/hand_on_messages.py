"""The messages that give a township back what other PCs wrote: what do you hold, and here it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.clinic_log import LogBatch, OtherLife
from core.ids import DeviceId, Incarnation
from sync.asks import MAX_WORD_BYTES, Ask, echoed, opened, payload_of
from sync.fields import Fields
from sync.heads import MAX_LIVES
from sync.log_messages import range_fields, read_range

_MAX_RANGES = 4096
_MAX_HELD = 4096


def encode_others(nonce: bytes, lives: Sequence[OtherLife]) -> bytes:
    """Name lives of other ledgers, and how far each is here; at most `MAX_LIVES`."""
    return payload_of(Ask.OTHERS, nonce, {"lives": _lives(lives)})


def decode_others(payload: bytes) -> tuple[bytes, tuple[OtherLife, ...]]:
    """Give nonce and lives."""
    nonce, content = opened(payload, Ask.OTHERS)
    return nonce, _read_lives(content.items("lives", MAX_LIVES))


def held_piece(lives: Sequence[OtherLife]) -> list[Any]:
    """Say on a stick how far lives of other ledgers are held at the township."""
    return ["held", _lives(lives)]


def read_held_lives(piece: Fields) -> tuple[OtherLife, ...]:
    """Read such a piece."""
    return _read_lives(piece.items(1, _MAX_HELD))


def _lives(lives: Sequence[OtherLife]) -> list[Any]:
    return [[bytes.fromhex(one.device), bytes.fromhex(one.incarnation), one.last] for one in lives]


def _read_lives(told: list[Any]) -> tuple[OtherLife, ...]:
    lives = Fields("lives", told)
    rows = [lives.within(place, "life").as_list(3) for place in range(len(lives.content))]
    return tuple(
        OtherLife(DeviceId(one.id(0)), Incarnation(one.id(1)), one.number(2, least=1)) for one in rows
    )


def encode_others_answer(nonce: bytes, held: Sequence[int]) -> bytes:
    """Say how far each of the lives is held, in their order."""
    return payload_of(Ask.OTHERS, nonce, {"held": list(held)})


def decode_others_answer(payload: bytes, nonce: bytes, count: int) -> tuple[int, ...]:
    """Read the answer to the question with this nonce about so many lives."""
    content = echoed(payload, Ask.OTHERS, nonce)
    held = Fields("held", content.items("held", MAX_LIVES))
    if len(held.content) != count:
        raise content.refusal("held")
    return tuple(held.number(place) for place in range(count))


@dataclass(frozen=True, slots=True)
class HandedOn:
    """Ranges as their devices signed them, and the township's words about those devices."""

    ranges: tuple[LogBatch, ...]
    words: tuple[bytes, ...]


def encode_hand_on(nonce: bytes, handed: HandedOn) -> bytes:
    """Hand on what other PCs wrote."""
    content = {"ranges": [range_fields(one) for one in handed.ranges], "words": list(handed.words)}
    return payload_of(Ask.HAND_ON, nonce, content)


def decode_hand_on(payload: bytes) -> tuple[bytes, HandedOn]:
    """Give nonce and what is handed on; nothing is verified yet."""
    nonce, content = opened(payload, Ask.HAND_ON)
    ranges = Fields("ranges", content.items("ranges", _MAX_RANGES))
    found = [read_range(ranges.within(place, "range").as_list(6)) for place in range(len(ranges.content))]
    return nonce, HandedOn(tuple(found), content.blobs("words", MAX_LIVES, MAX_WORD_BYTES))


def encode_hand_on_answer(nonce: bytes, taken: int) -> bytes:
    """Say how many ranges could be taken."""
    return payload_of(Ask.HAND_ON, nonce, {"taken": taken})


def decode_hand_on_answer(payload: bytes, nonce: bytes) -> int:
    """Read the answer to the question with this nonce."""
    return echoed(payload, Ask.HAND_ON, nonce).number("taken")
