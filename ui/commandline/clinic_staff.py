"""The commands of a clinic that concern its staff: who did what."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Protocol

import typer

from core.clinic import SignIn
from ui.commandline.answers import report, sentences
from ui.commandline.clinic import AsJson, Asking
from ui.commandline.options import spread
from ui.wording import audit as words

_PAGE = 50


class StaffDeeds(Protocol):
    """What the commands are handed."""

    def audit(self, who: SignIn, person: str, limit: int, before: int | None) -> Mapping[str, Any]:
        """Give a page of the audit trail."""
        ...


MakeStaff = Callable[[], StaffDeeds]
Person = Annotated[str, typer.Option("--person", help=words.PERSON_HELP)]
Limit = Annotated[int, typer.Option("--limit", min=1, max=1000, help=words.LIMIT_HELP)]
Before = Annotated[int | None, typer.Option("--before", min=1, help=words.BEFORE_HELP)]


def add_staff(group: typer.Typer, staff: MakeStaff) -> None:
    """Add the commands to the group `clinic`."""

    @group.command(help=words.AUDIT_HELP)
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
            report(page, as_json, words.audit_page)
