"""Several processes of one service on one PostgreSQL: whoever answers, every event counts once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.ids import ClinicCode, UserId
from core.township_rows import ClinicRow, StaffRow
from storage.township.engines import PostgresPlace, TownshipDatabase, open_postgres
from storage.township.store import SqlTownshipStore
from sync.codec import CborCodec, encode
from sync.township.clinic_api import ClinicApi
from sync.township.enrolment import TownshipToMake, add_clinic, issue_code, make_township
from sync.township.publishing import publish_sets
from tests.helpers.township_store import data_folder
from tests.helpers.township_talk import SetClock, TalkingDevice, a_visit

UP = ClinicCode("C01")
PIN = b"p" * 32


@pytest.fixture
def processes(postgres_url: str, tmp_path: Path) -> Iterator[list[TownshipDatabase]]:
    opened = [
        open_postgres(PostgresPlace(postgres_url), data_folder(tmp_path), create=True) for _ in range(2)
    ]
    yield opened
    for database in opened:
        database.close()


def test_the_same_batch_through_both_counts_and_is_judged_once(processes: list[TownshipDatabase]) -> None:
    clock = SetClock()
    township = make_township(TownshipToMake("T330111", "青石镇卫生院", "H33011100001", "CN"), None)
    stores = [SqlTownshipStore(database, township.code, CborCodec()) for database in processes]
    stores[0].create_township(township)
    add_clinic(
        stores[0], ClinicRow(UP, "上村卫生室", ("上村",)), [StaffRow(UserId("wang"), UP, "王", "doctor")]
    )
    apis = [ClinicApi(store, clock) for store in stores]
    device = TalkingDevice(lambda name, body: apis[0].handle(name, body, PIN))
    device.enrol(issue_code(stores[1], UP, clock).code)
    other = TalkingDevice(
        lambda name, body: apis[1].handle(name, body, PIN),
        *(device.key, device.sealing, device.device),
        identity=device.identity,
        enrolled=device.enrolled,
    )
    writer = device.writer()
    for number in range(30):
        writer.write(encode(a_visit(complaint=str(number)).to_plain()))

    with ThreadPoolExecutor(4) as pool:
        offers = [(one, writer.events[:length]) for length in (12, 30, 30, 20) for one in (device, other)]
        answers = list(pool.map(lambda offer: offer[0].offer(offer[1]), offers))

    assert all(answer.receipt for answer in answers)
    counts = stores[1].counts()
    assert (counts.events, counts.results, counts.outbox) == (30, {"accepted": 30}, {"waiting": 30})
    assert [one.position for one in stores[0].results(UP, 0, 99)] == list(range(1, 31))
    assert stores[0].check() == []


def test_what_one_process_publishes_the_other_gives_out(processes: list[TownshipDatabase]) -> None:
    clock = SetClock()
    township = make_township(TownshipToMake("T330111", "青石镇卫生院", "H33011100001", "CN"), None)
    here, there = (SqlTownshipStore(database, township.code, CborCodec()) for database in processes)
    here.create_township(township)
    here.replace_packs({"CN/pack.toml": "schema = 1"})

    changed = publish_sets(here, clock)

    assert len(changed) == 2
    assert publish_sets(there, clock) == []
    for name, scope in changed:
        published = there.published(name, scope)
        assert published is not None
        assert all(there.chunk(digest, (scope,)) for digest in published.chunks)
