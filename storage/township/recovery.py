"""忘记密码 at the township: pairs its devices announced, and the county's word that it holds them."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from core.errors import Refusal
from core.events import EventType
from core.ids import ClinicCode, DeviceId
from core.recovery import RecoveryPair
from storage.township.shelf import Shelf
from storage.township.tables import log, recovery_held, townships

_KEY_BYTES = 32


class RecoveryShelf(Shelf):
    """What goes up to the county and comes back."""

    __slots__ = ()

    def recovery_pairs(self) -> Sequence[tuple[ClinicCode, RecoveryPair]]:
        """List every pair a device of this township announced, by clinic, in the order of its log."""
        mine = (
            select(log.c.clinic, log.c.device, log.c.body)
            .where(self.own(log), log.c.type == EventType.RECOVERY_PAIR_MADE.value)
            .order_by(log.c.clinic, log.c.position)
        )
        with self.database.reading() as connection:
            rows = connection.execute(mine).all()
        found = [(ClinicCode(row.clinic), self._pair(DeviceId(row.device), row.body)) for row in rows]
        # A pair is announced again when a cut came between ledger and vault.
        return list(dict.fromkeys((clinic, pair) for clinic, pair in found if pair is not None))

    def keep_recovery_held(self, words: Mapping[DeviceId, bytes]) -> None:
        """Keep the county's word about devices of this township, each in the place of the one before."""
        with self.database.writing() as connection:
            connection.execute(select(townships.c.name).where(self.own(townships)).with_for_update())
            for device, word in words.items():
                self.put(connection, recovery_held, {"device": device, "word": word})

    def recovery_held(self) -> Mapping[DeviceId, bytes]:
        """Give the county's word by device."""
        with self.database.reading() as connection:
            rows = connection.execute(select(recovery_held).where(self.own(recovery_held)))
            return {DeviceId(row.device): row.word for row in rows}

    def _pair(self, device: DeviceId, body: bytes) -> RecoveryPair | None:
        try:
            plain = self.codec.decode(body)
        except Refusal:
            return None
        if not isinstance(plain, dict):
            return None
        number, public = plain.get("number"), plain.get("public")
        if not isinstance(number, int) or number < 1 or not isinstance(public, bytes):
            return None
        return RecoveryPair(device, number, public) if len(public) == _KEY_BYTES else None
