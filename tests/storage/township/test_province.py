"""Visits the province settles: they wait for a batch, go once, and their outcomes are told all or nothing."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from core.errors import Hindrance, Refusal
from core.events import EventType, ResultKind
from core.ids import ClinicCode, EventId, TownshipCode, UserId
from core.province_ports import OutcomeKind, ProvinceOutcome
from core.settlement_modes import USUAL_WAY, SettlementMode, SettlementWay
from core.settlement_ports import Deed, Message, OutboxRow, Step
from core.township_rows import Finding
from core.visits.corrections import correction_body
from core.visits.visit import Visit
from storage.township.console import SqlConsole
from storage.township.outbox_rows import outbox_row
from storage.township.settlement_book import SqlSettlementBook
from storage.township.store import SqlTownshipStore
from storage.township.tables import outbox
from tests.helpers.platform_process import insured
from tests.helpers.settlement_book import drug, visit
from tests.helpers.township_store import CLINIC, CODEC, NOW, OTHER_CLINIC, Writer, a_device, a_store

LI = UserId("li")
BY_PROVINCE = SettlementWay(SettlementMode.PROVINCE, "H43098100009", "上村卫生室")
PERSON = insured(1)
FACTS = {"settlement_id": "S1", "total": 1234, "fund": 700, "account": 0, "cash": 534, "institution": 0}
SETTLED = {**FACTS, "settled_at": NOW.isoformat(), "settled_by": "province"}


class Village:
    """A clinic of a township, its ledger, and what of it stands where."""

    def __init__(self, store: SqlTownshipStore, clinic: ClinicCode = CLINIC) -> None:
        self.store, self.clinic = store, clinic
        self.device = a_device(store, clinic)
        self.writer = Writer(self.device.device, clinic, store.code)
        self.book = SqlSettlementBook(store.database, store.code, CODEC)

    def sees(self, seen: Visit | None = None, corrects: tuple[EventId, ...] = ()) -> EventId:
        seen = seen or visit(PERSON, drug(price=617))
        body = correction_body(seen, corrects) if corrects else seen.to_plain()
        kind = EventType.VISIT_CORRECTED if corrects else EventType.VISIT_RECORDED
        event = self.writer.write(CODEC.encode(body), kind).header.event_id
        self.store.accept(self.device, self.writer.incarnation, self.writer.events)
        self.store.judge([Finding(self.clinic, event, ResultKind.ACCEPTED, {}, NOW)])
        return event

    def row(self, event: EventId) -> OutboxRow:
        mine = outbox.select().where(outbox.c.township == self.store.code, outbox.c.visit == event)
        with self.store.database.reading() as connection:
            return outbox_row(connection.execute(mine).one().content)

    def due(self) -> list[EventId]:
        return [row.visit for row in self.book.due(NOW + timedelta(days=9), 99)]

    def said(self, event: EventId) -> list[ResultKind | str]:
        return [one.kind for one in self.store.results(self.clinic, 0, 99) if one.event_id == event]

    def outcome(self, event: EventId, kind: OutcomeKind = OutcomeKind.SETTLED) -> ProvinceOutcome:
        facts: dict[OutcomeKind, dict[str, Any]] = {
            OutcomeKind.SETTLED: SETTLED,
            OutcomeKind.NOT_PAYABLE: {"reason": "不在保"},
        }
        return ProvinceOutcome(self.clinic, event, kind, facts.get(kind, {}))


@pytest.fixture
def village(store: SqlTownshipStore) -> Village:
    store.keep_settlement_way(CLINIC, BY_PROVINCE, LI, NOW - timedelta(days=1))
    return Village(store)


def test_a_visit_the_province_settles_waits_for_a_batch_and_never_for_the_worker(village: Village) -> None:
    event = village.sees()
    assert (village.row(event).step, village.due()) == (Step.FOR_EXPORT, [])
    assert village.store.waiting_for_export() == 1
    other = Village(village.store, OTHER_CLINIC).sees()
    assert village.due() == [other]


def test_a_batch_takes_what_waits_once_and_can_be_read_again(village: Village) -> None:
    events = {village.sees(), village.sees()}
    made = village.store.export_visits(LI, NOW)
    assert made is not None
    assert (made.number, made.visits, made.open, made.user) == (1, 2, 2, LI)
    assert village.store.export_visits(LI, NOW) is None
    for _ in range(2):
        visits = village.store.exported_visits(1)
        assert {one.event_id for one in visits} == events
        assert {one.institution for one in visits} == {BY_PROVINCE.institution}
    assert (village.store.waiting_for_export(), village.due()) == (0, [])
    assert village.store.province_exports(None, 9) == [made]
    with pytest.raises(Refusal, match="province_batch_unknown"):
        village.store.exported_visits(2)


def test_what_is_not_for_the_fund_is_told_and_does_not_go(village: Village) -> None:
    free = village.sees(visit(PERSON, drug(price=0)))
    nameless = village.sees(visit({**PERSON, "certno": ""}))
    assert village.store.export_visits(LI, NOW) is None
    for event in (free, nameless):
        assert village.said(event)[-1] is ResultKind.NOT_PAYABLE
        assert village.row(event).step is Step.NOT_PAYABLE


def test_a_corrected_visit_stays_and_its_correction_goes(village: Village) -> None:
    wrong = village.sees()
    right = village.sees(corrects=(wrong,))
    village.store.export_visits(LI, NOW)
    assert [one.event_id for one in village.store.exported_visits(1)] == [right]


def test_a_correction_of_what_is_with_the_province_waits_for_its_outcome(village: Village) -> None:
    wrong = village.sees()
    village.store.export_visits(LI, NOW)
    right = village.sees(corrects=(wrong,))
    assert village.store.export_visits(LI, NOW) is None
    village.store.tell_outcomes([village.outcome(wrong, OutcomeKind.NOT_PAYABLE)], LI, NOW)
    village.store.export_visits(LI, NOW)
    assert [one.event_id for one in village.store.exported_visits(2)] == [right]


def test_outcomes_reach_the_clinic_as_any_other_and_count_in_its_sums(village: Village) -> None:
    settled, refused, returned = (village.sees() for _ in range(3))
    village.store.export_visits(LI, NOW)
    village.store.tell_outcomes(
        [
            village.outcome(settled),
            village.outcome(refused, OutcomeKind.NOT_PAYABLE),
            village.outcome(returned, OutcomeKind.RETURNED),
        ],
        LI,
        NOW,
    )
    assert village.said(settled) == [ResultKind.ACCEPTED, ResultKind.SETTLED]
    assert village.said(refused) == [ResultKind.ACCEPTED, ResultKind.NOT_PAYABLE]
    assert village.said(returned) == [ResultKind.ACCEPTED]
    steps = [village.row(event).step for event in (settled, refused, returned)]
    assert steps == [Step.SETTLED, Step.NOT_PAYABLE, Step.FOR_EXPORT]
    counts = village.store.counts()
    assert (counts.settled_visits, counts.fund) == (1, 700)
    assert village.store.province_exports(None, 9)[0].open == 0
    assert village.store.check() == []


def test_what_the_province_took_back_is_told_and_lets_the_correction_go(village: Village) -> None:
    wrong = village.sees()
    village.store.export_visits(LI, NOW)
    village.store.tell_outcomes([village.outcome(wrong)], LI, NOW)
    right = village.sees(corrects=(wrong,))
    assert village.store.export_visits(LI, NOW) is None
    facts = {"reason": "undone_by_province", "undoes": "S1", "settlement_id": "", "settled_by": "province"}
    taken_back = ProvinceOutcome(CLINIC, wrong, OutcomeKind.REVERSED, {**FACTS, **facts})
    village.store.tell_outcomes([taken_back], LI, NOW)
    assert village.said(wrong) == [ResultKind.ACCEPTED, ResultKind.SETTLED, ResultKind.REVERSED]
    assert (village.row(wrong).step, village.store.counts().fund) == (Step.REVERSED, 0)
    village.store.export_visits(LI, NOW)
    assert [one.event_id for one in village.store.exported_visits(2)] == [right]
    books = SqlConsole(village.store.database, village.store.code, CODEC)
    assert books.booked_on(NOW.date()) == []
    with pytest.raises(Hindrance, match="settlement_row_taken"):
        village.store.tell_outcomes([taken_back], LI, NOW)


def test_one_outcome_that_cannot_be_told_leaves_all_untold(village: Village) -> None:
    good, gone = village.sees(), village.sees()
    village.store.export_visits(LI, NOW)
    village.store.tell_outcomes([village.outcome(gone)], LI, NOW)
    with pytest.raises(Hindrance, match="settlement_row_taken"):
        village.store.tell_outcomes([village.outcome(good), village.outcome(gone)], LI, NOW)
    assert village.row(good).step is Step.EXPORTED
    assert village.said(good) == [ResultKind.ACCEPTED]


def test_another_townships_visits_stand_nowhere_here(village: Village) -> None:
    elsewhere = a_store(village.store.database, TownshipCode("T330112"))
    elsewhere.keep_settlement_way(CLINIC, BY_PROVINCE, LI, NOW)
    there = Village(elsewhere)
    event = there.sees()
    there.store.export_visits(LI, NOW)
    assert village.store.province_standings([(CLINIC, event)]) == {}
    with pytest.raises(Hindrance, match="settlement_row_taken"):
        village.store.tell_outcomes([village.outcome(event)], LI, NOW)
    assert there.row(event).step is Step.EXPORTED
    assert village.store.province_exports(None, 9) == []


def test_nothing_goes_while_settlements_are_frozen(village: Village) -> None:
    village.sees()
    epoch = village.store.township().epoch
    village.store.begin_epoch(type(epoch)(epoch.number + 1, "2" * 32, epoch.epoch_id), (), NOW)
    with pytest.raises(Refusal, match="settlement_frozen"):
        village.store.export_visits(LI, NOW)
    assert village.store.province_exports(None, 9) == []


def test_another_setting_moves_what_was_not_begun_and_nothing_else(store: SqlTownshipStore) -> None:
    village = Village(store)
    begun, fresh = village.sees(), village.sees()
    row = village.row(begun)
    village.book.save(
        replace(row, step=Step.REGISTERED, messages=(Message(Deed.REGISTER, "M1", NOW),), institution="H1")
    )
    store.keep_settlement_way(CLINIC, BY_PROVINCE, LI, NOW)
    assert (village.due(), village.row(fresh).step) == ([begun], Step.FOR_EXPORT)
    sent = village.sees()
    store.export_visits(LI, NOW)
    later = village.sees()
    store.keep_settlement_way(CLINIC, USUAL_WAY, LI, NOW)
    assert set(village.due()) == {begun, later}
    assert {village.row(event).step for event in (fresh, sent)} == {Step.EXPORTED}
    store.tell_outcomes([village.outcome(sent, OutcomeKind.RETURNED)], LI, NOW)
    assert village.row(sent).step is Step.WAITING


def test_what_the_province_settled_is_no_business_of_the_platforms_books(village: Village) -> None:
    event = village.sees()
    village.store.export_visits(LI, NOW)
    village.store.tell_outcomes([village.outcome(event)], LI, NOW)
    books = SqlConsole(village.store.database, village.store.code, CODEC)
    assert books.booked_on(NOW.date()) == []
