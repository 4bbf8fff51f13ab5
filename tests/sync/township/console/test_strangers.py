"""What a stranger sends to the console, and what comes of it: a sentence, and nothing changed."""

import itertools
import re
from pathlib import Path

import pytest

from core.console import CONSOLE_RIGHTS, ConsoleRight, ConsoleRole
from core.ids import ClinicCode
from core.township_rows import ClinicRow
from storage.township.console import SqlConsole
from sync.township.console import rendering
from sync.township.console.asking import FORM, LONGEST_FORM
from sync.township.console.pages import PAGES
from sync.township.console.replies import HEADERS
from tests.helpers.console_world import ORIGIN, PASSWORD, ConsoleWorld

NASTY = """<script>alert(1)</script>"'{{7*7}}"""


@pytest.mark.parametrize("origin", ["https://evil.example", "http://testserver", "null", "", None])
def test_a_form_from_another_site_does_nothing(world: ConsoleWorld, origin: str | None) -> None:
    browser = world.signed_in(ConsoleRole.CLERK)
    browser.get("/")
    body = f"form_token={browser.token}".encode()
    headers = {"content-type": FORM} | ({} if origin is None else {"origin": origin})

    answer = browser.send("POST", "/sign-out", body, headers)

    assert answer.status_code == 403
    assert "什么都没有改" in answer.text
    assert browser.get("/").status_code == 200


@pytest.mark.parametrize("token", ["", "0" * 64, "é" * 64])
def test_a_form_without_its_mark_does_nothing(world: ConsoleWorld, token: str) -> None:
    browser = world.signed_in(ConsoleRole.CLERK)
    browser.get("/")
    browser.token = token
    assert browser.post("/sign-out", {}).status_code == 403
    assert browser.get("/").status_code == 200


def test_the_mark_of_one_session_is_none_in_another(world: ConsoleWorld) -> None:
    one, other = world.signed_in(ConsoleRole.CLERK), world.signed_in(ConsoleRole.CLERK)
    one.get("/")
    other.token = one.token
    assert other.post("/sign-out", {}).status_code == 403


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"form_token=" + b"a" * LONGEST_FORM, 413),
        (b"form_token=a&form_token=b", 400),
        (b"user=%ff%fe", 400),
        (b"user=\xff", 400),
        (b"user=a%00b", 400),
        (b"&".join(b"a%d=1" % number for number in range(60)), 400),
    ],
)
def test_a_form_that_is_none_is_a_sentence(world: ConsoleWorld, body: bytes, status: int) -> None:
    browser = world.signed_in(ConsoleRole.CLERK)
    answer = browser.send("POST", "/sign-out", body, {"origin": ORIGIN, "content-type": FORM})
    assert answer.status_code == status
    assert "什么都没有改" in answer.text


def test_a_body_of_another_kind_is_not_read(world: ConsoleWorld) -> None:
    browser = world.signed_in(ConsoleRole.CLERK)
    for kind in ("application/json", "multipart/form-data; boundary=x", "text/plain"):
        answer = browser.send("POST", "/sign-out", b"{}", {"origin": ORIGIN, "content-type": kind})
        assert answer.status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/../main.py",
        "/..%2f..%2fmain.py",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/style.css/../app.py",
        "/templates/frame.html",
        "/?x=%ff",
        "/?x=1&x=2",
        "/%00",
    ],
)
def test_a_path_leads_to_pages_and_to_nothing_else(world: ConsoleWorld, path: str) -> None:
    answer = world.signed_in(ConsoleRole.CLERK).get(path)
    assert answer.status_code in (400, 404)
    assert "没有办成" in answer.text
    outside = world.browser().get(path)
    assert outside.status_code in (303, 400)


def test_what_others_wrote_is_shown_as_plain_text(world: ConsoleWorld) -> None:
    world.store().keep_clinic(ClinicRow(ClinicCode("C09"), NASTY, ("上村",)), [])
    page = world.signed_in(ConsoleRole.CLERK).get("/").text
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&#34;&#39;{{7*7}}" in page


def test_every_answer_carries_the_headers_that_leave_nothing_to_misuse(world: ConsoleWorld) -> None:
    inside, outside = world.signed_in(ConsoleRole.CLERK), world.browser()
    answers = [
        *(inside.get(path) for path in ("/", "/style.css", "/nothing", "/sign-in")),
        *(outside.get(path) for path in ("/", "/sign-in")),
        outside.post("/sign-in", {}),
        inside.post("/sign-out", {}),
        inside.send("POST", "/sign-out", b"x", {"origin": ORIGIN}),
    ]
    assert {one.status_code for one in answers} == {200, 303, 400, 403, 404}
    for answer in answers:
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert "script-src" not in HEADERS["content-security-policy"]
    assert "<script" not in "".join(one.text for one in answers)


