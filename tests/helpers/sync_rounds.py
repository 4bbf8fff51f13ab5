"""Rounds of sync taken step by step, with a township that says what a test puts into its mouth."""

from dataclasses import replace
from random import Random

from core.events import ResultKind
from core.ids import UserId
from core.settlement_ports import Step
from core.township_rows import ClinicRow, StaffRow
from storage.township.settlement_book import SqlSettlementBook
from sync.asks import Ask, opened
from sync.client import Request, SyncRun
from sync.envelope import Label, Signer, read_request, realm_of
from sync.protocol import HelloAnswer, encode_hello_answer
from sync.township.publishing import publish_sets
from tests.helpers.sync_world import CLINIC, CODEC, World

DRAW = Random(3)
_PAID = {"fund": 1500, "account": 0, "cash": 1000, "settlement_id": "S1"}


def start(world: World) -> SyncRun:
    return SyncRun(world.store, world.clock, DRAW.randbytes)


def finish(world: World, run: SyncRun | None = None) -> list[str]:
    """Go on to the end of a round; give the names of what was asked."""
    run = run or start(world)
    asked = []
    while request := run.prepare():
        asked.append(request.name.value)
        run.absorb(world.answer(request.name, request.body))
    return asked


def signer(world: World) -> Signer:
    township = world.township.township()
    return Signer(township.keys.signing, realm_of(township.code, township.epoch))


def nonce_of(request: Request) -> bytes:

    return opened(read_request(request.body).payload, request.name)[0]


def say(world: World, run: SyncRun, request: Request, answer: HelloAnswer) -> None:
    """Let the township say something of our own making."""
    payload = encode_hello_answer(nonce_of(request), answer)
    run.absorb(signer(world).statement(Label.ANSWER, payload))


def hello(run: SyncRun) -> Request:
    request = run.prepare()
    assert request is not None
    assert request.name is Ask.HELLO
    return request


def log_ids(world: World) -> list[str]:
    return [event.header.event_id for _, event in world.township.events(CLINIC, 0, 10_000)]


def report_settled(world: World, visit: str) -> None:
    """Let the settlement of a visit end well, as the worker would."""
    book = SqlSettlementBook(world.database, world.township.code, CODEC)
    row = next(one for one in book.due(world.clock.now(), 999) if one.visit == visit)
    book.publish(replace(row, step=Step.SETTLED), ResultKind.SETTLED, _PAID, world.clock.now())


def publish(world: World, *texts: str) -> None:
    """Put up texts of any length, as names of people who work there: a set nobody judges by its content."""
    staff = [StaffRow(UserId(f"u{number}"), CLINIC, text, "doctor") for number, text in enumerate(texts)]
    world.township.keep_clinic(ClinicRow(CLINIC, "上村卫生室", ("上村",)), staff)
    publish_sets(world.township, world.clock)


def texts_in_use(world: World) -> list[str]:
    return [one.name for one in world.clinic.people()]
