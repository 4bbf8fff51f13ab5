"""What is typed into a form becomes values, or the field that is wrong is named."""

from datetime import date

import pytest

from core.coverage.enrolment import ChronicDisease
from core.errors import Refusal
from core.followup.filling import as_typed, body_mass, carried, fill, readable
from core.followup.form_files import form_in_use

TODAY = date(2026, 11, 25)
PRESSURE, SUGAR = (form_in_use(disease, "3") for disease in ChronicDisease)
LEAST = {"on": "今天", "way": "1", "systolic": "150", "diastolic": "95"}


def test_a_form_is_read_as_it_is_written_on_paper() -> None:
    typed = {
        **LEAST,
        "on": "11-20",
        "symptoms": "4、2",
        "weight": "70．5",
        "height": "170",
        "weight_target": "66",
    }
    values = fill(PRESSURE, typed, TODAY)
    assert values == {
        **{"on": "2026-11-20", "way": 1, "symptoms": (2, 4), "systolic": 150, "diastolic": 95},
        **{"weight": 705, "height": 1700, "weight_target": 660, "bmi": 244, "bmi_target": 228},
    }
    assert as_typed(PRESSURE, values) == {
        **{"on": "2026-11-20", "way": "1", "symptoms": "24", "systolic": "150", "diastolic": "95"},
        **{"weight": "70.5", "height": "170.0", "weight_target": "66.0", "bmi": "24.4", "bmi_target": "22.8"},
    }
    assert fill(PRESSURE, as_typed(PRESSURE, values), TODAY) == values


@pytest.mark.parametrize(
    ("typed", "code", "field"),
    [
        ({"way": ""}, "follow_up_field_missing", "随访方式"),
        ({"systolic": ""}, "follow_up_field_missing", "收缩压"),
        ({"way": "4"}, "follow_up_code_unknown", "随访方式"),
        ({"way": "12"}, "follow_up_code_unknown", "随访方式"),
        ({"symptoms": "二"}, "follow_up_code_unknown", "症状"),
        ({"symptoms": "0"}, "follow_up_code_unknown", "症状"),
        ({"symptoms": "13"}, "follow_up_none_and_others", "症状"),
        ({"systolic": "301"}, "follow_up_out_of_range", "收缩压"),
        ({"systolic": "15o"}, "follow_up_not_readable", "收缩压"),
        ({"systolic": "150.5"}, "follow_up_not_readable", "收缩压"),
        ({"systolic": "-150"}, "follow_up_not_readable", "收缩压"),
        ({"weight": "70.55"}, "follow_up_not_readable", "体重"),
        ({"on": "11-31"}, "follow_up_not_readable", "随访日期"),
        ({"on": "yesterday"}, "follow_up_not_readable", "随访日期"),
        ({"adverse": "2"}, "follow_up_field_missing", "不良反应是什么"),
        ({"drug_1": "x" * 61}, "follow_up_text_too_long", "药物一"),
        ({"drug_1": "x\x00"}, "follow_up_not_readable", "药物一"),
        ({"gout": "1"}, "follow_up_field_unknown", "gout"),
    ],
)
def test_the_field_that_is_wrong_is_named(typed: dict[str, str], code: str, field: str) -> None:
    with pytest.raises(Refusal, match=code) as refused:
        fill(PRESSURE, {**LEAST, **typed}, TODAY)
    assert refused.value.facts["field"] == field


def test_pressures_the_wrong_way_round_are_refused() -> None:
    with pytest.raises(Refusal, match="follow_up_pressure_swapped"):
        fill(PRESSURE, {**LEAST, "systolic": "90", "diastolic": "140"}, TODAY)


def test_over_the_telephone_nothing_can_be_measured() -> None:
    assert fill(SUGAR, {"on": "昨天", "way": "3"}, TODAY) == {"on": "2026-11-24", "way": 3}


def test_what_is_not_asked_for_beside_the_rest_is_left_out() -> None:
    typed = {"on": "今天", "way": "3", "foot_pulse": "2", "foot_pulse_side": "3"}
    assert fill(SUGAR, typed, TODAY)["foot_pulse_side"] == 3
    assert "foot_pulse_side" not in fill(SUGAR, {**typed, "foot_pulse": "1"}, TODAY)
    with pytest.raises(Refusal, match="follow_up_field_missing"):
        fill(SUGAR, {**typed, "foot_pulse_side": ""}, TODAY)


def test_a_day_without_its_year_is_the_nearest_one() -> None:
    january = date(2027, 1, 5)
    assert fill(PRESSURE, {**LEAST, "on": "12月30日"}, january)["on"] == "2026-12-30"
    assert fill(PRESSURE, {**LEAST, "next_on": "2-3"}, TODAY)["next_on"] == "2027-02-03"


def test_what_seldom_changes_is_carried_over_and_what_is_measured_is_not() -> None:
    typed = {
        **LEAST,
        "height": "170",
        "weight": "70",
        "weight_target": "66",
        "smoking": "10",
        "salt_target": "1",
    }
    kept = carried(PRESSURE, fill(PRESSURE, {**typed, "drug_1": "氨氯地平", "drug_1_times": "1"}, TODAY))
    assert kept == {
        **{"height": "170.0", "weight": "70.0", "weight_target": "66.0", "smoking": "10", "salt_target": "1"},
        **{"drug_1": "氨氯地平", "drug_1_times": "1"},
    }


def test_half_typed_forms_give_what_can_be_read() -> None:
    assert readable(PRESSURE, {"systolic": "15x", "diastolic": "95", "way": "9"}, TODAY) == {"diastolic": 95}


@pytest.mark.parametrize(("height", "weight", "mass"), [(1700, 700, 242), (1600, 640, 250), (1580, 655, 262)])
def test_the_body_mass_is_computed_to_a_tenth(height: int, weight: int, mass: int) -> None:
    assert body_mass({"height": height, "weight": weight}) == {"bmi": mass}
    assert body_mass({"weight": weight}) == {}
