"""When and how much a clinic calls its township by itself, what waits to be said, and when it calls next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from core.data_sets import DataSetName
from core.dates import CHINA, china_day
from core.errors import Refusal

_DAY_MINUTES = 24 * 60
INTERVAL_SETTING = "call_again_seconds"
DAY_SETTING = "bytes_a_day"
MONTH_SETTING = "bytes_a_month"
QUIET_SETTING = "quiet_hours"
BATCH_SETTING = "batch_bytes"
AWAIT_SETTING = "await_settlement_seconds"
_ALLOWED = {
    INTERVAL_SETTING: range(30, 24 * 3600 + 1),
    DAY_SETTING: range(2**40),
    MONTH_SETTING: range(2**40),
    BATCH_SETTING: range(4 * 1024, 128 * 1024 + 1),
    AWAIT_SETTING: range(31),
}


@dataclass(frozen=True, slots=True)
class QuietHours:
    """A part of each day, in minutes after midnight, past midnight where it ends before it begins."""

    begin: int
    end: int

    def __post_init__(self) -> None:
        """Take only minutes of a day, and a part of it that is not the whole."""
        if not (0 <= self.begin < _DAY_MINUTES and 0 <= self.end < _DAY_MINUTES) or self.begin == self.end:
            raise _unusable(QUIET_SETTING)

    @classmethod
    def parse(cls, text: str) -> "QuietHours":
        """Read `22:00-06:00`.

        Raises:
            Refusal: `call_settings_not_usable`.
        """
        try:
            begin, end = (_minutes(one) for one in text.split("-"))
        except ValueError as error:
            raise _unusable(QUIET_SETTING) from error
        return cls(begin, end)

    def __str__(self) -> str:
        """Write `22:00-06:00`."""
        return "-".join(f"{one // 60:02}:{one % 60:02}" for one in (self.begin, self.end))

    def left(self, now: datetime) -> timedelta:
        """Tell how long it stays quiet; nothing outside these hours."""
        here = now.astimezone(CHINA)
        passed = timedelta(hours=here.hour, minutes=here.minute, seconds=here.second)
        day = timedelta(days=1)
        since = (passed - timedelta(minutes=self.begin)) % day
        length = timedelta(minutes=self.end - self.begin) % day
        return max(timedelta(), length - since)


@dataclass(frozen=True, slots=True)
class CallSettings:
    """What a township sets for its clinics; a budget of 0 bytes is none.

    `batch_bytes` is what of the ledger goes up in one message, before it is compressed. `await_seconds` is
    how long a desk looks out for the settlement of a visit it has just saved, which then goes up at once;
    with 0 the visit goes with the next call.
    """

    interval_seconds: int = 300
    bytes_a_day: int = 0
    bytes_a_month: int = 0
    quiet: QuietHours | None = None
    batch_bytes: int = 128 * 1024
    await_seconds: int = 0

    def __post_init__(self) -> None:
        """Take only what leaves a clinic able to call."""
        for name, value in self.numbers().items():
            if value not in _ALLOWED[name]:
                raise _unusable(name)

    def to_plain(self) -> dict[str, int | str]:
        """Write the settings by name; what is as ever is left out, but for the interval."""
        usual = USUAL.numbers()
        told: dict[str, int | str] = {
            name: value
            for name, value in self.numbers().items()
            if name == INTERVAL_SETTING or value != usual[name]
        }
        return told | ({QUIET_SETTING: str(self.quiet)} if self.quiet else {})

    def numbers(self) -> dict[str, int]:
        """Give what is a number, by name."""
        return {
            INTERVAL_SETTING: self.interval_seconds,
            DAY_SETTING: self.bytes_a_day,
            MONTH_SETTING: self.bytes_a_month,
            BATCH_SETTING: self.batch_bytes,
            AWAIT_SETTING: self.await_seconds,
        }

    @classmethod
    def from_plain(cls, told: Mapping[str, Any]) -> "CallSettings":
        """Read what `to_plain` wrote.

        Raises:
            Refusal: `call_settings_not_usable`.
        """
        numbers = {name: told.get(name, value) for name, value in USUAL.numbers().items()}
        for name, value in numbers.items():
            if not isinstance(value, int):
                raise _unusable(name)
        quiet = QuietHours.parse(str(told[QUIET_SETTING])) if told.get(QUIET_SETTING) else None
        return cls(
            interval_seconds=numbers[INTERVAL_SETTING],
            bytes_a_day=numbers[DAY_SETTING],
            bytes_a_month=numbers[MONTH_SETTING],
            quiet=quiet,
            batch_bytes=numbers[BATCH_SETTING],
            await_seconds=numbers[AWAIT_SETTING],
        )

    @classmethod
    def believed(cls, told: Mapping[str, Any]) -> "CallSettings":
        """Read what a township told its clinics; what cannot be used is as if it had said nothing."""
        try:
            return cls.from_plain(told)
        except Refusal:
            return USUAL


USUAL = CallSettings()
"""What holds where a township set nothing."""


@dataclass(frozen=True, slots=True)
class DueSet:
    """A data set the township has ready, the bytes still to come, and whether it waits for the budget."""

    name: DataSetName
    version: int
    size: int
    put_off: bool = False


@dataclass(frozen=True, slots=True)
class NextCall:
    """When the next call comes by itself, and why then: `interval`, `failed`, `quiet` or `now`."""

    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the next call will move: events and data sets with about their bytes, and about how long it takes.

    `seconds` is None before this PC has seen how fast its link is. `first` is a PC with no data set in use:
    all of them are to come, and how much that is nobody here knows yet. What was spent includes today.
    """

    events: int
    events_bytes: int
    sets: tuple[DueSet, ...]
    seconds: float | None
    settings: CallSettings
    spent_today: int
    spent_this_month: int
    quiet_until: datetime | None
    next_call: NextCall | None = None
    first: bool = False

    @property
    def sets_bytes(self) -> int:
        """Add up what comes with the next call; what the budget puts off does not."""
        return sum(one.size for one in self.sets if not one.put_off)


def days_of_month(now: datetime) -> tuple[date, date]:
    """Give the first day of the month and today."""
    today = china_day(now)
    return today.replace(day=1), today


def _minutes(text: str) -> int:
    hour, minute = text.strip().split(":")
    if not (0 <= int(hour) < 24 and 0 <= int(minute) < 60):
        raise ValueError(text)
    return int(hour) * 60 + int(minute)


def _unusable(field: str) -> Refusal:
    return Refusal("call_settings_not_usable", field=field)
