"""The part of a round that mends a damaged ledger: its own events, back from the township."""

from core.errors import Hindrance, Refusal
from core.events import Event
from core.own_events import EventSpan
from core.sync_ports import Standing, SyncStore
from sync.again_messages import decode_again_answer, encode_again
from sync.asks import Ask
from sync.envelope import Realm, public_half
from sync.ledger_messages import Batch
from sync.recovery import Question
from sync.standing import reading


class Mending:
    """Asks for what the ledger lacks, span by span, until nothing is left to ask for."""

    def __init__(self, store: SyncStore) -> None:
        self._store = store
        self._span: EventSpan | None = None

    @property
    def due(self) -> bool:
        """Tell whether the ledger lacks events the township may hold."""
        return self._store.wanted() is not None

    def question(self) -> Question | None:
        """Give the next question."""
        self._span = span = self._store.wanted()
        return Question(Ask.AGAIN, lambda nonce: encode_again(nonce, span)) if span else None

    def hear(self, payload: bytes, nonce: bytes, standing: Standing) -> bool:
        """Put back what came; False when the present life has to end because some of it never will.

        Raises:
            Hindrance: `township_answer_not_understood`, `township_not_ours`.
        """
        span = self._span
        if span is None:
            raise Hindrance("township_answer_not_understood", reason="nothing was missing")
        with reading():
            events = _own_events(payload, nonce, standing, span)
            self._store.fill(events)
        first = events[0].header.sequence if events else span.last + 1
        if first > span.first:
            return not self._store.not_held(EventSpan(span.incarnation, span.first, first - 1))
        return True


def _own_events(payload: bytes, nonce: bytes, standing: Standing, span: EventSpan) -> list[Event]:
    """Read ranges that this very device signed, and give of them what was asked for, in order.

    Raises:
        Refusal: `event_damaged`, `signature_wrong`, `message_not_understood`.
    """
    own = standing.enrolment
    found: list[Event] = []
    for one in decode_again_answer(payload, nonce):
        signed = one.signed
        realm = Realm(own.township, signed.epoch_number, signed.epoch_id)
        batch = Batch(one.incarnation, signed.first, one.events, signed.signature)
        batch.check(public_half(own.keys.signing), own.device, realm)
        if one.incarnation != span.incarnation:
            raise Refusal("message_not_understood", message="again", field="life")
        after = found[-1].header.sequence if found else 0
        found += [
            event for event in one.events if max(after, span.first - 1) < event.header.sequence <= span.last
        ]
    return found