@pytest.mark.expects_log("a page found a bug: RuntimeError in test_strangers.py")
def test_a_bug_is_a_sentence_and_its_text_reaches_no_page_and_no_log(
    world: ConsoleWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(_: object) -> None:
        raise RuntimeError("测试甲 330102199001010011")

    browser = world.signed_in(ConsoleRole.CLERK)
    monkeypatch.setattr(SqlConsole, "clinic_standings", stumble)
    answer = browser.get("/")
    assert answer.status_code == 503
    assert "程序出了错" in answer.text
    assert "测试甲" not in answer.text


def test_another_method_is_answered_by_nothing(world: ConsoleWorld) -> None:
    browser = world.signed_in(ConsoleRole.CLERK)
    for method in ("PUT", "DELETE", "OPTIONS", "TRACE"):
        assert browser.send(method, "/").status_code == 405


def test_a_name_that_is_statements_is_only_a_name(world: ConsoleWorld) -> None:
    for name in ("clerk' --", "' or 1=1 --", "clerk'; drop table console_users; --", NASTY, "\u202eclerk"):
        answer = world.browser().sign_in(name, PASSWORD)
        assert answer.status_code in (400, 429)
        assert "<script" not in answer.text
    assert len(world.console().users()) == len(ConsoleRole)


def test_the_words_of_the_pages_stand_in_one_place() -> None:
    folder = Path(rendering.__file__).parent / "templates"
    found = [file.name for file in folder.iterdir() if re.search(r"[\u4e00-\u9fff]", file.read_text("utf-8"))]
    assert found == []


PAGES_OF_RIGHTS = {page.path: page.right for page in PAGES}


def test_every_page_asks_for_a_right() -> None:
    assert [path for path, right in PAGES_OF_RIGHTS.items() if right is None] == []


@pytest.mark.parametrize(("role", "right"), [*itertools.product(ConsoleRole, ConsoleRight)])
def test_a_role_opens_the_pages_of_its_rights_and_no_other(role: ConsoleRole, right: ConsoleRight) -> None:
    """One cell of the table; what a page does with it is tried below."""
    expected = {
        ConsoleRight.SEE_CLINICS: {"clerk", "reviewer", "administrator", "county"},
        ConsoleRight.SEE_SETTLEMENT: {"clerk", "reviewer", "administrator", "county"},
        ConsoleRight.SEE_VISITS: {"clerk", "reviewer"},
        ConsoleRight.REVIEW: {"reviewer"},
        ConsoleRight.SEE_DEVICES: {"clerk", "administrator", "county"},
        ConsoleRight.MAKE_CODES: {"clerk", "administrator"},
        ConsoleRight.REVOKE_DEVICES: {"administrator"},
        ConsoleRight.SEE_PACKS: {"clerk", "reviewer", "administrator", "county"},
        ConsoleRight.MANAGE_PEOPLE: {"administrator"},
        ConsoleRight.READ_TRAIL: {"administrator", "county"},
        ConsoleRight.RECONCILE: {"clerk", "reviewer"},
        ConsoleRight.CONFIRM_DEVICES: {"administrator"},
        ConsoleRight.SEE_IMPORTS: {"clerk", "reviewer", "administrator", "county"},
        ConsoleRight.PREPARE_IMPORTS: {"clerk", "administrator"},
        ConsoleRight.READ_PROBLEM_ROWS: {"clerk"},
        ConsoleRight.PUBLISH_IMPORTS: {"administrator"},
        ConsoleRight.SET_SETTLEMENT_WAYS: {"administrator"},
        ConsoleRight.SETTLE_BY_FILE: {"clerk"},
    }
    assert (right in CONSOLE_RIGHTS[role]) == (role.value in expected[right])


@pytest.mark.parametrize("role", ConsoleRole)
def test_a_page_and_its_form_are_shut_to_whoever_lacks_the_right(
    world: ConsoleWorld, role: ConsoleRole
) -> None:
    browser = world.signed_in(role)
    for page in PAGES:
        path = page.path.replace("{clinic}", "C01").replace("{visit}", "0" * 32).replace("{device}", "0" * 32)
        may = page.right in CONSOLE_RIGHTS[role]
        home = browser.get("/").status_code
        assert home == 200
        if page.do:
            assert (browser.post(path, {}).status_code == 403) != may, path
        if page.look:
            assert (browser.get(path).status_code == 403) != may, path


def test_a_form_of_nobody_signed_in_does_nothing(world: ConsoleWorld) -> None:
    browser = world.browser()
    for page in PAGES:
        if page.do:
            assert browser.post(page.path, {}).headers["location"] == "/sign-in"
    assert world.deeds() == []
