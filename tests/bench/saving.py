"""Writing a visit so that a power cut cannot take it back."""

import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path
from statistics import median

from core.catalogue.items import ItemKind
from core.identity.identity_check import CheckMethod
from core.services.bring_in_visits import line_from
from core.services.receive_patient import check_identity, receive_person
from core.services.record_visit import SavedVisit, VisitForm, record_visit
from core.training.characters import Character
from core.training.township import TrainingTownship
from core.visits.visit import Diagnosis
from tests.bench.figures import Figure, seconds_of
from tests.helpers.open_desk import OpenDesk

TIMES = 200
BUDGET = 10.0


def measure(folder: Path, desk: OpenDesk, town: TrainingTownship) -> list[Figure]:
    """Save visits through the service and its store, and the same bytes by one bare insert each."""
    person = town.characters[Character.ACTIVE].person.person_id
    form = a_form(desk)
    reception = receive_person(desk.clinic, person)
    check = check_identity(desk.clinic, CheckMethod.CARD_SEEN)

    def save() -> SavedVisit:
        return record_visit(desk.clinic, reception, check, form)

    save()
    ours = [seconds_of(save) for _ in range(TIMES)]
    event = desk.store.ledger.events_after(0, 1)[0]
    floor = bare_inserts(folder / "bare.sqlite3", [event.header_bytes + event.body] * TIMES)
    return [
        Figure(
            what="durable save of a visit, median",
            ours=median(ours) * 1000,
            unit="ms",
            budget=BUDGET,
            floor=median(floor) * 1000,
            floor_name="one insert of the same bytes, plain sqlite3, synchronous=FULL",
        )
    ]


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


def bare_inserts(path: Path, rows: list[bytes]) -> list[float]:
    """Time one durable transaction for each row."""
    with closing(sqlite3.connect(path, isolation_level=None)) as plain:
        plain.execute("PRAGMA journal_mode = wal")
        plain.execute("PRAGMA synchronous = full")
        plain.execute("CREATE TABLE events (position INTEGER PRIMARY KEY, body BLOB)")
        insert = partial(plain.execute, "INSERT INTO events (body) VALUES (?)")
        return [seconds_of(partial(insert, (row,))) for row in rows]
