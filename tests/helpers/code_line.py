"""The way from a desk to its township for whose code it is, and everything anybody keeps on it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select

from core.errors import Stop
from core.insurance_code import CodeReader
from storage.clinic.desk import ClinicStore
from storage.township.engines import TownshipDatabase
from storage.township.tables import metadata
from sync.asks import Ask
from sync.codec import to_wire
from sync.township.clinic_api import ClinicApi
from tests.helpers.sync_world import World
from tests.helpers.tls import TLS_PIN


@dataclass(slots=True)
class CodeLine:
    """Carries a question to the township of a world, unless it `breaks`; counts bodies as they travel."""

    world: World
    codes: CodeReader | None = None
    breaks: Stop | None = None
    route: str = "memory"
    bytes_up: int = 0
    bytes_down: int = 0
    asked: list[Ask] = field(default_factory=list)

    def exchange(self, name: Ask, body: bytes) -> bytes:
        self.asked.append(name)
        self.bytes_up += len(to_wire(body))
        if self.breaks is not None:
            raise self.breaks
        api = ClinicApi(self.world.township, self.world.clock, codes=self.codes)
        answer = api.handle(name.value, body, TLS_PIN)
        self.bytes_down += len(to_wire(answer))
        return answer


def all_rows(database: TownshipDatabase) -> Iterator[bytes]:
    """Give everything a township's store holds, column by column."""
    with database.reading() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table)):
                yield from (_bytes(value) for value in row)


def rows_of(store: ClinicStore) -> Iterator[bytes]:
    """Give everything a clinic's open files hold, column by column."""
    for file in store.files:
        tables = file.database.conn.execute("select name from sqlite_master where type = 'table'").fetchall()
        for (name,) in tables:
            for row in file.database.conn.execute(f'select * from "{name}"'):  # noqa: S608 -- its own tables
                yield from (_bytes(value) for value in row)


def all_files(folder: Path) -> Iterator[bytes]:
    """Give every file below a folder."""
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.read_bytes()


def _bytes(value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    if isinstance(value, Mapping):
        return json.dumps(dict(value), ensure_ascii=False).encode()
    return str(value).encode()
