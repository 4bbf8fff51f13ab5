"""A template is its user's own, keeps no boxes, and comes back at the prices of the catalogue in use."""

from dataclasses import replace

import pytest

from core.catalogue.items import ItemKind
from core.clinic import Clinic
from core.errors import Refusal
from core.ids import UserId
from core.money import Fen
from core.services.bring_in_visits import line_from
from core.services.order_templates import (
    as_template,
    find_template,
    forget_template,
    keep_template,
    templates_of,
)
from core.training.catalogue import training_catalogue
from core.visits.herb_sheet import HerbSheet
from core.visits.template import OrderTemplate
from core.visits.visit import Diagnosis, OrderLine
from tests.ui.fake_desk import FakeDesk, FakeOpenDesk, township

DRUG = next(one for one in training_catalogue() if one.kind is ItemKind.DRUG)
COLD = Diagnosis("J06.900", "急性上呼吸道感染", main=True)


@pytest.fixture
def clinic() -> Clinic:
    return FakeOpenDesk(FakeDesk(), township().clinics[0].user).clinic


def line() -> OrderLine:
    dear = replace(line_from(DRUG, 2, 3), unit_price=Fen(99_999), dose="两片")
    return replace(dear, trace_codes=("8" * 20,))


def test_it_comes_back_at_todays_price_without_boxes_and_what_is_gone_is_named(clinic: Clinic) -> None:
    gone = replace(line(), code="no such drug", name="没有了的药")
    kept = keep_template(clinic, OrderTemplate(" 感冒 ", (COLD,), (line(), gone), ("fever",), HerbSheet(7)))
    assert (kept.name, kept.lines[0].trace_codes) == ("感冒", ())
    found = as_template(clinic, "1")
    assert [(one.unit_price, one.dose, one.days) for one in found.lines] == [(DRUG.price, "两片", 3)]
    assert found.gone[0] == "没有了的药"
    assert (found.symptoms, found.herbs) == (("fever",), HerbSheet(7))


def test_the_last_word_under_a_name_counts_and_others_do_not_see_it(clinic: Clinic) -> None:
    keep_template(clinic, OrderTemplate("感冒", (COLD,)))
    keep_template(clinic, OrderTemplate("感冒", (COLD,), (line(),)))
    assert [len(one.lines) for one in templates_of(clinic)] == [1]
    other = replace(clinic, staff=replace(clinic.staff, user=UserId("another")))
    assert templates_of(other) == []
    forget_template(clinic, "感冒")
    assert templates_of(clinic) == []
    with pytest.raises(Refusal, match="template_unknown"):
        find_template(clinic, "感冒")


@pytest.mark.parametrize(
    ("name", "code"),
    [("", "template_name_missing"), ("12", "template_name_missing"), ("长" * 31, "template_name_too_long")],
)
def test_a_name_that_is_none_is_refused(clinic: Clinic, name: str, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        keep_template(clinic, OrderTemplate(name, (COLD,)))
    with pytest.raises(Refusal, match="template_empty"):
        keep_template(clinic, OrderTemplate("空"))
