"""The page of own codes: whoever prepares imports maps them, others look."""

import pytest

from core.catalogue.code_maps import CodeMap
from core.catalogue.items import CatalogueItem, ItemKind
from core.console import ConsoleRole
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
