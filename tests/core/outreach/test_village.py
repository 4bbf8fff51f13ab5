"""The list by household, who was spoken to, and how far the village is."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from core.coverage.enrolment import RosterEntry
from core.coverage.history import History
from core.identity.person import Person, Sex
from core.ids import EventId, PersonId, UserId
from core.outreach.contact import Contact, ContactAnswer, ContactWay, NotedContact, read_contact
from core.outreach.unenrolled import Standing, Unenrolled, WhyNot
from core.outreach.village import Household, Shown, Village

NOON = datetime(2026, 11, 30, 4, tzinfo=UTC)
BORN = date(1970, 3, 1)


def person(number: int, household: str = "", group: str = "1组") -> Person:
    return Person(
        *(PersonId(f"P{number}"), "", f"测试{number}", Sex.MALE, BORN.replace(year=1970 + number)),
        village="演示村",
        village_group=group,
        household=household,
    )


def village_of(*people: Person) -> Village:
    village = Village(2027)
    for one in people:
        told = Unenrolled(RosterEntry(one, History(one.birth_date)), 2027, WhyNot.NO_RECORD)
        village.add(one, Standing.UNENROLLED, told)
    return village


def contact(home: Household, answer: ContactAnswer, days: int = 0, year: int = 2027) -> NotedContact:
    people = tuple(one.patient for one in home.members)
    said = Contact(people, year, ContactWay.VISIT, answer, NOON + timedelta(days=days), "家里没人")
    return NotedContact(EventId(f"{days:032x}"), UserId("wang"), said)


def test_who_lives_together_is_visited_once_and_groups_follow_each_other() -> None:
    village = village_of(
        person(3, "H2"), person(1, "H1"), person(2, "H2"), person(4), person(5, "H9", "10组")
    )
    village.add(person(6, "H1"), Standing.ENROLLED, None)
    homes = village.households(())
    assert [[one.person.person_id for one in home.members] for home in homes] == [
        ["P1"],
        ["P2", "P3"],
        ["P4"],
        ["P5"],
    ]
    assert [home.enrolled for home in homes] == [1, 0, 0, 0]


def test_the_last_answer_counts_and_what_was_said_about_another_year_does_not() -> None:
    village = village_of(person(1, "H1"), person(2, "H1"))
    (home,) = village.households(())
    said = [
        contact(home, ContactAnswer.REFUSES, days=2),
        contact(home, ContactAnswer.WILL_PAY, days=3),
        contact(home, ContactAnswer.NOT_REACHED, days=1),
        contact(home, ContactAnswer.REFUSES, days=9, year=2026),
    ]
    (home,) = village.households(said)
    assert [one.answer for one in home.members] == ["will_pay"] * 2
    assert [len(one.contacts) for one in home.members] == [3, 3]


def test_a_later_try_that_reaches_nobody_takes_no_answer_back() -> None:
    village = village_of(person(1, "H1"))
    (home,) = village.households(())
    said = [
        contact(home, ContactAnswer.WILL_PAY, days=1),
        contact(home, ContactAnswer.NOT_REACHED, days=4),
    ]
    (home,) = village.households(said)
    assert home.members[0].answer == "will_pay"
    assert village.progress([home]).spoken_to == 1
    (tried,) = village.households(said[1:])
    assert tried.members[0].answer == "not_reached"


def test_villages_number_their_households_each_for_itself() -> None:
    next_village = replace(person(3, "H1"), village="演示二村")
    village = village_of(person(1, "H1"), person(2, "H1"), next_village)
    village.add(replace(person(4, "H1"), village="演示二村"), Standing.ENROLLED, None)
    homes = village.households(())
    assert sorted((len(home.members), home.enrolled) for home in homes) == [(1, 1), (2, 0)]


def test_progress_adds_up_to_everybody_but_the_dead_and_moved() -> None:
    village = village_of(person(1, "H1"), person(2, "H2"), person(3, "H3"))
    for number, standing in enumerate((Standing.ENROLLED, Standing.OTHERWISE, Standing.GONE), start=4):
        village.add(person(number), standing, None)
    first, second, _ = village.households(())
    said = [contact(first, ContactAnswer.REFUSES, 1), contact(second, ContactAnswer.NOT_REACHED, 2)]
    homes = village.households(said)
    progress = village.progress(homes)
    assert progress.counted == progress.cared_for + progress.listed == 5
    assert (progress.spoken_to, progress.answers) == (1, {"refuses": 1, "not_reached": 1, "": 1})
    shown = {which: sum(one.is_shown(which) for home in homes for one in home.members) for which in Shown}
    assert (shown[Shown.ALL], shown[Shown.NOT_SPOKEN_TO], shown[Shown.REFUSES]) == (3, 2, 1)


def test_a_contact_comes_back_as_it_was_written_and_codes_of_tomorrow_stay() -> None:
    (home,) = village_of(person(1, "H1")).households(())
    told = contact(home, ContactAnswer.CONSIDERS).contact
    assert read_contact(told.to_plain()) == told
    assert read_contact({**told.to_plain(), "way": "drone", "answer": "sleeps"}).answer == "sleeps"


@pytest.mark.parametrize(
    "spoilt",
    [
        {"people": []},
        {"year": "2027"},
        {"year": 3000},
        {"at": "2026-11-30T12:00:00"},
        {"words": 7},
        {"people": 1},
    ],
    ids=str,
)
def test_what_is_no_contact_is_not_read(spoilt: dict[str, object]) -> None:
    (home,) = village_of(person(1, "H1")).households(())
    with pytest.raises(ValueError, match=r"form|contact"):
        read_contact({**contact(home, ContactAnswer.REFUSES).contact.to_plain(), **spoilt})
