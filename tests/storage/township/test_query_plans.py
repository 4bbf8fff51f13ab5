"""Every question of the store goes by an index: as quick in the tenth year with 400 clinics as on day one."""

import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import BigInteger, Boolean, Date, Integer, LargeBinary, Select, Table, insert, select, text

from core.calling import CallSettings
from core.catalogue.code_maps import CodeMap
from core.catalogue.items import CatalogueItem, ItemKind
from core.clinic_log import SignedRange
from core.county_pack import CountyPackRow
from core.data_sets import DataSetName, DataSetVersion
from core.events import EventType, Receipt, ResultKind
from core.ids import ClinicCode, DeviceId, Incarnation, PersonId, UserId
from core.import_rows import ConflictKind, ImportMark, ImportProfile, RosterConflict
from core.own_events import EventSpan
from core.province_ports import OutcomeKind, ProvinceOutcome
from core.settlement_modes import SettlementMode, SettlementWay
from core.settlement_ports import Step
from core.township_rows import ClinicRow, Finding, OneTimeCode, PublishedSet, ThinRow
from core.visits.corrections import correction_body
from core.visits.joins import Likeness, join_body, parting_body
from storage.township.engines import TownshipDatabase
from storage.township.set_tables import chunks, roster
from storage.township.settlement_book import SqlSettlementBook
from storage.township.store import SqlTownshipStore
from storage.township.tables import log
from tests.helpers.code_questions import the_codes
from tests.helpers.county import a_county
from tests.helpers.statements import Asked, Listener, Overheard, is_question, methods_of, whole_reads
from tests.helpers.township_store import CLINIC, CODEC, NOW, Writer, a_device, a_person
from tests.helpers.township_talk import a_visit

AS_OF, UNTIL = date(2026, 5, 1), date(2026, 6, 30)
TOWNSHIP_WIDE, CLINIC_WIDE = frozenset({"township"}), frozenset({"township", "clinic"})
GROWING = {
    **dict.fromkeys(
        ("log", "places", "results", "results_aside", "outbox", "batches", "quarantine"), CLINIC_WIDE
    ),
    **dict.fromkeys(
        ("clinics", "heads", "devices", "staff", "one_time_codes", "receipts", "incarnations"), TOWNSHIP_WIDE
    ),
    **dict.fromkeys(
        ("roster", "thin_roster", "data_sets", "data_set_chunks", "chunks", "supersessions"), TOWNSHIP_WIDE
    ),
    **dict.fromkeys(
        ("visit_marks", "visit_proofs", "person_joins", "joined_keys", "person_partings"), TOWNSHIP_WIDE
    ),
    **dict.fromkeys(("place_rows", "national_catalogue"), TOWNSHIP_WIDE),
}
"""By table, how far a step must not reach: all of a township, or all a clinic ever wrote."""
WHOLE_ON_PURPOSE = {
    "trail_standing": "the inspector looks at everything",
    "check": "the inspector looks at everything",
    "counts": "figures for the status command",
    "clinic_counts": "figures for the status command",
    "clinics": "the list of clinics is the list of clinics",
    "compare_roster": "a roster is compared as a whole",
    "replace_roster": "a roster is replaced as a whole",
    "villages": "counts the people of every village",
    "thin_waiting": "finds whom a new roster or pack changed, once a publishing",
    "thin_rows": "gives all of a set that is made as a whole",
    "mark_visits": "goes through the heads of the logs, of which every clinic has one",
    "revoke_device": "goes through a clinic's log once in the life of a stolen PC",
}
"""Methods that read a whole table, and why they may."""
MANY = 400


@pytest.fixture
def book(store: SqlTownshipStore) -> SqlSettlementBook:
    return SqlSettlementBook(store.database, store.code, CODEC)


def fill(database: TownshipDatabase, township: str) -> None:
    """Fill every growing table, so that an engine that weighs its plans has something to weigh."""
    with database.writing() as connection:
        for table in chunks.metadata.sorted_tables:
            if table.name in GROWING:
                rows = [_made_up(table, township, number) for number in range(MANY)]
                connection.execute(insert(table), rows)
    with database.writing() as connection:
        connection.execute(text("analyze"))


def _made_up(table: Table, township: str, number: int) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for column in table.columns:
        if isinstance(column.type, Boolean):
            made[column.name] = True
        elif isinstance(column.type, BigInteger | Integer):
            made[column.name] = 1000 + number
        elif isinstance(column.type, LargeBinary):
            made[column.name] = b"%032d" % number
        elif isinstance(column.type, Date):
            made[column.name] = AS_OF
        else:
            made[column.name] = f"x{number}"
    if GROWING[table.name] == CLINIC_WIDE:
        made["clinic"] = CLINIC
    return {name: value for name, value in {**made, "township": township}.items() if name in table.columns}


