"""Visits that want a look: sent back with a reason, let in after all, and what a look leaves behind."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from core.console import ConsoleRole
from core.events import EventType
from core.ids import DeviceId, EventId
from core.settlement_ports import Step
from core.visits.companion import Companion, CompanionRole
from core.visits.corrections import correction_body
from storage.township.settlement_book import SqlSettlementBook
from tests.helpers.console_world import ELSEWHERE, Browser, ConsoleWorld
from tests.helpers.township_store import CLINIC, CODEC, NOW, Writer, a_device
from tests.helpers.township_talk import a_visit

REASON = "诊断与用药不符，请核对"


def book_of(world: ConsoleWorld) -> SqlSettlementBook:
    return SqlSettlementBook(world.database, world.store().code, CODEC)


def due(world: ConsoleWorld) -> list[EventId]:
    """List the visits that may be settled: those the platform is only asked about are none."""
    due = book_of(world).due(world.clock.now() + timedelta(days=1), 99)
    return [one.visit for one in due if not one.only_asked_about]


def send_back(browser: Browser, visit: EventId, reason: str = REASON) -> int:
    browser.get(f"/visits/{CLINIC}/{visit}")
    return browser.post(f"/visits/{CLINIC}/{visit}/return", {"reason": reason}).status_code


def take_in(browser: Browser, visit: EventId) -> int:
    browser.get(f"/visits/{CLINIC}/{visit}")
    return browser.post(f"/visits/{CLINIC}/{visit}/take-in", {}).status_code


def test_a_visit_is_sent_back_and_let_in_again(world: ConsoleWorld) -> None:
    visit = world.visit()
    browser = world.signed_in(ConsoleRole.REVIEWER)
    assert f"/visits/{CLINIC}/{visit}" in browser.get("/review").text

    assert send_back(browser, visit) == 303

    assert world.said() == [("accepted", ""), ("needs_correction", REASON)]
    assert due(world) == []
    assert visit not in browser.get("/review").text
    back = browser.get("/review?list=returned").text
    assert visit in back
    assert REASON in back

    assert take_in(browser, visit) == 303

    assert world.said()[-1] == ("accepted", "")
    assert due(world) == [visit]
    assert visit not in browser.get("/review?list=returned").text
    assert world.store().check() == []
    assert world.deeds() == [
        *("signed_in", "visit_seen", "visit_returned"),
        *("visit_seen", "visit_taken_in"),
    ]


def test_who_was_looked_at_is_written_down_by_id_alone(world: ConsoleWorld) -> None:
    visit = world.visit()
    page = world.signed_in(ConsoleRole.CLERK).get(f"/visits/{CLINIC}/{visit}").text
    assert "测试甲" in page
    assert "阿莫西林胶囊" in page
    assert "退回村卫生室" not in page
    (note, *_) = world.console().trail(None, 9)
    assert (note.user, note.deed, note.facts) == ("clerk", "visit_seen", {"clinic": CLINIC, "visit": visit})


def test_a_list_shows_no_more_of_a_name_than_tells_people_apart(world: ConsoleWorld) -> None:
    world.visit()
    page = world.signed_in(ConsoleRole.CLERK).get("/review").text
    assert "测*甲" in page
    assert "测试甲" not in page


@pytest.mark.parametrize("reason", ["", "   ", "字" * 201])
def test_a_visit_goes_back_with_a_reason_only(world: ConsoleWorld, reason: str) -> None:
    visit = world.visit()
    assert send_back(world.signed_in(ConsoleRole.REVIEWER), visit, reason) == 400
    assert world.said() == [("accepted", "")]
    assert due(world) == [visit]
    assert world.deeds()[-2:] == ["visit_returned", "refused"]


def test_what_a_reviewer_wrote_is_shown_as_text_on_one_line(world: ConsoleWorld) -> None:
    visit = world.visit(complaint="<img src=x onerror=alert(1)>")
    browser = world.signed_in(ConsoleRole.REVIEWER)
    send_back(browser, visit, "<b>一</b>\r\n二")
    assert world.said()[-1] == ("needs_correction", "<b>一</b> 二")
    page = browser.get(f"/visits/{CLINIC}/{visit}").text
    assert "&lt;b&gt;一&lt;/b&gt; 二" in page
    assert "<img" not in page


def test_what_waits_for_the_next_batch_to_the_province_goes_back_too(world: ConsoleWorld) -> None:
    visit = world.visit()
    (row,) = book_of(world).due(world.clock.now() + timedelta(days=1), 9)
    book_of(world).save(replace(row, step=Step.FOR_EXPORT))
    assert send_back(world.signed_in(ConsoleRole.REVIEWER), visit) == 303
    assert world.said()[-1] == ("needs_correction", REASON)


@pytest.mark.parametrize("step", [one for one in Step if one not in (Step.WAITING, Step.FOR_EXPORT)])
def test_what_the_platform_may_know_of_does_not_go_back(world: ConsoleWorld, step: Step) -> None:
    visit = world.visit()
    (row,) = book_of(world).due(world.clock.now() + timedelta(days=1), 9)
    book_of(world).save(replace(row, step=step))
    browser = world.signed_in(ConsoleRole.REVIEWER)
    assert "/return" not in browser.get(f"/visits/{CLINIC}/{visit}").text
    assert send_back(browser, visit) == 409
    assert world.said() == [("accepted", "")]


def test_a_worker_that_took_the_visit_up_meanwhile_sends_nothing(world: ConsoleWorld) -> None:
    visit = world.visit()
    (row,) = book_of(world).due(world.clock.now() + timedelta(days=1), 9)
    assert send_back(world.signed_in(ConsoleRole.REVIEWER), visit) == 303
    with pytest.raises(Exception, match="settlement_row_taken"):
        book_of(world).save(replace(row, step=Step.REGISTERED))


def test_twice_at_once_goes_back_once(world: ConsoleWorld) -> None:
    visit = world.visit()
    one, other = world.signed_in(ConsoleRole.REVIEWER), world.signed_in(ConsoleRole.REVIEWER)
    page = f"/visits/{CLINIC}/{visit}"
    one.get(page)
    other.get(page)
    answers = [browser.post(f"{page}/return", {"reason": REASON}).status_code for browser in (one, other)]
    assert answers == [303, 409]
    assert len(world.said()) == 2


def test_what_nobody_can_settle_is_not_let_in(world: ConsoleWorld) -> None:
    (unreadable,) = world.hand_in([b"\xf6"])
    without_diagnosis = world.visit(diagnoses=())
    browser = world.signed_in(ConsoleRole.REVIEWER)
    listed = browser.get("/review?list=returned").text
    assert unreadable in listed
    assert "卫生院读不懂这条就诊记录" in listed
    for visit in (unreadable, without_diagnosis):
        assert take_in(browser, visit) == 400
    assert due(world) == []


def test_what_was_corrected_needs_no_look_any_more(world: ConsoleWorld) -> None:
    visit = world.visit(diagnoses=())
    body = CODEC.encode(correction_body(a_visit(), [visit]))
    (correction,) = world.hand_in([body], kind=EventType.VISIT_CORRECTED)
    browser = world.signed_in(ConsoleRole.REVIEWER)
    assert visit not in browser.get("/review?list=returned").text
    assert "已有更正" in browser.get(f"/visits/{CLINIC}/{visit}").text
    assert due(world) == [correction]


def test_a_corrected_visit_that_had_gone_back_is_not_let_in(world: ConsoleWorld) -> None:
    visit = world.visit()
    browser = world.signed_in(ConsoleRole.REVIEWER)
    send_back(browser, visit)
    world.hand_in([CODEC.encode(correction_body(a_visit(), [visit]))], kind=EventType.VISIT_CORRECTED)
    assert take_in(browser, visit) == 409


def test_what_never_went_back_is_not_let_in_twice(world: ConsoleWorld) -> None:
    visit = world.visit()
    assert take_in(world.signed_in(ConsoleRole.REVIEWER), visit) == 409
    assert due(world) == [visit]


@pytest.mark.parametrize("path", ["", "/return", "/take-in"])
def test_a_visit_of_another_township_is_not_there(world: ConsoleWorld, path: str) -> None:
    visit = world.visit(ELSEWHERE)
    browser = world.signed_in(ConsoleRole.REVIEWER)
    browser.get("/review")
    address = f"/visits/{CLINIC}/{visit}{path}"
    answer = browser.post(address, {"reason": REASON}) if path else browser.get(address)
    assert answer.status_code == 404
    assert "测试甲" not in answer.text
    assert world.said(ELSEWHERE) == [("accepted", "")]
    assert visit not in browser.get("/review").text
    for nowhere in ("C99", "C02"):
        assert browser.get(f"/visits/{nowhere}/{visit}").status_code == 404


def test_what_was_put_aside_is_listed_with_its_reason(world: ConsoleWorld) -> None:
    store = world.store()
    device = a_device(store)
    writer = Writer(device.device)
    first = writer.write(CODEC.encode(a_visit().to_plain()))
    store.accept(device, writer.incarnation, writer.events)
    branch = writer.copy_of(0)
    branch.write(CODEC.encode(a_visit(complaint="发热").to_plain()))
    store.accept(device, writer.incarnation, branch.events)
    store.revoke_device(DeviceId(device.device), {writer.incarnation: 0}, NOW)
    page = world.signed_in(ConsoleRole.CLERK).get("/review?list=aside").text
    assert "台账被复制后的另一支" in page
    assert "电脑停用之后写的" in page
    late = world.signed_in(ConsoleRole.REVIEWER)
    assert take_in(late, first.header.event_id) == 409


@pytest.mark.parametrize("name", ["waiting", "returned", "aside"])
def test_a_long_list_is_cut_into_pages_that_hold_everything_once(world: ConsoleWorld, name: str) -> None:
    count = 103
    if name == "aside":
        store = world.store()
        device = a_device(store)
        writer = Writer(device.device)
        for number in range(count):
            writer.write(CODEC.encode(a_visit(complaint=str(number)).to_plain()))
        store.accept(device, writer.incarnation, writer.events)
        store.revoke_device(DeviceId(device.device), {}, NOW)
    else:
        diagnoses = () if name == "returned" else a_visit().diagnoses
        world.hand_in(
            [
                CODEC.encode(a_visit(complaint=str(number), diagnoses=diagnoses).to_plain())
                for number in range(count)
            ]
        )
    browser = world.signed_in(ConsoleRole.CLERK)
    rows, path = [], f"/review?list={name}"
    while path:
        text = browser.get(path).text
        rows.append(text.count("<tr>") - 1)
        found = re.search(r'href="(/review\?list=\w+&amp;after=[^"]+)"', text)
        path = found[1].replace("&amp;", "&") if found else ""
    assert rows == [50, 50, 3]


@pytest.mark.parametrize("after", ["x", "1.2", "1.C01.%2e", "a.C01.b", "1.C01.b.c.d", "9" * 40 + ".C01.x"])
@pytest.mark.parametrize("name", ["waiting", "returned", "aside"])
def test_a_place_that_is_none_is_a_sentence(world: ConsoleWorld, name: str, after: str) -> None:
    answer = world.signed_in(ConsoleRole.CLERK).get(f"/review?list={name}&after={after}")
    assert answer.status_code == 400
    assert "表单的内容" in answer.text


def test_a_list_that_is_none_is_a_sentence(world: ConsoleWorld) -> None:
    browser = world.signed_in(ConsoleRole.CLERK)
    assert browser.get("/review?list=outbox").status_code == 400
    assert browser.get("/settlement?step=nowhere").status_code == 400


def test_a_visit_names_who_came_along_or_instead_and_shows_no_whole_number(world: ConsoleWorld) -> None:
    number = "11010519491231002X"
    visit = world.visit(companion=Companion(CompanionRole.COLLECTS, "测试乙", number))
    shown = world.signed_in(ConsoleRole.REVIEWER).get(f"/visits/{CLINIC}/{visit}").text
    assert "代办人：测试乙，证件号 1101**********002X" in shown
    assert number not in shown
