"""The township's request that the platform be told of its codes, and how the last one went."""

from datetime import datetime

from sqlalchemy import select, update

from core.catalogue.code_sending import CodeSending
from core.console import ConsoleDeed
from core.ids import UserId
from storage.township.set_tables import code_sendings
from storage.township.shelf import Shelf, from_ms, to_ms
from storage.township.tables import townships
from storage.township.trail import append_note


class CodeSendingShelf(Shelf):
    """`core.catalogue.code_sending.CodeSendings` on either engine."""

    __slots__ = ()

    def code_sending(self) -> CodeSending | None:
        """Give the last request; None where there never was one."""
        with self.database.reading() as connection:
            row = connection.execute(select(code_sendings).where(self.own(code_sendings))).first()
        if row is None:
            return None
        done_at = None if row.done_at is None else from_ms(row.done_at)
        by = UserId(row.asked_by)
        return CodeSending(from_ms(row.asked_at), by, done_at, row.sent, row.trouble, row.told)

    def ask_to_send_codes(self, user: UserId, at: datetime) -> None:
        """Ask that what the platform was not told yet be told, with a line in the trail."""
        row = {"asked_at": to_ms(at), "asked_by": user, "done_at": None, "sent": 0, "trouble": "", "told": ""}
        with self.database.writing() as connection:
            connection.execute(select(townships.c.name).where(self.own(townships)).with_for_update())
            self.put(connection, code_sendings, row)
            append_note(self, connection, (user, at), ConsoleDeed.CODES_ASKED, {})

    def note_codes_tried(self, done: CodeSending) -> None:
        """Say how a request went; one that was made since goes on waiting."""
        at = None if done.done_at is None else to_ms(done.done_at)
        mine = self.own(code_sendings) & (code_sendings.c.asked_at == to_ms(done.asked_at))
        told = {"done_at": at, "sent": done.sent, "trouble": done.trouble, "told": done.told}
        with self.database.writing() as connection:
            connection.execute(update(code_sendings).where(mine).values(**told))