def a_served_day(store: Any, book: Any, writer: Writer) -> None:
    """Ask all a served day asks: of clinics, events, results, restores, sets, sticks, county and outbox."""
    device = store.device(writer.device)
    wrong = writer.write(CODEC.encode(a_visit().to_plain()))
    body = CODEC.encode(correction_body(a_visit(), [wrong.header.event_id]))
    writer.write(body, EventType.VISIT_CORRECTED)
    pair = {"number": 1, "public": bytes(32)}
    writer.write(CODEC.encode(pair), EventType.RECOVERY_PAIR_MADE)
    one, other = a_visit().patient, replace(a_visit().patient, id_number="810000199408230021")
    joined = writer.write(CODEC.encode(join_body(one, other, Likeness.TOLD)), EventType.PERSONS_JOINED)
    parted = parting_body(one, other, [joined.header.event_id])
    writer.write(CODEC.encode(parted), EventType.PERSONS_PARTED)
    reached = store.accept(device, writer.incarnation, writer.events, _signed(store))
    place = (writer.device, writer.incarnation, 5, reached.hash, store.township().epoch)
    store.keep_receipt(Receipt(*place, reached.log_position, reached.log_hash, NOW, b"signed"))
    store.last_receipt(writer.device, writer.incarnation)
    store.accept(device, writer.incarnation, [*writer.copy_of(2).events, writer.copy_of(2).write(b"\xf6")])
    for clinic in (None, CLINIC):
        waiting = store.unjudged(9, clinic)
    store.mark_visits(None, 9)
    findings = [Finding(CLINIC, one.header.event_id, ResultKind.ACCEPTED, {}, NOW) for _, one in waiting]
    store.judge(findings)
    store.judge(findings)
    (row, *_) = book.due(NOW, 9)
    assert not book.frozen()
    assert book.unknown([row.visit[:30], "ab" * 15]) == ["ab" * 15]
    book.stand_by(NOW + timedelta(minutes=1))
    assert store.await_settlement(device, writer.incarnation, 2, NOW) == NOW
    book.due(NOW, 9)
    book.visit_of(row)
    book.told_codes("H33011100001", ["own"])
    book.publish(replace(book.save(row), step=Step.SETTLED), ResultKind.SETTLED, {"fund": 1}, NOW)
    the_way_back(store, writer)
    the_office(store, writer)
    the_sets(store)
    store.revoke_device(writer.device, {writer.incarnation: 1}, NOW)


def _signed(store: Any) -> SignedRange:
    epoch = store.township().epoch
    return SignedRange(1, epoch.number, epoch.epoch_id, b"signature")


def the_way_back(store: Any, writer: Writer) -> None:
    """Ask what a hello asks, and what a township asks that was restored."""
    results = store.results(CLINIC, 0, 9)
    assert len(results) == 6
    store.results_head(CLINIC)
    store.events(CLINIC, 0, 9)
    store.held(writer.device, writer.incarnation)
    store.log_batches(CLINIC, 0, 9)
    store.ranges_of(writer.device, EventSpan(writer.incarnation, 1, 2), 9)
    store.log_head(CLINIC, Incarnation("ff" * 16))
    store.note_contact(store.device(writer.device), NOW)
    store.last_good(writer.device, writer.incarnation)
    store.results_ladder(CLINIC)
    store.adopt_results(CLINIC, results)
    epoch = store.township().epoch
    store.begin_epoch(replace(epoch, number=2, epoch_id="2" * 32, predecessor=epoch.epoch_id), (), NOW)
    store.former_epochs()
    store.keep_county_epoch(2, b"word")
    store.county_epochs()
    keys = store.township().keys
    store.roll_keys(keys.signing, keys, 1, b"word")
    store.key_rolls()
    store.former_sealing()
    store.tls_roll()
    store.frozen_since()
    store.thaw()
    store.device_lives(writer.device)
    store.keep_stick_word(writer.device, b"hello", 1)
    store.stick_word(writer.device)


