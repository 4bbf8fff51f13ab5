"""Signing in: who gets in, how long, and what a stranger tries in vain."""

import secrets
from datetime import timedelta
from functools import partial

import pytest

from core.console import IDLE, LONGEST, ConsoleRole, ConsoleUser
from core.errors import Refusal
from core.ids import UserId
from storage.township.console_people import FREE_ATTEMPTS, LONGEST_DELAY
from sync.township.console.door import form_token
from tests.helpers.console_world import ELSEWHERE, HERE, PASSWORD, ConsoleWorld

CLERK = ConsoleRole.CLERK


def test_somebody_signs_in_sees_the_clinics_and_signs_out(world: ConsoleWorld) -> None:
    browser = world.browser()
    assert browser.get("/").headers["location"] == "/sign-in"

    answer = browser.sign_in("clerk", PASSWORD)

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    page = browser.get("/")
    assert page.status_code == 200
    assert "上村卫生室" in page.text
    assert "clerk甲（经办）" in page.text
    held = browser.cookie
    assert browser.post("/sign-out", {}).headers["location"] == "/sign-in"
    assert browser.cookie is None
    assert held is not None
    assert world.browser().holding(held).get("/").status_code == 303
    assert world.deeds() == ["signed_in", "signed_out"]


def test_the_cookie_is_kept_from_scripts_other_sites_and_plain_lines(world: ConsoleWorld) -> None:
    answer = world.browser()
    cookies = answer.sign_in("clerk", PASSWORD).headers.get_list("set-cookie")
    session = next(one for one in cookies if one.startswith("__Host-cunzhen="))
    assert {"HttpOnly", "Secure", "Path=/"} <= set(session.split("; "))
    assert "samesite=strict" in session.lower()
    assert "domain" not in session.lower()
    assert "expires" not in session.lower()


def test_of_the_token_the_store_keeps_only_a_hash(world: ConsoleWorld) -> None:
    cookie = world.signed_in(CLERK).cookie
    assert cookie is not None
    token = cookie.partition(".")[2]
    with world.database.reading() as connection:
        rows = connection.exec_driver_sql("select * from console_sessions").all()
    assert len(rows) == 1
    assert token not in repr(rows)
    assert bytes.fromhex(token).hex() not in bytes(rows[0][1]).hex()


def test_a_wrong_password_and_a_name_nobody_has_look_the_same(world: ConsoleWorld) -> None:
    wrong = world.browser().sign_in("clerk", "not-the-password")
    nobody = world.browser().sign_in("nobody", "not-the-password")
    assert wrong.status_code == nobody.status_code == 400
    hidden = ("form_token", "value")
    assert [one for one in wrong.text.splitlines() if hidden[0] not in one] == [
        one for one in nobody.text.splitlines() if hidden[0] not in one
    ]
    assert "登录名或密码不对" in wrong.text
    # Somebody may have typed the password where the name belongs.
    assert world.deeds() == ["sign_in_refused"]


@pytest.mark.parametrize("user", ["clerk", "nobody"])
def test_wrong_passwords_are_answered_ever_later_whoever_is_named(world: ConsoleWorld, user: str) -> None:
    for _ in range(FREE_ATTEMPTS):
        assert world.browser().sign_in(user, "wrong-wrong").status_code == 400
    waits = []
    for _ in range(8):
        with pytest.raises(Refusal, match="wait_before_next_attempt") as caught:
            world.console().check_password(UserId(user), PASSWORD, world.clock.now())
        waits.append(caught.value.facts["seconds"])
        world.clock.moment += timedelta(seconds=waits[-1])
        assert world.browser().sign_in(user, "wrong-wrong").status_code == 400
    assert waits == [5, 10, 20, 40, 80, 160, 300, 300]
    assert waits[-1] == LONGEST_DELAY
    told = world.browser().sign_in(user, PASSWORD)
    assert told.status_code == 429
    assert "300 秒" in told.text
    assert world.browser().sign_in("reviewer", PASSWORD).status_code == 303


def test_a_right_password_after_the_wait_begins_the_count_anew(world: ConsoleWorld) -> None:
    for _ in range(FREE_ATTEMPTS):
        world.browser().sign_in("clerk", "wrong-wrong")
    world.clock.moment += timedelta(seconds=5)
    assert world.browser().sign_in("clerk", PASSWORD).status_code == 303
    for _ in range(FREE_ATTEMPTS - 1):
        world.browser().sign_in("clerk", "wrong-wrong")
    assert world.browser().sign_in("clerk", PASSWORD).status_code == 303


