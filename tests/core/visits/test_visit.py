"""A visit comes back from its plain form whole, and a body that is not one says so."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalogue.items import CatalogueItem, FeeClass, ItemKind
from core.dates import CHINA
from core.identity.identity_check import CheckMethod, IdentityCheck
from core.identity.person import Sex
from core.ids import PersonId, UserId
from core.money import Fen
from core.visits.companion import Companion, CompanionRole
from core.visits.noted_checks import NotedCheck
from core.visits.read_visit import read_visit
from core.visits.visit import Diagnosis, FundSplit, OrderLine, PatientOnVisit, VerdictOnVisit, Visit
from sync.codec import decode, encode

TEXTS = st.text(st.characters(exclude_categories=["C"]), max_size=8)
DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
FENS = st.integers(0, 10**9).map(Fen)
COUNTS = st.integers(0, 1000)

LINES = st.builds(
    OrderLine,
    kind=st.sampled_from([ItemKind.DRUG, ItemKind.SERVICE]),
    code=TEXTS,
    name=TEXTS,
    specification=TEXTS,
    unit=TEXTS,
    quantity=COUNTS,
    unit_price=FENS,
    fee_class=st.sampled_from(FeeClass),
    own_pay_permille=COUNTS,
    dose=TEXTS,
    frequency=TEXTS,
    route=TEXTS,
    days=COUNTS,
    trace_codes=st.lists(TEXTS, max_size=3).map(tuple),
    no_trace_reason=TEXTS,
)
VISITS = st.builds(
    Visit,
    patient=st.builds(
        PatientOnVisit, TEXTS.map(PersonId), TEXTS, TEXTS, st.sampled_from(Sex), st.none() | DAYS, TEXTS
    ),
    identity_check=st.builds(
        IdentityCheck, st.sampled_from(CheckMethod), MOMENTS, TEXTS, st.lists(TEXTS, max_size=2).map(tuple)
    ),
    verdict=st.builds(VerdictOnVisit, TEXTS, st.none() | DAYS, st.none() | DAYS, TEXTS, TEXTS),
    visited_at=MOMENTS,
    doctor=TEXTS.map(UserId),
    doctor_name=TEXTS,
    complaint=TEXTS,
    diagnoses=st.lists(st.builds(Diagnosis, TEXTS, TEXTS, st.booleans()), max_size=3).map(tuple),
    lines=st.lists(LINES, max_size=3).map(tuple),
    estimate=st.none() | st.builds(FundSplit, FENS, FENS, FENS),
    onset_date=st.none() | DAYS,
    first_visit=st.booleans(),
    temperature_tenths=st.none() | COUNTS,
    systolic=st.none() | COUNTS,
    diastolic=st.none() | COUNTS,
    remark=TEXTS,
    companion=st.none()
    | st.builds(Companion, st.sampled_from(CompanionRole), TEXTS, TEXTS, TEXTS, st.sampled_from(CheckMethod)),
    pregnant=st.booleans(),
    allergies=st.lists(TEXTS, max_size=2).map(tuple),
    checks=st.lists(
        st.builds(
            NotedCheck,
            *(TEXTS, TEXTS, st.lists(COUNTS, max_size=2).map(tuple)),
            *(st.dictionaries(TEXTS, TEXTS | COUNTS, max_size=2), TEXTS),
        ),
        max_size=2,
    ).map(tuple),
)
ITEMS = st.builds(
    CatalogueItem,
    TEXTS,
    st.sampled_from(ItemKind),
    *(TEXTS, TEXTS, TEXTS, TEXTS),
    *(FENS, FENS, st.sampled_from(FeeClass), COUNTS),
    *(TEXTS, TEXTS, TEXTS),
)


@given(VISITS)
def test_a_visit_comes_back_whole_through_its_bytes(visit: Visit) -> None:
    assert Visit.from_plain(decode(encode(visit.to_plain()))) == visit


@given(VISITS)
def test_the_total_is_the_sum_of_its_lines(visit: Visit) -> None:
    assert visit.total == sum(line.quantity * line.unit_price for line in visit.lines)


@given(ITEMS)
def test_a_catalogue_item_comes_back_whole_through_its_bytes(item: CatalogueItem) -> None:
    assert CatalogueItem.from_plain(decode(encode(item.to_plain()))) == item


@given(st.builds(FundSplit, FENS, FENS, FENS))
def test_a_split_adds_up(split: FundSplit) -> None:
    assert split.total == split.fund + split.account + split.cash


AT = datetime(2026, 5, 6, 9, 0, tzinfo=UTC)
VISIT = Visit(
    patient=PatientOnVisit(PersonId("P1"), "", "测试甲", Sex.FEMALE, None),
    identity_check=IdentityCheck(CheckMethod.CARD_SEEN, AT),
    verdict=VerdictOnVisit("active", None, None, "CN", "sure"),
    visited_at=AT,
    doctor=UserId("wang"),
    doctor_name="王医生",
    complaint="",
    diagnoses=(Diagnosis("A", "甲", False), Diagnosis("B", "乙", True)),
    lines=(),
    estimate=None,
)


def test_the_main_diagnosis_is_the_marked_one_wherever_it_stands() -> None:
    assert VISIT.main_diagnosis.code == "B"


def test_a_moment_keeps_its_instant_in_any_zone() -> None:
    moved = replace(VISIT, visited_at=AT.astimezone(CHINA))
    assert Visit.from_plain(moved.to_plain()).visited_at == AT


def test_fields_of_a_newer_program_are_left_alone() -> None:
    assert Visit.from_plain({**VISIT.to_plain(), "follow_up": {"on": "2026-06-01"}}) == VISIT


@pytest.mark.parametrize("name", list(VISIT.to_plain()))
def test_a_body_that_lacks_a_field_is_no_visit(name: str) -> None:
    plain = VISIT.to_plain()
    del plain[name]
    with pytest.raises(KeyError):
        Visit.from_plain(plain)


@pytest.mark.parametrize(
    "change",
    [
        {"visited_at": "yesterday"},
        {"visited_at": 5},
        {"patient": []},
        {"patient": {**VISIT.patient.to_plain(), "sex": "other"}},
        {"diagnoses": 3},
        {"diagnoses": [["A", "甲", True]]},
        {"lines": [{"kind": "drug"}]},
        {"onset_date": "2026-02-30"},
        {"estimate": {"fund": 1}},
        {"identity_check": {**VISIT.identity_check.to_plain(), "method": "guessed"}},
    ],
    ids=str,
)
def test_a_body_of_another_form_is_no_visit(change: dict[str, Any]) -> None:
    with pytest.raises((KeyError, ValueError, TypeError)):
        Visit.from_plain({**VISIT.to_plain(), **change})


MOTHER = Companion(CompanionRole.GUARDIAN, "测试乙", "11010519491231002X", "", CheckMethod.NUMBER_TYPED)


def test_what_most_visits_have_not_is_not_written() -> None:
    plain = VISIT.to_plain()
    assert {"companion"} & set(plain) == set()
    assert "overridden" not in plain["identity_check"]
    assert "number_kind" not in plain["patient"]
    assert read_visit(plain) == VISIT
    assert read_visit(replace(VISIT, companion=MOTHER).to_plain()).companion == MOTHER


@pytest.mark.parametrize(
    ("place", "name", "wrong"),
    [
        ("patient", "number_kind", 5),
        ("identity_check", "overridden", 5),
        ("identity_check", "overridden", [5]),
        ("companion", "name", None),
        ("companion", "id_number", 7),
        ("companion", "role", "neighbour"),
        ("companion", "method", "guess"),
    ],
)
def test_what_came_with_the_person_is_of_its_form_or_the_visit_is_not_read(
    place: str, name: str, wrong: object
) -> None:
    plain = replace(VISIT, companion=MOTHER).to_plain()
    plain[place] = {**plain[place], name: wrong}
    with pytest.raises(ValueError, match=r"\S"):
        read_visit(plain)


@pytest.mark.parametrize(
    "written",
    [
        {"checks": [{"check": "over_supply", "level": "confirm", "lines": ["1"], "facts": {}}]},
        {"checks": [{"check": 7, "level": "confirm", "lines": [], "facts": {}}]},
        {"checks": [{"check": "over_supply", "level": "confirm", "lines": [1], "facts": {"day": [1]}}]},
        {"checks": [{"check": "over_supply", "level": "confirm"}]},
        {"checks": [{"check": "over_supply", "level": "stop", "lines": [], "facts": {}, "reason": 1}]},
        {"checks": [7]},
        {"pregnant": "yes"},
        {"allergies": [7]},
    ],
)
def test_what_checks_said_is_of_its_form_or_the_visit_is_not_read(written: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        read_visit(VISIT.to_plain() | written)


def test_a_check_of_a_newer_program_is_kept_as_it_came() -> None:
    newer = {
        "check": "of_tomorrow",
        "level": "whisper",
        "lines": [2],
        "facts": {"n": 1},
        "reason": "病情需要",
    }
    assert [one.to_plain() for one in read_visit(VISIT.to_plain() | {"checks": [newer]}).checks] == [newer]


def test_a_visit_nothing_was_said_of_is_written_as_it_always_was() -> None:
    assert not {"checks", "pregnant", "allergies"} & VISIT.to_plain().keys()