def the_office(store: Any, writer: Writer) -> None:
    """Ask what the people at the township ask."""
    device = a_device(store)
    store.take_back_device(replace(device, device=DeviceId("bb" * 16)))
    store.confirm_device(DeviceId("bb" * 16))
    store.keep_call_settings(CallSettings())
    clinic = store.clinic(CLINIC)
    store.keep_clinic(clinic, store.staff(CLINIC))
    store.clinics()
    store.keep_settlement_way(CLINIC, SettlementWay(SettlementMode.TEMPORARY), UserId(""), NOW)
    the_province(store, writer)
    for clinic_code in (None, CLINIC):
        store.settlement_ways(clinic_code)
    store.devices(CLINIC)
    store.issue_code(OneTimeCode(secrets.token_bytes(32), CLINIC, NOW))
    the_codes(store)
    store.recovery_pairs()
    store.keep_recovery_held({writer.device: b"word"})
    store.recovery_held()
    store.trust_county(a_county()[0])
    store.county()
    store.adopt_county_pack(CountyPackRow("CN-1", b"package", True), {"CN/pack.toml": "text"})
    store.county_packs()


def the_province(store: Any, writer: Writer) -> None:
    """Ask what is asked of visits that go to the province and of what comes back."""
    clinic = store.clinic(CLINIC)
    store.keep_settlement_way(CLINIC, SettlementWay(SettlementMode.PROVINCE), UserId(""), NOW)
    patient = replace(a_visit().patient, id_number="330111197001010028")
    event = writer.write(CODEC.encode(a_visit(patient=patient).to_plain())).header.event_id
    store.accept(store.device(writer.device), writer.incarnation, writer.events)
    store.judge([Finding(clinic.code, event, ResultKind.ACCEPTED, {}, NOW)])
    assert store.waiting_for_export() >= 1
    store.export_visits(UserId(""), NOW)
    for before in (None, 2):
        assert store.province_exports(before, 9)
    store.exported_visits(1)
    store.province_standings([(CLINIC, event)])
    told = ProvinceOutcome(CLINIC, event, OutcomeKind.NOT_PAYABLE, {"reason": "x"})
    store.tell_outcomes([told], UserId(""), NOW)


def the_sets(store: Any) -> None:
    """Import and put up everything that goes down."""
    store.replace_roster([a_person(1), a_person(2)], AS_OF, UNTIL)
    store.compare_roster([a_person(1)])
    store.roster_dates()
    store.roster_of(("上村", "下村"))
    store.villages()
    store.replace_roster([a_person(2, name="测试乙"), a_person(3)], AS_OF, UNTIL, ImportMark(NOW))
    store.imports(None, 9)
    store.keep_import_profile(ImportProfile("某县", {"姓名": "XM"}))
    store.import_profiles()
    store.keep_roster_conflicts([RosterConflict(ConflictKind.PAID_TWICE, PersonId("P000001"), year=2026)])
    store.roster_conflicts(0, 9)
    store.undo_import(1, ImportMark(NOW))
    store.replace_catalogue([CatalogueItem("A", ItemKind.DRUG, "药")])
    store.compare_catalogue([CatalogueItem("B", ItemKind.DRUG, "药")])
    store.catalogue()
    store.compare_code_maps([CodeMap(ItemKind.DRUG, "own", "XA01ABD075A002010100001")])
    store.replace_code_maps([CodeMap(ItemKind.DRUG, "own", "XA01ABD075A002010100001")], ImportMark(NOW))
    texts = {"CN/pack.toml": "text"}
    store.adopt_county_pack(CountyPackRow("CN-2", b"package", True), texts, mark=ImportMark(NOW))
    newest = max(one.number for one in store.imports(None, 9))
    store.take_pack_back(newest, ImportMark(NOW), lambda _: texts)
    store.replace_packs(texts)
    store.packs()
    store.thin_waiting(bytes(32), AS_OF, 9)
    store.keep_thin(bytes(32), AS_OF, [ThinRow(PersonId("P000001"), bytes(32), "tag", {})])
    store.thin_rows()
    for version in (1, 2, 3):
        store.publish(*a_set(version, 3))
    store.published(DataSetName.ROSTER, f"clinic:{CLINIC}")
    store.newest_versions((f"clinic:{CLINIC}", "township"))
    store.chunk(CODEC.digest(b"3 1"), (f"clinic:{CLINIC}",))


def a_set(version: int, pieces: int) -> tuple[PublishedSet, dict[bytes, bytes]]:
    data = [f"{version} {piece}".encode() for piece in range(pieces)]
    held = {CODEC.digest(one): one for one in data}
    told = DataSetVersion(DataSetName.ROSTER, f"clinic:{CLINIC}", version, AS_OF, UNTIL, 1, bytes(32))
    return PublishedSet(told, b"manifest", tuple(held)), held


@pytest.fixture
def day(store: SqlTownshipStore, book: SqlSettlementBook) -> Iterator[Listener]:
    """Give what was asked in a served day."""
    listener = Listener(store.database)
    writer = Writer(a_device(store).device)
    with listener.listening():
        a_served_day(Overheard(store, listener), Overheard(book, listener), writer)
    yield listener


