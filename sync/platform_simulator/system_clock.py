"""The platform's own clock: another machine's time, shared with none of the programs it stands beside."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))


def platform_clock(start: str | None) -> Callable[[], datetime]:
    """Give a clock that runs from a moment of China's civil time, or the system's when none is given."""
    began = datetime.now(CHINA)
    offset = datetime.fromisoformat(start).replace(tzinfo=CHINA) - began if start else timedelta()
    return lambda: datetime.now(CHINA) + offset
