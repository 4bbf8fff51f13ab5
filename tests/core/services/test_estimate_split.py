"""The estimate in fen, worked out by hand from the practice pack's numbers: 60 %, signed 65 %, fee 80 %."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest

from core.catalogue.items import ItemKind
from core.coverage.enrolment import Balances, ChronicDisease, ChronicRegistration
from core.events import ResultKind
from core.identity.identity_check import CheckMethod
from core.money import Fen
from core.services.bring_in_visits import line_from
from core.services.estimate_split import estimate_parts, estimate_split
from core.services.receive_patient import Reception, check_identity, receive_number, receive_person
from core.services.record_visit import SavedVisit, record_visit
from core.services.visit_form import VisitForm
from core.training.characters import Character
from core.visits.visit import Diagnosis, FundSplit, OrderLine
from tests.helpers.open_desk import TODAY, VALID, OpenDesk, village
from tests.storage.clinic.sample import Stream

DIAGNOSES = (Diagnosis("J06.900", "急性上呼吸道感染", True),)
_versions = count(2)


def ordered(desk: OpenDesk, *wanted: tuple[str, int]) -> list[OrderLine]:
    lines = []
    for initials, quantity in wanted:
        found = [
            item
            for kind in (ItemKind.DRUG, ItemKind.SERVICE)
            for item in desk.clinic.records.find_items(kind, initials, 5)
            if item.initials == initials
        ]
        lines.append(line_from(found[0], quantity))
    return lines


def received(desk: OpenDesk, **known: object) -> Reception:
    """Receive the one entitled character, of whom the roster knows what a test says."""
    entry = replace(village().characters[Character.ACTIVE], **known)  # type: ignore[arg-type]
    desk.bring_roster([entry], next(_versions))
    return receive_person(desk.clinic, entry.person.person_id)


def saved(desk: OpenDesk, reception: Reception, lines: Sequence[OrderLine]) -> SavedVisit:
    check = check_identity(desk.clinic, CheckMethod.CARD_SEEN)
    return record_visit(desk.clinic, reception, check, VisitForm("", DIAGNOSES, tuple(lines)))


def split(fund: int, account: int, cash: int) -> FundSplit:
    return FundSplit(Fen(fund), Fen(account), Fen(cash))


@pytest.mark.parametrize(
    ("wanted", "fund"),
    [
        # 2 x 6.80 of class A: 60 % of 13.60
        ([("amxljn", 2)], 816),
        # 5.40 of class B, 10 % own share first: 60 % of 4.86, rounded half up
        ([("lhmsjn", 1)], 292),
        # class C is the patient's own
        ([("ynbyqwj", 1)], 0),
        # the general fee has its own ratio: 80 % of 10.00
        ([("ybzlf", 1)], 800),
        # together: 80 % of 10.00 + 60 % of 6.80
        ([("ybzlf", 1), ("amxljn", 1)], 1208),
        # 60 % of 96.00 is 57.60, and a visit is capped at 40.00
        ([("amlzcrjn", 10)], 4000),
        ([], 0),
    ],
)
def test_the_fund_bears_what_the_pack_says(desk: OpenDesk, wanted: list[tuple[str, int]], fund: int) -> None:
    lines = ordered(desk, *wanted)
    total = sum(line.amount for line in lines)
    assert estimate_split(desk.clinic, received(desk), lines) == split(fund, 0, total - fund)


def test_a_signed_contract_raises_the_ratio_from_its_day_on(desk: OpenDesk) -> None:
    lines = ordered(desk, ("amxljn", 2))
    assert estimate_split(desk.clinic, received(desk, contract_since=TODAY), lines) == split(884, 0, 476)
    later = received(desk, contract_since=TODAY + timedelta(days=1))
    assert estimate_split(desk.clinic, later, lines) == split(816, 0, 544)


def test_the_personal_account_bears_what_the_fund_leaves(desk: OpenDesk) -> None:
    lines = ordered(desk, ("amxljn", 2))
    little = received(desk, balances=Balances(TODAY, account=Fen(100)))
    assert estimate_split(desk.clinic, little, lines) == split(816, 100, 444)
    plenty = received(desk, balances=Balances(TODAY, account=Fen(100_000)))
    assert estimate_split(desk.clinic, plenty, lines) == split(816, 544, 0)


def test_what_the_year_has_used_counts_against_its_cap(desk: OpenDesk) -> None:
    reception = received(desk, balances=Balances(TODAY, outpatient_used=Fen(39_500)))
    assert estimate_split(desk.clinic, reception, ordered(desk, ("amxljn", 2))) == split(500, 0, 860)


def test_visits_waiting_for_settlement_count_against_the_year(desk: OpenDesk) -> None:
    lines = ordered(desk, ("amxljn", 2))
    reception = received(desk, balances=Balances(TODAY, outpatient_used=Fen(39_000)))
    assert saved(desk, reception, lines).visit.estimate == split(816, 0, 544)
    desk.clock.moment += timedelta(days=1)
    again = receive_person(desk.clinic, reception.person_id)
    assert estimate_split(desk.clinic, again, lines) == split(184, 0, 1176)


def test_earlier_visits_of_the_day_count_against_the_cap_of_the_day(desk: OpenDesk) -> None:
    lines = ordered(desk, ("amlzcrjn", 10))
    reception = received(desk)
    assert saved(desk, reception, lines).visit.estimate == split(4000, 0, 5600)
    second = receive_person(desk.clinic, reception.person_id)
    assert saved(desk, second, lines).visit.estimate == split(2000, 0, 7600)
    third = receive_person(desk.clinic, reception.person_id)
    assert estimate_split(desk.clinic, third, lines) == split(0, 0, 9600)
    desk.clock.moment += timedelta(days=1)
    next_day = receive_person(desk.clinic, reception.person_id)
    assert estimate_split(desk.clinic, next_day, lines) == split(4000, 0, 5600)


@pytest.mark.parametrize(
    ("kind", "facts", "left"),
    [
        (ResultKind.ACCEPTED, {}, 2000),
        (ResultKind.SETTLEMENT_UNKNOWN, {}, 2000),
        (ResultKind.SETTLED, {"fund": 3000, "account": 0, "cash": 6600}, 3000),
        (ResultKind.NOT_PAYABLE, {"reason": "x"}, 4000),
        (ResultKind.REVERSED, {}, 4000),
    ],
)
def test_what_became_of_an_earlier_visit_is_what_counts_against_the_day(
    desk: OpenDesk, kind: ResultKind, facts: dict[str, int | str], left: int
) -> None:
    lines = ordered(desk, ("amlzcrjn", 10))
    reception = received(desk)
    earlier = saved(desk, reception, lines)
    desk.store.sync.keep_results([Stream().next(earlier.event_id, kind, **facts)], b"signed")
    again = receive_person(desk.clinic, reception.person_id)
    assert estimate_split(desk.clinic, again, lines) == split(left, 0, 9600 - left)


@pytest.mark.parametrize(
    "who",
    [Character.WAITING_LATE, Character.PENDING, Character.NOT_ENROLLED],
)
def test_who_is_not_entitled_pays_all(desk: OpenDesk, who: Character) -> None:
    reception = receive_person(desk.clinic, village().characters[who].person.person_id)
    assert estimate_split(desk.clinic, reception, ordered(desk, ("amxljn", 2))) == split(0, 0, 1360)


@pytest.mark.parametrize(
    "who",
    [Character.EMPLOYEE, Character.ELSEWHERE, Character.PAID_SOME_DAY, Character.PLATFORM_SAYS_NO],
)
def test_where_rules_or_balances_are_not_here_no_split_is_made_up(desk: OpenDesk, who: Character) -> None:
    reception = receive_person(desk.clinic, village().characters[who].person.person_id)
    assert estimate_split(desk.clinic, reception, ordered(desk, ("amxljn", 2))) is None


def test_somebody_outside_the_roster_gets_no_split(desk: OpenDesk) -> None:
    reception = receive_number(desk.clinic, village().strangers[0].id_number)
    assert estimate_split(desk.clinic, reception, ordered(desk, ("amxljn", 2))) is None


def test_an_expired_roster_gives_no_split(desk: OpenDesk) -> None:
    person = village().characters[Character.ACTIVE].person
    desk.clock.moment += VALID + timedelta(days=1)
    reception = receive_person(desk.clinic, person.person_id)
    assert estimate_split(desk.clinic, reception, ordered(desk, ("amxljn", 2))) is None


REGISTERED = [
    (),
    (ChronicDisease.HYPERTENSION,),
    (ChronicDisease.DIABETES,),
    (ChronicDisease.HYPERTENSION, ChronicDisease.DIABETES),
]


@pytest.mark.parametrize("diseases", REGISTERED, ids=len)
def test_registered_diseases_never_make_the_parts_differ_from_the_total(
    desk: OpenDesk, diseases: tuple[ChronicDisease, ...]
) -> None:
    chronic = tuple(ChronicRegistration(disease, TODAY) for disease in diseases)
    lines = ordered(desk, ("bhsaldpp", 3), ("akbtp", 1), ("ybzlf", 1))
    found = estimate_split(desk.clinic, received(desk, chronic=chronic), lines)
    assert found is not None
    assert found.total == sum(line.amount for line in lines)


def test_drugs_of_a_registered_disease_fall_under_their_own_limit(desk: OpenDesk) -> None:
    lines = ordered(desk, ("bhsaldpp", 20))  # 84.00: 60 % is 50.40, a visit elsewhere is capped at 40.00
    assert estimate_split(desk.clinic, received(desk), lines) == split(4000, 0, 4400)
    registered = (ChronicRegistration(ChronicDisease.HYPERTENSION, TODAY),)
    assert estimate_split(desk.clinic, received(desk, chronic=registered), lines) == split(5040, 0, 3360)
    tomorrow = (ChronicRegistration(ChronicDisease.HYPERTENSION, TODAY + timedelta(days=1)),)
    assert estimate_split(desk.clinic, received(desk, chronic=tomorrow), lines) == split(4000, 0, 4400)
    other = (ChronicRegistration(ChronicDisease.DIABETES, TODAY),)
    assert estimate_split(desk.clinic, received(desk, chronic=other), lines) == split(4000, 0, 4400)


def test_waiting_visits_count_drugs_of_a_registered_disease_against_the_limit_of_those(
    desk: OpenDesk,
) -> None:
    registered = (ChronicRegistration(ChronicDisease.HYPERTENSION, TODAY),)
    used = Balances(TODAY, outpatient_used=Fen(39_000), two_diseases_used=Fen(20_000))
    reception = received(desk, chronic=registered, balances=used)
    drugs = ordered(desk, ("bhsaldpp", 20))  # 60 % of 84.00, and 60.00 are left of 260.00
    assert saved(desk, reception, drugs).visit.estimate == split(5040, 0, 3360)
    desk.clock.moment += timedelta(days=1)
    again = receive_person(desk.clinic, reception.person_id)
    assert estimate_split(desk.clinic, again, drugs) == split(960, 0, 7440)
    assert estimate_split(desk.clinic, again, ordered(desk, ("amxljn", 2))) == split(816, 0, 544)


def test_what_waiting_visits_take_from_the_account_is_no_longer_there(desk: OpenDesk) -> None:
    lines = ordered(desk, ("amxljn", 2))
    reception = received(desk, balances=Balances(TODAY, account=Fen(700)))
    assert saved(desk, reception, lines).visit.estimate == split(816, 544, 0)
    again = receive_person(desk.clinic, reception.person_id)
    assert estimate_split(desk.clinic, again, lines) == split(816, 156, 388)


def test_the_parts_come_with_the_steps_that_lead_to_them(desk: OpenDesk) -> None:
    found = estimate_parts(desk.clinic, received(desk), ordered(desk, ("amxljn", 2)))
    assert found is not None
    assert (found.pooled, found.cash, found.total) == (816, 544, 1360)
    assert found.steps[-1].result == found.cash


def test_nothing_is_estimated_of_somebody_whose_row_was_not_understood_whole(desk: OpenDesk) -> None:
    reception, lines = received(desk), ordered(desk, ("amxljn", 1))
    assert reception.entry is not None
    assert estimate_split(desk.clinic, reception, lines) is not None
    beyond = replace(reception, entry=replace(reception.entry, is_whole=False))
    assert estimate_split(desk.clinic, beyond, lines) is None
