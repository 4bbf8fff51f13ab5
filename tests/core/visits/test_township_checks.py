"""What the township's checks say of a visit, each law as the rule has it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.coverage.enrolment import PlatformAnswer, RosterEntry
from core.identity.person import Sex
from core.ids import ClinicCode, EventId, PersonId
from core.visits.joins import patient_keys
from core.visits.township_checks import (
    LONGEST_SUPPLY,
    Blind,
    Checked,
    KnownOfPatient,
    SeenVisit,
    Supply,
    TownshipCheck,
    check_visit,
    days_left,
    supplies_of,
)
from core.visits.visit import PatientOnVisit
from tests.helpers.township_store import a_person
from tests.helpers.township_talk import a_visit

NOON = datetime(2026, 5, 6, 4, 0, tzinfo=UTC)
TODAY = date(2026, 5, 6)
NOBODY_ELSE = KnownOfPatient(identified=True, entry=None, roster_day=None)
drugs = st.sampled_from(["D1", "D2", "D3"])
supplies = st.lists(
    st.builds(Supply, drugs, st.integers(1, 60)), max_size=3, unique_by=lambda one: one.drug
).map(tuple)
visits = st.builds(
    SeenVisit,
    st.sampled_from([ClinicCode("C01"), ClinicCode("C02"), ClinicCode("C03")]),
    st.integers(0, 2**32).map(lambda number: EventId(f"{number:032x}")),
    st.integers(-90 * 24 * 60, 90 * 24 * 60).map(lambda minutes: NOON + timedelta(minutes=minutes)),
    supplies,
)
groups = st.lists(visits, min_size=2, max_size=6, unique_by=lambda one: one.event_id)


def seen(minutes: int = 0, clinic: str = "C01", number: int = 1, *handed_out: Supply) -> SeenVisit:
    at = NOON + timedelta(minutes=minutes)
    return SeenVisit(ClinicCode(clinic), EventId(f"{number:032x}"), at, handed_out)


def spoken(checked: Checked) -> list[TownshipCheck]:
    return [one.check for one in checked.spoken]


def known(roster_day: date | None, **facts: object) -> KnownOfPatient:
    entry: RosterEntry = replace(a_person(1), **facts)  # type: ignore[arg-type]
    return KnownOfPatient(identified=True, entry=entry, roster_day=roster_day)


def partners(visit: SeenVisit, others: list[SeenVisit]) -> set[EventId]:
    found = check_visit(visit, [one for one in others if one != visit], NOBODY_ELSE)
    return {one.other.event_id for one in found.spoken if one.other and one.check == "check_two_clinics"}


@given(groups)
def test_two_visits_an_hour_apart_at_two_clinics_speak_of_each_other_and_no_others_do(
    group: list[SeenVisit],
) -> None:
    """Two clinics, same patient, same hour."""
    for one in group:
        expected = {
            other.event_id
            for other in group
            if other.clinic != one.clinic and abs((other.at - one.at).total_seconds()) < 3600
        }
        assert partners(one, group) == expected


@given(groups)
def test_supply_speaks_on_the_later_visit_alone_and_only_while_more_than_may_be_left_is_left(
    group: list[SeenVisit],
) -> None:
    """Supply overlapping: more than 7 days of the former supply, or more than its half, is left."""
    for one in group:
        found = check_visit(one, [other for other in group if other != one], NOBODY_ELSE)
        told = {
            (one.other.event_id, one.drug)
            for one in found.spoken
            if one.other and one.check == "check_supply_overlaps"
        }
        expected = set()
        for other in group:
            if (other.at, other.clinic, other.event_id) >= (one.at, one.clinic, one.event_id):
                continue
            for former in other.supplies:
                left = former.days - (one.day - other.day).days
                early = left > 7 or left > former.days / 2
                if early and former.drug in {supply.drug for supply in one.supplies}:
                    expected.add((other.event_id, former.drug))
        assert told == expected


@given(groups, st.randoms())
def test_the_order_others_come_in_changes_nothing(group: list[SeenVisit], random: object) -> None:
    one, *others = group
    before = check_visit(one, others, NOBODY_ELSE)
    random.shuffle(others)  # type: ignore[attr-defined]
    assert check_visit(one, others, NOBODY_ELSE) == before


@given(st.integers(1, 60), st.integers(0, 100))
def test_what_is_left_of_a_supply_is_used_up_a_day_each_day(days: int, later: int) -> None:
    left = days_left(Supply("D1", days), TODAY, TODAY + timedelta(days=later))
    assert left == max(0, days - later)


@given(st.integers(-40, 40), st.integers(-40, 40))
def test_a_visit_speaks_of_a_death_from_the_day_behind_it(died: int, roster: int) -> None:
    """After death; on the day itself somebody may have been seen before."""
    entry = known(TODAY + timedelta(days=roster), deceased_on=TODAY + timedelta(days=died))
    found = check_visit(seen(), [], entry)
    assert (TownshipCheck.AFTER_DEATH in spoken(found)) == (died < 0)


@given(st.integers(-40, 40), st.integers(-40, 40))
def test_a_stay_in_hospital_speaks_between_the_admission_and_the_day_of_the_roster(
    since: int, roster: int
) -> None:
    """In hospital that day, where the township knows."""
    entry = known(TODAY + timedelta(days=roster), in_hospital_since=TODAY + timedelta(days=since))
    found = check_visit(seen(), [], entry)
    assert (TownshipCheck.IN_HOSPITAL in spoken(found)) == (since <= 0 <= roster)


@given(st.none() | st.integers(-40, 40), st.none() | st.integers(-40, 40))
def test_no_check_is_silent_about_a_day_the_roster_does_not_speak_of(
    roster: int | None, died: int | None
) -> None:
    day = None if roster is None else TODAY + timedelta(days=roster)
    entry = known(day, deceased_on=None if died is None else TODAY + timedelta(days=died))
    found = check_visit(seen(), [], entry)
    answered = {*spoken(found), *(one.check for one in found.unsure)}
    if roster is None or roster < 0:
        assert {TownshipCheck.AFTER_DEATH, TownshipCheck.IN_HOSPITAL} <= answered
    silent = {TownshipCheck.AFTER_DEATH, TownshipCheck.IN_HOSPITAL} - answered
    assert (TownshipCheck.IN_HOSPITAL in silent) == (roster == 0)


def test_why_a_check_cannot_tell() -> None:
    def told(of: KnownOfPatient) -> list[tuple[str, Blind]]:
        return [(one.check.removeprefix("check_"), one.why) for one in check_visit(seen(), [], of).unsure]

    assert told(known(TODAY)) == []
    assert told(known(TODAY + timedelta(days=1))) == [("in_hospital", Blind.STAYS_THAT_ENDED)]
    older = [("after_death", Blind.ROSTER_OLDER), ("in_hospital", Blind.ROSTER_OLDER)]
    assert told(known(TODAY - timedelta(days=1))) == older
    stranger = [("after_death", Blind.NOT_IN_ROSTER), ("in_hospital", Blind.NOT_IN_ROSTER)]
    assert told(NOBODY_ELSE) == stranger
    nobody = [("two_clinics", Blind.NOBODY), ("supply_overlaps", Blind.NOBODY)]
    assert told(replace(NOBODY_ELSE, identified=False)) == [*nobody, *stranger]


@pytest.mark.parametrize(
    ("told", "speaks"), [("该人员正在住院，不能结算门诊", True), ("患者在院", True), ("目录不符", False)]
)
def test_the_platform_saying_so_of_the_visit_speaks_of_hospital_in_its_own_words(
    told: str, speaks: bool
) -> None:
    found = check_visit(seen(), [], replace(NOBODY_ELSE, told=(told,)))
    assert [one.told for one in found.spoken] == ([told] if speaks else [])


@pytest.mark.parametrize(("asked", "speaks"), [(0, True), (1, False)])
def test_what_the_platform_said_of_the_person_speaks_of_the_days_it_is_about(
    asked: int, speaks: bool
) -> None:
    day = TODAY + timedelta(days=asked)
    answer = PlatformAnswer(False, None, None, "住院期间暂停门诊待遇", day)
    found = check_visit(seen(), [], known(None, platform_answer=answer))
    assert (TownshipCheck.IN_HOSPITAL in spoken(found)) == speaks


def test_somebody_is_found_by_number_and_by_person_and_nobody_by_nothing() -> None:
    patient = PatientOnVisit(PersonId("P1"), " 33010219700101123x", "甲", Sex.FEMALE, None)
    assert patient_keys(patient) == ["number 33010219700101123X", "person P1"]
    assert patient_keys(replace(patient, person_id=PersonId(""), id_number=" ")) == []


def test_of_lines_of_one_drug_the_longest_counts_and_no_slip_of_the_keys_does() -> None:
    (line,) = a_visit().lines
    lines = [replace(line, days=days) for days in (3, 7, 0)]
    assert supplies_of(a_visit(lines=(*lines, replace(line, code="D2", days=0)))) == (Supply("D1", 7),)
    assert supplies_of(a_visit(lines=(replace(line, days=9_999),))) == (Supply("D1", LONGEST_SUPPLY),)
