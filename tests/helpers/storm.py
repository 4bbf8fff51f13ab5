"""Clinics that all call at once: a township with many of them, each with a signed batch in its hand.

The clinics are lean: what they say was prepared, so that the machine's time goes into the service.
"""

import asyncio
import secrets
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from time import monotonic

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import insert

from core.events import LedgerHead
from core.ids import ClinicCode, DeviceId, EventId, TownshipCode, UserId
from core.township_rows import ClinicRow, StaffRow, Township
from storage.township.engines import TownshipDatabase
from storage.township.shelf import to_ms
from storage.township.store import SqlTownshipStore
from storage.township.tables import devices
from sync.asks import MAX_MESSAGE_BYTES, MEDIA_TYPE, Ask, path_of
from sync.codec import from_wire, to_wire
from sync.envelope import Label, Signer, public_half, read_statement, realm_of
from sync.ledger_messages import make_batch, read_receipt
from sync.protocol import Hello, decode_hello_answer, decode_no, encode_hello
from sync.township.enrolment import TownshipToMake, make_township
from tests.helpers.township_store import CODEC, NOW, Writer
from tests.helpers.township_talk import a_visit

CODE = TownshipCode("T330111")
NO_HASH = bytes(32)
_OK = 200
_TRIES = 60


@dataclass(slots=True)
class Caller:
    """One clinic: what it says, and what became of it."""

    device: DeviceId
    nonce: bytes
    body: bytes
    events: int
    ids: tuple[EventId, ...]
    answer: bytes = b""
    seconds: float = 0.0
    told_off: int = 0
    failures: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Crowd:
    """A township and its clinics."""

    township: Township
    callers: Sequence[Caller]


def gather(database: TownshipDatabase, clinics: int, visits: int) -> Crowd:
    """Found a township with clinics that each have visits to send."""
    township = make_township(TownshipToMake(CODE, "青石镇卫生院", "H33011100001", "CN", True), None)
    store = SqlTownshipStore(database, CODE, CODEC)
    store.create_township(township)
    return Crowd(township, [_caller(store, township, number, visits) for number in range(clinics)])


def _caller(store: SqlTownshipStore, township: Township, number: int, visits: int) -> Caller:
    clinic = ClinicCode(f"C{number:04d}")
    doctor = StaffRow(UserId("wang"), clinic, "王医生", "doctor")
    store.keep_clinic(ClinicRow(clinic, f"{number} 号卫生室", (f"{number} 村",)), [doctor])
    key, device = Ed25519PrivateKey.generate().private_bytes_raw(), DeviceId(secrets.token_hex(16))
    with store.database.writing() as connection:
        keys = {"signing_key": public_half(key), "sealing_key": bytes(32)}
        row = {"clinic": clinic, "enrolled_at": to_ms(NOW), "revoked": False, **keys}
        connection.execute(insert(devices).values(township=CODE, device=device, **row))
    writer = Writer(device, clinic, CODE)
    for visit in range(visits):
        at = NOW - timedelta(minutes=visit)
        writer.write(CODEC.encode(a_visit(complaint=f"咳嗽 {visit} 天", visited_at=at).to_plain()))
    signer = Signer(key, realm_of(CODE, township.epoch))
    head = LedgerHead(writer.incarnation, visits, writer.events[-1].hash)
    hello = Hello(head, None, 0, NO_HASH, {}, make_batch(signer, writer.events))
    nonce = secrets.token_bytes(16)
    body = to_wire(signer.request(Label.REQUEST, device, encode_hello(nonce, hello)))
    return Caller(device, nonce, body, visits, tuple(one.header.event_id for one in writer.events))


def hold_open(port: int, connections: int) -> None:
    """Open so many connections at once, until each has shaken hands, and say nothing."""

    async def all_at_once() -> None:
        context = _believing()
        opened = [asyncio.open_connection("127.0.0.1", port, ssl=context) for _ in range(connections)]
        for _, writer in await asyncio.gather(*opened):
            writer.transport.abort()

    asyncio.run(all_at_once())


def _believing() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def let_loose(crowd: Crowd, port: int) -> float:
    """Let every clinic call at once, until each has its answer; tell how many seconds it took."""

    async def all_at_once() -> float:
        context = _believing()
        started = monotonic()
        await asyncio.gather(*(_call(caller, port, context, started) for caller in crowd.callers))
        return monotonic() - started

    return asyncio.run(all_at_once())


async def _call(caller: Caller, port: int, context: ssl.SSLContext, started: float) -> None:
    """Call until there is an answer, waiting as long as the township asks, or longer after each failure."""
    for number in range(_TRIES):
        try:
            status, body = await _ask(caller.body, port, context)
        except (OSError, EOFError, ssl.SSLError, ValueError) as failure:
            caller.failures.append(type(failure).__name__)
            await asyncio.sleep(min(2.0**number, 30) * (0.5 + secrets.randbelow(1000) / 1000))
            continue
        if status == _OK:
            caller.answer, caller.seconds = body, monotonic() - started
            return
        no = decode_no(body)
        if no.again_in is None:
            caller.failures.append(no.code)
        caller.told_off += no.code == "township_busy"
        await asyncio.sleep(no.again_in or 1)


async def _ask(body: bytes, port: int, context: ssl.SSLContext) -> tuple[int, bytes]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
    try:
        head = (
            f"POST {path_of(CODE, Ask.HELLO)} HTTP/1.1\r\nHost: t\r\nContent-Type: {MEDIA_TYPE}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        writer.write(head.encode() + body)
        await writer.drain()
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines if line)}
        return int(first.split()[1]), await reader.readexactly(int(headers["content-length"]))
    finally:
        writer.transport.abort()


def without_receipt(crowd: Crowd) -> list[DeviceId]:
    """Give the devices that have no signed receipt for all they sent."""
    return [caller.device for caller in crowd.callers if not _has_receipt(crowd.township, caller)]


def _has_receipt(township: Township, caller: Caller) -> bool:
    if not caller.answer:
        return False
    key = public_half(township.keys.signing)
    statement = read_statement(from_wire(caller.answer, MAX_MESSAGE_BYTES))
    statement.check(key, Label.ANSWER)
    answer = decode_hello_answer(statement.payload, caller.nonce, caller.ids)
    assert answer.ledger is not None and answer.ledger.receipt is not None
    receipt = read_receipt(answer.ledger.receipt, key, township.code, township.epoch)
    return (receipt.device, receipt.sequence) == (caller.device, caller.events)


def peak_megabytes(process: int) -> float:
    """Give the most memory a process has held so far."""
    lines = Path(f"/proc/{process}/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def processor_seconds(process: int) -> float:
    """Give the processor time a process has used so far."""
    fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100
