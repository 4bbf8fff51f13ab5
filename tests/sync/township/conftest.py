"""A township on an embedded store, its API called in one process, and devices that talk to it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.ids import ClinicCode, TownshipCode, UserId
from core.township_rows import ClinicRow, StaffRow
from storage.township.engines import TownshipDatabase
from storage.township.store import SqlTownshipStore
from sync.codec import CborCodec
from sync.township.clinic_api import ClinicApi
from sync.township.enrolment import TownshipToMake, add_clinic, issue_code, make_township
from sync.township.tls import pin_of
from tests.helpers.township_store import data_folder, fresh_embedded
from tests.helpers.township_talk import SetClock, TalkingDevice

UP, DOWN = ClinicCode("C01"), ClinicCode("C02")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[TownshipDatabase]:
    opened = fresh_embedded(data_folder(tmp_path))
    yield opened
    opened.close()


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def store(database: TownshipDatabase) -> SqlTownshipStore:
    township = make_township(TownshipToMake("T330111", "青石镇卫生院", "H33011100001", "CN", True), None)
    store = SqlTownshipStore(database, TownshipCode("T330111"), CborCodec())
    store.create_township(township)
    for code, village in ((UP, "上村"), (DOWN, "下村")):
        clinic = ClinicRow(code, f"{village}卫生室", (village,))
        add_clinic(store, clinic, [StaffRow(UserId("wang"), code, "王医生", "doctor")])
    return store


@pytest.fixture
def enrolled(store: SqlTownshipStore, clock: SetClock) -> Callable[[ClinicCode], TalkingDevice]:
    api = ClinicApi(store, clock)
    pin = pin_of(store.township().keys.tls)

    def enrol(clinic: ClinicCode) -> TalkingDevice:
        device = TalkingDevice(lambda name, body: api.handle(name, body, pin))
        device.enrol(issue_code(store, clinic, clock).code)
        return device

    return enrol


@pytest.fixture
def device(enrolled: Callable[[ClinicCode], TalkingDevice]) -> TalkingDevice:
    return enrolled(UP)
