"""The pages of who may sign in, and of what was done."""

from core.console import ConsoleDeed, ConsoleRole, ConsoleUser
from core.errors import Refusal
from core.ids import UserId
from sync.township.console.asking import Answer, Ask, Desk, Moved, Shown
from sync.township.console.keeping import keep_user, role_named
from sync.township.console.paging import PAGE, cut, place, whole


def show_people(desk: Desk, ask: Ask) -> Answer:
    """Show who may sign in."""
    facts = {"users": desk.console.users(), "roles": list(ConsoleRole), "done": "done" in ask.query}
    return Shown("people.html", facts)


def keep_somebody(desk: Desk, ask: Ask) -> Answer:
    """Make a user or change one; an empty password leaves the one there is."""
    wanted = ConsoleUser(UserId(ask.given("user")), ask.given("name"), role_named(ask.given("role")))
    password = ask.form.get("password", "") or None
    if wanted.user == desk.user.user and wanted.role is not desk.user.role:
        raise Refusal("console_own_role_stays")
    desk.doing(
        ConsoleDeed.USER_KEPT,
        {"user": wanted.user[:40], "role": wanted.role.value},
        lambda: keep_user(desk.console, wanted, password),
    )
    return Moved("/people?done=1")


def remove_somebody(desk: Desk, ask: Ask) -> Answer:
    """Take a user away; nobody takes away the own account, so that one administrator always stays."""
    user = UserId(ask.part("user"))
    if user == desk.user.user:
        raise Refusal("console_own_role_stays")
    desk.doing(ConsoleDeed.USER_REMOVED, {"user": user[:40]}, lambda: desk.console.remove_user(user))
    return Moved("/people?done=1")


def show_trail(desk: Desk, ask: Ask) -> Answer:
    """Show what was done, newest first."""
    found = place(ask.query.get("after", ""), 1)
    notes = desk.console.trail(whole(found[0]) if found else None, PAGE + 1)
    return Shown("trail.html", {"page": cut(notes, lambda one: (one.number,)), "word_for": desk.word_for})
