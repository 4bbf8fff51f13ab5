"""目录下载: somebody asks that the platform's catalogue be fetched, and whoever has a line to it does so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from core.ids import UserId


@dataclass(frozen=True, slots=True)
class CatalogueDownload:
    """A download, as it was asked for and as far as it is.

    Args:
        done_at: when it ended; None while it waits or goes on.
        part: what is being fetched, empty before the first; of it `page` of `pages` is here, 0: not known.
        rows: how many rows came in all.
        trouble: the reason code of what stopped it, empty where nothing did; `told`: the platform's words.
    """

    number: int
    asked_at: datetime
    asked_by: UserId
    done_at: datetime | None = None
    part: str = ""
    page: int = 0
    pages: int = 0
    rows: int = 0
    trouble: str = ""
    told: str = ""

    @property
    def waits(self) -> bool:
        """Tell whether it has not ended."""
        return self.done_at is None


class CatalogueDownloads(Protocol):
    """The downloads of one township; every method is one transaction."""

    def catalogue_downloads(self, before: int | None, limit: int) -> Sequence[CatalogueDownload]:
        """List downloads from a number backwards, newest first."""
        ...

    def ask_to_download(self, user: UserId, at: datetime) -> CatalogueDownload:
        """Ask for one, with a line in the trail; where one waits already, give that."""
        ...

    def note_download(self, download: CatalogueDownload) -> None:
        """Say how far it is, or how it ended."""
        ...
