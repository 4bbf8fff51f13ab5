"""A township service as a process: `python -m tests.helpers.township_process DATA CODE [WAITING]`."""

import sys
from pathlib import Path

from core.ids import TownshipCode
from storage.township.engines import open_embedded
from storage.township.store import SqlTownshipStore
from storage.township.townships import township_codes
from sync.codec import CborCodec
from sync.township.app import Hosting, make_app
from sync.township.server import Listening, Speaking, serve, write_line
from sync.township.tls import pin_of, server_context
from sync.township.turnstile import Room
from tests.helpers.township_talk import SetClock


def main(data: str, code: str, waiting: str = "50") -> None:
    """Serve until told to stop, with so many questions waiting in memory."""
    database = open_embedded(Path(data))
    tls_key = SqlTownshipStore(database, TownshipCode(code), CborCodec()).township().keys.tls
    hosting = Hosting(
        codes=lambda: township_codes(database),
        store_of=lambda one: SqlTownshipStore(database, one, CborCodec()),
        tls_pin=lambda: pin_of(tls_key),
        clock=SetClock(),
        room=Room(waiting=int(waiting)),
    )
    serve(make_app(hosting), Speaking(server_context(tls_key)), Listening("127.0.0.1", 0), write_line)
    database.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
