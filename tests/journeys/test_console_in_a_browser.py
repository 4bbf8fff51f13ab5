"""A reviewer's errand in a real browser: by the keyboard, with scripts switched off."""

import os
from pathlib import Path

import pytest

from core.ids import EventId, TownshipCode, UserId
from core.township_rows import ClinicRow, StaffRow
from storage.township.engines import open_embedded
from storage.township.store import SqlTownshipStore
from sync.township.judge import judge_waiting
from tests.helpers.commands import command, running, told
from tests.helpers.township_store import CLINIC, CODEC, OTHER_CLINIC, Writer, a_device
from tests.helpers.township_talk import SetClock, a_visit
from tests.helpers.web_browser import ENTER, TAB, WebBrowser, has_browser, web_browser

PASSWORD = "green-stone-bridge"
REASON = "Diagnosis and drugs disagree"
PICTURES = os.environ.get("CUNZHEN_CONSOLE_PICTURES")
"""A folder for pictures of what the browser showed, for whoever wants to look."""

pytestmark = pytest.mark.skipif(
    not has_browser(), reason="no browser: `python -m installer.prepare --proofs` installs Chromium"
)


def a_township(folder: Path) -> EventId:
    """Found a township with two clinics, one of which handed in visits; give the one that is due first."""
    place = ("--data", folder / "township", "--json")
    name = ("--code", "T330111", "--name", "青石镇卫生院", "--institution", "H33011100001")
    told(command("township", "init", *name, "--training", *place))
    who = ("township", "console-user", "shen", "--name", "沈审核", "--role", "reviewer", *place)
    told(command(*who, "--password-stdin", secrets=[PASSWORD]))
    database = open_embedded(folder / "township")
    try:
        store = SqlTownshipStore(database, TownshipCode("T330111"), CODEC)
        for clinic, village in ((CLINIC, "上村"), (OTHER_CLINIC, "下村")):
            doctor = StaffRow(UserId("wang"), clinic, "王医生", "doctor")
            store.keep_clinic(ClinicRow(clinic, f"{village}卫生室", (village,)), [doctor])
        device = a_device(store)
        writer = Writer(device.device)
        for complaint in ("咳嗽", "发热", "头痛"):
            writer.write(CODEC.encode(a_visit(complaint=complaint).to_plain()))
        store.accept(device, writer.incarnation, writer.events)
        store.note_contact(device, SetClock().now())
        judge_waiting(store, SetClock())
        return min(one.header.event_id for one in writer.events)
    finally:
        database.close()


def look(browser: WebBrowser, name: str) -> None:
    if PICTURES:
        browser.picture(Path(PICTURES) / f"{name}.png")


def test_a_visit_is_sent_back_by_the_keyboard_alone_without_a_script(tmp_path: Path) -> None:
    first = a_township(tmp_path)
    data = tmp_path / "township"
    with (
        running("township", "console", "--data", data, "--port", 0) as service,
        web_browser(tmp_path / "profile") as browser,
    ):
        home = f"https://127.0.0.1:{service.port}"
        browser.open("data:text/html,<title>still</title><script>document.title='ran'</script>")
        assert browser.title == "still"

        browser.open(f"{home}/review")
        assert browser.shows("登录名", f"{home}/sign-in")
        look(browser, "sign-in")
        assert browser.focused() == "登录名"
        browser.press("shen", TAB, "wrong-password", ENTER)
        assert browser.shows("登录名或密码不对", f"{home}/sign-in")
        look(browser, "sign-in-wrong")
        browser.walk_to("登录名")
        browser.press("shen", TAB, PASSWORD, ENTER)

        assert browser.shows("从未联系", f"{home}/")
        look(browser, "clinics")
        (cookie,) = browser.cookies
        assert (cookie["httpOnly"], cookie["secure"], cookie["sameSite"]) == (True, True, "Strict")

        browser.walk_to("就诊审核")
        browser.press(ENTER)
        assert browser.shows("测*甲", f"{home}/review")
        look(browser, "review")
        browser.walk_to("打开 上村卫生室")
        browser.press(ENTER)
        visit = f"{home}/visits/{CLINIC}/{first}"
        assert browser.shows("测试甲", visit)
        look(browser, "visit")
        browser.walk_to("退回原因")
        browser.press(REASON, TAB)
        assert browser.focused() == "退回村卫生室"
        look(browser, "visit-reason")
        browser.press(ENTER)
        assert browser.shows(REASON, f"{visit}?done=returned")
        look(browser, "visit-returned")

        browser.walk_to("结算队列")
        browser.press(ENTER)
        assert browser.shows("待上传 2", f"{home}/settlement")
        look(browser, "settlement")
        browser.walk_to("退出")
        browser.press(ENTER)
        assert browser.shows("登录名", f"{home}/sign-in")
        browser.open(f"{home}/review")
        assert browser.shows("登录名", f"{home}/sign-in")
        assert [one["name"] for one in browser.cookies] == ["__Host-cunzhen-door"]
