"""The commands about who gets at a clinic's data: passwords, a new key, recovery by telephone."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Protocol

import typer

from core.ids import UserId
from ui.commandline.answers import report, sentences
from ui.commandline.clinic import AsJson, Asking
from ui.commandline.options import spread
from ui.commandline.secrets import ask_new_secret, ask_secret
from ui.wording import access as words


class AccessProgram(Protocol):
    """What the commands are handed, for one data folder."""

    def offer_password(self) -> Mapping[str, Any]:
        """Offer a password that can be typed and remembered; looks at no folder."""
        ...

    def change_password(self, user: UserId, old: str, new: str) -> None:
        """Replace one's own password."""
        ...

    def rekey(self, user: UserId, password: str) -> Mapping[str, Any]:
        """Encrypt the files under a new key."""
        ...

    def challenge(self, user: UserId) -> str:
        """Write what is read out on the telephone."""
        ...

    def recover(self, user: UserId, answer: str, password: str) -> Mapping[str, Any]:
        """Open with the county's answer and set a new password."""
        ...


AccessTo = Callable[[Path], AccessProgram]


def add_clinic_access(group: typer.Typer, access: AccessTo) -> None:
    """Add these commands to the group `clinic`."""
    _add_passwords(group, access)
    _add_rekey(group, access)
    _add_recover(group, access)


def _add_passwords(group: typer.Typer, access: AccessTo) -> None:
    @group.command("offer-password", help=words.OFFER_HELP)
    def offer_password(as_json: AsJson = False) -> None:
        report(access(Path()).offer_password(), as_json, words.offered)

    @group.command("change-password", help=words.CHANGE_HELP)
    @spread
    def change_password(asking: Asking, as_json: AsJson = False) -> None:
        with sentences():
            old = ask_secret(words.ASK_OLD_PASSWORD, asking.from_stdin, asking.data)
            new = ask_new_secret(words.ASK_NEW_PASSWORD, asking.from_stdin, asking.data)
            access(asking.data).change_password(UserId(asking.user), old, new)
            report({"user": asking.user}, as_json, words.password_changed)


def _add_rekey(group: typer.Typer, access: AccessTo) -> None:
    @group.command(help=words.REKEY_HELP)
    @spread
    def rekey(asking: Asking, as_json: AsJson = False) -> None:
        with sentences():
            who = asking.sign_in()
            report(access(who.data).rekey(UserId(who.user), who.password), as_json, words.rekeyed)


def _add_recover(group: typer.Typer, access: AccessTo) -> None:
    @group.command(help=words.RECOVER_HELP)
    @spread
    def recover(
        asking: Asking,
        challenge: Annotated[bool, typer.Option("--challenge", help=words.CHALLENGE_HELP)] = False,
        as_json: AsJson = False,
    ) -> None:
        user = UserId(asking.user)
        with sentences():
            program = access(asking.data)
            if challenge or not asking.from_stdin:
                shown = {"challenge": program.challenge(user), "user": user}
                report(shown, as_json and challenge, words.challenge)
            if challenge:
                return
            answer = ask_secret(words.ASK_RESPONSE, asking.from_stdin, asking.data)
            new = ask_new_secret(words.ASK_NEW_PASSWORD, asking.from_stdin, asking.data)
            report(program.recover(user, answer, new), as_json, words.recovered)
