"""What paying for missed years would change: which years, what it costs, which date it gives."""

from dataclasses import dataclass, replace
from datetime import date

from core.coverage.history import History, RepairPayment, ResidentPayment
from core.money import Fen
from core.policy.decision import Decision, decide
from core.policy.in_force import PackOn
from core.policy.pack import Pack


@dataclass(frozen=True, slots=True)
class RepairOffer:
    """One worthwhile way to repair: the years to pay, what they cost, and the date that gives.

    Args:
        cost: contributions of `years` together, in fen; None where a price is missing.
        months: months of wait with it.
        sure: every reading of the rules gives an earlier date with it than without it.
    """

    years: tuple[int, ...]
    cost: Fen | None
    months: int
    benefit_date: date
    benefit_date_now: date
    sure: bool


def repair_offers(
    packs: PackOn | Pack, history: History, target_year: int, pay_on: date
) -> tuple[RepairOffer, ...]:
    """Offer repairs paid on a day, the fewest years first; each gives an earlier date than the one before.

    Where the year itself is not yet paid, its payment on the same day is assumed on both sides.
    """
    if pay_on < history.birth_date or target_year < history.birth_date.year:
        return ()
    paid = _with_enrolment(packs, history, target_year, pay_on)
    now = decide(packs, paid, target_year, pay_on)
    offers: list[RepairOffer] = []
    best, years = now.benefit_date, tuple[int, ...]()
    for year in _open_years(paid, now):
        years = (*years, year)
        with_it = decide(packs, _repaired(paid, years, pay_on), target_year, pay_on)
        reached = with_it.benefit_date
        if now.benefit_date and best and reached and reached < best:
            offers.append(_offer(years, with_it, reached, now, now.benefit_date))
            best = reached
    return tuple(offers)


def _offer(
    years: tuple[int, ...], with_it: Decision, reached: date, now: Decision, date_now: date
) -> RepairOffer:
    cost = None
    if with_it.repair_cost is not None and now.repair_cost is not None:
        cost = Fen(with_it.repair_cost - now.repair_cost)
    sure = bool(
        with_it.latest_benefit and now.earliest_benefit and with_it.latest_benefit < now.earliest_benefit
    )
    return RepairOffer(years, cost, with_it.total_months, reached, date_now, sure)


def _with_enrolment(packs: PackOn | Pack, history: History, year: int, pay_on: date) -> History:
    if decide(packs, history, year, pay_on).paid_on is not None:
        return history
    return replace(history, records=(*history.records, ResidentPayment(year, pay_on)))


def _open_years(history: History, now: Decision) -> list[int]:
    repaired = {r.coverage_year for r in history.records if isinstance(r, RepairPayment)}
    return [year for year in now.missed_years if year not in repaired]


def _repaired(history: History, years: tuple[int, ...], pay_on: date) -> History:
    return replace(history, records=(*history.records, *(RepairPayment(year, pay_on) for year in years)))
