"""The platform's own clock: another machine's time, shared with none of the programs it stands beside."""

from datetime import datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))


class PlatformClock:
    """Runs from a moment of China's civil time, or the system's when none is given; it can be put on."""

    def __init__(self, start: str | None) -> None:
        self._offset = timedelta()
        if start:
            self.put_to(datetime.fromisoformat(start))

    def __call__(self) -> datetime:
        """Give the moment it is."""
        return datetime.now(CHINA) + self._offset

    def put_to(self, moment: datetime) -> None:
        """Go on from another moment of China's civil time."""
        self._offset = moment.replace(tzinfo=CHINA) - datetime.now(CHINA)

    def put_to_midnight(self) -> None:
        """Go on from the next midnight."""
        self.put_to(datetime.combine(self().date() + timedelta(days=1), datetime.min.time()))
