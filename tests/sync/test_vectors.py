"""The conformance vectors of docs/protocol.md: what any implementation must make of the same input.

Each file under vectors/ lists cases: a kind, what is given, what must come out. Bytes are written as hex.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core.data_sets import DataSetName, DataSetVersion
from core.errors import Refusal
from core.events import ClockTrust, Epoch, Event, EventHeader, LedgerHead, Result, ResultKind
from core.ids import ClinicCode, DeviceId, EventId, Incarnation, TownshipCode, UserId
from sync.asks import Ask
from sync.codec import (
    CborCodec,
    decode,
    digest,
    encode,
    event_hash,
    from_milliseconds,
    from_wire,
    log_hash,
    open_event,
    result_hash,
)
from sync.data_sets import Manifest, digest_of, encode_manifest, row_of, unpack_rows
from sync.envelope import Label, Signer, public_half, realm_of
from sync.introduction import (
    EnrolAnswer,
    EnrolAsk,
    Identity,
    encode_enrol,
    encode_enrol_answer,
    make_identity,
)
from sync.ledger_messages import (
    Held,
    LedgerAnswer,
    Reached,
    decode_events,
    encode_events,
    encode_events_answer,
    make_batch,
    make_fork,
    make_receipt,
)
from sync.protocol import (
    Hello,
    HelloAnswer,
    encode_chunk_answer,
    encode_chunk_ask,
    encode_hello,
    encode_hello_answer,
    encode_results_answer,
    encode_results_ask,
    make_results,
    result_record,
)
from tests.helpers.county_vectors import COUNTY, county_keys
from tests.helpers.vectors_of_contents import CONTENTS
from tests.helpers.vectors_of_founding import FOUNDING
from tests.helpers.vectors_of_loss import RUN as LOSS
from tests.helpers.vectors_of_meaning import MEANINGS
from tests.helpers.vectors_of_people import PEOPLE
from tests.helpers.vectors_of_rows import ROWS
from tests.helpers.vectors_of_waiting import RUN as WAITING

Given = Mapping[str, Any]
VECTORS = Path(__file__).parent / "vectors"
CODEC = CborCodec()


def raw(value: Any) -> Any:
    """Read content in which {"hex": "..."} stands for bytes."""
    if isinstance(value, dict):
        return bytes.fromhex(value["hex"]) if set(value) == {"hex"} else {k: raw(v) for k, v in value.items()}
    return [raw(one) for one in value] if isinstance(value, list) else value


def hex_(given: Given, name: str) -> bytes:
    return bytes.fromhex(given[name])


def epoch(given: Given) -> Epoch:
    number, epoch_id, predecessor = given["epoch"]
    return Epoch(number, epoch_id, predecessor)


def signer(given: Given) -> Signer:
    return Signer(hex_(given, "key"), realm_of(TownshipCode(given["township"]), epoch(given)))


def an_event(given: Given) -> Event:
    body = hex_(given, "body")
    header = EventHeader(
        township=TownshipCode(given["township"]),
        clinic=ClinicCode(given["clinic"]),
        device=DeviceId(given["device"]),
        incarnation=Incarnation(given["incarnation"]),
        sequence=given["sequence"],
        event_id=EventId(given["event_id"]),
        type=given["type"],
        versions=given["versions"],
        user=UserId(given["user"]),
        device_time=from_milliseconds(given["device_time_ms"]),
        clock_trust=ClockTrust(given["clock_trust"]),
        body_hash=digest(body),
        previous_hash=hex_(given, "previous_hash"),
    )
    return open_event(CODEC.encode_header(header), body)


def held(given: Given) -> Held:
    place = (given["sequence"], hex_(given, "hash"), from_milliseconds(given["time_ms"]))
    return Held(DeviceId(given["device"]), Incarnation(given["incarnation"]), *place)


def a_result(given: Given) -> Result:
    return Result(
        given["position"],
        EventId(given["event_id"]),
        ResultKind(given["kind"]),
        from_milliseconds(given["at_ms"]),
        raw(given["facts"]),
        hex_(given, "previous_hash"),
        b"",
        b"",
    )


def recorded(given: Given) -> Result:
    result = a_result(given)
    record = result_record(ClinicCode(given["clinic"]), result)
    return Result(
        result.position,
        result.event_id,
        result.kind,
        result.at,
        result.facts,
        result.previous_hash,
        record,
        result_hash(record),
    )


def version(given: Given) -> DataSetVersion:
    return DataSetVersion(
        DataSetName(given["name"]),
        given["scope"],
        given["version"],
        date.fromisoformat(given["as_of"]),
        date.fromisoformat(given["valid_until"]),
        given["row_count"],
        hex_(given, "digest"),
    )


def device_request(given: Given, payload: bytes, label: Label = Label.REQUEST) -> Given:
    message = signer(given).request(label, DeviceId(given["device"]), payload)
    return {"payload": payload.hex(), "message": message.hex()}


def answer(given: Given, payload: bytes) -> Given:
    message = signer(given).statement(Label.ANSWER, payload)
    return {"payload": payload.hex(), "message": message.hex()}


def run_content(given: Given) -> Given:
    encoded = encode(raw(given["content"]))
    assert decode(encoded) == raw(given["content"])
    return {"bytes": encoded.hex(), "digest": digest(encoded).hex()}


def run_refused(given: Given) -> Given:
    with pytest.raises(Refusal) as caught:
        decode(hex_(given, "bytes"))
    return {"refused": caught.value.code}


def run_wire(given: Given) -> Given:
    try:
        return {"message": from_wire(hex_(given, "wire"), given["limit"]).hex()}
    except Refusal as refusal:
        return {"refused": refusal.code}


def run_event(given: Given) -> Given:
    event = an_event(given)
    assert CODEC.decode_header(event.header_bytes) == event.header
    return {
        "body_hash": event.header.body_hash.hex(),
        "header": event.header_bytes.hex(),
        "hash": event_hash(event.header_bytes).hex(),
    }


def run_log(given: Given) -> Given:
    return {"log_hash": log_hash(hex_(given, "previous"), hex_(given, "event_hash")).hex()}


def run_signature(given: Given) -> Given:
    hand, label, payload = signer(given), Label(given["label"]), hex_(given, "payload")
    signed = encode([label.value, given["township"], bytes.fromhex(given["epoch"][1]), payload])
    return {
        "public_key": public_half(hand.key).hex(),
        "signed_bytes": signed.hex(),
        "signature": hand.signature(label, payload).hex(),
        "statement": hand.statement(label, payload).hex(),
    }


def run_events(given: Given) -> Given:
    start = bytes.fromhex(given.get("start", ""))
    batch = make_batch(signer(given), [an_event(one) for one in given["events"]], start)
    payload = encode_events(hex_(given, "nonce"), batch)
    assert decode_events(payload) == (hex_(given, "nonce"), batch)
    made = device_request(given, payload)
    return {**made, "batch_signature": batch.signature.hex()}


def run_receipt(given: Given) -> Given:
    reached = Reached(held(given), given["log_position"], hex_(given, "log_hash"))
    receipt = make_receipt(signer(given), epoch(given), reached).signed
    payload = encode_events_answer(hex_(given, "nonce"), LedgerAnswer(receipt=receipt))
    return {"receipt": receipt.hex(), **answer(given, payload)}


def run_fork(given: Given) -> Given:
    return {"fork": make_fork(signer(given), held(given)).hex()}


def run_results(given: Given) -> Given:
    results = [recorded(one) for one in given["results"]]
    part = make_results(signer(given), ClinicCode(given["clinic"]), results)
    return {
        "records": [one.record.hex() for one in results],
        "hashes": [one.hash.hex() for one in results],
        "statement": part.statement.hex(),
        **answer(given, encode_results_answer(hex_(given, "nonce"), part)),
    }


def run_results_ask(given: Given) -> Given:
    return device_request(given, encode_results_ask(hex_(given, "nonce"), given["after"]))


def run_chunk(given: Given) -> Given:
    chunk = hex_(given, "chunk")
    rows = unpack_rows(Manifest(version(given), ((digest(chunk), len(chunk)),)), [chunk])
    assert digest_of(rows) == hex_(given, "digest")
    assert rows == [row_of(row.key, row.content) for row in rows]
    payload = encode_chunk_ask(hex_(given, "nonce"), digest(chunk))
    return {
        "chunk_digest": digest(chunk).hex(),
        "records": [row.record.hex() for row in rows],
        "rows": [[row.key, row.content] for row in rows],
        "ask": device_request(given, payload)["message"],
        "answer": answer(given, encode_chunk_answer(hex_(given, "nonce"), chunk))["message"],
    }


def pieces(chunks: Any) -> tuple[tuple[bytes, int], ...]:
    return tuple((bytes.fromhex(name), size) for name, size in chunks)


def run_manifest(given: Given) -> Given:
    steps = tuple(pieces(step) for step in given["steps"])
    payload = encode_manifest(Manifest(version(given), pieces(given["chunks"]), steps))
    return {"payload": payload.hex(), "manifest": signer(given).statement(Label.MANIFEST, payload).hex()}


def run_hello(given: Given) -> Given:
    incarnation, sequence, hash_there = given["head"]
    events = [an_event(one) for one in given.get("events", [])]
    hello = Hello(
        head=LedgerHead(Incarnation(incarnation), sequence, bytes.fromhex(hash_there)),
        receipt=given["receipt"],
        results_position=given["results"][0],
        results_hash=bytes.fromhex(given["results"][1]),
        data_sets=given["sets"],
        batch=make_batch(signer(given), events) if events else None,
    )
    return device_request(given, encode_hello(hex_(given, "nonce"), hello))


def run_hello_answer(given: Given) -> Given:
    told = HelloAnswer(
        at=from_milliseconds(given["at_ms"]),
        call_again_seconds=given["call_again_seconds"],
        results_head=given["results_head"],
        ledger=LedgerAnswer(
            gap=(given["gap"][0], bytes.fromhex(given["gap"][1])) if "gap" in given else None
        ),
        epoch=epoch(given) if given.get("tells_epoch") else None,
    )
    return answer(given, encode_hello_answer(hex_(given, "nonce"), told))


def run_identity(given: Given) -> Given:
    hand = signer(given)
    identity = Identity(
        TownshipCode(given["township"]),
        given["name"],
        public_half(hand.key),
        hex_(given, "sealing_key"),
        epoch(given),
        hex_(given, "tls_pin"),
        from_milliseconds(given["at_ms"]),
    )
    return {"answer": make_identity(hand, hex_(given, "nonce"), identity).hex()}


def run_enrol(given: Given) -> Given:
    ask = EnrolAsk(
        hex_(given, "secret"),
        public_half(hex_(given, "key")),
        hex_(given, "sealing_key"),
        given["program"],
        given.get("user", ""),
    )
    return device_request(given, encode_enrol(hex_(given, "nonce"), ask), Label.ENROL)


def run_enrol_answer(given: Given) -> Given:
    county = county_keys(given["county"]) if "county" in given else None
    word = bytes.fromhex(given.get("word", ""))
    names = (given["clinic_name"], given["township_name"])
    told = EnrolAnswer(ClinicCode(given["clinic"]), *names, county, word)
    return answer(given, encode_enrol_answer(hex_(given, "nonce"), told))


RUN: Mapping[str, Callable[[Given], Given]] = {
    **{name.removeprefix("run_"): run for name, run in globals().items() if name.startswith("run_")},
    **MEANINGS,
    **COUNTY,
    **CONTENTS,
    **FOUNDING,
    **LOSS,
    **PEOPLE,
    **ROWS,
    **WAITING,
}


def cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{file.stem}: {case['case']}")
        for file in sorted(VECTORS.glob("*.json"))
        for case in json.loads(file.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize("case", cases())
def test_the_same_input_gives_the_same_bytes(case: Given) -> None:
    assert RUN[case["kind"]](case["given"]) == case["expected"]


def test_every_kind_has_a_vector() -> None:
    assert {case.values[0]["kind"] for case in cases()} == set(RUN)
    known = "identity enrol hello events results chunk prove give_back log again return others hand_on"
    assert set(Ask) <= {*known.split(), "whose_code"}


def test_the_hashes_and_signatures_follow_from_the_text_alone() -> None:
    """Recompute the core of the vectors with nothing but SHA-256, Ed25519 and a CBOR library."""
    found = {(one.values[0]["kind"], one.values[0]["case"]): one.values[0] for one in cases()}
    event = found["event", "first event of an incarnation"]
    header = bytes.fromhex(event["expected"]["header"])
    assert hashlib.sha256(b"cunzhen/1/event" + header).hexdigest() == event["expected"]["hash"]
    assert cbor2.loads(header)[12] == hashlib.sha256(bytes.fromhex(event["given"]["body"])).digest()
    offer = found["events", "two events offered"]
    message = cbor2.loads(bytes.fromhex(offer["expected"]["message"]))
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(offer["given"]["key"])).public_key()
    key.verify(message[6], cbor2.dumps(["request", message[1], message[3], message[5]], canonical=True))
    incarnation, first, count, _, signature = cbor2.loads(message[5])[2]["batch"]
    last = an_event(offer["given"]["events"][-1]).header_bytes
    ends = [incarnation, first, first + count - 1, hashlib.sha256(b"cunzhen/1/event" + last).digest()]
    payload = cbor2.dumps(ends, canonical=True)
    key.verify(signature, cbor2.dumps(["batch", message[1], message[3], payload], canonical=True))
