"""Every question of the console goes by an index, and what somebody decided outlives a restored log."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import insert

from core.console import ConsoleDeed, ConsoleRole, ConsoleSession, ConsoleUser
from core.console_ports import Console
from core.errors import Refusal
from core.events import ResultKind
from core.ids import ClinicCode, DeviceId, EventId, UserId
from core.prescription_review import Reviewed, Verdict
from core.reconciliation import Difference, DifferenceKind, Group, GroupCompared, Sums
from core.settlement_ports import OutboxRow, Step
from core.settlement_questions import Answer, Saying
from core.supervision import Flow, KeptIndicators, indicators_of
from core.supervision_ports import BEHIND_ALL, VisitToCheck
from core.township_rows import Finding
from storage.clinic.key_slot import Cost
from storage.township.console import SqlConsole
from storage.township.store import SqlTownshipStore
from storage.township.tables import outbox
from tests.helpers.statements import Asked, Listener, Overheard, is_question, methods_of, whole_reads
from tests.helpers.township_store import CLINIC, CODEC, NOW, Writer, a_device
from tests.helpers.township_talk import a_visit
from tests.storage.township.test_query_plans import GROWING, fill

WHOLE_ON_PURPOSE = {
    "clinic_standings": "the list of clinics is the list of clinics",
    "log_heads": "goes through the heads of the logs, of which every clinic has one",
    "unmarked": "goes through the heads of the logs, of which every clinic has one",
    "devices_to_confirm": "looks for the few among a township's PCs when somebody opens their page",
}
IN_ORDER = ("device_standings", "aside_entries", "returned_visits", "proved_visits", "person_joins")
"""Lists whose first page goes along an index from its beginning and stops at the end of the page."""
PASSWORD = "green-stone-bridge"


@pytest.fixture
def console(store: SqlTownshipStore) -> SqlConsole:
    return SqlConsole(store.database, store.code, CODEC, Cost(memory_kib=8, passes=1))


@pytest.fixture
def day(store: SqlTownshipStore, console: SqlConsole) -> Iterator[Listener]:
    """Give what is asked in a day at the console."""
    visit = a_judged_visit(store)
    listener = Listener(store.database)
    with listener.listening():
        a_day(Overheard(console, listener), visit)
    yield listener


def a_judged_visit(store: SqlTownshipStore) -> EventId:
    writer = Writer(a_device(store).device)
    event = writer.write(CODEC.encode(a_visit().to_plain()))
    store.accept(store.device(writer.device) or a_device(store), writer.incarnation, writer.events)
    store.judge([Finding(CLINIC, event.header.event_id, ResultKind.ACCEPTED, {}, NOW)])
    store.mark_visits(CLINIC, 9)
    return event.header.event_id


def a_day(console: "Console | Overheard", visit: EventId) -> None:
    desk: Console = console
    user = ConsoleUser(UserId("li"), "李", ConsoleRole.REVIEWER)
    desk.keep_user(user, PASSWORD)
    desk.users()
    desk.check_password(user.user, PASSWORD, NOW)
    desk.begin_session(ConsoleSession(bytes(32), user.user, NOW, NOW))
    desk.session(bytes(32))
    desk.use_session(bytes(32), NOW)
    desk.note(user.user, ConsoleDeed.SIGNED_IN, {}, NOW)
    for before in (None, 9):
        desk.trail(before, 9)
    row = OutboxRow(CLINIC, visit, NOW - timedelta(days=1))
    desk.clinic_standings()
    desk.devices_to_confirm(9)
    desk.open_steps()
    for after in (None, row):
        desk.queue(Step.WAITING, after, 9)
        desk.waiting_visits(after, 9)
    for place in (None, (ClinicCode("C01"), DeviceId("0" * 32))):
        desk.device_standings(place, 9)
    for start in (None, ("0", "0", 0, b"")):
        desk.aside_entries(start, 9)
    desk.return_visit(Finding(CLINIC, visit, ResultKind.NEEDS_CORRECTION, {"reason": "x"}, NOW))
    for end in (None, (NOW + timedelta(days=1), CLINIC, 9)):
        assert [one.event_id for one in desk.returned_visits(end, 9)] == [visit]
    desk.visit_case(CLINIC, visit)
    desk.take_visit_in(Finding(CLINIC, visit, ResultKind.ACCEPTED, {}, NOW))
    a_day_of_books(desk, visit)
    for last in (None, (CLINIC, visit)):
        assert desk.open_questions(last, 9) == []
    with pytest.raises(Refusal, match="question_not_open"):
        desk.answer_question(CLINIC, visit, Answer(Saying.TRY_AGAIN), user.user, NOW)
    desk.end_session(bytes(32))
    desk.user(user.user)
    desk.remove_user(user.user)


def a_day_of_books(desk: Console, visit: EventId) -> None:
    today = NOW.date()
    desk.booked_on(today)
    desk.groups_met()
    desk.told_visits(CLINIC, today, today)
    desk.keep_reviewed(Reviewed(CLINIC, visit, Verdict.PROPER, "", UserId("li"), NOW))
    desk.reviewed([(CLINIC, visit)])
    desk.unmarked()
    desk.arrivals(CLINIC, [visit])
    desk.flows(NOW, NOW)
    figures = KeptIndicators(CLINIC, indicators_of([], Flow()), desk.log_heads()[CLINIC], NOW)
    desk.keep_indicators("2026-05", [figures])
    assert desk.indicators("2026-05") == [figures]
    desk.visits_beside([VisitToCheck(CLINIC, visit, a_visit())])
    desk.people_seen({"P000001"}, {"ab" * 8})
    for joined in (None, (0, CLINIC, visit)):
        desk.person_joins(joined, 9)
    assert [one.proof.event_id for one in desk.proved_visits(BEHIND_ALL, 9)] == [visit]
    assert [one.event_id for one in desk.proofs_between(today, today, {CLINIC})] == [visit]
    desk.days_closed(CLINIC, today, today)
    desk.changed_after(CLINIC, today, 0)
    group = GroupCompared(Group("390", "11", "439900"), Sums.of([]), False, "")
    desk.keep_day(today, [group], [Difference(today, DifferenceKind.ONLY_HERE, "S1", CLINIC, visit)], NOW)
    for before in (None, today):
        desk.days(before, 9)
    for number in (None, 1):
        desk.differences(number, 9)
    desk.work_off(1, UserId("li"), "平台已补", NOW)
    for number in (None, 1):
        desk.closed_differences(number, 9)


def test_every_question_of_the_console_goes_by_an_index(store: SqlTownshipStore, day: Listener) -> None:
    questions = {one.statement: one for one in day.heard if is_question(one)}
    fill(store.database, store.code)
    found = {
        (one.method, one.statement): steps
        for one in questions.values()
        if one.method not in (*WHOLE_ON_PURPOSE, *IN_ORDER)
        if (steps := whole_reads(store.database, one, GROWING))
    }
    assert found == {}
    paged = (*IN_ORDER, "queue", "waiting_visits")
    assert [one.statement for one in questions.values() if one.method in paged and sorts(store, one)] == []


def sorts(store: SqlTownshipStore, asked: Asked) -> bool:
    """Tell whether an engine has to gather all rows before it can give the first."""
    with store.database.writing() as connection:
        if store.database.embedded:
            rows = connection.exec_driver_sql(f"explain query plan {asked.statement}", asked.values).all()
            return any("TEMP B-TREE" in row[3] for row in rows)
        for way in ("seqscan", "sort", "bitmapscan", "hashjoin", "mergejoin"):
            connection.exec_driver_sql(f"set local enable_{way} = off")
        rows = connection.exec_driver_sql(f"explain {asked.statement}", asked.values).all()
        return any("Sort Key" in row[0] for row in rows)


def test_the_day_asks_everything_the_console_can_be_asked(day: Listener) -> None:
    assert methods_of(SqlConsole) - {one.method for one in day.heard} == set()


def test_more_visits_take_no_more_statements(store: SqlTownshipStore, console: SqlConsole) -> None:
    listener = Listener(store.database)
    counts = []
    for number in (1, 40):
        rows = [OutboxRow(CLINIC, EventId(f"{number:02d}{one:030d}"), NOW) for one in range(number)]
        with store.database.writing() as connection:
            for row in rows:
                waiting = {"due": 1, "step": "waiting", "final": False, "revision": 0, "content": "{}"}
                place = {"township": store.code, "clinic": CLINIC, "visit": row.visit}
                connection.execute(insert(outbox).values(**place, **waiting))
        counts.append(listener.count(lambda: (console.clinic_standings(), console.open_steps())))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("taken_in", [False, True])
def test_what_a_reviewer_decided_outlives_a_restored_log(
    store: SqlTownshipStore, console: SqlConsole, taken_in: bool
) -> None:
    """The results come back from the clinic first, then its events, which are judged anew."""
    visit = a_judged_visit(store)
    console.return_visit(Finding(CLINIC, visit, ResultKind.NEEDS_CORRECTION, {"reason": "x"}, NOW))
    if taken_in:
        console.take_visit_in(Finding(CLINIC, visit, ResultKind.ACCEPTED, {}, NOW))
    with store.database.writing() as connection:
        connection.execute(outbox.delete())
        connection.exec_driver_sql("update log set judged = false")

    store.judge([Finding(CLINIC, visit, ResultKind.ACCEPTED, {}, NOW)])

    assert [one.row.visit for one in console.waiting_visits(None, 9)] == ([visit] if taken_in else [])
