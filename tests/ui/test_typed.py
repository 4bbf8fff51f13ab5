"""What people type into the fields of a visit."""

from datetime import date

import pytest

from core.errors import Refusal
from ui.typed import read_count, read_onset, read_pressure, read_temperature

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("", None),
        ("今天", TODAY),
        ("昨天", date(2026, 11, 24)),
        ("前天", date(2026, 11, 23)),
        ("3", date(2026, 11, 22)),
        ("3天", date(2026, 11, 22)),
        (" 3天前 ", date(2026, 11, 22)),
        ("2周", date(2026, 11, 11)),
        ("11-20", date(2026, 11, 20)),
        ("11月20日", date(2026, 11, 20)),
        ("12-20", date(2025, 12, 20)),
        ("2026年1月2日", date(2026, 1, 2)),
        ("2026.1.2", date(2026, 1, 2)),
        ("2027-01-01", date(2027, 1, 1)),
    ],
)
def test_a_day_of_onset_is_read_as_it_is_spoken(text: str, day: date | None) -> None:
    assert read_onset(text, TODAY) == day


@pytest.mark.parametrize("text", ["很久", "13-40", "2-30", "abc", "1234567"])
def test_an_onset_that_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="onset_not_readable"):
        read_onset(text, TODAY)


@pytest.mark.parametrize(("text", "tenths"), [("", None), ("37", 370), ("36.8", 368), ("36。8", 368)])
def test_a_temperature_is_read_into_tenths(text: str, tenths: int | None) -> None:
    assert read_temperature(text) == tenths


@pytest.mark.parametrize("text", ["4", "36.85", "hot"])
def test_a_temperature_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="temperature_not_readable"):
        read_temperature(text)


def test_a_pressure_has_two_halves_or_none() -> None:
    assert read_pressure("", "") == (None, None)
    assert read_pressure("152", " 94 ") == (152, 94)
    for upper, lower in (("152", ""), ("", "94"), ("1x", "94")):
        with pytest.raises(Refusal, match="pressure_not_readable"):
            read_pressure(upper, lower)


def test_a_count_names_its_line_when_it_is_none() -> None:
    assert read_count(" 12 ", 1) == 12
    with pytest.raises(Refusal) as refused:
        read_count("", 4)
    assert refused.value.facts == {"line": 4}
