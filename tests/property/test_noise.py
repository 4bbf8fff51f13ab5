"""Whatever stands in a case, the answer is a Decision or a refusal, never a traceback."""

import copy
import json
import random
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Refusal
from core.policy.cases import answer_plain, decide_case, estimate_case, offers_for_case, read_cases
from core.policy.loader import load_shelf, packaged_sources
from tests.property.random_lives import a_person
from ui.wording.policy import explanation, offer_said
from ui.wording.reasons import sentence_for, sentences

SHELF = load_shelf(packaged_sources())
Tree = dict[str, Any]
BILL: Tree = {
    "id": "b", "base_pack": "CN-23-TRAINING", "on": "2026-06-01", "tier": "village_clinic",
    "bill": [{"amount_cny": 10, "class": "b", "own_pay_ratio": 0.1, "purpose": "two_diseases"}],
    "patient": {
        "signed": True, "registered": "both", "account_cny": 5, "family_cny": 1, "identities": ["dibao"],
        "used": {"this_year_cny": 3},
    },
}  # fmt: skip
ODD = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**20), 10**20), st.integers(1990, 2040),
    st.floats(allow_nan=True, allow_infinity=True), st.text(max_size=12),
    st.dates().map(str), st.dates(date(2020, 1, 1), date(2032, 1, 1)).map(str),
    st.sampled_from([
        "2026-02-30", "9999-12-31", "0001-01-01", "2026-13", "2026-00", "2025-06",
        "resident", "employee", "military_service",
        "repair", "unknown", "", "CN-77", "CN-36", [], {}, [[]], [{}], "1e999999999", "NaN",
        {"waiting": {"fixed_months": -1}}, {"waiting": {"max_total_months": 10**9}},
        {"enrolment_window": {"close": "Y-9999:12-31"}}, {"parent": "CN-36"},
    ]),
)  # fmt: skip


def places(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    rows = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in rows:
        found += places(value, (*path, key))
    return found


def mutated(tree: Tree, draw: st.DrawFn) -> Tree:
    changed = copy.deepcopy(tree)
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(places(changed) or [("id",)]))
        place: Any = changed
        for key in path[:-1]:
            place = place[key]
        if draw(st.integers(0, 3)):
            place[path[-1]] = copy.deepcopy(draw(ODD))
        else:
            del place[path[-1]]
    return changed


@st.composite
def cases(draw: st.DrawFn) -> Tree:
    rng = random.Random(draw(st.integers(0, 10**6)))
    target = rng.randint(2025, 2031)
    person, as_of = a_person(rng, target)
    case: Tree = {
        "id": "n", "base_pack": draw(st.sampled_from(["CN", "CN-23", "CN-36", "CN-23-TRAINING"])),
        "target_year": target, "as_of": as_of.isoformat(), "person": person, "param_overrides": {},
    }  # fmt: skip
    return mutated(case, draw)


@st.composite
def bills(draw: st.DrawFn) -> Tree:
    return mutated(BILL, draw)


def in_words(refusal: Refusal) -> None:
    assert refusal.code in sentences()
    assert "{" not in sentence_for(refusal)


@settings(max_examples=400, deadline=None)
@given(cases())
def test_a_case_full_of_noise_is_answered_or_refused(plain: Tree) -> None:
    try:
        (case,) = read_cases(json.dumps(plain))
        decision = decide_case(SHELF, case)
        json.dumps(answer_plain(case, decision))
        assert explanation(decision)
        for offer in offers_for_case(SHELF, case):
            assert offer_said(offer)
    except Refusal as refusal:
        in_words(refusal)


@settings(max_examples=200, deadline=None)
@given(bills())
def test_a_bill_full_of_noise_is_answered_or_refused(plain: Tree) -> None:
    try:
        (case,) = read_cases(json.dumps(plain))
        if case.about_bill:
            estimate_case(SHELF, case)
    except Refusal as refusal:
        in_words(refusal)


@settings(max_examples=100, deadline=None)
@given(
    st.text(max_size=60) | st.sampled_from(["[" * 100_000, '{"a":' * 100_000, "NaN", "[1e999999999]", "-"])
)
def test_a_file_of_noise_is_refused(text: str) -> None:
    try:
        for case in read_cases(text):
            decide_case(SHELF, case)
    except Refusal as refusal:
        in_words(refusal)


PERSON: Tree = {"birth_date": "1970-06-15", "identities": [], "events": [], "records": []}
PAID = {"kind": "resident", "coverage_year": 2026, "paid_on": "2025-11-15"}


def asked(*records: Tree, **person: Any) -> Any:
    case = {
        "target_year": 2026,
        "as_of": "2026-02-01",
        "person": {**PERSON, "records": list(records), **person},
    }
    (read,) = read_cases(json.dumps(case))
    return decide_case(SHELF, read)


@pytest.mark.parametrize(
    ("records", "person", "code", "index"),
    [
        ([PAID, {**PAID, "coverage_year": 1969}], {}, "record_before_birth", 1),
        ([{**PAID, "paid_on": "1970-06-14"}], {}, "record_before_birth", 0),
        (
            [PAID, {"kind": "employee", "from": "2025-06", "to": "2025-05"}],
            {},
            "record_ends_before_it_begins",
            1,
        ),
        ([{**PAID, "kind": "gift"}], {}, "record_value_wrong", 0),
        ([PAID, {"kind": "employee", "from": "1960-01", "to": "1960-05"}], {}, "record_before_birth", 1),
        (
            [],
            {"identities": [{"category": "dibao", "from": "2026-01-01", "to": "2025-12-31"}]},
            "record_ends_before_it_begins",
            0,
        ),
        ([PAID], {"birth_date": "2030-01-01"}, "record_before_birth", 0),
        ([{**PAID, "paid_on": "2025-13-01"}], {}, "record_value_wrong", 0),
        ([{**PAID, "coverage_year": "2026"}], {}, "record_value_wrong", 0),
        ([], {"identities": [{"category": "rich", "from": "2025-01-01"}]}, "record_value_wrong", 0),
        ([], {"events": [{"type": "lottery", "date": "2025-01-01"}]}, "record_value_wrong", 0),
    ],
)
def test_a_contradictory_record_is_named(records: list[Tree], person: Tree, code: str, index: int) -> None:
    with pytest.raises(Refusal) as caught:
        asked(*records, **person)
    assert (caught.value.code, caught.value.facts["index"]) == (code, index)


def test_schemes_that_overlap_are_both_taken_as_given() -> None:
    employed = {"kind": "employee", "from": "2025-01", "to": "2026-01"}
    assert asked(PAID, employed).missed_years == ()


def test_service_and_employment_in_the_same_months_are_both_taken_as_given() -> None:
    spans = [{"kind": kind, "from": "2025-01", "to": "2025-12"} for kind in ("employee", "military_service")]
    assert asked(PAID, *spans).missed_years == ()


def test_of_two_payments_for_one_year_the_earliest_counts_whatever_their_order() -> None:
    twice = [PAID, {**PAID, "paid_on": "2026-01-20"}]
    assert asked(*twice) == asked(*reversed(twice)) == asked(PAID)


def test_what_lies_in_the_future_is_not_known_yet() -> None:
    later = {**PAID, "paid_on": (date(2026, 2, 1) + timedelta(days=1)).isoformat()}
    assert asked(later).status.value == "not_enrolled"


def test_a_payment_on_an_unknown_day_cannot_be_told() -> None:
    decision = asked({**PAID, "paid_on": None})
    assert decision.certainty.value == "cannot_tell"
    assert [item.kind.value for item in decision.missing]
