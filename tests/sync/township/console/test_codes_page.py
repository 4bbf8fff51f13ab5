"""The page of own codes: whoever prepares imports maps them, others look."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.catalogue.code_maps import CodeMap
from core.catalogue.items import CatalogueItem, ItemKind
from core.console import ConsoleRole
from core.ids import UserId
from tests.helpers.console_world import ConsoleWorld

PILL = "XA01ABD075A002010100001"
OWN = CatalogueItem("<本院>-1", ItemKind.DRUG, "甘草片")


def test_a_gap_is_mapped_and_written_down(world: ConsoleWorld) -> None:
    world.store().replace_catalogue([OWN])
    browser = world.signed_in(ConsoleRole.CLERK)
    page = browser.get("/codes").text
    assert "还没有对照的（1 条）" in page
    assert "&lt;本院&gt;-1" in page
    form = {"kind": "drug", "own": OWN.code, "national": PILL}
    assert browser.post("/codes/map", form).headers["location"] == "/codes?done=1"
    assert world.store().code_maps() == [CodeMap(ItemKind.DRUG, OWN.code, PILL)]
    assert "已对照的（1 条）" in browser.get("/codes").text
    assert world.deeds()[-1] == "code_mapped"
    browser.post("/codes/map", form | {"national": ""})
    assert world.store().code_maps() == []


def test_a_clerk_asks_that_the_platform_be_told_and_reads_how_it_went(world: ConsoleWorld) -> None:
    store = world.store()
    store.replace_catalogue([OWN])
    browser = world.signed_in(ConsoleRole.CLERK)
    assert "上传医保平台</button>" not in browser.get("/codes").text, "there is nothing to tell"
    store.keep_code_map(CodeMap(ItemKind.DRUG, OWN.code, PILL), UserId(""), world.clock.now())
    assert "还没有上传医保平台的（1 条）" in browser.get("/codes").text
    assert browser.post("/codes/send", {}).status_code == 303
    assert world.deeds()[-1] == "codes_asked"
    page = browser.get("/codes").text
    assert ("已要求上传" in page, "上传医保平台</button>" in page) == (True, False)

    asked = store.code_sending()
    assert asked is not None
    told = "<目录编码不存在>"
    stopped = replace(asked, done_at=world.clock.now(), trouble="codes_not_taken", told=told, sent=100)
    store.note_codes_tried(stopped)
    page = browser.get("/codes").text
    assert ("之前收下的 100 条已记下" in page, "&lt;目录编码不存在&gt;" in page) == (True, True)
    browser.post("/codes/send", {})
    store.note_codes_tried(stopped)
    assert "已要求上传" not in browser.get("/codes").text, (
        "asked within the same moment, it is the same request"
    )
    world.clock.moment += timedelta(minutes=1)
    browser.get("/codes")
    browser.post("/codes/send", {})
    store.note_codes_tried(stopped)
    assert "已要求上传" in browser.get("/codes").text, "a request made since goes on waiting"


def test_what_is_mapped_after_the_platform_was_told_is_asked_for_by_itself(
    world: ConsoleWorld,
) -> None:
    store = world.store()
    store.replace_catalogue([OWN])
    browser = world.signed_in(ConsoleRole.CLERK)
    form = {"kind": "drug", "own": OWN.code, "national": PILL}
    browser.get("/codes")
    browser.post("/codes/map", form)
    assert store.code_sending() is None, "nobody ever told the platform"
    store.note_codes_sent(store.township().institution_code, store.code_maps())
    browser.get("/codes")
    browser.post("/codes/map", form | {"national": "XA02BCF028E001010104021"})
    sending = store.code_sending()
    assert sending is not None
    assert sending.waits


def test_who_only_looks_asks_for_nothing(world: ConsoleWorld) -> None:
    browser = world.signed_in(ConsoleRole.REVIEWER)
    browser.get("/codes")
    assert browser.post("/codes/send", {}).status_code == 403
    assert world.store().code_sending() is None


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"kind": "diagnosis", "own": "J06", "national": PILL},
        {"kind": "drug", "own": "", "national": PILL},
        {"kind": "drug", "own": "a", "national": "=1+1"},
        {"kind": "drug", "own": "a", "national": ""},
    ],
)
def test_a_form_that_maps_nothing_changes_nothing(world: ConsoleWorld, form: dict[str, str]) -> None:
    browser = world.signed_in(ConsoleRole.ADMINISTRATOR)
    browser.get("/codes")
    assert browser.post("/codes/map", form).status_code in (400, 404)
    assert world.store().code_maps() == []


def test_a_reviewer_looks_and_maps_nothing(world: ConsoleWorld) -> None:
    browser = world.signed_in(ConsoleRole.REVIEWER)
    world.store().replace_catalogue([OWN])
    assert "取消对照" not in browser.get("/codes").text
    browser.get("/")
    form = {"kind": "drug", "own": OWN.code, "national": PILL}
    assert browser.post("/codes/map", form).status_code == 403
