"""Who came along or instead is named, and by number where one is at hand."""

from datetime import date

import pytest

from core.errors import Refusal
from core.identity.id_number import NumberKind
from core.identity.identity_check import CheckMethod
from core.identity.number_said import NumberSaid
from core.services.name_companion import companion_of, wants_guardian
from core.visits.companion import Companion, CompanionRole

ON = date(2026, 6, 1)
GUARDIAN, COLLECTS = CompanionRole.GUARDIAN, CompanionRole.COLLECTS


def test_a_companion_is_kept_by_name_and_number() -> None:
    assert companion_of(COLLECTS, NumberSaid("11010519491231002x", " 测试乙 "), ON) == Companion(
        COLLECTS, "测试乙", "11010519491231002X", "", CheckMethod.NUMBER_TYPED
    )
    assert companion_of(GUARDIAN, NumberSaid("E12345678", "测试乙"), ON).number_kind == "passport"


def test_somebody_whose_name_nobody_knows_may_be_called_by_the_day() -> None:
    assert companion_of(GUARDIAN, NumberSaid("", "无名氏20261125"), ON).name == "无名氏20261125"


def test_what_a_scanner_read_was_seen_and_a_kind_that_was_chosen_is_kept() -> None:
    permit = NumberSaid("12345678", "测试乙", NumberKind.TAIWAN_PERMIT, CheckMethod.CARD_SEEN)
    assert companion_of(GUARDIAN, permit, ON) == Companion(
        GUARDIAN, "测试乙", "12345678", "taiwan_permit", CheckMethod.CARD_SEEN
    )


def test_without_a_number_the_doctor_knows_who_it_is() -> None:
    assert companion_of(GUARDIAN, NumberSaid(" ", "测试乙"), ON) == Companion(GUARDIAN, "测试乙")


@pytest.mark.parametrize(
    ("name", "number", "code"),
    [
        ("", "11010519491231002X", "companion_without_name"),
        ("测试乙", "110105194912310021", "id_number_check"),
        ("乙" * 51, "", "name_not_usable"),
        ("１１０１０５ 19491231002x", "", "name_is_a_number"),
        ("A1B2C3D4E5F6G7H8J9K0L1M2N3P4", "", "name_is_a_number"),
    ],
)
def test_what_cannot_be_is_refused(name: str, number: str, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        companion_of(GUARDIAN, NumberSaid(number, name), ON)


@pytest.mark.parametrize(
    ("birth", "wanted"), [(date(2012, 6, 2), True), (date(2012, 6, 1), False), (None, False)]
)
def test_the_log_asks_for_a_guardian_below_fourteen(birth: date | None, wanted: bool) -> None:
    assert wants_guardian(birth, ON) is wanted
