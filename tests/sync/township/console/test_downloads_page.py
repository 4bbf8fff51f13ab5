"""The page of downloads: asked for here, fetched by whoever settles, looked at, taken over and undone."""

from dataclasses import replace
from datetime import date, timedelta

from core.catalogue.code_maps import CodeMap
from core.catalogue.items import CatalogueItem, FeeClass, ItemKind
from core.catalogue.national import NationalRow
from core.catalogue.place import PageFetch, PlaceRow, PlaceSubject
from core.console import ConsoleRole
from core.ids import UserId
from core.money import Fen
from storage.township.store import SqlTownshipStore
from tests.helpers.console_world import ConsoleWorld

PILL, GONE = "XA01ABD075A002010100001", "XA02BCF028E001010104021"
OURS = CatalogueItem("<本院>-1", ItemKind.DRUG, "甘草片", price=Fen(620), fee_class=FeeClass.A)
OLD = CatalogueItem(GONE, ItemKind.DRUG, "停用片", fee_class=FeeClass.A)
DAY = date(2026, 5, 6)


def fetched(store: SqlTownshipStore, subject: PlaceSubject, *rows: PlaceRow, whose: str = "") -> None:
    fetch = PageFetch(subject, whose, begun_on=DAY, records=len(rows), pages=1, held=1)
    store.hold_page(fetch, rows)
    store.take_pages(fetch)


def a_downloaded_catalogue(world: ConsoleWorld) -> SqlTownshipStore:
    """Have a catalogue of two items, of which the platform withdrew one and the place grades the other."""
    store = world.store()
    store.replace_catalogue([OURS, OLD])
    store.keep_code_map(CodeMap(ItemKind.DRUG, OURS.code, PILL), UserId(""), world.clock.now())
    store.take_national("1301", "V1", [NationalRow(PILL, "药"), NationalRow(GONE, "药", valid=False)])
    fetched(store, PlaceSubject.GRADE, PlaceRow("G", PILL, "", DAY, "B"))
    fetched(store, PlaceSubject.CEILING, PlaceRow("C", PILL, "101", DAY, "580"))
    own = store.township().institution_code
    fetched(store, PlaceSubject.OWN_CODE, PlaceRow("O", OURS.code, own, DAY, GONE), whose=own)
    return store


def test_a_clerk_asks_reads_how_far_it_is_and_why_it_stopped(world: ConsoleWorld) -> None:
    browser = world.signed_in(ConsoleRole.CLERK)
    assert "还没有下载过" in browser.get("/downloads").text
    assert browser.post("/downloads/ask", {}).headers["location"] == "/downloads?done=1"
    assert world.deeds()[-1] == "download_asked"
    page = browser.get("/downloads").text
    assert "已要求，等结算程序处理" in page and "下载一次</button>" not in page
    (asked,) = world.store().catalogue_downloads(None, 9)
    world.store().note_download(replace(asked, part="1316", page=3, pages=12, rows=40))
    page = browser.get("/downloads").text
    assert "正在取 1316 国家目录与本统筹区目录的匹配：第 3 页，共 12 页，已采用 40 条" in page
    assert 'http-equiv="refresh"' in page
    stopped = replace(
        asked, part="1316", trouble="catalogue_not_given", told="<忙>", done_at=world.clock.now()
    )
    world.store().note_download(stopped)
    page = browser.get("/downloads").text
    assert "医保平台没有给出目录" in page and "&lt;忙&gt;" in page and "refresh" not in page


def test_what_was_downloaded_is_shown_before_it_counts_and_can_be_undone(world: ConsoleWorld) -> None:
    store = a_downloaded_catalogue(world)
    asked = store.ask_to_download(UserId("clerk"), world.clock.now())
    browser = world.signed_in(ConsoleRole.ADMINISTRATOR)
    browser.get("/downloads")
    sure = {"sure": "yes", "agreed": "yes"}
    assert browser.post("/downloads/take-over", sure).status_code == 400, "more of it is to come"
    store.note_download(replace(asked, part="1319", done_at=world.clock.now(), rows=5))
    assert "看采用后的变化" in browser.get("/downloads").text
    page = browser.get("/downloads?look=1").text
    for told in (
        "平台已停用，采用后移出",
        "停用片",
        "高于限价",
        "&lt;本院&gt;-1",
        "平台对照到",
        "取全的日子",
        "有 1 个项目",
    ):
        assert told in page
    assert store.imports(None, 1) == []
    for form in ({}, {"agreed": "yes"}, {"sure": "yes"}):
        assert browser.post("/downloads/take-over", form).status_code == 400
    assert browser.post("/downloads/take-over", sure).headers["location"] == "/imports?done=catalogue"
    (held,) = store.catalogue()
    assert (held.fee_class, held.price_ceiling, held.price) == (FeeClass.B, 580, 620)
    assert "没有要变的" in browser.get("/downloads?look=1").text
    assert browser.post("/downloads/take-over", sure).status_code == 400

    world.clock.moment += timedelta(minutes=1)
    assert "已采用下载的目录" in browser.get("/imports?done=catalogue").text
    browser.post(f"/imports/{store.imports(None, 1)[0].number}/undo", sure)
    assert set(store.catalogue()) == {OURS, OLD}


def test_who_may_only_look_is_offered_nothing(world: ConsoleWorld) -> None:
    store = a_downloaded_catalogue(world)
    done = store.ask_to_download(UserId("clerk"), world.clock.now())
    store.note_download(replace(done, done_at=world.clock.now()))
    browser = world.signed_in(ConsoleRole.COUNTY)
    assert "<button" not in browser.get("/downloads?look=1").text.partition("<main")[2]
    for path in ("/downloads/ask", "/downloads/take-over"):
        assert browser.post(path, {"sure": "yes"}).status_code == 403
