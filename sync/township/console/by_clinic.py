"""A month read clinic by clinic: as many clinics to a page as can be read while somebody waits for it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from core.dates import end_of_month, first_of_month
from core.errors import Refusal
from core.ids import ClinicCode
from core.statement import ToldVisit
from core.township_rows import ClinicRow
from sync.township.console.asking import Ask, Desk

Made = TypeVar("Made")
MOST_VISITS = 100
"""Visits after which a page is full: a clinic's month is never cut, so that it may hold one clinic more."""


@dataclass(frozen=True, slots=True)
class ClinicPage(Generic[Made]):
    """A page: what was made of each clinic, all clinics there are, the one asked for, and where to go on."""

    items: Sequence[Made]
    clinics: Sequence[ClinicRow]
    named: str
    following: str


def month_by_clinic(
    desk: Desk, ask: Ask, month: int, make: Callable[[ClinicRow, Sequence[ToldVisit]], Made]
) -> ClinicPage[Made]:
    """Read a month of the clinic that is named, or of those behind the one a page begins after.

    Raises:
        Refusal: `clinic_unknown`.
    """
    clinics = desk.store.clinics()
    codes = [one.code for one in clinics]
    named, after = ClinicCode(ask.query.get("clinic", "")), ClinicCode(ask.query.get("after", ""))
    for code in (named, after):
        if code and code not in codes:
            raise Refusal("clinic_unknown", clinic=code)
    begin = codes.index(after) + 1 if after else 0
    wanted = [one for one in clinics if one.code == named] if named else clinics[begin:]
    span = first_of_month(month), end_of_month(month)
    made: list[Made] = []
    read = 0
    for one in wanted:
        if read >= MOST_VISITS:
            break
        visits = desk.console.told_visits(one.code, *span)
        made.append(make(one, visits))
        read += len(visits)
    following = wanted[len(made) - 1].code if len(made) < len(wanted) else ""
    return ClinicPage(made, clinics, named, following)
