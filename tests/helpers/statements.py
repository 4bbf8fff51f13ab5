"""What a township's store asks of its engine: every statement by the method that asked, and its plan."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event, text

from storage.township.engines import TownshipDatabase

_SQLITE_STEP = re.compile(r"(SCAN|SEARCH) (?!SUBQUERY|CONSTANT|\(subquery)(\w+)(?: EXISTS)?(?: USING (.*))?")
_PARTIAL = ("log_recovery_pairs", "outbox_asking")
"""Indexes that hold a few rows only: going through one of them is no reading of the table."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A statement with its values, and the method of the store that asked."""

    method: str
    statement: str
    values: Any


@dataclass(slots=True)
class Listener:
    """Hears what goes to the engine while it listens."""

    database: TownshipDatabase
    heard: list[Asked] = field(default_factory=list)
    method: str = ""

    @contextmanager
    def listening(self) -> Iterator["Listener"]:
        """Hear every statement of the block."""
        event.listen(self.database.engine, "before_cursor_execute", self._hear)
        try:
            yield self
        finally:
            event.remove(self.database.engine, "before_cursor_execute", self._hear)

    def _hear(self, *said: Any) -> None:
        _, _, statement, values, _, many = said
        self.heard.append(Asked(self.method, statement, values[0] if many else values))

    def count(self, deed: Callable[[], object]) -> int:
        """Count the statements of a deed."""
        before = len(self.heard)
        with self.listening():
            deed()
        return len(self.heard) - before


class Overheard:
    """Stands before a store and tells the listener which of its methods is asking."""

    def __init__(self, store: object, listener: Listener) -> None:
        self._store = store
        self._listener = listener

    def __getattr__(self, name: str) -> Any:
        """Give a method that says its name first; what it gives bit by bit is read to the end."""
        member = getattr(self._store, name)
        if not callable(member):
            return member

        def said(*args: Any, **named: Any) -> Any:
            self._listener.method = name
            given = member(*args, **named)
            return list(given) if isinstance(given, Iterator) else given

        return said


def methods_of(kind: type) -> set[str]:
    """Name what can be asked of a store."""
    return {
        name
        for name in dir(kind)
        if not name.startswith("_") and callable(getattr(kind, name)) and name not in ("own", "asking", "put")
    }


def is_question(asked: Asked) -> bool:
    """Tell whether a statement looks for rows."""
    return re.match(r"\s*(select|with|update|delete)\b", asked.statement, re.IGNORECASE) is not None


def whole_reads(database: TownshipDatabase, asked: Asked, growing: Mapping[str, frozenset[str]]) -> list[str]:
    """Give the steps of a statement's plan that go through a growing table by too little.

    Args:
        database: the engine that plans.
        asked: the statement.
        growing: by table, the columns that narrow it no further than to all that grows.
    """
    steps = _sqlite_steps if database.embedded else _postgres_steps
    return [
        f"{table} by {sorted(columns)}"
        for table, index, columns in steps(database, asked)
        if table in growing and columns <= growing[table] and index not in _PARTIAL
    ]


def _sqlite_steps(database: TownshipDatabase, asked: Asked) -> Iterator[tuple[str, str, set[str]]]:
    with database.reading() as connection:
        rows = connection.exec_driver_sql(f"explain query plan {asked.statement}", asked.values).all()
    names = _aliases(asked.statement)
    for row in rows:
        if found := _SQLITE_STEP.match(row[3]):
            using = found[3] or ""
            index = re.search(r"INDEX (\w+)", using)
            columns = set(re.findall(r"(\w+)[<>=]", using))
            yield names.get(found[2], found[2]), index[1] if index else "", columns


def _aliases(statement: str) -> dict[str, str]:
    return {alias: table for table, alias in re.findall(r"(\w+) AS (\w+)", statement)}


def _postgres_steps(database: TownshipDatabase, asked: Asked) -> Iterator[tuple[str, str, set[str]]]:
    with database.writing() as connection:
        for way in _WHOLE_WAYS:
            connection.execute(text(f"set local {way} = off"))
        plan = connection.exec_driver_sql(
            f"explain (format json) {asked.statement}", asked.values
        ).scalar_one()
    for node in _nodes((plan if isinstance(plan, list) else json.loads(plan))[0]["Plan"]):
        if "Relation Name" not in node or node["Node Type"] == "ModifyTable":
            continue
        parts = [node, *(part for part in _nodes(node) if part["Node Type"] == "Bitmap Index Scan")]
        names = re.sub(r"'[^']*'", "", " ".join(part.get("Index Cond", "") for part in parts))
        index = next((part["Index Name"] for part in parts if "Index Name" in part), "")
        yield node["Relation Name"], index, set(re.findall(r"\b[a-z_]+\b", names)) - _OPERATORS


_WHOLE_WAYS = ("enable_seqscan", "enable_hashjoin", "enable_mergejoin")
"""Ways through a whole table, which a planner prefers while a table is small."""
_OPERATORS = {"any", "text", "bytea", "bigint", "character", "varying", "and", "not", "is", "false", "true"}


def _nodes(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield node
    for part in _parts(node):
        yield from _nodes(part)


def _parts(node: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    parts: Sequence[Mapping[str, Any]] = node.get("Plans", ())
    return parts
