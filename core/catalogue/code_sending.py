"""上传目录对照: somebody asks that the platform be told, and whoever has a line to it does so."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from core.ids import UserId


@dataclass(frozen=True, slots=True)
class CodeSending:
    """The last request of a township.

    Args:
        done_at: when it was seen to; None while it waits for whoever settles.
        sent: how many codes the platform took.
        trouble: the reason code of what stopped it, empty where nothing did; `told`: the platform's words.
    """

    asked_at: datetime
    asked_by: UserId
    done_at: datetime | None = None
    sent: int = 0
    trouble: str = ""
    told: str = ""

    @property
    def waits(self) -> bool:
        """Tell whether nobody saw to it yet."""
        return self.done_at is None


class CodeSendings(Protocol):
    """The request of one township; every method is one transaction."""

    def code_sending(self) -> CodeSending | None:
        """Give the last request; None where there never was one."""
        ...

    def ask_to_send_codes(self, user: UserId, at: datetime) -> None:
        """Ask that what the platform was not told yet be told, with a line in the trail."""
        ...

    def note_codes_tried(self, done: CodeSending) -> None:
        """Say how a request went; one that was made since goes on waiting."""
        ...
