"""The part of a round that brings what the clinic's other PCs, and earlier lives of this one, wrote."""

from core.sync_ports import Standing, SyncStore
from sync.asks import Ask
from sync.handing_on import HandingOn
from sync.log_messages import check_log, decode_log_answer, encode_log_ask
from sync.recovery import Question
from sync.standing import reading, words_with


class OthersLog:
    """Asks for ranges of the clinic's log behind those asked for already, up to the last there is."""

    def __init__(self, store: SyncStore) -> None:
        self._store = store
        self._handing = HandingOn(store)
        self._head = 0
        self._asked_after = 0

    def hear(self, head: int, standing: Standing) -> None:
        """Take note of the last range the township holds, which an answer told."""
        self._head = head
        self._asked_after = self._store.log_position(standing.epoch)

    def ask_once_more(self) -> None:
        """Ask even so: a life that ended leaves something to fetch."""
        self._head = max(self._head, self._asked_after + 1)

    def question(self, standing: Standing) -> Question | None:
        """Give the next question; what the township may have lost is given back before any is fetched."""
        if question := self._handing.question(standing):
            return question
        if self._asked_after >= self._head:
            return None
        after = self._asked_after
        return Question(Ask.LOG, lambda nonce: encode_log_ask(nonce, after, self._store.lives()))

    def keep(self, standing: Standing, payload: bytes, nonce: bytes) -> None:
        """Verify and keep the ranges that came."""
        enrolment = standing.enrolment
        with reading():
            part = decode_log_answer(payload, nonce)
            check_log(part, enrolment.township, enrolment.clinic, self._asked_after)
        self._store.keep_device_words(words_with(part, standing))
        if part.up_to > self._asked_after:
            self._store.keep_log(standing.epoch, part.batches, part.up_to)
            self._asked_after = part.up_to
        else:
            self._head = self._asked_after

    def hear_answer(self, ask: Ask, standing: Standing, payload: bytes, nonce: bytes) -> None:
        """Take the answer to whichever of these questions was asked."""
        match ask:
            case Ask.OTHERS:
                self._handing.hear_held(standing, payload, nonce)
            case Ask.HAND_ON:
                self._handing.hear_taken(standing, payload, nonce)
            case _:
                self.keep(standing, payload, nonce)