def test_every_question_of_a_served_day_goes_by_an_index(store: SqlTownshipStore, day: Listener) -> None:
    questions = {one.statement: one for one in day.heard if is_question(one)}
    assert len(questions) > 80
    fill(store.database, store.code)
    found = {
        (one.method, one.statement): steps
        for one in questions.values()
        if one.method not in WHOLE_ON_PURPOSE
        if (steps := whole_reads(store.database, one, GROWING))
    }
    assert found == {}


def test_the_served_day_asks_everything_the_store_can_be_asked(day: Listener) -> None:
    asked = {one.method for one in day.heard}
    # Setting a township up is no part of a day.
    can_be = methods_of(SqlTownshipStore) | methods_of(SqlSettlementBook)
    assert can_be - asked == {"create_township", "check", "trail_standing", "counts", "clinic_counts"}
    assert set(WHOLE_ON_PURPOSE) <= can_be


def test_a_reading_of_a_whole_table_would_be_noticed(store: SqlTownshipStore) -> None:
    fill(store.database, store.code)

    def found(question: Select[Any]) -> list[str]:
        whole = question.compile(store.database.engine, compile_kwargs={"literal_binds": True})
        return whole_reads(store.database, Asked("", str(whole), ()), GROWING)

    assert found(select(log.c.body).where(log.c.type == "x")) != []
    assert found(select(log.c.body).where(log.c.township == store.code, log.c.clinic == CLINIC)) != []
    assert found(select(roster.c.person_id).where(roster.c.township == store.code)) != []
    mine = (log.c.township == store.code, log.c.clinic == CLINIC)
    assert found(select(log.c.body).where(*mine, log.c.position == 7)) == []


def test_more_events_take_no_more_statements(store: SqlTownshipStore) -> None:
    few, many = (_counted(store, number) for number in (2, 200))
    assert few == many
    assert few.keys() == {
        "accept",
        "accept again",
        "fork",
        "unjudged",
        "judge",
        "judge again",
        "log",
        "revoke",
    }


def _counted(store: SqlTownshipStore, number: int) -> dict[str, int]:
    """Count what a batch of events costs on its way through the store; what came before stays there."""
    listener = Listener(store.database)
    device = a_device(store)
    writer = Writer(device.device)
    fork = writer.copy_of(0)
    for _ in range(number):
        body = CODEC.encode(a_visit().to_plain())
        writer.write(body)
        fork.write(body)
    signed = _signed(store)

    def take() -> None:
        store.accept(device, writer.incarnation, writer.events, signed)

    found = {
        "accept": listener.count(take),
        "accept again": listener.count(take),
        "fork": listener.count(lambda: store.accept(device, writer.incarnation, fork.events, signed)),
        "unjudged": listener.count(lambda: store.unjudged(500)),
    }
    store.mark_visits(None, 9)
    findings = [Finding(CLINIC, one.header.event_id, ResultKind.ACCEPTED, {}, NOW) for one in writer.events]
    found["judge"] = listener.count(lambda: store.judge(findings))
    found["judge again"] = listener.count(lambda: store.judge(findings))
    found["log"] = listener.count(lambda: store.log_batches(CLINIC, 0, 50))
    found["revoke"] = listener.count(lambda: store.revoke_device(device.device, {}, NOW))
    return found


def test_more_chunks_take_no_more_statements(store: SqlTownshipStore) -> None:
    listener = Listener(store.database)
    counts = [listener.count(partial(store.publish, *a_set(version, 3))) for version in (1, 2)]
    more = [listener.count(partial(store.publish, *a_set(version, 90))) for version in (3, 4)]
    assert max(more) <= max(counts) + 2


def test_more_clinics_take_no_more_statements_to_find_what_is_due(
    store: SqlTownshipStore, book: SqlSettlementBook
) -> None:
    listener = Listener(store.database)
    counts = []
    for number in (1, 20):
        for clinic in range(number):
            _a_visit_of(store, ClinicCode(f"N{number}-{clinic}"))
        counts.append(listener.count(lambda: book.due(NOW, 200)))
    assert counts[0] == counts[1]


def _a_visit_of(store: SqlTownshipStore, clinic: ClinicCode) -> None:
    store.keep_clinic(ClinicRow(clinic, "卫生室", ("上村",)), [])
    device = a_device(store, clinic)
    writer = Writer(device.device, clinic)
    event = writer.write(CODEC.encode(a_visit().to_plain()))
    store.accept(device, writer.incarnation, writer.events)
    store.judge([Finding(clinic, event.header.event_id, ResultKind.ACCEPTED, {}, NOW)])
