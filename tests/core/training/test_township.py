"""The synthetic township: believable, repeatable, visibly not real, and showing every verdict."""

import json
from collections import Counter
from datetime import date
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.coverage.enrolment import LookUp, RosterEntry, RosterScope
from core.coverage.history import RecordKind, kind_of
from core.coverage.verdict import Caution, VerdictKind, give_verdict
from core.identity.id_number import parse
from core.policy.in_force import PackShelf
from core.policy.loader import load_shelf, packaged_sources
from core.training.characters import Character, cast, shown_by
from core.training.platform import platform_people
from core.training.township import COUNTY, PACK, TrainingTownship, make_township

ON = date(2026, 11, 25)


@cache
def shipped() -> PackShelf:
    """Give the packs; no argument of a test with examples, for these are written out with each one."""
    return load_shelf(packaged_sources())


@pytest.fixture(scope="module")
def packs() -> PackShelf:
    return shipped()


@pytest.fixture(scope="module")
def township() -> TrainingTownship:
    return make_township(7, ON, villages=3, people=1500)


def verdict_kind(entry: RosterEntry, packs: PackShelf, on: date) -> VerdictKind:
    return give_verdict(LookUp(entry, RosterScope(on, on, PACK)), packs, on).kind


@settings(max_examples=40, deadline=None)
@given(st.dates(date(2026, 1, 1), date(2029, 12, 31)))
@example(date(2026, 1, 1))
@example(date(2026, 3, 31))
@example(date(2026, 12, 31))
@example(date(2028, 2, 29))
def test_every_character_shows_its_verdict_whatever_the_day(on: date) -> None:
    township = make_township(1, on, villages=1, people=0)
    shown = {who: verdict_kind(entry, shipped(), on) for who, entry in township.characters.items()}
    assert shown == {who: shown_by(who, on) for who in Character}


def test_all_verdicts_about_people_of_the_roster_are_there(
    packs: PackShelf, township: TrainingTownship
) -> None:
    kinds = {verdict_kind(entry, packs, ON) for entry in township.entries}
    not_of_this_roster = {VerdictKind.NOT_IN_ROSTER, VerdictKind.ROSTER_EXPIRED, VerdictKind.ENDED}
    assert kinds == set(VerdictKind) - not_of_this_roster


_BETWEEN_DESK_AND_ROSTER = {
    Caution.NAME_DIFFERS,
    *(Caution.JOINED_YEARS, Caution.JOINED_CHANGES, Caution.JOINED_OTHER_NUMBER, Caution.JOINED_NOT_COUNTED),
}
"""What no roster alone makes: a name on a card, and what a doctor joined."""


def test_every_caution_is_there(packs: PackShelf, township: TrainingTownship) -> None:
    scope = RosterScope(ON, ON, PACK)
    found = {one for e in township.entries for one in give_verdict(LookUp(e, scope), packs, ON).cautions}
    assert found == set(Caution) - _BETWEEN_DESK_AND_ROSTER


def test_one_seed_is_one_township(township: TrainingTownship) -> None:
    assert make_township(7, ON, villages=3, people=1500) == township
    assert make_township(8, ON, villages=3, people=1500) != township


def test_everybody_has_a_valid_number_of_their_own(township: TrainingTownship) -> None:
    people = [*(entry.person for entry in township.entries), *township.strangers]
    for person in people:
        parsed = parse(person.id_number, ON)
        assert (parsed.number, parsed.birth_date, parsed.sex) == (
            person.id_number,
            person.birth_date,
            person.sex,
        )
    assert len({person.id_number for person in people}) == len(people)
    assert len({entry.person.person_id for entry in township.entries}) == len(township.entries)


def test_nobody_can_be_taken_for_real(township: TrainingTownship) -> None:
    for person in [entry.person for entry in township.entries]:
        assert person.id_number.startswith(COUNTY)
        assert person.phone.startswith("000")
        assert person.village.startswith("演示")
        assert person.address.startswith("演示县")


def test_the_people_are_shared_out_over_the_villages(township: TrainingTownship) -> None:
    counts = Counter(entry.person.village for entry in township.entries)
    assert (len(township.entries), sorted(counts)) == (1500, sorted(township.villages))
    assert min(counts.values()) > 400


def test_histories_hold_records_of_every_kind_since_2020(township: TrainingTownship) -> None:
    records = [record for entry in township.entries for record in entry.history.records]
    years = {r.coverage_year for r in records if hasattr(r, "coverage_year")}
    assert {kind_of(record) for record in records} == set(RecordKind)
    assert set(range(2020, 2027)) <= years


def test_names_are_hard_on_programs(township: TrainingTownship) -> None:
    names = [entry.person.name for entry in township.entries]
    assert any(ord(letter) > 0xFFFF for name in names for letter in name)
    assert any(name.startswith("尉迟") for name in names)
    assert max(Counter(names).values()) > 1


@given(st.integers(), st.dates(date(2024, 1, 1), date(2030, 12, 31)))
@settings(max_examples=25, deadline=None)
def test_any_seed_and_day_give_entries_that_travel(seed: int, on: date) -> None:
    for entry in make_township(seed, on, villages=2, people=60).entries:
        assert RosterEntry.from_plain(json.loads(json.dumps(entry.to_plain()))).to_plain() == entry.to_plain()
        assert entry.person.birth_date <= on


def test_the_cast_covers_every_character() -> None:
    assert set(cast(ON)) == set(Character)


def test_the_platform_pays_exactly_for_whom_the_law_says_yes(
    packs: PackShelf, township: TrainingTownship
) -> None:
    today = ON.isoformat()
    told = {row["certno"]: row["insurances"][0] for row in platform_people(township, packs)}
    for entry in township.entries:
        row = told[entry.person.id_number]
        begin, status = row.get("benefit_begin"), row["status"]
        pays = status == "1" and begin is not None and begin <= today
        kind = verdict_kind(entry, packs, ON)
        if kind in (VerdictKind.ACTIVE, VerdictKind.EMPLOYEE, VerdictKind.ELSEWHERE):
            assert pays
        elif kind is not VerdictKind.CANNOT_TELL:
            assert not pays
