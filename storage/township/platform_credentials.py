"""A township's credentials at the gateway of its province: the secret lies sealed with the master key."""

from datetime import datetime

from sqlalchemy import delete, select

from core.console import ConsoleDeed
from core.errors import Refusal
from core.ids import UserId
from core.platform_credentials import Credentials, KeptCredentials
from storage.township.settlement_tables import platform_credentials
from storage.township.shelf import Shelf, from_ms, to_ms
from storage.township.tables import townships
from storage.township.trail import append_note


class PlatformCredentialShelf(Shelf):
    """`core.platform_credentials.PlatformCredentials` on either engine."""

    __slots__ = ()

    def platform_credentials(self) -> KeptCredentials | None:
        """Give what is kept; None where the province asks for none, or nobody gave any yet."""
        mine = select(platform_credentials).where(self.own(platform_credentials))
        with self.database.reading() as connection:
            row = connection.execute(mine).first()
        if row is None:
            return None
        secret = self.database.sealer.unseal(row.sealed_secret, self._place).decode()
        return KeptCredentials(Credentials(row.caller, secret), from_ms(row.since))

    def keep_platform_credentials(self, kept: Credentials, user: UserId, at: datetime) -> None:
        """Keep them in the place of others, with a line in the trail that does not tell the secret."""
        sealed = self.database.sealer.seal(kept.secret.encode(), self._place)
        locked = select(townships.c.name).where(self.own(townships)).with_for_update()
        with self.database.writing() as connection:
            connection.execute(locked)
            row = {"caller": kept.caller, "sealed_secret": sealed, "since": to_ms(at)}
            self.put(connection, platform_credentials, row)
            facts = {"caller": kept.caller}
            append_note(self, connection, (user, at), ConsoleDeed.PLATFORM_CREDENTIALS_KEPT, facts)

    def remove_platform_credentials(self, user: UserId, at: datetime) -> None:
        """Forget them, with a line in the trail.

        Raises:
            Refusal: `platform_credentials_none`.
        """
        locked = select(townships.c.name).where(self.own(townships)).with_for_update()
        mine = delete(platform_credentials).where(self.own(platform_credentials))
        with self.database.writing() as connection:
            connection.execute(locked)
            if not connection.execute(mine).rowcount:
                raise Refusal("platform_credentials_none")
            append_note(self, connection, (user, at), ConsoleDeed.PLATFORM_CREDENTIALS_REMOVED, {})

    @property
    def _place(self) -> str:
        return f"{self.code}/platform-credentials"
