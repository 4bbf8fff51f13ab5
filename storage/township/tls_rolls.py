"""The TLS key of the service that comes after the present one, from its announcement until it speaks."""

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from core.township_keys import NextTlsKey, TlsRoll
from storage.township.engines import TownshipDatabase
from storage.township.shelf import Shelf, from_ms, to_ms
from storage.township.tables import tls_rolls, townships

_NEXT = (
    select(tls_rolls).where(tls_rolls.c.sealed_tls.is_not(None)).order_by(tls_rolls.c.number.desc()).limit(1)
)


class TlsRollShelf(Shelf):
    """What each township tells of it."""

    __slots__ = ()

    def tls_roll(self) -> TlsRoll | None:
        """Tell which TLS key the service has announced; None where the present one stays."""
        return announced_tls(self.database)


def announced_tls(database: TownshipDatabase) -> TlsRoll | None:
    """Tell which TLS key is announced."""
    with database.reading() as connection:
        row = connection.execute(_NEXT).first()
    if row is None:
        return None
    return TlsRoll(row.number, row.former_pin, row.pin, from_ms(row.announced), from_ms(row.until))


def announced_tls_key(database: TownshipDatabase) -> bytes | None:
    """Give the key itself."""
    with database.reading() as connection:
        row = connection.execute(_NEXT).first()
    return database.sealer.unseal(row.sealed_tls, _name(row.number)) if row else None


def announce_tls(database: TownshipDatabase, following: NextTlsKey) -> None:
    """Keep a key that is announced, in the place of one that was and has not spoken yet."""
    roll = following.roll
    with database.writing() as connection:
        connection.execute(update(tls_rolls).values(sealed_tls=None))
        connection.execute(
            insert(tls_rolls).values(
                number=roll.number,
                former_pin=roll.former,
                pin=roll.pin,
                announced=to_ms(roll.at),
                until=to_ms(roll.until),
                sealed_tls=database.sealer.seal(following.key, _name(roll.number)),
            )
        )


def last_tls_number(database: TownshipDatabase) -> int:
    """Give the number of the last word there was; 0 before the first."""
    last = select(tls_rolls.c.number).order_by(tls_rolls.c.number.desc()).limit(1)
    with database.reading() as connection:
        return connection.scalar(last) or 0


def turn_to_tls_key(database: TownshipDatabase, at: datetime) -> None:
    """Put the announced key in the place of the present one, which is gone then, if its moment has come."""
    roll = announced_tls(database)
    if roll is None or at < roll.until:
        return
    with database.writing() as connection:
        row = connection.execute(_NEXT.with_for_update()).first()
        if row and row.number == roll.number:  # no other process of the service was faster
            _put(database, connection, database.sealer.unseal(row.sealed_tls, _name(row.number)))
            connection.execute(update(tls_rolls).values(sealed_tls=None))


def _put(database: TownshipDatabase, connection: Connection, key: bytes) -> None:
    for code in connection.scalars(select(townships.c.township)).all():
        sealed = database.sealer.seal(key, f"{code}/tls")
        connection.execute(update(townships).where(townships.c.township == code).values(sealed_tls=sealed))


def _name(number: int) -> str:
    return f"service/tls/{number}"
