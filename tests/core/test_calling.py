"""What a township may set about calls, and how long a quiet hour lasts."""

from datetime import UTC, datetime, timedelta

import pytest

from core.calling import CallSettings, QuietHours
from core.dates import CHINA
from core.errors import Refusal


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 5, 6, hour, minute, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (at(21, 59), timedelta()),
        (at(22), timedelta(hours=8)),
        (at(23, 30), timedelta(hours=6, minutes=30)),
        (at(5, 59), timedelta(minutes=1)),
        (at(6), timedelta()),
        (at(23, 30).astimezone(UTC), timedelta(hours=6, minutes=30)),
    ],
)
def test_a_quiet_night_ends_in_the_morning(now: datetime, left: timedelta) -> None:
    assert QuietHours.parse("22:00-06:00").left(now) == left


def test_a_quiet_noon_does_not_reach_into_the_night() -> None:
    noon = QuietHours.parse("12:00-14:30")
    assert [noon.left(at(hour)) for hour in (11, 12, 15, 23)] == [
        timedelta(),
        timedelta(hours=2, minutes=30),
        timedelta(),
        timedelta(),
    ]


@pytest.mark.parametrize(
    "text", ["", "22:00", "22-6", "24:00-06:00", "22:60-06:00", "06:00-06:00", "a:b-c:d"]
)
def test_hours_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(Refusal, match="call_settings_not_usable"):
        QuietHours.parse(text)


def test_settings_survive_being_written_down() -> None:
    settings = CallSettings(600, 200_000, 3_000_000, QuietHours.parse("22:00-06:00"), 16 * 1024)
    assert CallSettings.from_plain(settings.to_plain()) == settings
    assert CallSettings.from_plain(CallSettings().to_plain()) == CallSettings()


@pytest.mark.parametrize(
    "told",
    [
        {"call_again_seconds": 5},
        {"bytes_a_day": -1},
        {"bytes_a_month": "many"},
        {"batch_bytes": 10},
        {"quiet_hours": "always"},
    ],
)
def test_what_would_keep_a_clinic_from_calling_is_refused_and_not_believed(told: dict[str, object]) -> None:
    with pytest.raises(Refusal, match="call_settings_not_usable"):
        CallSettings.from_plain(told)
    assert CallSettings.believed(told) == CallSettings()
