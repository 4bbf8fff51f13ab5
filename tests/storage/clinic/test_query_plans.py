"""Every query of the store goes by an index: it is as quick after ten years as on the first day."""

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import storage.clinic
from core.audit import Deed
from core.calling import DueSet
from core.catalogue.items import ItemKind
from core.data_sets import DataSetName
from core.events import ResultKind
from core.ids import EventId, Incarnation
from core.policy.loader import packaged_sources, with_parents
from core.stock.book import StockBook, StockView
from core.sync_ports import Attempt
from storage.clinic.desk import ClinicStore
from storage.sqlcipher import Database, driver
from tests.storage.clinic.sample import (
    DOCTOR,
    NOON,
    Pen,
    Stream,
    bring_catalogue,
    bring_roster,
    bring_set,
    item,
    other_epoch,
    person,
    receipt_for,
    visit_of,
)

SMALL = {
    "data_sets",
    "builds",
    "epochs",
    "incarnations",
    "delivered",
    "present",
    "covered",
    "here",
    "json_each",
    "used",
    "drafts",
    "supersessions",
    "known_staff",
    "keeping",
    "due_sets",
    "other_lives",
    "missing",
    "results_disowned",
    "roster_care",
    "follow_up_supersessions",
    "stock_cancelled",
    "stock_touched",
    "_sqlite_migrations",
}
"""Tables of a handful of rows, however old the clinic gets."""
WHOLE_ON_PURPOSE = (
    "ORDER BY kind || ':' || code",  # a whole set, in the order its steps name places in
    "SELECT header, body, hash FROM events e WHERE type <> ?",  # a new life of the ledger
    "WHERE person_key NOT GLOB 'follow-up:*'",  # a handful of open forms
    "DELETE FROM visits",  # the projection begins anew
    *("DELETE FROM follow_ups", "DELETE FROM care"),  # so does the one of follow-ups
    *("DELETE FROM stock_", "INTO stock_touched (code) SELECT code FROM stock_held"),  # and that of stock
    "FROM stock_held h",  # the drugs a clinic keeps, some hundred of them
    "FROM visits WHERE settled IS NOT NULL",  # the sums of all years that `clinic status` reports
    "FROM visits v LEFT JOIN delivered d ON d.incarnation = v.incarnation\n    WHERE v.standing <> 'hidden'",
    "(SELECT rowid, sum(length(data)) OVER (ORDER BY rowid DESC)",  # the chunks of an interrupted download
    "INDEXED BY sqlite_autoindex_events_1",  # a damaged ledger's places, read once to mend it
    "SELECT device, incarnation, max(last) FROM other_ranges",  # once in an epoch that follows a loss
    "DELETE FROM log_positions",  # mending begins the clinic's log anew: a row an epoch
    "FROM pragma_table_list",  # the tables that mending carries over
    "FROM _sqlite_migrations WHERE migration_set = ? ORDER BY id",  # a dozen steps, told to whoever helps
)
PATIENT = replace(person(1, "王小满", "110105194912310021"), phone="13800005678")


@contextmanager
def heard(store: ClinicStore) -> Iterator[list[tuple[Database, str]]]:
    """Listen to every statement of both files."""
    spoken: list[tuple[Database, str]] = []

    def hear(database: Database) -> None:
        stack.enter_context(database.tracer(lambda sql, _: spoken.append((database, sql))))

    with ExitStack() as stack:
        for file in store.files:
            hear(file.database)
        yield spoken


