"""The part of a round that brings what the clinic's other PCs, and earlier lives of this one, wrote."""

from core.sync_ports import Standing, SyncStore
from sync.asks import Ask
from sync.log_messages import check_log, decode_log_answer, encode_log_ask
from sync.recovery import Question
from sync.standing import reading


class OthersLog:
    """Asks for ranges of the clinic's log behind those asked for already, up to the last there is."""

    def __init__(self, store: SyncStore) -> None:
        self._store = store
        self._head = 0
        self._asked_after = 0

    def hear(self, head: int, standing: Standing) -> None:
        """Take note of the last range the township holds, which an answer told."""
        self._head = head
        self._asked_after = self._store.log_position(standing.epoch)

    def ask_once_more(self) -> None:
        """Ask even so: a life that ended leaves something to fetch."""
        self._head = max(self._head, self._asked_after + 1)

    def question(self) -> Question | None:
        """Give the next question."""
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
        if part.up_to > self._asked_after:
            self._store.keep_log(standing.epoch, part.batches, part.up_to)
            self._asked_after = part.up_to
        else:
            self._head = self._asked_after
