"""总对总: visits that go to the province in files, and what comes back in one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from core.events import ResultKind
from core.ids import ClinicCode, EventId, UserId
from core.money import Fen
from core.settlement_ports import OutboxRow
from core.visits.visit import Visit

VisitPlace = tuple[ClinicCode, EventId]


@dataclass(frozen=True, slots=True)
class ProvinceExport:
    """A batch of visits that went to the province; `open` of them have no outcome yet."""

    number: int
    at: datetime
    user: UserId
    visits: int
    open: int


@dataclass(frozen=True, slots=True)
class ExportedVisit:
    """A visit of a batch, with the clinic that saw it and its code in the province, where it has one."""

    clinic: ClinicCode
    clinic_name: str
    institution: str
    event_id: EventId
    visit: Visit


class OutcomeKind(StrEnum):
    """What the province made of a visit.

    RETURNED: it was not taken there and waits for the next batch. REVERSED: a settlement was taken back.
    """

    SETTLED = "settled"
    NOT_PAYABLE = "not_payable"
    RETURNED = "returned"
    REVERSED = "reversed"


@dataclass(frozen=True, slots=True)
class ProvinceOutcome:
    """What the province says of a visit; `facts` are those of the clinic's result."""

    clinic: ClinicCode
    visit: EventId
    kind: OutcomeKind
    facts: Mapping[str, Any]

    @property
    def place(self) -> VisitPlace:
        """Say which visit is meant."""
        return self.clinic, self.visit


@dataclass(frozen=True, slots=True)
class ProvinceStanding:
    """Where a visit stands: its row, what it came to at the desk, and what its clinic was told last."""

    row: OutboxRow
    total: Fen
    told: tuple[ResultKind | str, Mapping[str, Any]] | None


class ProvinceDesk(Protocol):
    """The visits of one township that the province settles; every method is one transaction."""

    def waiting_for_export(self) -> int:
        """Count the visits that wait for a batch."""
        ...

    def export_visits(self, user: UserId, at: datetime) -> ProvinceExport | None:
        """Make a batch of all visits that may go, and write it into the trail; None where there is none.

        What a correction holds back stays. A visit without a charge, or of somebody without a number, is told
        to be NOT_PAYABLE.

        Raises:
            Refusal: `settlement_frozen`.
        """
        ...

    def province_exports(self, before: int | None, limit: int) -> Sequence[ProvinceExport]:
        """List the batches from a number backwards, newest first."""
        ...

    def exported_visits(self, number: int) -> Sequence[ExportedVisit]:
        """Give the visits of a batch as they went.

        Raises:
            Refusal: `province_batch_unknown`.
        """
        ...

    def province_standings(self, places: Collection[VisitPlace]) -> Mapping[VisitPlace, ProvinceStanding]:
        """Tell where some visits stand; one that is not in the outbox of this township is left out."""
        ...

    def tell_outcomes(self, outcomes: Sequence[ProvinceOutcome], user: UserId, at: datetime) -> None:
        """Tell the clinics what the province made of their visits, all or nothing, with a line in the trail.

        Raises:
            Hindrance: `settlement_row_taken`: one of them is no longer with the province.
        """
        ...