def a_busy_day(store: ClinicStore) -> None:
    """Call everything the desk and the sync client can ask of the store."""
    bring_roster(store, [PATIENT, *(person(number, "李大雪") for number in range(2, 40))])
    bring_roster(store, [PATIENT], number=2)
    bring_catalogue(store, [item(ItemKind.DRUG, "XA01", "阿莫西林胶囊")])
    bring_set(store, DataSetName.SETTINGS, {"pack": {"value": "CN"}})
    bring_set(store, DataSetName.ROSTER_THIN, {})
    bring_set(store, DataSetName.PEOPLE, {DOCTOR: {"name": "王医生", "role": "doctor"}})
    texts = with_parents(packaged_sources(), "CN")
    bring_set(store, DataSetName.PACKS, {path: {"text": text} for path, text in texts.items()})
    pen, stream = Pen(), Stream()
    event = store.ledger.append(pen.draft(visit_of(PATIENT)))
    event_id = event.header.event_id
    store.sync.keep_receipt(receipt_for(event))
    result = stream.next(event_id, ResultKind.RECEIVED)
    store.sync.keep_results([result], b"signature")
    store.sync.keep_results([result], b"signature")
    the_desk(store)
    the_trail(store)
    assert store.records.visit(event_id) is not None
    store.sync.keep_chunk(b"1" * 32, b"chunk")
    store.sync.chunk(b"1" * 32)
    store.sync.note_attempt(Attempt(NOON, "internet", "done", 1, 2, 0.1))
    store.sync.note_attempt(Attempt(NOON, "https", "done", 1, 2, 0.1))
    store.sync.attempts(10)
    store.sync.spent(NOON.date(), NOON.date())
    store.sync.visits_wait()
    store.sync.keep_due([DueSet(DataSetName.CATALOGUE, 2, 900)])
    store.sync.events_after(0, 1000)
    store.sync.waiting()
    store.sync.standing()
    store.sync.move_epoch(other_epoch(2))
    store.sync.start_incarnation(Incarnation("ee" * 16), NOON)
    store.records.visits_of([f"person {PATIENT.person_id}"], 5)
    assert store.verify() == []


def the_shelf(book: StockBook) -> None:
    day = book.day(NOON.date())
    for view in StockView:
        book.shelf(view, day, 10)
    book.counts(day)
    book.held({"XA01"})
    book.moves(10)
    book.move(EventId("0" * 32))
    book.has_document("CK-1", "")
    book.boxes_known({"8" * 20})
    book.boxes_taken({"XA01"}, {"8" * 20})


def the_desk(store: ClinicStore) -> None:
    records = store.records
    for text in ("110105", "0021", "王", "wxm", "5678", "王小满家"):
        assert PATIENT.name in [one.name for one in records.search(text, 10)]
    records.thin_dates()
    records.thin_entry_by_number(PATIENT.id_number)
    assert records.entry(PATIENT.person_id) == records.entry_by_number(PATIENT.id_number)
    records.roster_dates()
    records.versions()
    records.pack_sources()
    assert store.staff_member(DOCTOR).name == "王医生"
    assert len(records.find_items(ItemKind.DRUG, "jn", 10)) == 1
    assert len(records.items_after(ItemKind.DRUG, "", 10)) == 1
    records.item(ItemKind.DRUG, "XA01")
    records.visits(NOON.date(), NOON.date(), 10)
    records.visits_of([f"person {PATIENT.person_id}"], 10)
    records.fund_waiting([f"person {PATIENT.person_id}"], 2026)
    records.visit_versions(EventId("0" * 32))
    the_shelf(records.stock)
    records.follow_ups.due(None, NOON.date(), 10)
    records.follow_ups.counts(NOON.date(), NOON.date())
    records.follow_ups.care_of(PATIENT.person_id, NOON.date())
    records.follow_ups.history(PATIENT.person_id, "diabetes", 10)
    records.follow_ups.versions(EventId("0" * 32))
    store.drafts.keep_draft("p", {"complaint": "x"})
    store.drafts.draft("p")
    store.drafts.open_drafts(10)
    store.drafts.move_draft("p", "q")


def the_trail(store: ClinicStore) -> None:
    store.audit.note(Deed.LOOKED_UP, PATIENT.person_id)
    assert len(store.audit.latest(10, 10)) == 3
    assert len(store.audit.of_person(PATIENT.person_id, 10)) == 1
    assert len(store.audit.after(2, 10)) == 1


def plan_of(database: Database, sql: str) -> list[str]:
    named = re.findall(r":([a-z]+)", sql)
    values = dict.fromkeys(named, 1) if named else [1] * sql.count("?")
    return [str(row[3]) for row in database.conn.execute(f"EXPLAIN QUERY PLAN {sql}", values)]


def asks(sql: str) -> bool:
    plain = re.match(r"\s*(SELECT|WITH|UPDATE|DELETE)", sql)
    on_purpose = any(part in sql for part in WHOLE_ON_PURPOSE)
    newest_of_all = "LIMIT" in sql and "WHERE" not in sql  # stops after a page; a sort would show as a step
    return bool(plain) and not on_purpose and not newest_of_all and "sqlite_master" not in sql


