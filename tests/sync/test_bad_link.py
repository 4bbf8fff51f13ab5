"""A clinic on the worst link a village has: every operation ends, and a cut costs one message sent twice.

The link runs at twenty times the speed of a real one, and so does the clinic's patience.
"""

import ssl
from collections import Counter
from collections.abc import Iterator
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

PACE = 20.0
JUST_BEFORE_A_CUT = 40.0
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
def on_a_bad_link(world: World, context: ssl.SSLContext) -> Iterator[tuple[HttpsTransport, Line]]:
    link = replace(VILLAGE_LINK, pace=PACE, already=JUST_BEFORE_A_CUT)
    with (
        township_service(world, context) as port,
        line_to(port, link) as line,
        HttpsTransport(Address("127.0.0.1", line.port, TOWNSHIP), TLS_PIN, PATIENCE) as transport,
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


def test_small_messages_pass_a_cut_within_one_round(world: World, context: ssl.SSLContext) -> None:
    with on_a_bad_link(world, context) as (transport, line):
        begun = line.cuts_begun()
        for number in range(8):
            world.save(number)
            until_done(world, transport)
        assert world.store.waiting() == 0
        assert line.cuts_begun() > begun
        assert transport.connections > 1
    assert {one.outcome for one in world.clinic.sync.attempts(99)} == {"done"}


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
