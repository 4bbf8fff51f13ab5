"""Conformance vectors of what stands within: visits, rows of data sets, and messages said in full."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from core.catalogue.items import CatalogueItem
from core.coverage.enrolment import RosterEntry
from core.coverage.thin_entry import ThinEntry
from core.epoch_ports import ResultsHead
from core.errors import Refusal
from core.events import NO_HASH, ClockTrust, Epoch, EventHeader, EventType, LedgerHead, ResultKind
from core.ids import ClinicCode, DeviceId, EventId, Incarnation, TownshipCode, UserId
from core.visits.read_visit import read_visit
from sync.codec import CborCodec, decode, digest, encode, from_milliseconds, open_event
from sync.columns.read import read_columns
from sync.data_sets import row_of
from sync.ledger_messages import decode_events, encode_events
from sync.protocol import (
    Hello,
    HelloAnswer,
    decode_hello,
    decode_hello_answer,
    encode_hello,
    encode_hello_answer,
)
from sync.township.judge import judgement_of

Given = Mapping[str, Any]
_ANY_TIME = datetime(2026, 5, 6, tzinfo=UTC)
_READ: Mapping[str, Callable[[Any], Any]] = {
    "roster": lambda content: RosterEntry.of_any_program(content).to_plain(),
    "roster-thin": lambda content: ThinEntry.from_plain(content).to_plain(),
    "catalogue": lambda content: CatalogueItem.from_plain(content).to_plain(),
}


def run_visit(given: Given) -> Given:
    """Write the body of an event, and judge it as a township does."""
    body = encode(given["body"])
    header = EventHeader(
        *(TownshipCode("T330111"), ClinicCode("C01"), DeviceId("d0" * 16), Incarnation("1c" * 16), 1),
        *(EventId("e1" * 16), given["type"], {}, UserId("wang"), _ANY_TIME),
        *(ClockTrust(given["clock_trust"]), digest(body), NO_HASH),
    )
    found = judgement_of(open_event(CborCodec().encode_header(header), body))
    if found.kind is ResultKind.ACCEPTED and given["type"] != EventType.VISIT_CANCELLED:
        assert _is_part(read_visit(given["body"]).to_plain(), given["body"])
    return {"body": body.hex(), "result": [found.kind.value, found.facts]}


def _is_part(read: Any, given: Any) -> bool:
    """Tell whether all that was read is as it was given; names of tomorrow need not be read."""
    if isinstance(read, dict):
        return all(name in given and _is_part(value, given[name]) for name, value in read.items())
    if isinstance(read, list):
        return len(read) == len(given) and all(map(_is_part, read, given))
    return bool(read == given)


def run_row(given: Given) -> Given:
    """Write a row's record; what is read of its content is all that is in it, but for names of tomorrow."""
    content = given["content"]
    known = _READ.get(given["set"], lambda told: told)(content)
    assert known == {name: value for name, value in content.items() if name in known}
    return {"record": row_of(given["key"], content).record.hex(), "unknown": sorted(content.keys() - known)}


def run_columns_refused(given: Given) -> Given:
    try:
        return {"values": read_columns(decode(bytes.fromhex(given["column"])), given["count"])}
    except Refusal as refusal:
        return {"refused": refusal.code}


def run_batch(given: Given) -> Given:
    """Read an offer in a form this writer would not choose: events, their ids and the last hash."""
    nonce, batch = decode_events(bytes.fromhex(given["payload"]))
    assert decode_events(encode_events(nonce, batch)) == (nonce, batch)
    events = [[event.header.event_id, event.body.hex()] for event in batch.events]
    return {"events": events, "head": batch.events[-1].hash.hex()}


def run_hello_said_in_full(given: Given) -> Given:
    nonce = bytes.fromhex(given["nonce"])
    (head, *earlier) = (
        LedgerHead(Incarnation(life), last, bytes.fromhex(there))
        for life, last, there in (given["head"], *given["earlier"])
    )
    hello = Hello(
        head=head,
        receipt=given["receipt"],
        results_position=given["results"][0],
        results_hash=bytes.fromhex(given["results"][1]),
        data_sets=given["sets"],
        earlier=tuple(earlier),
        awaits=given["awaits"],
        wants_word=given["word"],
        tls_roll=given["tls_roll"],
    )
    payload = encode_hello(nonce, hello)
    assert decode_hello(payload) == (nonce, hello)
    return {"payload": payload.hex()}


def run_hello_answered_in_full(given: Given) -> Given:
    nonce = bytes.fromhex(given["nonce"])
    told = HelloAnswer(
        at=from_milliseconds(given["at_ms"]),
        call_again_seconds=given["call_again_seconds"],
        results_head=given["results_head"],
        manifests=_bytes(given["manifests"]),
        chunks=_bytes(given["chunks"]),
        epochs=tuple(Epoch(*one) for one in given["epochs"]),
        prove=given["prove"],
        ladder=tuple(ResultsHead(position, bytes.fromhex(there)) for position, there in given["ladder"]),
        earlier=_bytes(given["earlier"]),
        log_head=given["log_head"],
        settling=given["settling"],
        word=bytes.fromhex(given["word"]),
        words=_bytes(given["words"]),
        tls_roll=bytes.fromhex(given["tls_roll"]),
    )
    payload = encode_hello_answer(nonce, told)
    assert decode_hello_answer(payload, nonce) == told
    return {"payload": payload.hex()}


def _bytes(told: Sequence[str]) -> tuple[bytes, ...]:
    return tuple(map(bytes.fromhex, told))


CONTENTS: Mapping[str, Callable[[Given], Given]] = {
    "visit": run_visit,
    "row": run_row,
    "columns_refused": run_columns_refused,
    "batch": run_batch,
    "hello_said_in_full": run_hello_said_in_full,
    "hello_answered_in_full": run_hello_answered_in_full,
}
