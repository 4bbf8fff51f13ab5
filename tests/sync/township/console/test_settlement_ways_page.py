"""The page of how the clinics settle: everybody may look, the administrator changes it."""

import pytest

from core.console import ConsoleRole
from core.settlement_modes import SettlementMode
from tests.helpers.console_world import ConsoleWorld
from tests.helpers.township_store import CLINIC

OWN = {
    **{
        "clinic": CLINIC,
        "mode": "own",
        "institution": "H43098100009",
        "institution_name": " <b>上村</b> 卫生室",
    },
    **{"operator": "", "operator_name": ""},
}


def test_an_administrator_gives_a_clinic_its_own_code_and_everybody_reads_it(world: ConsoleWorld) -> None:
    browser = world.signed_in(ConsoleRole.ADMINISTRATOR)
    page = browser.get("/settlement-modes").text
    assert "都按一体化结算" in page
    done = browser.post("/settlement-modes/set", OWN)
    assert (done.status_code, done.headers["location"]) == (303, "/settlement-modes?done=1")
    (kept,) = world.store().settlement_ways()
    assert (kept.clinic, kept.way.mode, kept.user) == (CLINIC, SettlementMode.OWN, "administrator")
    assert kept.way.institution_name == "<b>上村</b> 卫生室"
    assert world.deeds()[-1] == "settlement_way_set"
    for role in ConsoleRole:
        told = world.signed_in(role).get("/settlement-modes").text
        assert "单独定点（村卫生室自己的编号）" in told
        assert "H43098100009 &lt;b&gt;上村&lt;/b&gt; 卫生室" in told
        assert ('action="/settlement-modes/set"' in told) == (role is ConsoleRole.ADMINISTRATOR)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"mode": "elsewhere"}, 400),
        ({"institution": "H430"}, 400),
        ({"institution": ""}, 400),
        ({"institution": "H33011100001"}, 400),
        ({"clinic": "C99"}, 404),
        ({"operator": "op1"}, 400),
    ],
)
def test_what_is_not_whole_is_a_sentence_and_a_line_and_changes_nothing(
    world: ConsoleWorld, changes: dict[str, str], status: int
) -> None:
    browser = world.signed_in(ConsoleRole.ADMINISTRATOR)
    browser.get("/settlement-modes")
    answer = browser.post("/settlement-modes/set", OWN | changes)
    assert answer.status_code == status
    assert "没有" in answer.text
    assert (world.store().settlement_ways(), world.deeds()[-1]) == ([], "refused")


def test_without_the_right_nothing_is_changed(world: ConsoleWorld) -> None:
    browser = world.signed_in(ConsoleRole.CLERK)
    browser.get("/settlement-modes")
    assert browser.post("/settlement-modes/set", OWN).status_code == 403
    assert world.store().settlement_ways() == []
