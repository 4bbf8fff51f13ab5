"""What the own place says is fetched page by page, counts once it is whole, and can be taken back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.catalogue.code_maps import CodeMap
from core.catalogue.downloads import CatalogueDownload
from core.catalogue.items import CatalogueItem, FeeClass, ItemKind
from core.catalogue.place import PageFetch, PlaceSubject
from core.errors import Hindrance, Refusal
from core.ids import UserId
from core.import_rows import ImportMark
from core.money import Fen
from storage.township.store import SqlTownshipStore
from sync.township.catalogue_download import Offer, offer_of, put_in_force
from sync.township.imports.history import undo_import
from sync.township.settlement.answers import PlatformRefused
from sync.township.settlement.fetching import Downloading
from sync.township.settlement.institutions import Institutions, read_desk
from sync.township.settlement.sending_codes import send_codes, told_otherwise, unsent_codes
from tests.helpers.paged_platform import PagedPlatform
from tests.helpers.settlement_book import HandClock
from tests.helpers.township_store import NOW, a_store
from tests.storage.township.conftest import database as database
from tests.storage.township.conftest import shared_postgres as shared_postgres
from tests.sync.township.test_code_maps import INSTITUTION

PILL, OTHER, HERB = "XA01ABD075A002010100001", "XA02BCF028E001010104021", "ZZ01AAA0001010100001"
OURS = "H43098100001"
TODAY = date(2026, 5, 6)
ITEMS = tuple(
    CatalogueItem(code, ItemKind.DRUG, "药", price=Fen(620), fee_class=FeeClass.A)
    for code in (PILL, OTHER, HERB)
)


def row(rid: str, updated: str = "2026-01-05 08:00:00", **told: Any) -> dict[str, Any]:
    return {"rid": rid, "updt_time": updated, "begndate": "2026-01-01", **told}


def paged() -> dict[str, list[dict[str, Any]]]:
    links = [row(f"L{n}", med_list_codg=f"{PILL[:-1]}{n}", hilist_code=f"HL-{n}") for n in range(1, 6)]
    return {
        "1304": [row("D1", med_list_codg=HERB, drug_genname="民族药", drug_spec="12丸")],
        "1316": links,
        "1312": [
            row("G1", hilist_code="HL-1", chrgitm_lv="02"),
            row("G2", hilist_code="HL-1", chrgitm_lv="03", insu_admdvs="110000"),
            row("G3", hilist_code="HL-1", chrgitm_lv="03", enddate="2026-02-01"),
            row("G4", hilist_code=OTHER, chrgitm_lv="02"),
            row("G5", hilist_code=OTHER, chrgitm_lv="01"),
        ],
        "1318": [row("C1", hilist_code="HL-1", hilist_lmtpric_type="101", hilist_pric_uplmt_amt="5.809")],
        "1319": [row("S1", hilist_code="HL-1", selfpay_prop_psn_type="1", selfpay_prop="0.0555")],
    }


FILES = {"1301": [{"version": "V1", "rows": [{"code": one, "name": "药"} for one in (PILL, OTHER)]}]}


@dataclass
class Office:
    """A township with a catalogue of its own, and the platform whose pages hold two rows."""

    store: SqlTownshipStore
    line: PagedPlatform
    clock: HandClock
    settings: str = f"{INSTITUTION}\n[province]\npage_rows = 2\n"

    @property
    def institutions(self) -> Institutions:
        self.clock.wait(seconds=1)
        return Institutions(self.store, self.line, read_desk(self.settings.encode(), "baseline"), self.clock)

    def download(self) -> CatalogueDownload:
        """Ask for a download and see to it until it ends."""
        self.store.ask_to_download(UserId("zhao"), self.clock.now())
        work = Downloading(self.store, self.institutions, self.clock)
        while work.step():
            pass
        (newest,) = self.store.catalogue_downloads(None, 1)
        assert not newest.waits
        return newest

    def offer(self) -> Offer:
        return offer_of(self.store, TODAY)

    def pages(self, infno: str) -> list[int]:
        """Give which pages of a query were asked for since the last look."""
        found = [page for number, page in self.line.asked if number == infno]
        self.line.asked = [one for one in self.line.asked if one[0] != infno]
        return found

    def links(self) -> int:
        codes = [f"{PILL[:-1]}{n}" for n in range(10)]
        return len(self.store.place_rows(PlaceSubject.LINK, codes))


@pytest.fixture
def catalogues() -> Mapping[str, Any]:
    return {"catalogues": FILES, "paged_catalogues": paged()}


@pytest.fixture
def office(database: Any, tmp_path: Path, catalogues: Mapping[str, Any]) -> Iterator[Office]:
    clock = HandClock(NOW)
    store = a_store(database)
    store.replace_catalogue(ITEMS)
    line = PagedPlatform(tmp_path, clock, catalogues)
    yield Office(store, line, clock)
    line.tables.close()


def test_grade_ceiling_and_share_of_the_own_place_come_into_force_and_can_be_taken_back(
    office: Office,
) -> None:
    done = office.download()
    assert (done.trouble, done.rows) == ("", 2 + 1 + 5 + 4 + 1 + 1)
    offer = office.offer()
    pill, other, herb = offer.update.items
    assert (pill.fee_class, pill.price_ceiling, pill.own_pay_permille) == (FeeClass.B, 580, 56)
    assert (other, list(offer.update.unclear)) == (ITEMS[1], [ITEMS[1]]), "it says two things at once"
    assert (herb.specification, list(offer.update.unknown)) == ("12丸", [])
    assert list(offer.update.dearer) == [pill]
    mark = ImportMark(office.clock.now())
    with pytest.raises(Refusal, match="catalogue_above_ceiling"):
        put_in_force(office.store, offer, mark, agreed=False)
    put_in_force(office.store, offer, mark, agreed=True)
    assert not office.offer().changes
    newest = office.store.imports(None, 1)[0]
    undo_import(office.store, office.clock, newest.number)
    assert tuple(office.store.catalogue()) == ITEMS


def test_a_page_that_fails_is_asked_again_and_nothing_is_in_before_all_are(office: Office) -> None:
    office.line.cut = {("1316", 2): 2, ("1316", 3): 3}
    stopped = office.download()
    assert (stopped.trouble, stopped.part, stopped.page, stopped.pages) == (
        "catalogue_not_given",
        "1316",
        2,
        3,
    )
    assert office.pages("1316") == [1, 2, 2, 2, 3, 3, 3]
    assert (office.links(), office.pages("1312")) == (0, [])
    assert office.download().trouble == ""
    assert office.pages("1316") == [3], "it goes on with the page that was missing"
    assert (office.links(), office.pages("1312")) == (5, [1, 2])


def test_where_rows_change_between_two_pages_it_begins_anew(office: Office, catalogues: Any) -> None:
    more = row("L0", "2026-05-07 08:00:00", med_list_codg=f"{PILL[:-1]}0", hilist_code="HL-0")
    catalogues["paged_catalogues"]["1316"].append(more)
    office.line.__post_init__()
    office.line.cut = {("1316", 2): 3}
    assert office.download().trouble
    office.clock.wait(days=1)
    assert office.download().trouble == ""
    assert office.pages("1316") == [1, 2, 2, 2, 2, 1, 2, 3]
    assert office.links() == 6


def test_the_next_download_asks_for_what_changed_since(office: Office, catalogues: Any) -> None:
    gone = row("G1", "2026-06-01 08:00:00", hilist_code="HL-1", chrgitm_lv="02", vali_flag="0")
    catalogues["paged_catalogues"]["1312"].append(gone)
    office.line.__post_init__()
    office.download()
    assert office.offer().update.items[0].fee_class is FeeClass.B
    office.clock.wait(days=30)
    assert office.download().rows == 1
    assert office.offer().update.items[0].fee_class is FeeClass.A
    fetched = {one.subject: one.taken_on for one in office.store.page_fetches()}
    assert fetched == dict.fromkeys(PlaceSubject, date(2026, 6, 5))


BAD_PAGES: Sequence[tuple[str, Any]] = (
    ("pageNum", 2),
    ("recordCounts", "many"),
    ("recordCounts", 2),
    ("data", [row("C1", hilist_code="HL-1", hilist_pric_uplmt_amt="dear")]),
    ("data", [row("C1", hilist_code="HL-1", hilist_pric_uplmt_amt="-1")]),
    ("data", [row("C1", hilist_code="H" * 51, hilist_pric_uplmt_amt="1")]),
    ("data", [{**row("C1", hilist_code="HL-1", hilist_pric_uplmt_amt="1"), "begndate": "tomorrow"}]),
    ("data", ["HL-1"]),
)


def test_a_page_that_is_none_of_its_part_changes_nothing(office: Office) -> None:
    for name, value in BAD_PAGES:

        def touch(output: dict[str, Any], name: str = name, value: Any = value) -> None:
            if "hilist_pric" in str(output["data"]):
                output[name] = value

        office.line.touch = touch
        told = office.download().trouble, office.pages("1318")
        assert told == ("catalogue_not_given", [1, 1, 1]), (name, value)
    assert office.store.place_rows(PlaceSubject.CEILING, ["HL-1"]) == []


def test_what_the_platform_has_otherwise_is_told_and_sent_again(office: Office) -> None:
    store, clock = office.store, office.clock
    store.replace_catalogue([replace(ITEMS[0], code="本院-1")])
    for national in (OTHER, PILL):
        store.keep_code_map(CodeMap(ItemKind.DRUG, "本院-1", national), UserId(""), clock.now())
        if national == OTHER:
            send_codes(store, office.institutions, clock)
    store.note_codes_sent(OURS, [CodeMap(ItemKind.DRUG, "本院-1", PILL)])
    assert unsent_codes(store, OURS) == []
    office.download()
    (found,) = told_otherwise(store, OURS, TODAY)
    assert (found.own, found.here, found.there) == ("本院-1", PILL, OTHER)
    assert len(unsent_codes(store, OURS)) == 1
    send_codes(store, office.institutions, clock)
    office.download()
    assert told_otherwise(store, OURS, TODAY) == []


def test_only_kinds_that_count_in_the_province_are_kept(office: Office) -> None:
    office.settings += 'ceiling_kinds = ["901"]\nshare_kinds = ["1:"]\n'
    office.download()
    assert office.store.place_rows(PlaceSubject.CEILING, ["HL-1"]) == []
    assert len(office.store.place_rows(PlaceSubject.SHARE, ["HL-1"])) == 1


def test_of_two_who_fetch_the_same_one_goes_on(office: Office) -> None:
    first = PageFetch(PlaceSubject.LINK, begun_on=TODAY, records=4, pages=2, held=1)
    office.store.hold_page(first, [])
    office.store.hold_page(replace(first, held=2), [])
    office.store.hold_page(first, [])
    for too_late in (
        lambda: office.store.hold_page(replace(first, held=3), []),
        lambda: office.store.take_pages(first),
    ):
        with pytest.raises(Hindrance) as caught:
            too_late()
        assert caught.value.code == "download_overtaken"


def test_a_download_that_waits_is_not_asked_for_twice(office: Office) -> None:
    asked = [office.store.ask_to_download(UserId("zhao"), office.clock.now()) for _ in range(2)]
    assert asked[0] == asked[1]
    done = office.download()
    assert (done.number, [one.number for one in office.store.catalogue_downloads(None, 9)]) == (1, [1])


REFUSED: Sequence[tuple[dict[str, Any], str]] = (
    ({"page_num": 0}, "page_num"),
    ({"page_size": 0}, "page_size"),
    ({"page_size": 1001}, "page_size"),
    ({"page_num": None}, "page_num"),
    ({"updt_time": "2026-5-6"}, "updt_time"),
    ({"updt_time": ""}, "updt_time"),
    ({"fixmedins_code": "H43098100009"}, "fixmedins_code"),
    ({"vali_flag": "Y"}, "vali_flag"),
)


def test_the_simulated_platform_refuses_a_query_that_is_none(office: Office) -> None:
    interface = office.institutions.signed_in(office.institutions.desk.institution)
    for changes, word in REFUSED:
        node = {"updt_time": "2026-01-01", "page_num": 1, "page_size": 10, **changes}
        with pytest.raises(PlatformRefused) as caught:
            interface.ask("1317", interface.new_id(), {"data": node})
        assert word in caught.value.told
