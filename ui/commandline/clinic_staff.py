"""The commands of a clinic that concern its staff: who may come in, and who did what."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Protocol

import typer

from core.clinic import SignIn
from ui.commandline.answers import report, sentences
from ui.commandline.clinic import AsJson, Asking
from ui.commandline.options import spread
from ui.commandline.pages import SpokenTyper
from ui.commandline.secrets import ask_new_secret
from ui.wording import audit as trail
from ui.wording import staff as words

_PAGE = 50


class StaffDeeds(Protocol):
    """What the commands are handed."""

    def audit(self, who: SignIn, person: str, limit: int, before: int | None) -> Mapping[str, Any]:
        """Give a page of the audit trail."""
        ...

    def users(self, who: SignIn) -> Mapping[str, Any]:
        """List the users."""
        ...

    def add_user(self, who: SignIn, user: str, password: str) -> Mapping[str, Any]:
        """Let somebody in."""
        ...

    def remove_user(self, who: SignIn, user: str) -> Mapping[str, Any]:
        """Take somebody's way in away."""
        ...


MakeStaff = Callable[[], StaffDeeds]
NewUser = Annotated[str, typer.Argument(metavar="USER", help=words.NEW_USER_HELP)]
OldUser = Annotated[str, typer.Argument(metavar="USER", help=words.OLD_USER_HELP)]
Person = Annotated[str, typer.Option("--person", help=trail.PERSON_HELP)]
Limit = Annotated[int, typer.Option("--limit", min=1, max=1000, help=trail.LIMIT_HELP)]
Before = Annotated[int | None, typer.Option("--before", min=1, help=trail.BEFORE_HELP)]


def add_staff(group: typer.Typer, staff: MakeStaff) -> None:
    """Add the commands to the group `clinic`."""
    group.add_typer(_users(staff), name="users")

    @group.command(help=trail.AUDIT_HELP)
    @spread
    def audit(
        asking: Asking,
        person: Person = "",
        limit: Limit = _PAGE,
        before: Before = None,
        as_json: AsJson = False,
    ) -> None:
        with sentences():
            page = staff().audit(asking.sign_in(), person, limit, before)
            report(page, as_json, trail.audit_page)


def _users(staff: MakeStaff) -> typer.Typer:
    group = SpokenTyper(help=words.USERS_HELP, no_args_is_help=True)

    @group.command("list", help=words.USERS_LIST_HELP)
    @spread
    def list_users(asking: Asking, as_json: AsJson = False) -> None:
        with sentences():
            report(staff().users(asking.sign_in()), as_json, words.users_listed)

    @group.command(help=words.USERS_ADD_HELP)
    @spread
    def add(new: NewUser, asking: Asking, as_json: AsJson = False) -> None:
        with sentences():
            who = asking.sign_in()
            password = ask_new_secret(words.ASK_PASSWORD_OF_NEW, asking.from_stdin, asking.data)
            report(staff().add_user(who, new, password), as_json, words.user_added)

    @group.command(help=words.USERS_REMOVE_HELP)
    @spread
    def remove(old: OldUser, asking: Asking, as_json: AsJson = False) -> None:
        with sentences():
            report(staff().remove_user(asking.sign_in(), old), as_json, words.user_removed)

    return group
