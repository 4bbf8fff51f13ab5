"""Where a device stood when it last wrote a stick: what the next stick for it leaves out."""

from sqlalchemy import select

from core.ids import DeviceId
from storage.township.shelf import Shelf
from storage.township.tables import stick_words


class StickWordShelf(Shelf):
    """Implements `core.clinic_log.StickWords`."""

    __slots__ = ()

    def keep_stick_word(self, device: DeviceId, hello: bytes, log_position: int) -> None:
        """Remember where a device stood, as its bundle said."""
        with self.database.writing() as connection:
            content = {"device": device, "hello": hello, "log_position": log_position}
            self.put(connection, stick_words, content)

    def stick_word(self, device: DeviceId) -> tuple[bytes, int] | None:
        """Give where a device stood when it last wrote a stick."""
        mine = select(stick_words).where(self.own(stick_words), stick_words.c.device == device)
        with self.database.reading() as connection:
            row = connection.execute(mine).first()
        return (row.hello, row.log_position) if row else None
