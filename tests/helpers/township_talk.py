"""A clinic's device that speaks the protocol by hand, so that tests can say what no honest client would."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core.catalogue.items import FeeClass, ItemKind
from core.events import NO_HASH, Event, LedgerHead
from core.identity.identity_check import CheckMethod, IdentityCheck
from core.identity.person import Sex
from core.ids import DeviceId, PersonId, UserId
from core.money import Fen
from core.visits.visit import Diagnosis, FundSplit, OrderLine, PatientOnVisit, VerdictOnVisit, Visit
from sync.asks import Ask
from sync.envelope import Label, Realm, Signer, public_half, read_statement
from sync.introduction import (
    EnrolAnswer,
    EnrolAsk,
    Identity,
    decode_enrol_answer,
    encode_enrol,
    encode_identity_ask,
    read_identity,
)
from sync.ledger_messages import LedgerAnswer, decode_events_answer, encode_events, make_batch
from sync.one_time_code import fingerprint, parse
from sync.protocol import (
    Hello,
    HelloAnswer,
    ResultsPart,
    decode_chunk_answer,
    decode_hello_answer,
    decode_results_answer,
    encode_chunk_ask,
    encode_hello,
    encode_results_ask,
)
from tests.helpers.township_store import NOW, Writer

Answer = Callable[[str, bytes], bytes]
"""Carry a question to the township and bring the answer back."""


@dataclass(slots=True)
class SetClock:
    """A clock that stands until it is moved."""

    moment: datetime = NOW

    def now(self) -> datetime:
        return self.moment

    def pass_by(self, **span: int) -> None:
        self.moment += timedelta(**span)


@dataclass(slots=True)
class TalkingDevice:
    """One device: its keys, its ledger and what it learnt when it was enrolled."""

    answer: Answer
    key: bytes = field(default_factory=lambda: Ed25519PrivateKey.generate().private_bytes_raw())
    sealing: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    device: DeviceId = field(default_factory=lambda: DeviceId(secrets.token_hex(16)))
    batch_key: bytes = b""
    identity: Identity | None = None
    enrolled: EnrolAnswer | None = None

    def ask_identity(self) -> Identity:
        nonce = secrets.token_bytes(16)
        return read_identity(self.answer(Ask.IDENTITY, encode_identity_ask(nonce)), nonce)

    def enrol(self, code: str) -> EnrolAnswer:
        township_mark, secret = parse(code)
        self.identity = self.ask_identity()
        assert fingerprint(self.identity.signing_key) == township_mark
        nonce = secrets.token_bytes(16)
        ask = EnrolAsk(secret, public_half(self.key), self.sealing, "0.1.0")
        request = self.signer.request(Label.ENROL, self.device, encode_enrol(nonce, ask))
        self.enrolled = decode_enrol_answer(self._opened(self.answer(Ask.ENROL, request)), nonce)
        return self.enrolled

    @property
    def known(self) -> Identity:
        assert self.identity is not None
        return self.identity

    @property
    def realm(self) -> Realm:
        return Realm(self.known.township, self.known.epoch.number, self.known.epoch.epoch_id)

    @property
    def signer(self) -> Signer:
        return Signer(self.key, self.realm)

    @property
    def batch_signer(self) -> Signer:
        return Signer(self.batch_key or self.key, self.realm)

    def writer(self) -> Writer:
        assert self.enrolled is not None
        return Writer(self.device, self.enrolled.clinic, self.known.township)

    def ask(self, name: str, payload: bytes) -> bytes:
        return self._opened(self.answer(name, self.signer.request(Label.REQUEST, self.device, payload)))

    def offer(self, events: Sequence[Event]) -> LedgerAnswer:
        nonce = secrets.token_bytes(16)
        payload = self.ask(Ask.EVENTS, encode_events(nonce, make_batch(self.batch_signer, events)))
        return decode_events_answer(payload, nonce)

    def hello(self, writer: Writer, receipt: int | None = None, **other: Any) -> HelloAnswer:
        nonce = secrets.token_bytes(16)
        last = writer.events[-1] if writer.events else None
        head = LedgerHead(writer.incarnation, len(writer.events), last.hash if last else NO_HASH)
        position, digest = other.get("results", (0, NO_HASH))
        events = other.get("events")
        batch = make_batch(self.batch_signer, events) if events else None
        hello = Hello(
            *(head, receipt, position, digest, other.get("sets", {}), batch), awaits=other.get("awaits")
        )
        offered = tuple(event.header.event_id for event in events or ())
        return decode_hello_answer(self.ask(Ask.HELLO, encode_hello(nonce, hello)), nonce, offered)

    def results(self, after: int) -> ResultsPart | None:
        nonce = secrets.token_bytes(16)
        return decode_results_answer(self.ask(Ask.RESULTS, encode_results_ask(nonce, after)), nonce)

    def chunk(self, digest: bytes) -> bytes:
        nonce = secrets.token_bytes(16)
        return decode_chunk_answer(self.ask(Ask.CHUNK, encode_chunk_ask(nonce, digest)), nonce)

    def _opened(self, answer: bytes) -> bytes:
        statement = read_statement(answer)
        statement.check(self.known.signing_key, Label.ANSWER)
        return statement.payload


def a_visit(**changes: Any) -> Visit:
    """Make a visit of somebody invented."""
    line = OrderLine(ItemKind.DRUG, "D1", "阿莫西林胶囊", "0.25g*24", "盒", 2, Fen(1250), FeeClass.A, days=3)
    content: dict[str, Any] = {
        "patient": PatientOnVisit(PersonId("P000001"), "", "测试甲", Sex.FEMALE, date(1970, 1, 1)),
        "identity_check": IdentityCheck(CheckMethod.CARD_SEEN, NOW),
        "verdict": VerdictOnVisit("entitled", date(2026, 1, 1), date(2026, 5, 1), "CN", "sure"),
        "visited_at": datetime(2026, 5, 6, 9, 0, tzinfo=UTC),
        "doctor": UserId("wang"),
        "doctor_name": "王医生",
        "complaint": "咳嗽",
        "diagnoses": (Diagnosis("J06.900", "急性上呼吸道感染", True),),
        "lines": (line,),
        "estimate": FundSplit(Fen(1500), Fen(0), Fen(1000)),
    }
    return Visit(**{**content, **changes})
