"""Words of what a visit notes now and then, as the township reads it."""

from core.visits.bedside import Bedside
from core.visits.bedside_names import bedside_said

BEDSIDE = "其他记录"


def bedside(one: Bedside) -> str:
    """Say what was filled in, or nothing."""
    return bedside_said(one)
