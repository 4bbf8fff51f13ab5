"""个人缴费、财政补助与分类资助: what a year costs a person, and who bears which part of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from core.coverage.history import History
from core.money import Fen
from core.policy.choices import SubsidyMode
from core.policy.pack import Pack, Subsidy


@dataclass(frozen=True, slots=True)
class YearlyPrice:
    """What one coverage year costs, in fen; None where the pack has no amount for the year.

    Args:
        personal: 个人缴费标准; `subsidy` is the part of it that is paid for the person.
        fiscal: 财政补助, paid for everybody on top of it.
        category: identity that brings the subsidy; empty without one.
    """

    year: int
    personal: Fen | None
    fiscal: Fen | None
    subsidy: Fen | None
    to_pay: Fen | None
    category: str


def price_for(pack: Pack, year: int, identities: Collection[str], on: date) -> YearlyPrice:
    """Give the price of a year for somebody who holds identities on the day of payment.

    Law: 二(二) of 38号, E4, E5. Where several subsidies fit the largest one counts; they are never added up.
    """
    personal, fiscal = pack.contribution.personal_cny.get(year), pack.contribution.fiscal_cny.get(year)
    if personal is None:
        return YearlyPrice(year, None, fiscal, None, None, "")
    subsidy, category = Fen(0), ""
    for rule in pack.subsidies:
        held = next((member for member in rule.members if member in identities), None)
        amount = _amount(rule, personal)
        if held is not None and _in_force(rule, on) and amount > subsidy:
            subsidy, category = amount, held
    return YearlyPrice(year, personal, fiscal, subsidy, Fen(personal - subsidy), category)


def price_of_person(pack: Pack, history: History, year: int, on: date) -> YearlyPrice:
    """Give the price of a year for a person who pays on a day."""
    held = {one.category.value for one in history.identities if one.held_on(on)}
    return price_for(pack, year, held, on)


def _amount(rule: Subsidy, personal: Fen) -> Fen:
    if rule.mode is SubsidyMode.FULL:
        return personal
    return Fen(min(rule.amount_cny or 0, personal))


def _in_force(rule: Subsidy, on: date) -> bool:
    return (rule.start is None or rule.start <= on) and (rule.end is None or on <= rule.end)
