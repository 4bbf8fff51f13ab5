"""What a round gives back to a township that lost it: what other PCs wrote, as they signed it."""

from collections.abc import Iterator, Sequence
from typing import Any

from core.clinic_log import LogBatch, OtherLife
from core.sync_ports import Standing, SyncStore
from sync.asks import LOG_BYTES, NO_NONCE, Ask
from sync.hand_on_messages import (
    HandedOn,
    decode_hand_on_answer,
    decode_others_answer,
    encode_hand_on,
    encode_others,
)
from sync.heads import MAX_LIVES
from sync.recovery import Question
from sync.standing import reading

_RANGES_AT_ONCE = 50


class HandingOn:
    """Once in each epoch that was not the first: asks what is lacking, hands it on, remembers that it did."""

    def __init__(self, store: SyncStore) -> None:
        self._store = store
        self._waiting: list[OtherLife] | None = None
        self._asked: tuple[OtherLife, ...] = ()
        self._lacking: list[tuple[OtherLife, int]] = []
        self._up_to = 0

    def question(self, standing: Standing) -> Question | None:
        """Give what has to be asked next."""
        if self._waiting is None:
            self._waiting = list(self._store.others_to_hand_on(standing.epoch))
            if not self._waiting:
                return None
        if handed := self._next():
            return Question(Ask.HAND_ON, lambda nonce: encode_hand_on(nonce, handed))
        if self._waiting:
            self._asked = tuple(self._waiting[:MAX_LIVES])
            asked = self._asked
            return Question(Ask.OTHERS, lambda nonce: encode_others(nonce, asked))
        return None

    def _next(self) -> HandedOn | None:
        """Give the next ranges of what is lacking; a life of which no more can be given is passed over."""
        while self._lacking:
            life, held = self._lacking[0]
            if ranges := _fitting(self._store.ranges_of_other(life.incarnation, held, _RANGES_AT_ONCE)):
                self._up_to = ranges[-1].events[-1].header.sequence
                word = self._store.device_word(life.device)
                return HandedOn(ranges, (word,) if word else ())
            self._lacking.pop(0)
        return None

    def hear_held(self, standing: Standing, payload: bytes, nonce: bytes) -> None:
        """Take what the township holds of the lives it was asked about."""
        with reading():
            held = decode_others_answer(payload, nonce, len(self._asked))
        pairs = zip(self._asked, held, strict=True)
        self._lacking = [(life, sequence) for life, sequence in pairs if sequence < life.last]
        self._waiting = (self._waiting or [])[len(self._asked) :]
        self._note_end(standing)

    def hear_taken(self, standing: Standing, payload: bytes, nonce: bytes) -> None:
        """Take that ranges arrived; what the township could not take is not offered again in this epoch."""
        with reading():
            decode_hand_on_answer(payload, nonce)
        life, _ = self._lacking[0]
        self._lacking[0] = (life, self._up_to)
        if self._up_to >= life.last:
            self._lacking.pop(0)
        self._note_end(standing)

    def _note_end(self, standing: Standing) -> None:
        if not self._lacking and not self._waiting:
            self._store.handed_on(standing.epoch)


def handed_pieces(store: SyncStore, standing: Standing) -> Iterator[Any]:
    """Give the same as pieces of a stick: all there is, as nobody has said what is lacking."""
    for life in store.others_to_hand_on(standing.epoch):
        words, after = (store.device_word(life.device),), 0
        while ranges := _fitting(store.ranges_of_other(life.incarnation, after, _RANGES_AT_ONCE)):
            yield ["handed", encode_hand_on(NO_NONCE, HandedOn(ranges, tuple(filter(None, words))))]
            after = ranges[-1].events[-1].header.sequence


def hear_held(store: SyncStore, held: Sequence[OtherLife]) -> None:
    """Hear from a stick how far the township holds what others wrote; that it holds all is remembered."""
    epoch = store.standing().epoch
    there = {(one.device, one.incarnation): one.last for one in held}
    waiting = store.others_to_hand_on(epoch)
    if waiting and all(there.get((one.device, one.incarnation), 0) >= one.last for one in waiting):
        store.handed_on(epoch)


def _fitting(ranges: Sequence[LogBatch]) -> tuple[LogBatch, ...]:
    taken: list[LogBatch] = []
    size = 0
    for one in ranges:
        size += sum(len(event.header_bytes) + len(event.body) for event in one.events)
        if taken and size > LOG_BYTES:
            break
        taken.append(one)
    return tuple(taken)
