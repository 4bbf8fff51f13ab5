"""A clinic on the worst link a village has: every operation ends, and a cut costs one message sent twice.

The link runs at twenty times the speed of a real one, and so does the clinic's patience.
"""

import ssl
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from time import sleep
from unittest.mock import patch

import pytest

from core.errors import Hindrance
from sync.asks import Ask
from sync.envelope import read_request
from sync.patience import Patience
from sync.protocol import decode_chunk_ask
from sync.run import SyncReport, run_sync
from sync.township.clinic_api import ClinicApi
from sync.transport import Address, HttpsTransport
from tests.helpers.https_service import township_service
from tests.helpers.line import VILLAGE_LINK, Line, line_to
from tests.helpers.sync_rounds import publish
from tests.helpers.sync_world import TOWNSHIP, World, chance
from tests.helpers.tls import TLS_PIN, a_key, server_context
from tests.helpers.watched_transport import WatchedTransport

PACE = 20.0
JUST_BEFORE_A_CUT = 40.0
SLACK = 1.0
"""Real seconds a machine with other work may take to notice that time is up."""
PATIENCE = Patience(connect=10.0 / PACE, stall=10.0 / PACE, ceiling=60.0 / PACE, slowest=1_000.0 * PACE)
PAUSE = 5.0 / PACE
"""Between two rounds, as the first pause after a failure is."""
MOST_ROUNDS = 6


@pytest.fixture
def context(tmp_path: Path) -> ssl.SSLContext:
    """Give a server's context."""
    day = datetime(2026, 1, 1, tzinfo=UTC)
    return server_context(tmp_path, a_key(20260506), day, day.replace(year=2027))


@contextmanager
def on_a_bad_link(world: World, context: ssl.SSLContext) -> Iterator[tuple[WatchedTransport, Line]]:
    link = replace(VILLAGE_LINK, pace=PACE, already=JUST_BEFORE_A_CUT)
    with (
        township_service(world, context) as port,
        line_to(port, link) as line,
        WatchedTransport(Address("127.0.0.1", line.port, TOWNSHIP), TLS_PIN, PATIENCE) as transport,
    ):
        yield transport, line


@contextmanager
def chunks_asked_for() -> Iterator[Counter[bytes]]:
    """Count at the township how often each chunk was asked for."""
    asked: Counter[bytes] = Counter()
    handle = ClinicApi.handle

    def listening(api: ClinicApi, name: str, body: bytes, tls_pin: bytes) -> bytes:
        if name == Ask.CHUNK:
            asked[decode_chunk_ask(read_request(body).payload)[1]] += 1
        return handle(api, name, body, tls_pin)

    with patch.object(ClinicApi, "handle", listening):
        yield asked


def until_done(world: World, transport: HttpsTransport) -> SyncReport:
    """Call until a round ends well."""
    for _ in range(MOST_ROUNDS):
        try:
            return run_sync(world.store, transport, world.clock, chance())
        except Hindrance:
            sleep(PAUSE)
    raise AssertionError("no round ended")


def nothing(_: World) -> None:
    """Bring nothing about."""


def one_visit(world: World) -> None:
    """Save a visit."""
    world.save(1)


def a_months_change(world: World) -> None:
    """Change a small set."""
    publish(world, "王医生", "新来的李医生")


@pytest.mark.parametrize("bring_about", [nothing, one_visit, a_months_change])
def test_a_small_question_met_with_silence_is_repeated_on_a_new_connection_within_its_round(
    world: World, context: ssl.SSLContext, bring_about: Callable[[World], None]
) -> None:
    with on_a_bad_link(world, context) as (transport, line):
        until_done(world, transport)
        connections = transport.connections
        begun = line.cuts_begun()
        while line.cuts_begun() == begun:  # the connection stays open, and is dead from now on
            sleep(0.1 / PACE)
        transport.tried.clear()
        bring_about(world)
        run_sync(world.store, transport, world.clock, chance())
        silent, heard, *_ = transport.tried
    assert (silent.outcome, heard.outcome) == ("township_silent", "done")
    assert silent.wire == heard.wire
    assert transport.connections == connections + 1
    assert PATIENCE.stall < silent.seconds < PATIENCE.stall + SLACK
    assert world.store.waiting() == 0


def test_of_a_large_set_a_cut_costs_one_chunk_sent_twice(world: World, context: ssl.SSLContext) -> None:
    draw = Random(7)
    publish(world, *(draw.randbytes(400).hex() for _ in range(200)))
    with on_a_bad_link(world, context) as (transport, line), chunks_asked_for() as asked:
        begun = line.cuts_begun()
        assert until_done(world, transport).data_sets > 0
        cuts = line.cuts_begun() - begun
    assert cuts > 0
    assert len(asked) >= 3
    assert transport.connections > 1
    assert sum(asked.values()) - len(asked) <= cuts
