"""Words of what a visit notes now and then, as the township reads it."""

from collections.abc import Iterator

from core.money import in_yuan
from core.visits.bedside_names import bedside_said
from core.visits.payment import IN_CASH, PaidBy
from core.visits.payment_names import NAMES as _PAYMENTS
from core.visits.visit import OrderLine, Visit

BEDSIDE = "其他记录"


def bedside(visit: Visit) -> str:
    """Say what was filled in, or nothing."""
    return "；".join(part for part in _parts(visit) if part)


def line_marks(line: OrderLine) -> str:
    """Say of a line what most lines have nothing of: its group, how a herb is boiled, that a box was opened."""
    marks = (f"组 {line.group}" if line.group else "", line.handling, "拆零" if line.split else "")
    said = "，".join(mark for mark in marks if mark)
    return f"（{said}）" if said else ""


def _parts(visit: Visit) -> Iterator[str]:
    yield bedside_said(visit.bedside)
    if visit.herbs is not None:
        yield "，".join(part for part in (f"中药 {visit.herbs.doses} 剂", visit.herbs.method) if part)
    if visit.payment != IN_CASH:
        yield f"收款 {_PAYMENTS.get(visit.payment.way, visit.payment.way)}"
    if visit.payment.family:
        yield f"{_PAYMENTS[PaidBy.FAMILY]} {in_yuan(visit.payment.family)} 元"
