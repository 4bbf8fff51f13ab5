"""The PC's clock is years off or jumps: nobody is kept from working, and no doubtful date passes for sure."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from core.audit import Deed
from core.clinic import Clinic
from core.clock_trust import Why
from core.events import ClockTrust, EventIds
from core.identity.identity_check import CheckMethod
from core.policy.in_force import PackShelf
from core.policy.loader import shelf_in_use
from core.ports import VisitState
from core.services.confirm_day import confirm_day
from core.services.receive_patient import check_identity, receive_without_number
from core.services.record_visit import SavedVisit, record_visit
from core.services.visit_form import VisitForm
from core.visits.visit import Diagnosis
from tests.helpers.sync_rounds import finish
from tests.helpers.sync_world import CLINIC, CODEC, DOCTOR, PcClock, World

YEARS = timedelta(days=1600)
FORM = VisitForm("咳嗽", (Diagnosis("J06.900", "急性上呼吸道感染", True),), ())


@pytest.fixture(scope="module")
def packs() -> PackShelf:
    return shelf_in_use({})


@pytest.fixture
def at_work(world: World, packs: PackShelf) -> Iterator["AtWork"]:
    yield AtWork(world, packs)


class AtWork:
    """Somebody who records visits at the PC of a world."""

    def __init__(self, world: World, packs: PackShelf) -> None:
        self.world = world
        self._packs = packs
        self._ids = EventIds(b"a start of 16 b.")

    @property
    def clinic(self) -> Clinic:
        store = self.world.clinic
        return Clinic(
            *(store.place(), store.staff_member(DOCTOR), store.records, store.ledger, store.drafts),
            audit=store.audit,
            packs=self._packs,
            codec=CODEC,
            clock=PcClock(self.world),
            watch=store.watch,
            ids=self._ids,
        )

    def record(self) -> SavedVisit:
        reception = receive_without_number(self.clinic, "过路人")
        return record_visit(
            self.clinic, reception, check_identity(self.clinic, CheckMethod.NUMBER_TYPED), FORM
        )

    def trust_at_the_township(self, saved: SavedVisit) -> ClockTrust:
        events = [event for _, event in self.world.township.events(CLINIC, 0, 99)]
        return next(one.header.clock_trust for one in events if one.header.event_id == saved.event_id)

    def listed(self, saved: SavedVisit) -> VisitState:
        state = self.world.clinic.records.visit(saved.event_id)
        assert state is not None
        return state


def test_case_15_a_visit_of_an_unsure_day_is_saved_sent_and_not_settled(at_work: AtWork) -> None:
    world = at_work.world
    sure = at_work.record()
    finish(world)
    world.ahead = YEARS
    unsure = at_work.record()
    assert (sure.day_in_doubt, unsure.day_in_doubt) == (False, True)
    assert at_work.listed(unsure).day_in_doubt
    finish(world)
    assert at_work.trust_at_the_township(unsure) is ClockTrust.DOUBTFUL
    assert world.township.counts().outbox == {"waiting": 1}
    finish(world)
    state = at_work.listed(unsure)
    assert (state.state, state.reason) == ("returned", "visit_day_to_be_confirmed")
    assert not at_work.listed(sure).day_in_doubt


def test_case_15_years_off_at_the_start_are_noticed_and_putting_the_clock_right_ends_it(
    at_work: AtWork,
) -> None:
    world = at_work.world
    at_work.record()
    world.ahead = YEARS
    world.restart()
    assert at_work.clinic.watch.standing().ask
    assert at_work.record().day_in_doubt
    finish(world)
    world.ahead = timedelta(0)
    world.restart()
    assert not at_work.record().day_in_doubt


def test_case_15_a_clock_set_back_is_confirmed_once_and_the_answer_is_written_down(at_work: AtWork) -> None:
    world = at_work.world
    at_work.record()
    world.ahead = -YEARS
    world.restart()
    doubt = at_work.clinic.watch.standing().doubt
    assert doubt is not None
    assert doubt.why is Why.BEFORE_LAST_RECORD
    assert confirm_day(at_work.clinic, right=True).trust is ClockTrust.CONFIRMED
    (line,) = [one for one in at_work.clinic.audit.latest(9) if one.deed == Deed.DAY_ASKED]
    day = date(2021, 12, 18).isoformat()
    assert dict(line.facts) == {"day": day, "right": 1, "why": "before_last_record"}
    saved = at_work.record()
    assert not saved.day_in_doubt
    world.restart()
    assert not at_work.clinic.watch.standing().ask


def test_case_15_the_township_tells_the_pc_that_it_is_a_day_off(at_work: AtWork) -> None:
    world = at_work.world
    world.ahead = timedelta(days=1)
    assert not at_work.record().day_in_doubt
    finish(world)
    doubt = at_work.clinic.watch.standing().doubt
    assert doubt is not None
    assert (doubt.why, doubt.instead) == (Why.AWAY_FROM_TOWNSHIP, world.clock.now())
    world.restart()
    assert at_work.record().day_in_doubt
