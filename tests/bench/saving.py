"""Writing a visit so that a power cut cannot take it back."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median
from time import process_time

from core.catalogue.items import ItemKind
from core.events import Event, EventDraft
from core.identity.identity_check import CheckMethod
from core.ids import EventId
from core.services.bring_in_visits import line_from
from core.services.receive_patient import check_identity, receive_person
from core.services.record_visit import record_visit
from core.services.visit_form import VisitForm
from core.training.characters import Character
from core.training.township import TrainingTownship
from core.visits.visit import Diagnosis, Visit
from storage.clinic import ledger
from storage.clinic.notes import FORGET_FORM
from tests.bench.figures import Figure, seconds_of
from tests.helpers.open_desk import OpenDesk

TIMES = 200
BUDGET = 2.0
_PLAIN = "the same rows and indexes in plain sqlite3, synchronous=FULL"


def measure(folder: Path, desk: OpenDesk, town: TrainingTownship) -> list[Figure]:
    """Save visits through the service and its store, and in turn the same rows into a plain copy of the file.

    Both press the disk once a visit. Ours also checks the form, estimates, encodes, chains and encrypts.
    """
    person = town.characters[Character.ACTIVE].person.person_id
    form = a_form(desk)
    check = check_identity(desk.clinic, CheckMethod.CARD_SEEN)
    saves, appends, floor, processor = [], [], [], []
    with _plain_ledger(desk, folder / "plain-ledger.sqlite3") as plain:
        for number in range(TIMES + 10):
            reception = receive_person(desk.clinic, person)
            busy = process_time()
            saves.append(seconds_of(partial(record_visit, desk.clinic, reception, check, form)))
            processor.append(process_time() - busy)
            event = desk.store.ledger.events_after(desk.store.ledger.head().sequence - 1, 1)[0]
            appends.append(seconds_of(partial(desk.store.ledger.append, _again(event, number))))
            floor.append(seconds_of(partial(_insert, plain, event, f"nobody {number}")))
    cost = median(processor[10:]) * 1000
    bare = median(floor[10:]) * 1000
    append = Figure(
        "durable save of a visit in the store, median",
        median(appends[10:]) * 1000,
        "ms",
        BUDGET,
        bare,
        _PLAIN,
    )
    whole = "durable save of a visit, from the form to the disk, median"
    ours = median(saves[10:]) * 1000
    return [append, replace(append, what=whole, ours=ours, remark=f"{cost:.1f} ms of processor")]


def _again(event: Event, number: int) -> EventDraft:
    """Make a draft of the same content under another id."""
    header = event.header
    event_id = EventId(f"{number:032x}")
    return EventDraft(
        *(event_id, header.type, event.body, header.versions, header.user),
        *(header.device_time, header.clock_trust),
    )


@contextmanager
def _plain_ledger(desk: OpenDesk, path: Path) -> Iterator[sqlite3.Connection]:
    database = desk.store.ledger.file.database
    database.execute("ATTACH DATABASE ? AS plain KEY ''", (str(path),))
    database.execute("SELECT sqlcipher_export('plain')").fetchall()
    database.execute("DETACH DATABASE plain")
    with closing(sqlite3.connect(path, isolation_level=None)) as plain:
        plain.execute("PRAGMA journal_mode = wal")
        plain.execute("PRAGMA synchronous = full")
        yield plain


def _insert(plain: sqlite3.Connection, event: Event, form_key: str) -> None:
    header = event.header
    place = (header.incarnation, header.sequence, header.event_id, header.type)
    plain.execute("BEGIN IMMEDIATE")
    plain.execute(ledger.HEAD).fetchone()
    plain.execute(ledger.INSERT, (*place, event.header_bytes, event.body, event.hash))
    plain.execute(FORGET_FORM, (form_key,))
    plain.execute("COMMIT")


def a_visit(desk: OpenDesk) -> Visit:
    """Record a visit of the usual length and give it."""
    person = next(iter(desk.store.records.search("239999", 1)))
    reception = receive_person(desk.clinic, person.person_id)
    check = check_identity(desk.clinic, CheckMethod.CARD_SEEN)
    return record_visit(desk.clinic, reception, check, a_form(desk)).visit


def a_form(desk: OpenDesk) -> VisitForm:
    """Write a visit of the usual length: two drugs, a service, vitals."""
    drugs = desk.clinic.records.find_items(ItemKind.DRUG, "a", 2)
    fee = desk.clinic.records.find_items(ItemKind.SERVICE, "ybzlf", 1)
    return VisitForm(
        complaint="咳嗽三天,无发热",
        diagnoses=(Diagnosis("J06.900", "急性上呼吸道感染", True),),
        lines=tuple(line_from(item, 1, 3) for item in (*drugs, *fee)),
        temperature_tenths=368,
        systolic=132,
        diastolic=84,
    )
