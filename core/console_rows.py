"""What the lists of the township's console are made of."""

from dataclasses import dataclass
from datetime import datetime

from core.ids import ClinicCode


@dataclass(frozen=True, slots=True)
class ClinicStanding:
    """A clinic as the township sees it.

    Args:
        devices: PCs that may call.
        events: how many its log holds.
        unjudged: events nobody has looked at yet.
        unsettled: visits whose way through the platform is not at its end.
    """

    code: ClinicCode
    name: str
    last_contact: datetime | None
    devices: int
    events: int
    unjudged: int
    unsettled: int
