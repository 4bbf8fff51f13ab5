"""Make the dictionary anew: `python -m sync.dictionary.train FILE`. The same program makes the same bytes.

It is trained on what the synthetic township would say and on the catalogue for training: nobody real is in
it. A dictionary that was shipped stays for ever, for frames name the one they were made with.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import zstandard

from core.audit import Deed
from core.catalogue.items import CatalogueItem, ItemKind
from core.coverage.verdict import VerdictKind
from core.data_sets import DataSetName
from core.dates import CHINA, whole_millisecond, whole_second
from core.events import (
    START_BYTES,
    ClockTrust,
    Epoch,
    Event,
    EventHeader,
    EventIds,
    EventType,
    LedgerHead,
    Result,
    ResultKind,
)
from core.identity.identity_check import CheckMethod, IdentityCheck
from core.ids import ClinicCode, DeviceId, Incarnation, UserId
from core.money import Fen
from core.policy.cases import ROOT_PACK
from core.policy.certainty import Certainty
from core.policy.check_visit import LineAsked, Spoken, VisitAsked, check_visit
from core.policy.in_force import pack_in_force
from core.policy.loader import packaged_shelf
from core.services.bring_in_visits import line_from
from core.services.close_day import DayClosed
from core.training.catalogue import training_catalogue
from core.training.month import month_later
from core.training.township import TrainingTownship, make_township
from core.training.workday import draw_visits
from core.visits.noted_checks import noted
from core.visits.visit import Diagnosis, FundSplit, PatientOnVisit, VerdictOnVisit, Visit
from sync.codec import CborCodec, digest, encode, open_event, result_hash
from sync.columns.write import write_columns
from sync.envelope import Label, Signer, realm_of
from sync.ledger_messages import Held, LedgerAnswer, Reached, make_batch, make_receipt
from sync.protocol import Hello, HelloAnswer, encode_hello, encode_hello_answer, make_results, result_record
from sync.row_changes import changes_between, row_of

NUMBER = 20_262
"""Frames name the dictionary by it; a new one gets the next."""
SIZE = 64 * 1024
_ON = date(2026, 11, 25)
_MORNING = datetime(2026, 11, 25, 0, 30, tzinfo=UTC)
_SETS = {"catalogue": "1.1", "packs": "1.1", "people": "1.1", "roster": "1.2", "settings": "1.1"}
_BEGUN = date(2026, 1, 1)
_DAYS = 12
_A_FEW = 5
_READERS = ("", "brought_in", "usb 1001")
_WITH_TRACE_CODES = 0.5
_CODEC = CborCodec()
_USUAL = (VerdictKind.ACTIVE, Certainty.SURE)
_VERDICTS = (
    *(_USUAL,) * 6,
    (VerdictKind.ACTIVE, Certainty.CONFIRM),
    (VerdictKind.WAITING, Certainty.SURE),
    (VerdictKind.NOT_ENROLLED, Certainty.SURE),
    (VerdictKind.CANNOT_TELL, Certainty.CANNOT_TELL),
)


def train() -> bytes:
    """Make the dictionary."""
    samples: list[bytes | bytearray | memoryview] = list(_samples())
    trained = zstandard.train_dictionary(
        SIZE, samples, k=512, d=8, dict_id=NUMBER, level=19, threads=0, notifications=0
    )
    return bytes(trained.as_bytes())


def _samples() -> Iterator[bytes]:
    draw = Random(20261130)  # noqa: S311 - made-up people
    town = make_township(11, _ON, villages=2, people=900)
    catalogue = training_catalogue()
    for number in range(_DAYS):
        for count in (1, 2, 5, 40):
            yield from _talk(town, catalogue, draw, count + number % 3)
    rows = [row_of(one.person.person_id, one.to_plain()) for one in town.entries]
    for start in range(0, len(rows), 100):
        some = [{"key": row.key, "content": row.content} for row in rows[start : start + 100]]
        yield encode([len(some), write_columns(some)])
    for _ in range(3):
        later = month_later(town.entries, _ON, 0.05, draw)
        yield encode(changes_between(rows, [row_of(one.person.person_id, one.to_plain()) for one in later]))


def _talk(
    town: TrainingTownship, catalogue: Sequence[CatalogueItem], draw: Random, count: int
) -> Iterator[bytes]:
    """Say hello without and with some visits, and answer."""
    signer = Signer(draw.randbytes(32), realm_of(town.code, Epoch(1, draw.randbytes(16).hex(), "")))
    events = _events(
        town, draw, [_visit(town, catalogue, draw, one) for one in _seen(town, catalogue, draw, count)]
    )
    head = LedgerHead(events[-1].header.incarnation, events[-1].header.sequence, events[-1].hash)
    sets = {name.value: draw.randint(1, 40) for name in DataSetName}
    standing = Hello(head, head.sequence - count, draw.randint(0, 900), draw.randbytes(32), sets)
    device = events[0].header.device
    for hello in (standing, replace(standing, batch=make_batch(signer, events))):
        yield signer.request(Label.REQUEST, device, encode_hello(draw.randbytes(16), hello))
    held = Held(device, head.incarnation, head.sequence, head.hash, _MORNING)
    receipt = make_receipt(
        signer, Epoch(1, signer.realm.epoch_id, ""), Reached(held, 900, draw.randbytes(32))
    )
    results = list(_results(events, draw))
    part = make_results(signer, ClinicCode("V01"), results)
    for answer in (
        HelloAnswer(_MORNING, 300, 900),
        HelloAnswer(_MORNING, 300, 900, LedgerAnswer(receipt.signed), part),
    ):
        offered = [event.header.event_id for event in events]
        yield signer.statement(Label.ANSWER, encode_hello_answer(draw.randbytes(16), answer, offered))


def _seen(
    town: TrainingTownship, catalogue: Sequence[CatalogueItem], draw: Random, count: int
) -> Iterator[Mapping[str, Any]]:
    codes = draw.random() < _WITH_TRACE_CODES
    for record in draw_visits(town, catalogue, draw, count):
        lines = [
            {**line, "trace_codes": line.get("trace_codes", []) if codes else []} for line in record["lines"]
        ]
        yield {**record, "lines": lines}


def _visit(
    town: TrainingTownship, catalogue: Sequence[CatalogueItem], draw: Random, record: Mapping[str, Any]
) -> Visit:
    items = {(item.kind.value, item.code): item for item in catalogue}
    person = next(one.person for one in town.entries if one.person.id_number == record["id_number"])
    lines = [
        replace(
            line_from(items[line["kind"], line["code"]], line["quantity"], line.get("days", 0)),
            trace_codes=tuple(line["trace_codes"]),
        )
        for line in record["lines"]
    ]
    at = _MORNING.astimezone(CHINA) + timedelta(microseconds=draw.randrange(8 * 3600 * 10**6))
    at = whole_millisecond(at)
    checked = whole_second(at - timedelta(seconds=draw.randrange(600)))
    diagnosis = items["diagnosis", record["diagnoses"][0]]
    kind, certainty = draw.choice(_VERDICTS)
    total = sum(line.amount for line in lines)
    fund = draw.randrange(0, 1 + total // 10) * 10
    visit = Visit(
        patient=PatientOnVisit(
            person.person_id, person.id_number, person.name, person.sex, person.birth_date
        ),
        identity_check=IdentityCheck(draw.choice(list(CheckMethod)), checked, draw.choice(_READERS)),
        verdict=VerdictOnVisit(kind.value, _benefits(kind), _ON, f"{town.pack}@2025-01-01", certainty.value),
        visited_at=at,
        doctor=UserId("doctor1"),
        doctor_name="演示医生一",
        complaint=record["complaint"],
        diagnoses=(Diagnosis(diagnosis.code, diagnosis.name, True),),
        lines=tuple(lines),
        estimate=FundSplit(Fen(fund), Fen(0), Fen(total - fund)),
        first_visit=draw.random() < 0.5,
        temperature_tenths=record.get("temperature_tenths"),
        systolic=record.get("systolic"),
        diastolic=record.get("diastolic"),
        remark=record["remark"],
    )
    return replace(visit, checks=noted(_spoken(visit), None))


def _benefits(kind: VerdictKind) -> date | None:
    return _BEGUN if kind is VerdictKind.ACTIVE else _ON if kind is VerdictKind.WAITING else None


def _spoken(visit: Visit) -> Sequence[Spoken]:
    """Ask the checks shipped with the program, as the desk does."""
    lines = [
        LineAsked(line.code, line.name, line.kind is ItemKind.DRUG, line.days, line.unit_price)
        for line in visit.lines
    ]
    asked = VisitAsked(
        on=_ON,
        diagnoses=(visit.main_diagnosis.code,),
        lines=tuple(lines),
        sex=visit.patient.sex.value,
        birth_date=visit.patient.birth_date,
        proof=visit.identity_check.method.value,
    )
    return check_visit(pack_in_force(packaged_shelf(), ROOT_PACK, _ON).checks, asked)


def _events(town: TrainingTownship, draw: Random, visits: Sequence[Visit]) -> list[Event]:
    """Write visits into a chain as the desk does, and what the program writes around them."""
    seen = sorted(visits, key=lambda one: one.visited_at)
    ids = EventIds(draw.randbytes(START_BYTES))
    told = [(EventType.BOOT, {"program": "0.1.0", "start": ids.start}, seen[0].identity_check.checked_at)]
    told += [(EventType.VISIT_RECORDED, visit.to_plain(), visit.visited_at) for visit in seen]
    if len(seen) > _A_FEW:
        told += _evening(draw, seen)
    device, incarnation = DeviceId(draw.randbytes(16).hex()), Incarnation(draw.randbytes(16).hex())
    previous, first = draw.randbytes(32), draw.randint(1, 900)
    events = []
    for number, (kind, content, at) in enumerate(told):
        body = encode(content)
        header = EventHeader(
            township=town.code,
            clinic=ClinicCode("V01"),
            device=device,
            incarnation=incarnation,
            sequence=first + number,
            event_id=ids.next_for(digest(body)),
            type=kind,
            versions={
                "catalogue": "1.1",
                "packs": "1.1",
                "people": "1.1",
                "roster": "1.2",
                "settings": "1.1",
            },
            user=seen[0].doctor,
            device_time=at,
            clock_trust=ClockTrust.TRUSTED,
            body_hash=digest(body),
            previous_hash=previous,
        )
        events.append(open_event(_CODEC.encode_header(header), body))
        previous = events[-1].hash
    return events


def _evening(draw: Random, seen: Sequence[Visit]) -> list[tuple[EventType, dict[str, Any], datetime]]:
    """Make up what a day ends with: somebody who only asked, who was looked up, and what it came to."""
    last = seen[-1]
    asked = {"patient": seen[0].patient.to_plain(), "identity_check": last.identity_check.to_plain()}
    looks = [
        {
            "at": one.identity_check.checked_at.isoformat(),
            "user": one.doctor,
            "deed": Deed.LOOKED_UP.value,
            "person": one.patient.person_id,
            "facts": {"how": one.identity_check.method.value},
        }
        for one in seen
    ]
    span = {"after": draw.randint(1, 9000), "up_to": draw.randint(1, 9000), "hash": draw.randbytes(32)}
    shares = {name: Fen(draw.randrange(0, 90_000)) for name in ("total", "fund", "account", "cash")}
    closed = DayClosed(day=_ON, visits=len(seen), without_estimate=0, **shares)
    return [
        (EventType.IDENTITY_CHECKED, asked, last.visited_at),
        (EventType.LOOK_UPS, {**span, "looks": looks}, last.visited_at),
        (EventType.DAY_CLOSED, closed.to_plain(), last.visited_at),
    ]


def _results(events: Sequence[Event], draw: Random) -> Iterator[Result]:
    previous, first = draw.randbytes(32), draw.randint(1, 900)
    for number, event in enumerate(events):
        at = _MORNING + timedelta(milliseconds=draw.randrange(10**7))
        told = Result(first + number, event.header.event_id, ResultKind.ACCEPTED, at, {}, previous, b"", b"")
        record = result_record(ClinicCode("V01"), told)
        previous = result_hash(record)
        yield replace(told, record=record, hash=previous)


def main(path: str) -> None:
    """Write the dictionary to a file."""
    Path(path).write_bytes(train())


if __name__ == "__main__":
    main(*sys.argv[1:])
