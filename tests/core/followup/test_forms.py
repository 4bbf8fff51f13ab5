"""A form's file is read whole or refused: code lists as on paper, numbers that fit their fields."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import core.followup.form_files
from core.coverage.enrolment import ChronicDisease
from core.errors import Refusal
from core.followup.form import DIASTOLIC, GLUCOSE, SYSTOLIC, Form, Kind, in_units
from core.followup.form_files import USUAL, form_in_use, form_of, forms, read_form

FOLDER = Path(core.followup.form_files.__file__).parent / "forms"


def plain(name: str = "diabetes-3") -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return found


def words(form: Form, key: str) -> str:
    field = form.field(key)
    assert field is not None and field.choices is not None
    return "".join(f"{code}{word}" for code, word in field.choices.items())


def test_both_diseases_have_the_third_edition_and_the_newer_form() -> None:
    assert set(forms()) == {(disease, version) for disease in ChronicDisease for version in ("3", "newer")}
    for form in forms().values():
        assert form.sources and form.unconfirmed
        assert (form.rules.a_year, form.rules.soon_days) == (4, 14)


def test_codes_are_numbered_as_on_paper() -> None:
    pressure, sugar = (form_in_use(disease, "") for disease in ChronicDisease)
    assert words(pressure, "way") == "1门诊2家庭3电话"
    assert words(pressure, "symptoms").startswith(
        "1无症状2头痛头晕3恶心呕吐4眼花耳鸣5呼吸困难6心悸胸闷7鼻衄出血不止"
    )
    assert words(sugar, "symptoms").endswith("7手脚麻木8下肢浮肿9体重明显下降")
    assert words(sugar, "foot_pulse") == "1触及正常2减弱3消失"
    assert words(sugar, "classification") == "1控制满意2控制不满意3不良反应4并发症"


def test_the_newer_form_has_what_the_third_edition_lacks() -> None:
    newer, third = (form_of("hypertension", version) for version in ("newer", "3"))
    assert newer and third
    added = {field.key for field in newer.fields} - {field.key for field in third.fields}
    assert {"step", "adjusted_1", "referral_contact", "referral_result", "remark"} <= added
    assert words(newer, "step").endswith("4紧急转诊")
    assert form_of("hypertension", "4") is form_of("gout", "3") is None


def test_numbers_of_the_standard_count_the_last_place_of_their_field() -> None:
    form = form_in_use(ChronicDisease.DIABETES, "3")
    glucose = [one for one in form.rules.danger if one.field == "fasting_glucose"]
    assert [(one.at_least, one.at_most) for one in glucose] == [(167, None), (None, 39)]
    assert (in_units(167, 1), in_units(5, 1), in_units(70, 0)) == ("16.7", "0.5", "70")


def _without_the_glucose(form: dict[str, Any]) -> None:
    for section in form["sections"]:
        section["fields"] = [one for one in section["fields"] if one["key"] != "fasting_glucose"] or [
            {"key": "x", "label": "x", "kind": "day"}
        ]
    form["rules"] |= {"satisfied": [{"field": "systolic", "below": 1}], "danger": form["rules"]["danger"][2:]}


def _field(form: dict[str, Any], key: str) -> dict[str, Any]:
    return next(one for section in form["sections"] for one in section["fields"] if one["key"] == key)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda form: form.update(schema="follow-up-form/2"),
        lambda form: form.update(note="x"),
        lambda form: form.update(disease="gout"),
        lambda form: form.update(sources=[]),
        lambda form: _field(form, "way").update(kind="menu"),
        lambda form: _field(form, "way").update(choices={"1": "门诊", "3": "电话"}),
        lambda form: _field(form, "systolic").update(least=40.5),
        lambda form: _field(form, "systolic").update(most="300"),
        lambda form: _field(form, "systolic").update(places=True),
        lambda form: _field(form, "systolic").update(longest=4),
        lambda form: _field(form, "systolic").pop("most"),
        lambda form: _field(form, "systolic").update(unless={"way": [7]}),
        lambda form: _field(form, "systolic").update(key="diastolic"),
        lambda form: form["rules"].update(a_year=0),
        lambda form: form["rules"].update(danger=[{"field": "nothing", "above": 1}]),
        lambda form: form["rules"].update(danger=[{"field": "systolic", "above": 180.5}]),
        lambda form: form["rules"].update(danger=[{"field": "systolic", "is": [2]}]),
        _without_the_glucose,
    ],
)
def test_a_file_that_is_not_of_the_schema_is_refused(spoil: Any) -> None:
    form = plain()
    read_form(json.dumps(form))
    spoil(form)
    with pytest.raises(Refusal, match="follow_up_form_wrong"):
        read_form(json.dumps(form))


def test_a_key_that_stands_there_twice_is_refused() -> None:
    text = (FOLDER / "diabetes-3.json").read_text("utf-8")
    for spoilt in (text.replace('"version": "3",', '"version": "3", "version": "4",'), "[]", "{"):
        with pytest.raises(Refusal, match="follow_up_form_wrong"):
            read_form(spoilt)


def test_every_bound_lies_within_what_its_field_can_hold() -> None:
    for form in forms().values():
        for bound in (*form.rules.danger, *form.rules.satisfied):
            field = form.field(bound.field)
            assert field is not None
            told = [
                one for one in (bound.at_least, bound.above, bound.at_most, bound.below) if one is not None
            ]
            assert all(field.least <= one <= field.most for one in told)
            assert field.kind is Kind.CHOICE or Decimal(field.most) > 0


@pytest.mark.parametrize(
    ("disease", "key", "age", "limit"),
    [
        (ChronicDisease.HYPERTENSION, SYSTOLIC, 64, 140.0),
        (ChronicDisease.HYPERTENSION, SYSTOLIC, 65, 150.0),
        (ChronicDisease.HYPERTENSION, SYSTOLIC, None, 140.0),
        (ChronicDisease.HYPERTENSION, DIASTOLIC, 70, 90.0),
        (ChronicDisease.HYPERTENSION, GLUCOSE, 70, None),
        (ChronicDisease.DIABETES, GLUCOSE, 70, 7.0),
    ],
)
def test_a_form_tells_where_control_ends_at_an_age(
    disease: ChronicDisease, key: str, age: int | None, limit: float | None
) -> None:
    assert form_in_use(disease, USUAL).limit(key, age) == limit
