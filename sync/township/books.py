"""对账: what the staff of a township do about its books beside the platform's, and beside its clinics'."""

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from core.console import AT_THE_MACHINE
from core.dates import CHINA, china_day
from core.errors import Hindrance, Refusal
from core.ids import ClinicCode, UserId
from core.ports import Clock
from core.prescription_review import PrescriptionReviews
from core.reconciliation import LONGEST_REASON, KeptDifference, ReconciliationBook
from core.settlement_questions import SettlementQuestions
from core.statement import ClinicStatement, StatementBook
from core.supervision import IndicatorBook
from core.supervision_ports import CheckBook, JoinBook
from core.township_ports import TownshipStore
from sync.township.settlement.institutions import Institutions
from sync.township.settlement.reconcile_day import reconcile_day
from sync.township.settlement.settling import AtPlatform, platform_of
from sync.township.statements.agreement import Agreement, DayAgreed, month_agreed
from sync.township.statements.month import month_named, statements_of
from sync.township.statements.paper import write_paper
from sync.township.statements.sheet import write_sheets

Place = TypeVar("Place", contravariant=True)
_MOST = 500


class TownshipBooks(
    ReconciliationBook,
    StatementBook,
    PrescriptionReviews,
    CheckBook,
    JoinBook,
    IndicatorBook,
    SettlementQuestions,
    Protocol,
):
    """All books of a township."""


class DayToCompare(AtPlatform, Protocol):
    """A day, None for yesterday, and where the platform answers."""

    @property
    def day(self) -> datetime | None:
        """The day of the platform's calendar."""
        ...


@dataclass(frozen=True, slots=True)
class Books(Generic[Place]):
    """The deeds; `open_books` opens the township a place names with its books, `word_for` words a code."""

    open_books: Callable[[Place], AbstractContextManager[tuple[TownshipStore, TownshipBooks]]]
    clock: Clock
    word_for: Callable[[str], str]

    def reconcile_day(self, place: Place, asked: DayToCompare) -> Mapping[str, Any]:
        """Compare a day with the platform.

        Raises:
            Refusal: `day_not_over`, and those of `platform_of`.
            Hindrance: as `sync.township.settlement.reconcile_day`.
        """
        day = asked.day.date() if asked.day else china_day(self.clock.now()) - timedelta(days=1)
        with (
            self.open_books(place) as (store, book),
            platform_of(store, asked, self.clock) as (platform, desk),
        ):
            groups, left = reconcile_day(book, Institutions(store, platform, desk, self.clock), day)
            told = [{**one.group._asdict(), **asdict(one.ours), "agrees": one.agrees} for one in groups]
            return {"day": day.isoformat(), "groups": told, "open": left, **_listed(book, day)}

    def differences(self, place: Place) -> Mapping[str, Any]:
        """List the open differences of all days."""
        with self.open_books(place) as (_, book):
            return _listed(book, None)

    def work_off(self, place: Place, number: int, reason: str) -> Mapping[str, Any]:
        """Write down why a difference is none any more, or is to be.

        Raises:
            Refusal: `difference_unknown`, `difference_closed`, `difference_reason_missing`.
        """
        with self.open_books(place) as (_, book):
            work_off(book, number, AT_THE_MACHINE, reason, self.clock)
            return {"number": number, **_listed(book, None)}

    def statement(self, place: Place, month: str, clinic: str | None, out: Path) -> Mapping[str, Any]:
        """Write a month's statements, of one clinic or of all, into a folder as a PDF and a workbook.

        Raises:
            Refusal: `month_not_readable`, `clinic_unknown`.
            Hindrance: `table_file_not_written`.
        """
        named = ClinicCode(clinic) if clinic else None
        with self.open_books(place) as (store, book):
            statements = statements_of(store, book, month_named(month), named)
            paper = write_paper(store.township().name, statements, self.clock.now(), self.word_for)
        sheets = write_sheets(statements, self.word_for)
        files = {f"statement-{month}.pdf": paper, f"statement-{month}.xlsx": sheets}
        try:
            out.mkdir(parents=True, exist_ok=True)
            for name, content in files.items():
                (out / name).write_bytes(content)
        except OSError as error:
            raise Hindrance("table_file_not_written") from error
        return {"month": month, "files": sorted(files), "clinics": [_stated(one) for one in statements]}

    def reconcile(self, place: Place, month: str) -> Mapping[str, Any]:
        """Compare what clinics said when they closed their days with what is held here.

        Raises:
            Refusal: `month_not_readable`.
        """
        with self.open_books(place) as (store, book):
            days = month_agreed(store, book, month_named(month))
        counted = Counter(one.agreement.value for one in days)
        told = [_day_told(one) for one in days if one.agreement is not Agreement.AGREES]
        return {"month": month, **{one.value: counted[one.value] for one in Agreement}, "days": told}


def work_off(book: ReconciliationBook, number: int, user: UserId, reason: str, clock: Clock) -> None:
    """Close a difference with a reason in somebody's own words.

    Raises:
        Refusal: `difference_reason_missing`, `difference_unknown`, `difference_closed`.
    """
    said = " ".join(reason.split())
    if not said or len(said) > LONGEST_REASON:
        raise Refusal("difference_reason_missing", longest=LONGEST_REASON)
    book.work_off(number, user, said, clock.now())


def _listed(book: ReconciliationBook, day: date | None) -> Mapping[str, Any]:
    rows = book.differences(None, _MOST)
    return {"differences": [_plain(one) for one in rows if day in (None, one.difference.day)]}


def _plain(one: KeptDifference) -> Mapping[str, Any]:
    found = one.difference
    return {
        "number": one.number,
        "day": found.day.isoformat(),
        "kind": found.kind.value,
        "settlement": found.settlement,
        "message": found.message,
        "clinic": found.clinic,
        "visit": found.visit,
        "total": found.total,
        "fund": found.fund,
        "their_total": found.their_total,
        "their_fund": found.their_fund,
        "told": found.told,
        "found_at": one.found_at.astimezone(CHINA).isoformat(timespec="seconds"),
    }


def _stated(one: ClinicStatement) -> Mapping[str, Any]:
    return {
        "clinic": one.clinic,
        "name": one.name,
        "visits": one.all.count,
        "total": one.all.sum,
        "fates": {fate.value: asdict(tally) for fate, tally in one.fates.items()},
        "estimated": one.estimated._asdict(),
        "settled": one.settled._asdict(),
        "difference": sum(tally.sum for tally in one.differences.values()),
    }


def _day_told(one: DayAgreed) -> Mapping[str, Any]:
    there = asdict(one.there) if one.there else None
    return {
        "clinic": one.clinic,
        "day": one.day.isoformat(),
        "here": asdict(one.here),
        "there": there,
        "agreement": one.agreement.value,
    }