def test_another_process_counts_the_same_attempts(world: ConsoleWorld) -> None:
    for _ in range(FREE_ATTEMPTS):
        with pytest.raises(Refusal, match="console_sign_in_wrong"):
            world.console().check_password(UserId("clerk"), "wrong-wrong", world.clock.now())
    assert world.browser().sign_in("clerk", PASSWORD).status_code == 429


@pytest.mark.parametrize(("step", "times"), [(IDLE, 1), (IDLE - timedelta(minutes=1), 21)])
def test_a_session_ends_by_silence_and_by_the_working_day(
    world: ConsoleWorld, step: timedelta, times: int
) -> None:
    browser = world.signed_in(CLERK)
    spent = timedelta()
    for _ in range(times):
        assert browser.get("/").status_code == 200
        world.clock.moment += step
        spent += step
    assert spent >= min(IDLE, LONGEST)
    assert browser.get("/").headers["location"] == "/sign-in"


def test_a_cookie_from_before_is_worth_nothing_after_signing_in(world: ConsoleWorld) -> None:
    planted = f"{HERE}.{secrets.token_hex(32)}"
    victim = world.browser().holding(planted)

    assert victim.sign_in("clerk", PASSWORD).status_code == 303

    assert victim.cookie not in (None, planted)
    assert world.browser().holding(planted).get("/").status_code == 303
    first = victim.cookie
    again = world.signed_in(CLERK)
    assert again.cookie != first


def test_a_session_of_one_township_opens_no_other(world: ConsoleWorld) -> None:
    cookie = world.signed_in(CLERK).cookie
    assert cookie is not None
    token = cookie.partition(".")[2]
    for other in (
        f"{ELSEWHERE}.{token}",
        f"{HERE}' or '1'='1.{token}",
        f".{token}",
        token,
        f"../{HERE}.{token}",
    ):
        assert world.browser().holding(other).get("/").headers["location"] == "/sign-in"
    assert world.browser().sign_in("clerk", PASSWORD, ELSEWHERE).status_code == 303


@pytest.mark.parametrize("township", ["", "T999999", "T330111' --"])
def test_a_township_that_is_none_lets_nobody_in(world: ConsoleWorld, township: str) -> None:
    browser = world.browser()
    browser.get("/sign-in")
    form = {"user": "clerk", "password": PASSWORD, "township": township}
    assert browser.post("/sign-in", form).status_code == 400


def test_another_password_role_or_removal_ends_the_sessions(world: ConsoleWorld) -> None:
    console = world.console()
    clerk = ConsoleUser(UserId("clerk"), "clerk甲", CLERK)
    reviewer = ConsoleUser(clerk.user, clerk.name, ConsoleRole.REVIEWER)
    changes = [
        partial(console.keep_user, clerk, "another-long-word"),
        partial(console.keep_user, reviewer, None),
        partial(console.remove_user, clerk.user),
    ]
    for change in changes:
        console.keep_user(clerk, PASSWORD)
        browser = world.signed_in(CLERK)
        change()
        assert browser.get("/").headers["location"] == "/sign-in"


def test_another_name_alone_keeps_the_session(world: ConsoleWorld) -> None:
    browser = world.signed_in(CLERK)
    world.console().keep_user(ConsoleUser(UserId("clerk"), "张经办", CLERK), None)
    assert "张经办（经办）" in browser.get("/").text


@pytest.mark.parametrize("password", ["short", "1234567890", "clerk12345"])
def test_a_guessable_password_is_refused(world: ConsoleWorld, password: str) -> None:
    with pytest.raises(Refusal, match="password_too_weak"):
        world.console().keep_user(ConsoleUser(UserId("clerk"), "甲", CLERK), password)
    with pytest.raises(Refusal, match="secret_missing"):
        world.console().keep_user(ConsoleUser(UserId("new"), "甲", CLERK), None)


def test_signing_in_wants_the_form_that_was_shown(world: ConsoleWorld) -> None:
    form = {"user": "clerk", "password": PASSWORD, "township": HERE}
    browser = world.browser()
    assert browser.post("/sign-in", form).status_code == 403
    browser.get("/sign-in")
    browser.token = form_token("of somebody else")
    assert browser.post("/sign-in", form).status_code == 403
    assert browser.cookie is None
