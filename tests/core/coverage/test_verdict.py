"""The verdict of the desk: look-up first, then scheme, then the law, beside what the platform said."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from core.coverage.enrolment import (
    Balances,
    ChronicDisease,
    ChronicRegistration,
    CoverElsewhere,
    LookUp,
    PlatformAnswer,
    RosterEntry,
    RosterScope,
    Scheme,
)
from core.coverage.joined import give_joined_verdict
from core.coverage.verdict import Caution, DayDoubt, Verdict, VerdictKind, give_verdict, on_either_day
from core.identity.person import Person, Sex
from core.ids import PersonId
from core.money import Fen
from core.policy.certainty import Certainty
from tests.core.policy.lives import SHELF, employed, in_time, life, paid

ON = date(2026, 2, 1)
SCOPE = RosterScope(date(2026, 1, 20), date(2026, 3, 31), "CN-210900")
PERSON = Person(PersonId("p1"), "", "甲某某", Sex.FEMALE, date(1970, 6, 15))


def entry(*records: dict[str, Any], **more: Any) -> RosterEntry:
    return RosterEntry(PERSON, life(*records), **more)


def verdict(found: RosterEntry | None, scope: RosterScope | None = SCOPE, on: date = ON) -> Verdict:
    return give_verdict(LookUp(found, scope), SHELF, on)


@pytest.mark.parametrize("found", [entry(*in_time(2025)), entry(employed("2023-01", "2025-12"))])
def test_a_clock_set_back_behind_the_roster_gets_no_answer(found: RosterEntry) -> None:
    told = verdict(found, on=date(2025, 6, 1))
    assert (told.kind, told.certainty) == (VerdictKind.CANNOT_TELL, Certainty.CANNOT_TELL)
    assert (told.refusal, told.roster_as_of) == ("today_before_roster", SCOPE.as_of)


def test_a_clock_a_day_behind_the_townships_still_gets_its_answer() -> None:
    assert verdict(ACTIVE, on=date(2026, 1, 19)).kind is VerdictKind.ACTIVE
    assert verdict(ACTIVE, on=date(2026, 1, 18)).refusal == "today_before_roster"


ACTIVE = entry(*in_time(2025, 2026))
WAITING = entry(*in_time(2024, 2026))


def test_two_days_that_agree_give_the_answer_to_be_confirmed() -> None:
    told = on_either_day(verdict(ACTIVE), verdict(ACTIVE, on=date(2026, 2, 9)))
    assert (told.kind, told.certainty, told.on) == (VerdictKind.ACTIVE, Certainty.CONFIRM, ON)
    assert told.day_doubt == DayDoubt(date(2026, 2, 9), VerdictKind.ACTIVE, VerdictKind.ACTIVE)
    assert told.decision == verdict(ACTIVE).decision


def test_two_days_that_differ_tell_nothing_and_promise_no_date() -> None:
    told = on_either_day(verdict(ACTIVE), verdict(ACTIVE, on=date(2026, 4, 1)))
    assert (told.kind, told.refusal) == (VerdictKind.CANNOT_TELL, "day_in_doubt")
    assert told.day_doubt == DayDoubt(date(2026, 4, 1), VerdictKind.ACTIVE, VerdictKind.ROSTER_EXPIRED)
    assert (told.benefit_date, told.certainty) == (None, Certainty.CANNOT_TELL)


@pytest.mark.parametrize(
    ("found", "on", "kind"),
    [
        (ACTIVE, ON, VerdictKind.ACTIVE),
        (WAITING, ON, VerdictKind.WAITING),
        (WAITING, date(2026, 4, 1), VerdictKind.ROSTER_EXPIRED),
        (entry(*in_time(2025)), ON, VerdictKind.NOT_ENROLLED),
        (entry(*in_time(2025), paid(2026, None)), ON, VerdictKind.CANNOT_TELL),
        (entry(employed("2023-01", None)), ON, VerdictKind.EMPLOYEE),
        (entry(employed("2023-01", "2026-02"), *in_time(2026)), ON, VerdictKind.EMPLOYEE),
        (entry(employed("2023-01", "2026-01"), *in_time(2026)), ON, VerdictKind.ACTIVE),
        (entry(elsewhere=CoverElsewhere(Scheme.RESIDENT, "某市")), ON, VerdictKind.ELSEWHERE),
        (
            entry(
                *in_time(2025, 2026),
                elsewhere=CoverElsewhere(Scheme.RESIDENT, "某市", until=date(2026, 1, 31)),
            ),
            ON,
            VerdictKind.ACTIVE,
        ),
        (None, ON, VerdictKind.NOT_IN_ROSTER),
        (None, date(2026, 4, 1), VerdictKind.ROSTER_EXPIRED),
    ],
)
def test_each_situation_has_its_own_answer(found: RosterEntry | None, on: date, kind: VerdictKind) -> None:
    assert verdict(found, on=on).kind is kind


def test_a_payment_made_for_next_year_waits_for_it() -> None:
    found = verdict(
        entry(*in_time(2024, 2025, 2027)), replace(SCOPE, valid_until=date(2026, 12, 31)), date(2026, 12, 1)
    )
    assert (found.kind, found.benefit_date) == (VerdictKind.PENDING, date(2027, 4, 1))


def test_a_payment_that_tells_from_tomorrow_is_pending_today() -> None:
    found = verdict(entry(*in_time(2025), paid(2026, "2026-02-01")), replace(SCOPE, pack="CN-36"))
    assert (found.kind, found.benefit_date) == (VerdictKind.PENDING, date(2026, 2, 2))


def test_without_any_roster_nobody_is_in_it() -> None:
    found = verdict(None, None)
    assert (found.kind, found.certainty, found.roster_as_of) == (
        VerdictKind.NOT_IN_ROSTER,
        Certainty.CANNOT_TELL,
        None,
    )


def test_a_verdict_says_by_which_pack_and_as_of_which_roster() -> None:
    found = verdict(WAITING)
    assert (found.pack, found.roster_as_of) == ("CN-210900@2025-01-01", date(2026, 1, 20))
    assert (found.waiting_start, found.benefit_date) == (date(2026, 1, 1), date(2026, 4, 1))


def test_an_expired_roster_still_shows_what_it_would_say() -> None:
    found = verdict(WAITING, on=date(2026, 4, 1))
    assert found.decision is not None and found.certainty is Certainty.CANNOT_TELL


def test_a_pack_that_is_not_here_leaves_the_desk_unable_to_tell() -> None:
    found = verdict(ACTIVE, replace(SCOPE, pack="CN-77"))
    assert (found.kind, found.refusal) == (VerdictKind.CANNOT_TELL, "pack_unknown")


def said(entitled: bool, begin: date | None = None, end: date | None = None) -> PlatformAnswer:
    return PlatformAnswer(entitled, begin, end, "原文", date(2026, 1, 25))


@pytest.mark.parametrize(
    ("own", "answer", "kind", "differs"),
    [
        (ACTIVE, said(True), VerdictKind.ACTIVE, False),
        (WAITING, said(True), VerdictKind.ACTIVE, True),
        (ACTIVE, said(False), VerdictKind.CANNOT_TELL, True),
        (WAITING, said(False, end=date(2026, 3, 31)), VerdictKind.WAITING, False),
        (WAITING, said(False, end=date(2026, 4, 30)), VerdictKind.WAITING, True),
        (WAITING, said(True, begin=date(2026, 4, 1)), VerdictKind.WAITING, False),
        (WAITING, said(True, begin=date(2026, 5, 1)), VerdictKind.WAITING, True),
        (ACTIVE, said(False, end=date(2026, 1, 31)), VerdictKind.ACTIVE, False),
        (entry(employed("2023-01", None)), said(True), VerdictKind.EMPLOYEE, False),
    ],
)
def test_a_platform_answer_valid_today_stands_and_differences_are_told(
    own: RosterEntry, answer: PlatformAnswer, kind: VerdictKind, differs: bool
) -> None:
    found = verdict(replace(own, platform_answer=answer))
    assert found.kind is kind
    assert (Caution.PLATFORM_DIFFERS in found.cautions) is differs
    assert not differs or found.platform == answer


def test_a_valid_platform_answer_outlives_the_roster() -> None:
    found = verdict(replace(ACTIVE, platform_answer=said(True)), on=date(2026, 4, 1))
    assert (found.kind, found.by_platform) == (VerdictKind.ACTIVE, True)


def test_what_the_doctor_must_know_first_is_said() -> None:
    found = verdict(
        replace(ACTIVE, deceased_on=ON, in_hospital_since=date(2026, 1, 30), moved_on=date(2026, 2, 2))
    )
    assert found.cautions == (Caution.DECEASED, Caution.IN_HOSPITAL)


FULL = entry(
    *in_time(2025, 2026), employed("2020-01", "2021-03"),
    elsewhere=CoverElsewhere(Scheme.EMPLOYEE, "某市", date(2020, 1, 1), None),
    chronic=(
        ChronicRegistration(ChronicDisease.HYPERTENSION, date(2024, 5, 1)),
        ChronicRegistration(ChronicDisease.DIABETES, date(2023, 5, 1)),
    ),
    balances=Balances(date(2026, 1, 20), Fen(1200), Fen(300), Fen(0)),
    contract_since=date(2025, 1, 1), in_hospital_since=date(2026, 1, 2), moved_on=date(2026, 1, 3),
    deceased_on=date(2026, 1, 4), platform_answer=said(False, end=date(2026, 3, 31)),
)  # fmt: skip


@pytest.mark.parametrize("one", [ACTIVE, FULL])
def test_a_roster_entry_survives_its_journey(one: RosterEntry) -> None:
    plain = one.to_plain()
    again = RosterEntry.from_plain(plain)
    assert again.to_plain() == plain
    assert plain_values(plain) <= {str, int, type(None), list, dict}
    assert verdict(again) == verdict(one)


def plain_values(value: Any) -> set[type]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return {type(value)}.union(*(plain_values(one) for one in inner))


OF_TOMORROW = {"of tomorrow": [1, "x", None]}


def test_names_of_a_newer_township_in_a_row_of_the_roster_are_passed_over() -> None:
    known = replace(
        ACTIVE,
        elsewhere=CoverElsewhere(Scheme.EMPLOYEE, "330100", until=date(2025, 12, 31)),
        chronic=(ChronicRegistration(ChronicDisease.DIABETES, date(2020, 1, 1)),),
        balances=Balances(date(2026, 1, 20), account=Fen(300)),
        platform_answer=PlatformAnswer(True, None, None, "正常", date(2026, 1, 20)),
    )
    plain = known.to_plain()
    grown = {
        **{name: {**told, **OF_TOMORROW} for name, told in plain.items() if isinstance(told, dict)},
        "history": plain["history"],
        "chronic": [{**one, **OF_TOMORROW} for one in plain["chronic"]],
    }
    assert RosterEntry.of_any_program({**plain, **grown, **OF_TOMORROW}) == known


@pytest.mark.parametrize(
    "more",
    [
        {"history": {**ACTIVE.to_plain()["history"], **OF_TOMORROW}},
        {"history": {**ACTIVE.to_plain()["history"], "events": [{"type": "drought", "date": "2026-01-05"}]}},
        {"elsewhere": {"scheme": "of tomorrow", "region": "330100", "since": None, "until": None}},
    ],
)
def test_facts_the_law_here_does_not_know_are_not_judged_by_halves(more: dict[str, Any]) -> None:
    plain = {**replace(ACTIVE, deceased_on=date(2026, 1, 31)).to_plain(), **more}
    found = RosterEntry.of_any_program(plain)
    told = verdict(found)
    assert (found.person, told.cautions) == (PERSON, (Caution.DECEASED,))
    assert (told.kind, told.certainty) == (VerdictKind.CANNOT_TELL, Certainty.CANNOT_TELL)
    assert (told.refusal, told.decision) == ("roster_row_of_newer_program", None)


def test_somebodys_other_number_with_a_row_nobody_could_read_leaves_the_verdict_open() -> None:
    look_up, unread = LookUp(ACTIVE, SCOPE), replace(WAITING, is_whole=False)
    assert give_joined_verdict(look_up, [WAITING], SHELF, ON).kind is VerdictKind.ACTIVE
    told = give_joined_verdict(look_up, [unread], SHELF, ON)
    assert (told.kind, told.refusal) == (VerdictKind.CANNOT_TELL, "roster_row_of_newer_program")
