"""How the national interface writes what every transaction has: numbers of ours, moments."""

from datetime import datetime

from core.dates import CHINA
from core.settlement_ports import SettlementVisit

ID_LENGTH = 30


def own_number(seen: SettlementVisit) -> str:
    """Give the number a visit and its batch carry at the platform: the event's, as far as it fits."""
    return seen.event_id[:ID_LENGTH]


def moment(at: datetime) -> str:
    """Write a moment as the platform does."""
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"
