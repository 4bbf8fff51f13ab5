"""What follows from the values: control, danger, referral, and when the next follow-up is due."""

from datetime import date

import pytest

from core.coverage.enrolment import ChronicDisease
from core.followup.form import Value
from core.followup.form_files import form_in_use
from core.followup.judgement import Classification, Judgement, Step, judge

ON = date(2026, 11, 30)
SOON = date(2026, 12, 14)
QUARTER = date(2027, 2, 28)
SATISFIED, UNSATISFIED, ADVERSE, COMPLICATION = Classification
PRESSURE, SUGAR = ChronicDisease


def judged(
    disease: ChronicDisease, age: int | None = 50, before: Classification | None = None, **values: Value
) -> Judgement:
    return judge(form_in_use(disease, "3"), values, ON, age, before)


@pytest.mark.parametrize(
    ("upper", "lower", "age", "expected"),
    [
        (139, 89, 50, SATISFIED),
        (140, 89, 50, UNSATISFIED),
        (139, 90, 50, UNSATISFIED),
        (140, 89, 64, UNSATISFIED),
        (149, 89, 65, SATISFIED),
        (150, 89, 65, UNSATISFIED),
        (149, 90, 80, UNSATISFIED),
        (145, 85, None, UNSATISFIED),
    ],
)
def test_pressure_is_under_control_below_its_bounds(
    upper: int, lower: int, age: int | None, expected: Classification
) -> None:
    assert judged(PRESSURE, age, systolic=upper, diastolic=lower).computed is expected


@pytest.mark.parametrize(("glucose", "expected"), [(69, SATISFIED), (70, UNSATISFIED)])
def test_glucose_is_under_control_below_seven(glucose: int, expected: Classification) -> None:
    assert judged(SUGAR, fasting_glucose=glucose, systolic=150, diastolic=95).computed is expected


def test_without_a_measurement_nothing_is_computed_and_the_doctor_says_it() -> None:
    assert judged(PRESSURE, systolic=130).computed is None
    assert judged(PRESSURE, systolic=140).computed is UNSATISFIED  # one is enough to say no
    said = judged(SUGAR, classification=1)
    assert (said.computed, said.classification, said.step) == (None, SATISFIED, Step.ROUTINE)


def test_the_doctor_has_the_last_word_on_the_classification() -> None:
    said = judged(PRESSURE, systolic=150, diastolic=95, classification=4)
    assert (said.computed, said.classification) == (UNSATISFIED, COMPLICATION)
    assert judged(PRESSURE, systolic=150, diastolic=95, adverse=2).computed is ADVERSE


@pytest.mark.parametrize(
    ("disease", "values"),
    [
        (PRESSURE, {"systolic": 180}),
        (PRESSURE, {"diastolic": 110}),
        (PRESSURE, {"danger_signs": 2}),
        (SUGAR, {"fasting_glucose": 167}),
        (SUGAR, {"fasting_glucose": 39}),
        (SUGAR, {"systolic": 180}),
        (SUGAR, {"diastolic": 110}),
        (SUGAR, {"heart_rate": 101}),
        (SUGAR, {"temperature": 391}),
    ],
)
def test_each_danger_alone_asks_for_an_urgent_referral(
    disease: ChronicDisease, values: dict[str, int]
) -> None:
    usual: dict[str, Value] = {"systolic": 130, "diastolic": 80, "fasting_glucose": 60, **values}
    said = judge(form_in_use(disease, "3"), usual, ON, 50)
    assert [one.field for one in said.dangers] == list(values)
    assert (said.step, said.next_by, said.refers) == (Step.URGENT, SOON, True)


@pytest.mark.parametrize(
    ("disease", "values"),
    [
        (PRESSURE, {"systolic": 179, "diastolic": 109, "danger_signs": 1}),
        (SUGAR, {"fasting_glucose": 166, "heart_rate": 100, "temperature": 390}),
        (SUGAR, {"fasting_glucose": 40}),
    ],
)
def test_just_below_the_bounds_nothing_is_urgent(disease: ChronicDisease, values: dict[str, int]) -> None:
    assert judge(form_in_use(disease, "3"), values, ON, 50).dangers == ()


@pytest.mark.parametrize(
    ("before", "now", "step", "next_by"),
    [
        (None, SATISFIED, Step.ROUTINE, QUARTER),
        (UNSATISFIED, SATISFIED, Step.ROUTINE, QUARTER),
        (None, UNSATISFIED, Step.SOON, SOON),
        (SATISFIED, UNSATISFIED, Step.SOON, SOON),
        (UNSATISFIED, UNSATISFIED, Step.REFERRAL, SOON),
        (None, ADVERSE, Step.SOON, SOON),
        (ADVERSE, ADVERSE, Step.REFERRAL, SOON),
        (ADVERSE, UNSATISFIED, Step.SOON, SOON),
        (None, COMPLICATION, Step.REFERRAL, SOON),
    ],
)
def test_a_first_time_is_two_weeks_and_a_second_is_a_referral(
    before: Classification | None, now: Classification, step: Step, next_by: date
) -> None:
    said = judged(PRESSURE, before=before, classification=int(now))
    assert (said.step, said.next_by) == (step, next_by)


def test_a_more_urgent_step_may_be_chosen_and_a_milder_one_changes_nothing() -> None:
    form = form_in_use(PRESSURE, "newer")
    assert judge(form, {"classification": 1, "step": 3}, ON, 50).step is Step.REFERRAL
    assert judge(form, {"classification": 2, "step": 1}, ON, 50).step is Step.SOON
