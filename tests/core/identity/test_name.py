"""Names as people and machines write them: what no paper carries is refused, what nobody sees falls away."""

from datetime import date

import pytest

from core.errors import Refusal
from core.identity.box import AskedKind, read_box
from core.identity.card import CardLayout, card_block, parse_card
from core.identity.name import LONGEST_NAME, usable_name, without_marks
from tests.helpers.cards import CARDS

ON = date(2026, 6, 1)
PERMIT = CARDS[CardLayout.PERMIT][0]

MARKS = "\u200b\u200e\u200f\u202a\u202e\u2066\u2069\ufeff\u00ad\u061c\U000e0041"


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_nobody_sees_and_that_turns_a_line_round_falls_away(mark: str) -> None:
    assert usable_name(f"{mark}王{mark}小明{mark} ") == "王小明"
    assert read_box(f"{mark}王小明{mark}").text == "王小明"
    assert read_box(f"{mark}11010519491231002X{mark}").kind is AskedKind.ID_NUMBER


def test_rare_letters_signs_between_parts_and_markup_stay() -> None:
    for name in ("䶮𠮷堃", "\ue000甲", "阿卜杜拉·麦麦提", "葛\U000e0100", "<b>王</b>", "a & b"):
        assert usable_name(name) == without_marks(name) == name


@pytest.mark.parametrize("name", ["王\n小明", "王\0", "王\x1b[31m", "王" * (LONGEST_NAME + 1), "\ud800"])
def test_what_no_paper_could_carry_is_refused(name: str) -> None:
    with pytest.raises(Refusal, match="name_not_usable"):
        usable_name(name)


def test_whatever_else_a_chip_holds_in_its_name_the_card_is_read() -> None:
    for name in ("王\u202e小明", "王小明\0\0李", "王小明\x07", "\x01王小明"):
        assert parse_card(card_block(CardLayout.PERMIT, {**PERMIT, "name": name}), ON).name == "王小明"
