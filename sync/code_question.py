"""Asking the township whose 医保码 it is: one question on a connection of its own, soon answered or given up.

The code lies in memory only: in the question while it is carried, and nowhere after that. No line of the
diary is written.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from core.errors import Hindrance, Refusal, Stop
from core.insurance_code import CodeHolder
from core.ports import Enrolment
from core.sync_ports import SyncStore
from sync.asks import NONCE_BYTES, Ask
from sync.code_messages import decode_whose_answer, encode_whose
from sync.envelope import Label, read_statement
from sync.patience import Patience
from sync.standing import realm_here, signer_of
from sync.tls_roll import KnownKeys
from sync.transport import Address, HttpsTransport, Transport

PATIENCE = Patience(connect=4.0, stall=8.0, ceiling=8.0, tries=1)
"""Somebody stands at the desk; a code may be good for one question, so that none is asked twice."""
STALE_AFTER = 10.0
"""Seconds after which a question that waited for the line is not worth carrying any more."""
_SLOW = frozenset({"township_silent", "link_too_slow", "township_busy"})


@dataclass(frozen=True, slots=True)
class Question:
    """A question on its way; `made` is when, on a clock that only counts seconds."""

    nonce: bytes
    body: bytes = field(repr=False)
    transport: Transport = field(repr=False)
    keys: KnownKeys = field(repr=False)
    made: float


@dataclass(frozen=True, slots=True)
class Heard:
    """What came back, not verified yet."""

    question: Question
    answer: bytes = field(repr=False)


class WhoseCode:
    """Implements `core.insurance_code.CodeDesk`; `way_to` makes the way to the township."""

    def __init__(
        self,
        store: SyncStore,
        random: Callable[[int], bytes],
        monotonic: Callable[[], float],
        way_to: Callable[[Enrolment], Transport] | None = None,
    ) -> None:
        self._store = store
        self._random = random
        self._monotonic = monotonic
        self._way_to = way_to or _https

    def ask(self, code: str) -> Question:
        """Make the question."""
        standing, nonce = self._store.standing(), self._random(NONCE_BYTES)
        payload = encode_whose(nonce, code)
        body = signer_of(standing).request(Label.REQUEST, standing.enrolment.device, payload)
        transport = self._way_to(standing.enrolment)
        return Question(nonce, body, transport, KnownKeys(self._store, transport), self._monotonic())

    def carry(self, question: Question) -> Heard:
        """Carry it to the township and its answer back.

        Raises:
            Hindrance: `insurance_code_no_line`, `insurance_code_too_slow`.
        """
        if self._monotonic() - question.made > STALE_AFTER:
            raise Hindrance("insurance_code_too_slow")
        try:
            return Heard(question, question.transport.exchange(Ask.WHOSE_CODE, question.body))
        except Stop as stop:
            if stop.code in _SLOW:
                raise Hindrance("insurance_code_too_slow") from None
            raise Hindrance("insurance_code_no_line") from None
        finally:
            if isinstance(question.transport, HttpsTransport):
                question.transport.close()

    def hear(self, heard: Heard) -> CodeHolder:
        """Verify the answer.

        Raises:
            Refusal: `insurance_code_refused`.
            Hindrance: `insurance_code_not_offered`, `insurance_code_platform_away`, `insurance_code_busy`,
                `insurance_code_no_line`.
        """
        standing = self._store.standing()
        try:
            statement = read_statement(heard.answer)
            statement.check(standing.enrolment.township_key, Label.ANSWER)
            if statement.realm != realm_here(standing):
                raise Refusal("signature_wrong")
            told = decode_whose_answer(statement.payload, heard.question.nonce)
        except Refusal as refusal:
            raise Hindrance("insurance_code_no_line") from refusal
        heard.question.keys.heard()
        match told:
            case CodeHolder():
                return told
            case "insurance_code_not_offered":
                raise Hindrance("insurance_code_not_offered")
            case "insurance_code_platform_away":
                raise Hindrance("insurance_code_platform_away")
            case "insurance_code_busy":
                raise Hindrance("insurance_code_busy")
        raise Refusal("insurance_code_refused")


def _https(enrolment: Enrolment) -> HttpsTransport:
    return HttpsTransport(Address.parse(enrolment.address), enrolment.tls_pin, PATIENCE)
