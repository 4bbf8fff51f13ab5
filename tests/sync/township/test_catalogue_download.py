"""The platform's catalogue is fetched version by version, goes on after a break, and can be taken back."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from core.catalogue.items import CatalogueItem, FeeClass, ItemKind
from core.errors import Hindrance, Refusal
from core.money import Fen
from storage.township.store import SqlTownshipStore
from sync.township.catalogue_download import CatalogueDownload
from sync.township.imports.history import undo_import
from sync.township.settlement.platform import HttpPlatform
from tests.helpers.platform_process import PlatformProcess, running_platform
from tests.helpers.settlement_book import HandClock
from tests.helpers.township_store import NOW, a_store
from tests.storage.township.conftest import database as database
from tests.storage.township.conftest import shared_postgres as shared_postgres
from tests.sync.township.test_code_maps import INSTITUTION

PILL, OTHER, FEE = "XA01ABD075A002010100001", "XA02BCF028E001010104021", "001109000010000"
FIRST, SECOND, THIRD = "X001_20260101_A", "X001_20260201_A", "X001_20260301_A"
CATALOGUES = {
    "1301": [
        {"version": FIRST, "rows": [{"code": PILL, "name": "试验片", "spec": "0.1g*24", "grade": "01"}]},
        {"version": SECOND, "rows": [{"code": PILL, "name": "试验片", "spec": "0.1g*24", "grade": "02"}]},
        {"version": THIRD, "rows": [{"code": OTHER, "name": "停用片", "grade": "01", "valid": "0"}]},
    ],
    "1305": [{"version": "F001_20260101_A", "rows": [{"code": FEE, "name": "一般诊疗费"}]}],
}
OURS = (
    CatalogueItem(PILL, ItemKind.DRUG, "试验片（本院）", price=Fen(620), fee_class=FeeClass.A),
    CatalogueItem(OTHER, ItemKind.DRUG, "停用片", price=Fen(500), fee_class=FeeClass.A),
    CatalogueItem(FEE, ItemKind.SERVICE, "诊疗费", price=Fen(800), fee_class=FeeClass.GENERAL_CONSULTATION),
    CatalogueItem("001101000010000", ItemKind.SERVICE, "出诊", price=Fen(900), fee_class=FeeClass.A),
    CatalogueItem("本院-1", ItemKind.DRUG, "甘草片", price=Fen(100), fee_class=FeeClass.A),
)


@dataclass(frozen=True)
class Asked:
    platform: str
    institution: Path
    province: str = "baseline"
    preview: bool = False
    agreed: bool = False


@dataclass
class Office:
    """A township with a catalogue of its own, at a platform that hands its own out."""

    store: SqlTownshipStore
    asked: Asked
    clock: HandClock
    line: PlatformProcess
    heard: list[str] = field(default_factory=list)

    def fetch(self, *, preview: bool = False, agreed: bool = False) -> Any:
        self.clock.wait(seconds=1)

        @contextmanager
        def opened(_: Any) -> Iterator[SqlTownshipStore]:
            yield self.store

        return CatalogueDownload(opened, self.clock).fetch(
            None, replace(self.asked, preview=preview, agreed=agreed), self.heard.append
        )

    def held(self) -> dict[str, CatalogueItem]:
        return {item.code: item for item in self.store.catalogue()}


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlatformProcess]:
    folder = Path(tmp_path_factory.mktemp("platform"))
    with running_platform(folder, {"catalogues": CATALOGUES}) as process:
        yield process


@pytest.fixture
def office(database: Any, line: PlatformProcess, tmp_path: Path) -> Iterator[Office]:
    file = tmp_path / "institution.toml"
    file.write_text(INSTITUTION, "utf-8")
    store = a_store(database)
    store.replace_catalogue(OURS)
    yield Office(store, Asked(line.address, file), HandClock(NOW), line)
    line.be_well()


def test_what_the_platform_says_comes_into_force_and_can_be_taken_back(office: Office) -> None:
    seen = office.fetch(preview=True)
    assert (seen["rows"], seen["changed"], seen["gone"], seen["in_force"]) == (4, 1, 1, False)
    assert [one["code"] for one in seen["withdrawn"]] == [OTHER]
    assert [one["code"] for one in seen["unknown"]] == ["001101000010000"]
    assert office.held()[PILL] == OURS[0], "who only looks changes nothing"
    assert office.heard[:2] == ["1301 1/?", "1301 2/?"]

    told = office.fetch()
    assert (told["rows"], told["in_force"]) == (0, True)
    pill = office.held()[PILL]
    assert (pill.name, pill.price, pill.fee_class, pill.own_pay_permille, pill.specification) == (
        "试验片（本院）",
        620,
        FeeClass.B,
        100,
        "0.1g*24",
    )
    assert OTHER not in office.held()
    assert office.held()[FEE] == OURS[2]
    assert office.fetch()["in_force"] is False, "nothing is left to do"

    newest = office.store.imports(None, 1)[0]
    undo_import(office.store, office.clock, newest.number)
    assert office.held() == {item.code: item for item in OURS}


@pytest.mark.parametrize(("infno", "kind"), [("1301", "drop"), ("9102", "error"), ("9102", "refuse")])
def test_after_a_break_it_goes_on_with_the_version_that_is_missing(
    office: Office, infno: str, kind: str
) -> None:
    office.line.go_wrong(infno, kind, skip=1, times=3)
    with pytest.raises(Hindrance) as caught:
        office.fetch()
    assert caught.value.code == "catalogue_not_given"
    assert office.store.national_version("1301") == FIRST
    assert office.held()[PILL] == OURS[0]
    assert office.fetch()["rows"] == 3


def test_what_would_take_many_items_away_asks_first(office: Office) -> None:
    many = [replace(OURS[1], code=f"{OTHER[:-3]}{number:03d}") for number in range(40)]
    office.store.replace_catalogue(many)
    gone = [{"code": one.code, "name": one.name, "valid": "0"} for one in many]
    lines = "\n".join(_line(row["code"], THIRD, valid="0") for row in gone)
    office.fetch(preview=True)
    with pytest.MonkeyPatch.context() as patch:
        _answer_with(patch, lambda body: _zip(lines))
        with pytest.raises(Refusal) as caught:
            _fresh(office).fetch()
    assert caught.value.code == "catalogue_would_lose_many"
    assert len(office.held()) == 40
    office.fetch(agreed=True)
    assert office.held() == {}


def _fresh(office: Office) -> Office:
    office.store.take_national("1301", SECOND, [])
    return office


def _line(code: str, version: str, valid: str = "1") -> str:
    cells = ["null"] * 92
    cells[0], cells[7], cells[78], cells[82] = code, "药", valid, version
    return "\t".join(cells)


def _zip(text: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("x.txt", text)
    return packed.getvalue()


def _answer_with(patch: pytest.MonkeyPatch, touch: Callable[[bytes], bytes]) -> None:
    send = HttpPlatform.send

    def touched(self: HttpPlatform, message_id: str, service: str, body: bytes) -> bytes:
        answer = send(self, message_id, service, body)
        return touch(answer) if json.loads(body)["infno"] == "9102" else answer

    patch.setattr(HttpPlatform, "send", touched)


@pytest.mark.parametrize(
    "file",
    [
        b"PK\x05\x06",
        b"{}",
        _zip(""),
        _zip("A\tB"),
        _zip(_line("", FIRST)),
        _zip(_line(PILL, "null")),
        _zip(_line("X" * 51, FIRST)),
        _zip("\xff" * 200_000),
    ],
)
def test_a_file_that_is_none_of_a_catalogue_changes_nothing(office: Office, file: bytes) -> None:
    with pytest.MonkeyPatch.context() as patch:
        _answer_with(patch, lambda _: file)
        with pytest.raises(Hindrance) as caught:
            office.fetch()
    assert caught.value.code == "catalogue_not_given"
    assert office.store.national_version("1301") == ""
