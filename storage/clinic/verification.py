"""Reading the whole ledger again and telling what is not as it was written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Protocol

from core.errors import Refusal
from core.events import EVENT_LABEL, NO_HASH, RESULT_LABEL, Event
from core.ports import EventCodec
from storage.clinic.audit import ClinicAudit
from storage.clinic.ledger import ClinicLedger
from storage.clinic.township_word import TownshipWord


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in the store: a reason code and where, never what."""

    code: str
    place: str


MENDABLE = ("stored_event_damaged", "stored_chain_broken", "stored_result_damaged", "stored_results_broken")
"""Faults the next start mends: the township has what they spoiled."""
RECENT = 20
"""Links recomputed at every start."""
_RECENT_BYTES = 2**20


class Chain(Protocol):
    """Events in the order of their positions, and how they are digested."""

    @property
    def codec(self) -> EventCodec:
        """Give what hashes them."""
        ...

    def events_from(self, position: int) -> Sequence[tuple[int, Event]]:
        """Give the next events above a position."""
        ...

    def missing(self) -> frozenset[tuple[str, int]]:
        """Give life and sequence of what damage is known to have taken."""
        ...


def ledger_faults(ledger: Chain) -> Iterator[Fault]:
    """Recompute every chain of events from its bytes."""
    return chain.from_iterable(ledger_slices(ledger))


def ledger_slices(ledger: Chain) -> Iterator[list[Fault]]:
    """Do the same slice by slice, so that others may have their turn in between."""
    ends: dict[str, tuple[int, bytes]] = {}
    position, missing = 0, ledger.missing()
    while True:
        try:
            batch = ledger.events_from(position)
        except Refusal:
            yield [Fault("stored_event_damaged", f"event after {position}")]
            return
        if not batch:
            return
        found: list[Fault] = []
        for _, event in batch:
            end = ends.get(event.header.incarnation, (0, NO_HASH))
            found += _event_faults(ledger, event, *_over_gap(event, end, missing))
            ends[event.header.incarnation] = event.header.sequence, event.hash
        yield found
        position = batch[-1][0]


def recent_faults(ledger: ClinicLedger) -> Sequence[Fault]:
    """Recompute the last links of the present life: the same little work however long the ledger is.

    Raises:
        Hindrance: `store_damaged`: a page they lie on is not as it was written.
    """
    head = ledger.head()
    first = max(0, head.sequence - RECENT)
    faults: list[Fault] = []
    before = NO_HASH if first == 0 else None
    missing = ledger.missing()
    for event in ledger.events_after(first, _RECENT_BYTES):
        place = event.header.sequence - 1
        if before is None or (event.header.incarnation, place) in missing:
            before = event.header.previous_hash
        faults += _event_faults(ledger, event, place, before)
        before = event.hash
    return faults


def _over_gap(event: Event, end: tuple[int, bytes], missing: frozenset[tuple[str, int]]) -> tuple[int, bytes]:
    """Step over what is known to be missing; the event behind it is believed about the hash before."""
    sequence, hash_before = end
    while sequence + 1 < event.header.sequence and (event.header.incarnation, sequence + 1) in missing:
        sequence, hash_before = sequence + 1, event.header.previous_hash
    return sequence, hash_before


def _event_faults(ledger: Chain, event: Event, before: int, hash_before: bytes) -> Iterator[Fault]:
    header, digest = event.header, ledger.codec.digest
    place = f"event {header.sequence} of {header.incarnation}"
    if digest(EVENT_LABEL + event.header_bytes) != event.hash or digest(event.body) != header.body_hash:
        yield Fault("stored_event_damaged", place)
    if (header.sequence, header.previous_hash) != (before + 1, hash_before):
        yield Fault("stored_chain_broken", place)


def result_faults(word: TownshipWord) -> Iterator[Fault]:
    """Recompute the stream of results."""
    position, hash_before = 0, NO_HASH
    while batch := word.results_from(position):
        for result in batch:
            if word.codec.digest(RESULT_LABEL + result.record) != result.hash:
                yield Fault("stored_result_damaged", f"result {result.position}")
            if (result.position, result.previous_hash) != (position + 1, hash_before):
                yield Fault("stored_results_broken", f"result {result.position}")
            position, hash_before = result.position, result.hash


def audit_faults(audit: ClinicAudit) -> Iterator[Fault]:
    """Recompute the audit trail."""
    for code, position in audit.faults():
        yield Fault(code, f"line {position}")