def slow_steps(plan: list[str]) -> list[str]:
    """Give the steps that read a whole growing table, or sort what an index could have given in order."""
    scans = [step for step in plan if (found := re.match(r"SCAN (\w+)", step)) and found[1] not in SMALL]
    whole = [step for step in scans if not re.search(r"SCAN \(subquery|SCAN CONSTANT", step)]
    return whole + [step for step in plan if step.startswith("USE TEMP B-TREE")]


def test_every_statement_of_a_busy_day_goes_by_an_index(store: ClinicStore) -> None:
    with heard(store) as spoken:
        a_busy_day(store)
    asked = {(database, sql) for database, sql in spoken if asks(sql)}
    assert len(asked) > 30
    found = {sql: slow for database, sql in asked if (slow := slow_steps(plan_of(database, sql)))}
    assert found == {}


def test_a_scan_would_be_noticed(store: ClinicStore) -> None:
    database = store.ledger.file.database
    assert slow_steps(plan_of(database, "SELECT * FROM events WHERE type = ?")) != []
    assert slow_steps(plan_of(database, "SELECT * FROM results ORDER BY kind")) != []
    assert slow_steps(plan_of(database, "SELECT * FROM events WHERE position > ?")) == []


def statements_of(store: ClinicStore, deed: Callable[[], object]) -> int:
    with heard(store) as spoken:
        deed()
    return len(spoken)


def test_a_longer_page_asks_no_more_often(store: ClinicStore) -> None:
    bring_roster(store, [person(number, "李大雪") for number in range(60)])
    items = [item(ItemKind.DRUG, f"XA{number:02}", f"阿莫西林{number}") for number in range(40)]
    bring_catalogue(store, items)
    pen = Pen()
    for number in range(30):
        store.ledger.append(pen.draft(visit_of(person(number % 3, "李大雪"), NOON)))
    records = store.records
    records.visits(NOON.date(), NOON.date(), 1)
    pages: dict[str, Callable[[int], Sequence[object]]] = {
        "search": lambda limit: records.search("ldx", limit),
        "catalogue": lambda limit: records.find_items(ItemKind.DRUG, "amxl", limit),
        "visits": lambda limit: records.visits(NOON.date(), NOON.date(), limit),
        "person": lambda limit: records.visits_of(["person p000001"], limit),
    }
    for name, page in pages.items():
        assert len(page(10)) == 10, name
        assert statements_of(store, lambda page=page: page(10)) <= 8, name  # type: ignore[misc]
        assert statements_of(store, lambda page=page: page(10)) == statements_of(  # type: ignore[misc]
            store,
            lambda page=page: page(2),  # type: ignore[misc]
        ), name


ROOM = Path(storage.clinic.__file__).parent
NAMES_TABLES = ("salvage.py", "mended_ledger.py")
"""Mending carries every row of every table over, whatever the tables are called; nobody else does."""
STATEMENT = re.compile(r"\s*(SELECT|WITH|UPDATE|DELETE|INSERT)\s")


def written_statements() -> set[str]:
    """Collect every statement written in the room, so that none can be forgotten."""
    texts = set()
    for file in ROOM.glob("*.py"):
        if file.name.startswith("migrations_"):
            continue
        nodes = list(ast.walk(ast.parse(file.read_text("utf-8"))))
        pieces = [piece for node in nodes if isinstance(node, ast.JoinedStr) for piece in node.values]
        for node in nodes:
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and STATEMENT.match(node.value):
                if node not in pieces:
                    texts.add(node.value)
                else:
                    assert file.name in NAMES_TABLES, node.value
    return texts


def test_every_statement_written_in_the_room_goes_by_an_index(store: ClinicStore) -> None:
    statements = written_statements()
    assert len(statements) > 60
    databases = [file.database for file in store.files]
    slow = {}
    for sql in statements:
        plans = [plan for database in databases if (plan := possible_plan(database, sql)) is not None]
        assert plans, sql
        if asks(sql) and (steps := min(map(slow_steps, plans), key=len)):
            slow[sql] = steps
    assert slow == {}


def possible_plan(database: Database, sql: str) -> list[str] | None:
    """Give the plan of a statement in the file it is meant for."""
    try:
        return plan_of(database, sql)
    except driver.OperationalError as error:
        if "no such" in str(error):
            return None
        raise
