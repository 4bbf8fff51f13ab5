"""A reviewer's errand in a real browser: by the keyboard, with scripts switched off."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from core.ids import EventId, TownshipCode, UserId
from core.township_rows import ClinicRow, StaffRow
from storage.township.engines import open_embedded
from storage.township.store import SqlTownshipStore
from sync.township.imports.roster_form import PAYMENTS, PERSONS
from sync.township.judge import judge_waiting
from tests.helpers.commands import command, running, told
from tests.helpers.roster_files import GOOD, PAID, laid_out, number_for, write_book
from tests.helpers.township_store import CLINIC, CODEC, OTHER_CLINIC, Writer, a_device
from tests.helpers.township_talk import SetClock, a_visit
from tests.helpers.web_browser import ENTER, TAB, WebBrowser, has_browser, web_browser

PASSWORD = "green-stone-bridge"
USERS = (
    ("shen", "沈审核", "reviewer"),
    ("zhao", "赵经办", "clerk"),
    ("guan", "关主任", "administrator"),
)
REASON = "Diagnosis and drugs disagree"
PICTURES = os.environ.get("CUNZHEN_CONSOLE_PICTURES")
"""A folder for pictures of what the browser showed, for whoever wants to look."""

pytestmark = pytest.mark.skipif(
    not has_browser(), reason="no browser: `python -m installer.prepare --proofs` installs Chromium"
)


def a_township(folder: Path) -> EventId:
    """Found a township with two clinics, one of which handed in visits; give the one that is due first."""
    place = ("--data", folder / "township", "--json")
    named = ("--code", "T330111", "--name", "青石镇卫生院", "--institution", "H33011100001")
    told(command("township", "init", *named, "--training", *place))
    for user, name, role in USERS:
        who = ("township", "console-user", user, "--name", name, "--role", role, *place)
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

        browser.walk_to("就诊")
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

        browser.walk_to("结算")
        browser.press(ENTER)
        assert browser.shows("待上传 2", f"{home}/settlement")
        look(browser, "settlement")
        browser.walk_to("退出")
        browser.press(ENTER)
        assert browser.shows("登录名", f"{home}/sign-in")
        browser.open(f"{home}/review")
        assert browser.shows("登录名", f"{home}/sign-in")
        assert [one["name"] for one in browser.cookies] == ["__Host-cunzhen-door"]


def sign_in(browser: WebBrowser, home: str, user: str) -> None:
    browser.open(f"{home}/sign-in")
    browser.walk_to("登录名")
    browser.press(user, TAB, PASSWORD, ENTER)
    assert browser.shows("退出", f"{home}/")


def sign_out(browser: WebBrowser, home: str) -> None:
    browser.walk_to("退出")
    browser.press(ENTER)
    assert browser.shows("登录名", f"{home}/sign-in")


def bring_in(browser: WebBrowser, home: str, *people: dict[str, str]) -> str:
    """Upload a roster as the clerk; give the address of its page."""
    sheets = {
        PERSONS.sheet: laid_out(PERSONS.titles, people),
        PAYMENTS.sheet: laid_out(PAYMENTS.titles, [PAID]),
    }
    with TemporaryDirectory() as folder:
        file = write_book(Path(folder) / "演示名册.xlsx", sheets)
        browser.open(f"{home}/imports")
        browser.choose("file", file)
        browser.walk_to("上传并预览")
        look(browser, "imports-form")
        browser.press(ENTER)
        at = browser.goes_to(f"{home}/imports/uploads/")
        assert browser.shows("已预览，等待发布", at)
        return at


def publish(browser: WebBrowser, home: str, at: str) -> None:
    browser.open(at)
    browser.walk_to("我已核对上面的变化")
    browser.press(" ")
    browser.walk_to("发布")
    look(browser, "imports-publish")
    browser.press(ENTER)
    assert browser.shows("已发布，村卫生室下次同步时收到", at)
    look(browser, "imports-published")


def test_a_roster_is_brought_in_published_and_put_back_without_a_script(tmp_path: Path) -> None:
    a_township(tmp_path)
    with (
        running("township", "console", "--data", tmp_path / "township", "--port", 0) as service,
        web_browser(tmp_path / "profile") as browser,
    ):
        home = f"https://127.0.0.1:{service.port}"
        sign_in(browser, home, "zhao")
        spoilt = {**GOOD, "人员编号": "P2", "证件号码": number_for("19810308"), "姓名": ""}
        first = bring_in(browser, home, GOOD, spoilt)
        look(browser, "imports-preview")
        second = bring_in(browser, home, GOOD, {**spoilt, "姓名": "李四"})
        sign_out(browser, home)
        sign_in(browser, home, "guan")
        publish(browser, home, first)
        publish(browser, home, second)
        browser.open(f"{home}/imports")
        look(browser, "imports")
        browser.walk_to("我已核对")
        browser.press(" ")
        browser.walk_to("撤销 2")
        browser.press(ENTER)
        assert browser.shows("已撤销，恢复的内容随下次同步下发", f"{home}/imports?done=undone")
        look(browser, "imports-undone")
