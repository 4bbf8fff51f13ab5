"""What identity checks say beside one another: runs without a document, odd hours, and what is none of it."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from core.identity.identity_check import BROUGHT_IN, CheckMethod, IdentityCheck
from core.ids import ClinicCode, EventId
from core.visits.identity_signals import (
    MANY_IN_A_ROW,
    IdentitySignal,
    Proof,
    is_night,
    proof_of,
    runs_of,
    signals_of,
)
from core.visits.township_checks import Checked, Spoken, TownshipCheck
from tests.helpers.township_talk import a_visit

MORNING = datetime(2026, 5, 6, 0, 30, tzinfo=UTC)
"""Half past eight in China."""
HERE = ClinicCode("C01")
TYPED, CARD = CheckMethod.NUMBER_TYPED.value, CheckMethod.CARD_CHIP.value


def proof(number: int, method: str = TYPED, clinic: ClinicCode = HERE, hours: int = 0) -> Proof:
    at = MORNING + timedelta(minutes=number, hours=hours)
    return Proof(clinic, EventId(f"{number + 1000 * hours:032x}"), at, method, at)


def in_a_row(count: int, method: str = TYPED) -> list[Proof]:
    return [proof(number, method) for number in range(count)]


def kinds(one: Proof, checked: Checked = Checked()) -> list[IdentitySignal]:  # noqa: B008  # it is frozen
    return [signal.kind for signal in signals_of(one, checked, runs_of([one]))]


def test_many_checks_without_a_document_are_a_run_that_its_last_visit_tells_of() -> None:
    proofs = in_a_row(MANY_IN_A_ROW)
    ((place, run),) = runs_of(reversed(proofs)).items()
    assert place == proofs[-1].place
    assert (run.first, run.last, run.count) == (proofs[0], proofs[-1], MANY_IN_A_ROW)
    (signal,) = signals_of(proofs[-1], Checked(), runs_of(proofs))
    assert (signal.kind, signal.run) == (IdentitySignal.TYPED_IN_A_ROW, run)
    assert signals_of(proofs[0], Checked(), runs_of(proofs)) == []
    assert runs_of(proofs[1:]) == {}


def test_a_card_between_ends_a_run_and_so_do_another_clinic_and_another_day() -> None:
    half = MANY_IN_A_ROW // 2
    before, after = in_a_row(half), [proof(half + 1 + number) for number in range(half)]
    assert runs_of([*before, proof(half, CARD), *after]) == {}
    assert len(runs_of([*before, *after])) == 1
    assert runs_of([*before, *(proof(half + 1 + n, clinic=ClinicCode("C02")) for n in range(half))]) == {}
    assert runs_of([*before, *(proof(half + 1 + n, hours=24) for n in range(half))]) == {}
    around_midnight = [proof(number, hours=hour) for hour in (15, 16) for number in range(half)]
    assert runs_of(around_midnight) == {}, "half past eleven, and half past twelve of the next day, in China"


def test_somebody_picked_by_name_showed_nothing_and_a_telephone_or_a_document_something() -> None:
    assert len(runs_of(in_a_row(MANY_IN_A_ROW, CheckMethod.KNOWN_TO_DOCTOR.value))) == 1
    for method in (CheckMethod.CARD_CHIP, CheckMethod.INSURANCE_CODE, CheckMethod.CARD_SEEN):
        assert runs_of(in_a_row(MANY_IN_A_ROW, method.value)) == {}


@pytest.mark.parametrize(
    ("hour", "night"), [(21, False), (22, True), (23, True), (0, True), (4, True), (5, False), (12, False)]
)
def test_night_is_told_by_the_hour_in_china_wherever_the_moment_was_written(hour: int, night: bool) -> None:
    here = datetime(2026, 5, 6, hour, 59, tzinfo=timezone(timedelta(hours=8)))
    assert is_night(here) is night
    assert is_night(here.astimezone(UTC)) is night
    told = [IdentitySignal.ODD_HOUR] if night else []
    begun = here - timedelta(hours=1)
    assert kinds(Proof(HERE, EventId("0" * 32), begun, CARD, here)) == told


def test_of_the_townships_checks_those_about_who_somebody_is_are_signals() -> None:
    spoken = [Spoken(check) for check in TownshipCheck]
    assert kinds(proof(0, CARD), Checked(tuple(spoken))) == [
        IdentitySignal.TWO_CLINICS,
        IdentitySignal.AFTER_DEATH,
    ]


def test_what_was_written_down_later_is_neither_at_night_nor_in_a_row() -> None:
    visit_at = datetime(2026, 5, 6, 15, 0, tzinfo=UTC)  # eleven at night

    def told(checked_at: datetime, reader: str = "") -> Proof:
        check = IdentityCheck(CheckMethod.NUMBER_TYPED, checked_at, reader)
        return proof_of(HERE, EventId("0" * 32), a_visit(visited_at=visit_at, identity_check=check))

    on_the_spot = told(visit_at + timedelta(minutes=5))
    assert (on_the_spot.method, on_the_spot.checked_at) == (TYPED, visit_at + timedelta(minutes=5))
    assert kinds(on_the_spot) == [IdentitySignal.ODD_HOUR]
    later = [
        told(visit_at, BROUGHT_IN),
        told(visit_at + timedelta(days=1)),
        told(visit_at - timedelta(days=3)),
        told(visit_at.replace(tzinfo=None)),
    ]
    for one in later:
        assert (one.method, one.at, one.checked_at) == ("", visit_at, visit_at)
        assert kinds(one) == []
    assert runs_of(later * MANY_IN_A_ROW) == {}
