"""The picture of the years."""

from datetime import date

from core.coverage.history import History
from core.policy.decision import decide
from core.policy.in_force import packs_of
from core.policy.timeline import YEARS_SHOWN, Timeline, YearState, timeline_of
from tests.core.policy.lives import SHELF, employed, in_time, life, paid, repaired

HLJ = packs_of(SHELF, "CN-23")


def picture(history: History, on: date, year: int | None = None) -> Timeline:
    decision = decide(HLJ, history, year or on.year, on)
    return timeline_of(HLJ, history, on, decision)


def states(timeline: Timeline) -> dict[int, str]:
    return {one.year: one.state.value for one in timeline.years}


def test_each_year_shows_what_it_was() -> None:
    history = life(
        *in_time(2022), employed("2023-03", "2023-05"), repaired(2025, "2028-01-10"),
        paid(2027, "2027-03-01"), paid(2028, "2028-01-05"),
    )  # fmt: skip
    assert states(picture(history, date(2028, 2, 1))) == {
        2022: "on_time",
        2023: "employee",
        2024: "not_counted",
        2025: "repaired",
        2026: "missed",
        2027: "late",
        2028: "late",
    }


def test_the_bar_runs_from_the_start_to_the_benefit_date() -> None:
    timeline = picture(life(*in_time(2024, 2026)), date(2026, 2, 1))
    assert (timeline.today, timeline.wait_start, timeline.benefit_date) == (
        date(2026, 2, 1),
        date(2026, 1, 1),
        date(2026, 4, 1),
    )
    assert timeline.first_day <= date(2026, 1, 1) and timeline.last_day == date(2026, 12, 31)


def test_a_wait_that_runs_into_next_year_shows_next_year() -> None:
    timeline = picture(life(*in_time(2024), paid(2025, "2025-11-06")), date(2025, 12, 1))
    assert timeline.years[-1].year == 2026
    assert timeline.years[-1].state is YearState.NOT_PAID


def test_a_year_paid_ahead_is_shown() -> None:
    assert states(picture(life(*in_time(2025, 2026, 2027)), date(2026, 12, 1)))[2027] == "on_time"


def test_years_before_birth_and_the_birth_year_are_no_breaks() -> None:
    timeline = picture(life(paid(2026, "2026-01-20"), birth="2025-11-20"), date(2026, 2, 1))
    assert states(timeline)[2025] == "not_counted"
    assert states(timeline)[2024] == "before_birth"
    assert states(timeline)[2026] == "exempt"


def test_what_is_not_known_is_shown_as_unknown() -> None:
    history = life(paid(2026, None), history_from_year=2026)
    assert states(picture(history, date(2026, 2, 1)))[2025] == "unknown"
    assert states(picture(history, date(2026, 2, 1)))[2026] == "unknown"


def test_service_in_the_army_is_shown() -> None:
    history = life({"kind": "military_service", "from": "2021-09", "to": None}, birth="2002-03-03")
    assert states(picture(history, date(2026, 2, 1)))[2025] == "military"


def test_the_picture_never_has_more_years_than_fit() -> None:
    timeline = timeline_of(HLJ, life(*in_time(*range(2010, 2027))), date(2026, 2, 1))
    assert len(timeline.years) == YEARS_SHOWN
