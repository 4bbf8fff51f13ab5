"""Whether the ledger that was opened is the one that was left here, and what its new life is told if not."""

import secrets
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from core.events import LedgerHead
from core.ids import Incarnation
from storage.clinic.sentinel import Sentinel
from storage.sqlcipher import Database

_HASH_AT = "SELECT hash FROM events WHERE incarnation = ? AND sequence = ?"
_DAMAGE = """WITH present AS (SELECT incarnation FROM incarnations ORDER BY number DESC LIMIT 1),
    covered AS (SELECT max(sequence) AS last FROM receipts
        WHERE incarnation = (SELECT incarnation FROM present) AND epoch = (SELECT max(number) FROM epochs)),
    here AS (SELECT max(sequence) AS last FROM events
        WHERE incarnation = (SELECT incarnation FROM present))
    SELECT incarnation, sequence FROM missing WHERE incarnation = (SELECT incarnation FROM present)
        AND NOT EXISTS (SELECT 1 FROM events e WHERE e.position = missing.position)
        AND (asked >= (SELECT max(number) FROM epochs)
            OR sequence > coalesce((SELECT last FROM covered), 0)
            OR sequence > coalesce((SELECT last FROM here), 0))
    ORDER BY sequence"""
_KNOWN = "SELECT 1 FROM incarnations WHERE incarnation = ?"


_INCARNATION_BYTES = 16


def new_incarnation() -> Incarnation:
    """Draw the name of a life of a ledger."""
    return Incarnation(secrets.token_hex(_INCARNATION_BYTES))


class Why(StrEnum):
    """Why a ledger began a new life; written into its first event."""

    TOWNSHIP = "township_knows_otherwise"
    MISSING = "sentinel_missing"
    FOREIGN = "sentinel_foreign"
    BEHIND = "behind_sentinel"
    RESTORED = "restored"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class Gap:
    """Events that were here once and are not any more: of which incarnation, from where to where."""

    incarnation: Incarnation
    first: int
    last: int

    def to_plain(self) -> dict[str, Any]:
        """Give the gap as the first event of a new life names it."""
        return {"incarnation": self.incarnation, "first": self.first, "last": self.last}


@dataclass(frozen=True, slots=True)
class Rebirth:
    """The reason for a new life, and what is known to be missing."""

    why: Why
    gaps: tuple[Gap, ...] = ()


def damage_of(database: Database) -> Rebirth | None:
    """Tell whether the present life lacks events it could not go on without, and which.

    What a receipt covers is fetched back in its place; what is above it, or was refused, ends the life.
    """
    gaps: list[Gap] = []
    for incarnation, sequence in database.execute(_DAMAGE).fetchall():
        if gaps and gaps[-1].last == sequence - 1:
            gaps[-1] = Gap(incarnation, gaps[-1].first, sequence)
        else:
            gaps.append(Gap(incarnation, sequence, sequence))
    return Rebirth(Why.DAMAGED, tuple(gaps)) if gaps else None


def rebirth_of(database: Database, head: LedgerHead, sentinel: Sentinel) -> Rebirth | None:
    """Compare an opened ledger with its sentinel; None when it is the one that was left, or a crash later."""
    if damaged := damage_of(database):
        return damaged
    mark = sentinel.read()
    if mark is None:
        return Rebirth(Why.FOREIGN if sentinel.exists else Why.MISSING)
    if _holds(database, mark):
        return None
    return Rebirth(Why.BEHIND, _gap(head, mark))


def gap_to(head: LedgerHead, sentinel: Sentinel) -> tuple[Gap, ...]:
    """Name what the sentinel knows and a ledger put in place of the former does not hold."""
    mark = sentinel.read()
    return _gap(head, mark) if mark else ()


def _gap(head: LedgerHead, mark: LedgerHead) -> tuple[Gap, ...]:
    first = head.sequence + 1 if mark.incarnation == head.incarnation else 1
    return (Gap(mark.incarnation, first, mark.sequence),) if first <= mark.sequence else ()


def _holds(database: Database, mark: LedgerHead) -> bool:
    if mark.sequence == 0:
        return database.execute(_KNOWN, (mark.incarnation,)).fetchone() is not None
    row = database.execute(_HASH_AT, (mark.incarnation, mark.sequence)).fetchone()
    return row is not None and row[0] == mark.hash
