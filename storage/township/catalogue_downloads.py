"""The downloads of the platform's catalogue: asked for, under way, and how they ended."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from core.catalogue.downloads import CatalogueDownload
from core.console import ConsoleDeed
from core.ids import UserId
from storage.township.set_tables import catalogue_downloads
from storage.township.shelf import Shelf, from_ms, to_ms
from storage.township.tables import townships
from storage.township.trail import append_note


class DownloadShelf(Shelf):
    """`core.catalogue.downloads.CatalogueDownloads` on either engine."""

    __slots__ = ()

    def catalogue_downloads(self, before: int | None, limit: int) -> Sequence[CatalogueDownload]:
        """List downloads from a number backwards, newest first."""
        mine = select(catalogue_downloads).where(self.own(catalogue_downloads))
        if before is not None:
            mine = mine.where(catalogue_downloads.c.number < before)
        with self.database.reading() as connection:
            found = connection.execute(mine.order_by(catalogue_downloads.c.number.desc()).limit(limit))
            return [_download_of(row) for row in found]

    def ask_to_download(self, user: UserId, at: datetime) -> CatalogueDownload:
        """Ask for one, with a line in the trail; where one waits already, give that."""
        mine = self.own(catalogue_downloads)
        with self.database.writing() as connection:
            connection.execute(select(townships.c.name).where(self.own(townships)).with_for_update())
            waiting = select(catalogue_downloads).where(mine, catalogue_downloads.c.done_at.is_(None))
            if row := connection.execute(waiting.order_by(catalogue_downloads.c.number)).first():
                return _download_of(row)
            last = connection.scalar(select(func.max(catalogue_downloads.c.number)).where(mine)) or 0
            asked = CatalogueDownload(last + 1, at, user)
            row_of = {"number": asked.number, "asked_at": to_ms(at), "asked_by": user}
            connection.execute(
                insert(catalogue_downloads).values(township=self.code, **row_of, **_told(asked))
            )
            append_note(self, connection, (user, at), ConsoleDeed.DOWNLOAD_ASKED, {"number": asked.number})
            return asked

    def note_download(self, download: CatalogueDownload) -> None:
        """Say how far it is, or how it ended."""
        mine = self.own(catalogue_downloads) & (catalogue_downloads.c.number == download.number)
        with self.database.writing() as connection:
            connection.execute(update(catalogue_downloads).where(mine).values(**_told(download)))


def _told(download: CatalogueDownload) -> dict[str, Any]:
    return {
        "done_at": None if download.done_at is None else to_ms(download.done_at),
        "part": download.part,
        "page": download.page,
        "pages": download.pages,
        "row_count": download.rows,
        "trouble": download.trouble,
        "told": download.told,
    }


def _download_of(row: Row[Any]) -> CatalogueDownload:
    return CatalogueDownload(
        number=row.number,
        asked_at=from_ms(row.asked_at),
        asked_by=UserId(row.asked_by),
        done_at=None if row.done_at is None else from_ms(row.done_at),
        part=row.part,
        page=row.page,
        pages=row.pages,
        rows=row.row_count,
        trouble=row.trouble,
        told=row.told,
    )
