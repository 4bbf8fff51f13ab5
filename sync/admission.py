"""The first question a PC founded from a stick asks once it has a network: to be one of the devices."""

from collections.abc import Callable

from core.errors import Refusal
from core.sync_ports import SyncStore
from sync.asks import NONCE_BYTES, Ask
from sync.client import Request
from sync.envelope import Label, read_statement
from sync.founding import enrol_request
from sync.introduction import decode_enrol_answer
from sync.standing import own_word, reading, realm_here


class Admission:
    """At most one exchange before a round; none for a PC the township knows."""

    def __init__(self, store: SyncStore, random: Callable[[int], bytes]) -> None:
        self._store = store
        self._random = random
        self._founding = store.founding()
        self._nonce = b""

    @property
    def done(self) -> bool:
        """Tell whether the round may begin."""
        return self._founding is None

    def prepare(self) -> Request:
        """Give the question."""
        if self._founding is None:
            raise ValueError("whoever is a device already asks no more")
        self._nonce = self._random(NONCE_BYTES)
        standing = self._store.standing()
        return Request(Ask.ENROL, enrol_request(standing, self._founding, self._nonce))

    def absorb(self, answer: bytes) -> None:
        """Verify the answer and remember it.

        Raises:
            Hindrance: `township_not_ours`, `township_answer_not_understood`.
        """
        standing = self._store.standing()
        with reading():
            statement = read_statement(answer)
            statement.check(standing.enrolment.township_key, Label.ANSWER)
            if statement.realm != realm_here(standing):
                raise Refusal("message_not_understood", message=Ask.ENROL.value, field="realm")
            told = decode_enrol_answer(statement.payload, self._nonce)
            if told.clinic != standing.enrolment.clinic:
                raise Refusal("message_not_understood", message=Ask.ENROL.value, field="clinic")
            words = own_word(told.word, standing)
        self._store.keep_device_words(words)
        self._store.admitted()
        self._founding = None
