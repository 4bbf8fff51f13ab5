"""Words about how a patient paid: on the form, on the receipt, in the list of visits."""

from core.money import in_yuan
from core.visits.payment import PaidBy, Payment
from core.visits.payment_names import NAMES

WAY = "收款 (F8)"
FAMILY = "家庭共济 元"
FAMILY_HINT = "未用"


def paid_said(payment: Payment, cash: int) -> str:
    """Say how what the patient bears in cash was paid; nothing where it was cash alone."""
    shares = {way: amount for way, amount in payment.shares(cash).items() if amount}
    if not shares.keys() - {PaidBy.CASH.value}:
        return ""
    return "，".join(f"{NAMES.get(way, way)} {in_yuan(amount)} 元" for way, amount in shares.items())
