"""What a history with gaps in it could mean: each way the missing data might be filled."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from core.coverage.history import History, RepairPayment, ResidentPayment
from core.policy.exemptions import MONTHS_IN_YEAR
from core.policy.in_force import PackOn
from core.policy.known import Known, known_on
from core.policy.pack import Pack

_ONE_DAY = timedelta(days=1)


class MissingKind(StrEnum):
    """What is missing."""

    PAYMENT_DATE = "payment_date"
    REPAIR_DATE = "repair_date"
    EARLIER_YEARS = "earlier_years"


@dataclass(frozen=True, slots=True)
class Missing:
    """One missing item: the coverage year it belongs to, or the first year the records are complete for."""

    kind: MissingKind
    year: int


@dataclass(frozen=True, slots=True)
class Worlds:
    """The likeliest filling, and the others as they would be known."""

    likeliest: History
    others: tuple[Known, ...]
    missing: tuple[Missing, ...]


def possible_worlds(packs: PackOn, history: History, year: int, as_of: date) -> Worlds:
    """Fill what is missing in every way that could change the answer."""
    missing = tuple(_missing(packs, history, year, as_of))
    if not missing:
        return Worlds(history, (), ())
    pack = packs(as_of)
    filled = list(_filled(pack, history, year, as_of))
    others = [
        world for day_filled in filled for world in (day_filled, *_with_earlier_years(pack, day_filled, year))
    ]
    return Worlds(filled[0], tuple(known_on(world, as_of) for world in others[1:]), missing)


def _missing(packs: PackOn, history: History, year: int, as_of: date) -> Iterator[Missing]:
    for record in history.records:
        if isinstance(record, ResidentPayment) and record.paid_on is None and record.coverage_year <= year:
            yield Missing(MissingKind.PAYMENT_DATE, record.coverage_year)
        elif isinstance(record, RepairPayment) and record.paid_on is None and record.coverage_year < year:
            yield Missing(MissingKind.REPAIR_DATE, record.coverage_year)
    known_from = history.history_from_year
    if known_from is not None and known_from > _first_counted(packs(as_of), history):
        yield Missing(MissingKind.EARLIER_YEARS, known_from)


def _first_counted(pack: Pack, history: History) -> int:
    born = history.birth_date.year if pack.breaks.birth_year_counts else history.birth_date.year + 1
    return max(pack.breaks.count_from_year, born)


def _filled(pack: Pack, history: History, year: int, as_of: date) -> Iterator[History]:
    """Give the history with the likeliest days first, then each unknown day at each day that matters."""
    unknown = [
        index
        for index, record in enumerate(history.records)
        if isinstance(record, ResidentPayment | RepairPayment) and record.paid_on is None
    ]
    days = {index: _days(pack, history, index, year, as_of) for index in unknown}
    yield _dated(history, {index: found[0] for index, found in days.items()})
    for index, found in days.items():
        for day in found[1:]:
            yield _dated(history, {**{other: days[other][0] for other in days}, index: day})
    if len(days) > 1:
        yield _dated(history, {index: max(found) for index, found in days.items()})


def _days(pack: Pack, history: History, index: int, year: int, as_of: date) -> Sequence[date]:
    """Give the days that matter for a payment, the likeliest first: the last one on time."""
    record = history.records[index]
    own_year = record.coverage_year if isinstance(record, ResidentPayment) else year
    window = pack.enrolment_window.of(own_year)
    edges = [window.close, window.last_on_time, window.last_payment, as_of]
    edges += [identity.start for identity in history.identities]
    edges += [identity.end for identity in history.identities if identity.end]
    edges += [event.on for event in history.events]
    edges += [known for other in history.records if (known := getattr(other, "paid_on", None))]
    around = {day for edge in edges for day in (edge - _ONE_DAY, edge, edge + _ONE_DAY)}
    possible = sorted(day for day in around if history.birth_date <= day <= as_of)
    likeliest = min(max(window.close, history.birth_date), as_of)
    return [likeliest, *(day for day in possible if day != likeliest)]


def _dated(history: History, days: dict[int, date]) -> History:
    records = [
        replace(record, paid_on=days[index])
        if index in days and isinstance(record, ResidentPayment | RepairPayment)
        else record
        for index, record in enumerate(history.records)
    ]
    return replace(history, records=tuple(records))


def _with_earlier_years(pack: Pack, history: History, year: int) -> Iterable[History]:
    """Fill the years before the records begin: the latest insured, the earliest insured, one of them late."""
    known_from = history.history_from_year
    first = _first_counted(pack, history)
    if known_from is None or known_from <= first:
        return
    paid = {r.coverage_year for r in history.records if isinstance(r, ResidentPayment)}
    # Cover before the first counted year is no missed year, but it can carry a change of scheme.
    prior = pack.transfer.min_prior_continuous_months // MONTHS_IN_YEAR + 1
    oldest = max(history.birth_date.year, first - prior)
    years = [y for y in range(oldest, min(known_from, year)) if y not in paid]
    on_time = {y: max(pack.enrolment_window.of(y).close, history.birth_date) for y in years}
    for cut in range(len(years)):
        yield _insured(history, {y: on_time[y] for y in years[cut:]})
        yield _insured(history, {y: on_time[y] for y in years[: cut + 1]})
    if years:
        last = pack.enrolment_window.of(years[-1]).last_payment
        yield _insured(history, {years[-1]: max(last, history.birth_date)})
        yield _insured(history, {**on_time, years[-1]: max(last, history.birth_date)})


def _insured(history: History, paid: dict[int, date]) -> History:
    added = tuple(ResidentPayment(year, day) for year, day in paid.items())
    return replace(history, records=(*history.records, *added))
