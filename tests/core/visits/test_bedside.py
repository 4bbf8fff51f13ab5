"""What a visit notes now and then reads back as it was written, and refuses what cannot be."""

from dataclasses import replace
from typing import Any

import pytest

from core.errors import Refusal
from core.reference.notifiable import notifiable
from core.visits.bedside import LIMITS, NOTHING, Bedside, require_possible
from core.visits.bedside_names import bedside_said

WHOLE = Bedside(
    *(72, 16, 605, 56, ("fever", "rash"), "感冒 风寒证", True, "referred", "县医院", "高热不退"),
    *("clinical", "学生", "柳树村小学", "柳树村三组", "13800005678", True),
)


def test_only_what_was_filled_in_is_written() -> None:
    assert NOTHING.to_plain() == {}
    assert Bedside(pulse=72).to_plain() == {"pulse": 72}
    assert Bedside.from_plain(WHOLE.to_plain()) == WHOLE
    assert Bedside.from_plain({"pulse": 72, "of_a_newer_program": 1}) == Bedside(pulse=72)


@pytest.mark.parametrize(
    "plain",
    [
        {"pulse": "72"},
        {"pulse": True},
        {"symptoms": [1]},
        {"tcm": 1},
        {"home_visit": "yes"},
        {"address": None},
    ],
)
def test_a_field_of_another_form_is_found(plain: dict[str, Any]) -> None:
    assert not Bedside.from_plain(plain).is_well_formed()
    assert WHOLE.is_well_formed()


@pytest.mark.parametrize("name", LIMITS)
def test_what_nobody_can_measure_is_refused(name: str) -> None:
    least, most = LIMITS[name]
    for value in (least, most):
        require_possible(Bedside.from_plain({name: value}))
    for value in (least - 1, most + 1):
        with pytest.raises(Refusal, match="bedside_out_of_range"):
            require_possible(Bedside.from_plain({name: value}))


def test_a_referral_says_where_to_and_why() -> None:
    require_possible(WHOLE)
    with pytest.raises(Refusal, match="referral_not_said"):
        require_possible(Bedside(destination="referred", referred_to="县医院"))
    require_possible(Bedside(destination="refused_referral"))
    with pytest.raises(Refusal, match="bedside_too_long"):
        require_possible(Bedside(address="x" * 101))


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("A22.100", ("B", 2)),
        ("A22.900", ("B", 24)),
        ("A15.001", ("B", 24)),
        ("B08.401", ("C", 24)),
        ("A00.900", ("A", 2)),
    ],
)
def test_a_disease_that_is_reported_is_known_by_the_longest_beginning(
    code: str, told: tuple[str, int]
) -> None:
    found = notifiable(code)
    assert found is not None
    assert (found.disease_class, found.hours) == told


def test_an_ordinary_diagnosis_is_not_reported() -> None:
    assert [code for code in ("I10.x00", "J06.900", "B08.500", "") if notifiable(code)] == []


def test_what_was_noted_is_said_by_name_and_unit_and_what_a_newer_program_knows_by_its_code() -> None:
    noted = replace(
        NOTHING,
        pulse=88,
        weight_tenths=625,
        symptoms=("cough", "of_tomorrow"),
        destination="referred",
        referred_to="县医院",
        reported=True,
    )
    assert bedside_said(noted) == (
        "脉搏 88 次/分；体重 62.5 kg；症状 咳嗽、of_tomorrow；"
        "去向 转诊；转往机构及科别 县医院；传染病报告卡已报"
    )
    assert bedside_said(NOTHING) == ""
