"""Own codes mapped, told to the platform once, and a visit held until its codes are."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from core.catalogue.code_maps import CodeMap
from core.catalogue.code_sending import CodeSending
from core.catalogue.items import CatalogueItem, ItemKind
from core.errors import Hindrance, Refusal
from core.events import ResultKind
from core.ids import UserId
from core.settlement_modes import SettlementMode, SettlementWay
from storage.township.store import SqlTownshipStore
from sync.township.code_maps import CodeDesk
from sync.township.settlement.province import shipped_province
from sync.township.settlement.sending_codes import unsent_codes
from sync.township.settlement.settling import settle_as_asked
from tests.helpers.booked_town import Town
from tests.helpers.platform_process import PlatformProcess, insured, running_platform
from tests.helpers.settlement_book import drug, visit
from tests.helpers.township_store import CLINIC, CODEC, Writer, a_device
from tests.storage.township.conftest import database as database
from tests.storage.township.conftest import shared_postgres as shared_postgres

PILL, OTHER = "XA01ABD075A002010100001", "XA02BCF028E001010104021"
ITEMS = [
    {"code": PILL, "charge_kind": "09", "grade": "01"},
    {"code": OTHER, "charge_kind": "09", "grade": "01"},
]
OWN = CatalogueItem("本院-1", ItemKind.DRUG, "甘草片")
_people = count(7_000)
INSTITUTION = """
code = "H43098100001"
name = "试验镇卫生院"
area = "430981"
operator = {code = "op1", name = "经办", mac = "00", ip = "127.0.0.1"}
department = {code = "50", name = "全科医疗科", category = "A03"}
physicians = {doctor = "D430981000001"}
"""


@dataclass(frozen=True)
class Asked:
    platform: str
    institution: Path
    province: str = "baseline"
    watch: bool = False


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlatformProcess]:
    folder = Path(tmp_path_factory.mktemp("platform"))
    with running_platform(folder, {"mapping_required": True, "items": ITEMS}) as process:
        yield process


@pytest.fixture
def town(database: Any, line: PlatformProcess) -> Town:
    return Town(database, line, shipped_province("baseline", {"codes_told_first": True}))


def desk_of(town: Town) -> CodeDesk[Any]:
    @contextmanager
    def opened(_: Any) -> Iterator[SqlTownshipStore]:
        yield town.store

    return CodeDesk(opened, town.clock)


def asked(town: Town, tmp_path: Path) -> Asked:
    file = tmp_path / "institution.toml"
    file.write_text(INSTITUTION, "utf-8")
    return Asked(town.line.address, file)


def test_a_visit_with_an_own_code_waits_until_it_is_mapped_and_told(town: Town, tmp_path: Path) -> None:
    person = insured(next(_people))
    town.line.insure(person)
    device = a_device(town.store)
    writer = Writer(device.device)
    seen = visit(person, replace(drug(), code=OWN.code))
    event = writer.write(CODEC.encode(seen.to_plain())).header.event_id
    town.take_in(device, writer)
    assert town.run().reasons == {"line_code_not_mapped": 1}

    town.store.replace_catalogue([OWN])
    desk = desk_of(town)
    assert [one["code"] for one in desk.gaps(None)["gaps"]] == [OWN.code]
    desk.map(None, "drug", OWN.code, PILL)
    assert town.run().reasons == {"line_code_not_told": 1}
    told = desk.send(None, asked(town, tmp_path))
    assert (told["sent"], told["gaps"]) == (1, [])
    assert desk.send(None, asked(town, tmp_path))["sent"] == 0, "what was told is not told again"

    assert town.run().settled == 1
    assert [one.kind for one in town.store.results(CLINIC, 0, 9) if one.event_id == event][-1] == (
        ResultKind.SETTLED
    )


def test_another_mapping_takes_the_place_of_the_first_and_is_told_again(town: Town, tmp_path: Path) -> None:
    town.store.replace_catalogue([OWN])
    desk = desk_of(town)
    for national in (PILL, OTHER):
        desk.map(None, "drug", OWN.code, national)
        assert desk.send(None, asked(town, tmp_path))["sent"] == 1
    assert town.store.code_maps() == [CodeMap(ItemKind.DRUG, OWN.code, OTHER)]
    desk.map(None, "drug", OWN.code, "")
    with pytest.raises(Refusal) as caught:
        desk.map(None, "drug", OWN.code, "")
    assert caught.value.code == "code_map_unknown"


def test_whoever_settles_tells_what_somebody_asked_for_and_says_how_it_went(
    town: Town, tmp_path: Path
) -> None:
    town.store.replace_catalogue([OWN])
    town.store.keep_code_map(CodeMap(ItemKind.DRUG, OWN.code, PILL), UserId(""), town.clock.now())

    def settle() -> CodeSending:
        town.clock.wait(seconds=2)
        settle_as_asked(town.store, town.book, asked(town, tmp_path), town.clock)
        sending = town.store.code_sending()
        assert sending is not None
        return sending

    town.store.ask_to_send_codes(UserId("zhao"), town.clock.now())
    town.line.go_wrong("3301", "refuse", "before")
    stopped = settle()
    assert (stopped.waits, stopped.trouble, stopped.sent) == (False, "codes_not_taken", 0)
    assert stopped.told
    assert settle() == stopped, "nobody asked again"
    town.store.ask_to_send_codes(UserId("zhao"), town.clock.now())
    done = settle()
    assert (done.waits, done.trouble, done.sent) == (False, "", 1)
    assert unsent_codes(town.store, "H43098100001") == []
    town.store.ask_to_download(UserId("zhao"), town.clock.now())
    settle()
    (download,) = town.store.catalogue_downloads(None, 9)
    assert (download.waits, download.trouble, download.part) == (False, "", "1317")


def test_each_institution_tells_its_own(town: Town, tmp_path: Path) -> None:
    way = SettlementWay(SettlementMode.OWN, "H43098100002", "村卫生室")
    town.store.keep_settlement_way(CLINIC, way, UserId(""), town.clock.now())
    town.store.replace_catalogue([replace(OWN, code=PILL)])
    assert desk_of(town).send(None, asked(town, tmp_path))["sent"] == 2
    assert town.store.codes_sent("H43098100002") == {(ItemKind.DRUG, PILL): PILL}


@pytest.mark.parametrize(("kind", "when"), [("refuse", "before"), ("drop", "after"), ("error", "before")])
def test_what_the_platform_does_not_take_is_told_again_and_nothing_is_forgotten(
    town: Town, tmp_path: Path, kind: str, when: str
) -> None:
    items = [replace(OWN, code=f"本院-{number}") for number in range(101)]
    town.store.replace_catalogue(items)
    for item in items:
        town.store.keep_code_map(CodeMap(ItemKind.DRUG, item.code, PILL), UserId(""), town.clock.now())
    town.line.go_wrong("3301", kind, when, skip=1)
    with pytest.raises(Hindrance) as caught:
        desk_of(town).send(None, asked(town, tmp_path))
    assert (caught.value.code, caught.value.facts["sent"]) == ("codes_not_taken", 100)
    town.line.be_well()
    town.clock.wait(seconds=1)
    assert desk_of(town).send(None, asked(town, tmp_path))["sent"] == 1


def test_a_kind_nobody_maps_is_refused(town: Town) -> None:
    with pytest.raises(Refusal) as caught:
        desk_of(town).map(None, "diagnosis", "J06", PILL)
    assert caught.value.code == "code_kind_not_mapped"
