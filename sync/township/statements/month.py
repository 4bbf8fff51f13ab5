"""The month's statements of a township's clinics, made from its books."""

from collections.abc import Sequence

from core.dates import end_of_month, first_of_month, month_text, read_month
from core.errors import Refusal
from core.ids import ClinicCode
from core.statement import ClinicStatement, StatementBook, statement_of
from core.township_ports import TownshipStore

_YEARS = range(2000, 2200)
"""Beyond them no sum and no calendar holds."""


def month_named(text: str) -> int:
    """Read a month such as `2026-05` of a year in which there can have been visits.

    Raises:
        Refusal: `month_not_readable`.
    """
    try:
        month = read_month(text)
    except ValueError:
        raise Refusal("month_not_readable") from None
    if first_of_month(month).year not in _YEARS:
        raise Refusal("month_not_readable")
    return month


def statements_of(
    store: TownshipStore, book: StatementBook, month: int, clinic: ClinicCode | None = None
) -> Sequence[ClinicStatement]:
    """Give the statements of a month, by clinic; of one clinic where it is named.

    Raises:
        Refusal: `clinic_unknown`.
    """
    clinics = [one for one in store.clinics() if clinic in (None, one.code)]
    if not clinics:
        raise Refusal("clinic_unknown", clinic=clinic or "")
    first, last = first_of_month(month), end_of_month(month)
    return [
        statement_of(one.code, one.name, month_text(month), book.told_visits(one.code, first, last))
        for one in clinics
    ]
