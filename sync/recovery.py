"""What a round does when the township lost some of its past: prove it, give back, offer earlier lives."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.epoch_ports import ResultsHead
from core.errors import Hindrance, Refusal
from core.events import Epoch, LedgerHead
from core.ids import Incarnation
from core.sync_ports import Standing, SyncStore
from sync.asks import BATCH_BYTES, Ask
from sync.device_words import Shown, decode_return_answer, encode_return
from sync.envelope import read_statement
from sync.heads import oldest_lives
from sync.ledger_messages import LedgerAnswer, encode_events
from sync.protocol import ResultsPart
from sync.recovery_messages import (
    Proof,
    decode_give_back_answer,
    decode_prove_answer,
    encode_give_back,
    encode_prove,
)
from sync.standing import HeldHere, read_held, reading, realm_here, receipt_that_counts, signed_batch

_CHAIN = 16
"""Epochs shown with a proof: more restores than a township ever has between two calls of a clinic."""

_PROVEN_RESULTS = 4096
"""Results looked through for the last statement: more than one statement ever covers."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the recovery, its payload still without a nonce; `life` is whose events it offers."""

    name: Ask
    payload: Callable[[bytes], bytes]
    life: Incarnation | None = None
    offered_after: int = 0


class Recovery:
    """The part of a round that deals with lost pasts; it remembers what was tried in this round."""

    def __init__(self, store: SyncStore) -> None:
        self._store = store
        self._proving = False
        self._proved = False
        self._word = b""
        self._returned = False
        self._giving_after: int | None = None
        self._last_given = 0
        self._given_up_to = 0
        self._held: dict[Incarnation, int] = {}

    def suspect(self) -> None:
        """Show the township its own signatures next.

        Raises:
            Hindrance: `township_denies_its_word`: it was shown them in this round already.
        """
        if self._proved:
            raise Hindrance("township_denies_its_word")
        self._proving = True

    def forgotten(self, standing: Standing) -> None:
        """Show the township its word about this device next: it does not know it.

        Raises:
            Refusal: `device_unknown`: there is none, or it was shown in this round already.
        """
        self._word = self._store.device_word(standing.enrolment.device)
        if self._returned or not self._word:
            raise Refusal("device_unknown")

    def differ(self, standing: Standing, ladder: Sequence[ResultsHead]) -> None:
        """Find where the township's results and ours part, and prove or give back what it lacks.

        Raises:
            Hindrance: `township_denies_its_word`.
        """
        shared = (step.position for step in ladder if self._store.result_hash(step.position) == step.hash)
        common = next(shared, 0)
        if self._given_up_to >= standing.results_position:
            self._store.disown_results(common)
        elif self._spoken_here(standing, common):
            self.suspect()
        else:
            self._giving_after = common

    def question(self, standing: Standing) -> Question | None:
        """Give what has to be asked before the round can go on as usual."""
        if self._word:
            shown = Shown(self._word, self._chain())
            return Question(Ask.RETURN, lambda nonce: encode_return(nonce, shown))
        if self._proving:
            proof = self._proof(standing)
            return Question(Ask.PROVE, lambda nonce: encode_prove(nonce, proof))
        if self._giving_after is None:
            return None
        given = self._store.signed_results(self._giving_after)
        if given is None:
            raise Hindrance("township_denies_its_word")
        self._last_given = given.results[-1].position
        part = ResultsPart(tuple(one.record for one in given.results), given.statement)
        return Question(Ask.GIVE_BACK, lambda nonce: encode_give_back(nonce, part))

    def hear_returned(self, payload: bytes, nonce: bytes) -> None:
        """Take the answer to the word that was shown; the round greets again."""
        with reading():
            decode_return_answer(payload, nonce)
        self._word, self._returned = b"", True

    def hear_proof(self, payload: bytes, nonce: bytes) -> None:
        """Take the answer to a proof; the round greets again either way.

        Raises:
            Hindrance: `township_denies_its_word`.
        """
        with reading():
            restored = decode_prove_answer(payload, nonce)
        self._proving, self._proved = False, True
        if not restored:
            raise Hindrance("township_denies_its_word")

    def hear_given(self, payload: bytes, nonce: bytes, standing: Standing) -> None:
        """Take the answer to results given back; once all are, a hello tells what became of them."""
        with reading():
            decode_give_back_answer(payload, nonce)
        self._given_up_to = self._last_given
        done = self._last_given >= standing.results_position
        self._giving_after = None if done else self._last_given

    def _spoken_here(self, standing: Standing, after: int) -> bytes | None:
        """Give the last statement of the present epoch on results behind a position."""
        found = None
        while signed := self._store.signed_results(after):
            after = signed.results[-1].position
            if read_statement(signed.statement).realm == realm_here(standing):
                found = signed.statement
        return found

    def _first_shown(self, standing: Standing) -> int:
        """Walk no farther back than a proof needs: only the last statement is shown."""
        return max(0, standing.results_position - _PROVEN_RESULTS)

    def _proof(self, standing: Standing) -> Proof:
        receipt = receipt_that_counts(standing)
        shown = (
            self._store.announcement() or None,
            receipt.signed if receipt else None,
            self._spoken_here(standing, self._first_shown(standing)),
        )
        return Proof(tuple(one for one in shown if one is not None), self._chain())

    def _chain(self) -> tuple[Epoch, ...]:
        return tuple(self._store.epochs())[-_CHAIN:]

    # --- earlier lives of this ledger

    def lives(self) -> tuple[LedgerHead, ...]:
        """Name the earlier lives a hello asks about."""
        return oldest_lives([life.head for life in self._store.earlier_lives()])

    def offer(self, standing: Standing) -> Question | None:
        """Offer the next events of an earlier life."""
        life = next(iter(self._store.earlier_lives()), None)
        if life is None:
            return None
        after = self._held.get(life.head.incarnation, life.received)
        events = self._store.events_of(life.head.incarnation, after, life.head.sequence, BATCH_BYTES)
        batch = signed_batch(self._store, standing, events)
        return Question(Ask.EVENTS, lambda nonce: encode_events(nonce, batch), life.head.incarnation, after)

    def hear_life(self, answer: LedgerAnswer, standing: Standing, question: tuple[Incarnation, int]) -> bool:
        """Take what the township holds of an earlier life; False when it is another branch than ours."""
        incarnation, offered_after = question
        with reading():
            held = read_held(answer, standing, incarnation)
            if held is None or (held.receipt and held.sequence <= offered_after):
                raise Refusal("message_not_understood", message="events", field="receipt")
        return self._keep(held, incarnation)

    def hear_lives(self, receipts: Sequence[bytes], standing: Standing) -> bool:
        """Take receipts for earlier lives; False when one of them is another branch than ours."""
        for receipt, life in zip(receipts, self._store.earlier_lives(), strict=False):
            with reading():
                held = read_held(LedgerAnswer(receipt=receipt), standing, life.head.incarnation)
            if held is not None and not self._keep(held, life.head.incarnation):
                return False
        return True

    def _keep(self, held: HeldHere, incarnation: Incarnation) -> bool:
        if held.other_branch or not self._is_ours(held, incarnation):
            return False
        self._held[incarnation] = held.sequence
        if held.receipt is not None:
            self._store.keep_receipt(held.receipt)
        return True

    def _is_ours(self, held: HeldHere, incarnation: Incarnation) -> bool:
        if held.sequence == 0:
            return True
        own = self._store.events_of(incarnation, held.sequence - 1, held.sequence, 1)
        return bool(own) and own[0].hash == held.hash
