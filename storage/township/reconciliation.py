"""What was compared with the platform in the township's tables, and what is booked here of a day."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, tuple_, update

from core.errors import Refusal
from core.ids import UserId
from core.money import Fen
from core.reconciliation import (
    DayCompared,
    Difference,
    DifferenceKind,
    Group,
    GroupCompared,
    KeptDifference,
    Sums,
)
from storage.township.booked import BookedShelf
from storage.township.reconciliation_tables import compared_days, compared_groups, differences
from storage.township.shelf import from_ms, from_text, sliced, to_ms, to_text


class ReconciliationShelf(BookedShelf):
    """`core.reconciliation.ReconciliationBook` on either engine."""

    __slots__ = ()

    def groups_met(self) -> Collection[Group]:
        """Give the groups of all days that were compared."""
        columns = [compared_groups.c[name] for name in Group._fields]
        mine = select(*columns).where(self.own(compared_groups)).distinct()
        with self.database.reading() as connection:
            return {Group(*row) for row in connection.execute(mine)}

    def keep_day(
        self, day: date, groups: Sequence[GroupCompared], found: Sequence[Difference], at: datetime
    ) -> int:
        """Keep what was compared; open differences not found again are closed. Count the open ones."""
        text, now = day.isoformat(), to_ms(at)
        with self.database.writing() as connection:
            self.put(connection, compared_days, {"day": text, "at": now})
            connection.execute(
                delete(compared_groups).where(self.own(compared_groups), compared_groups.c.day == text)
            )
            if groups:
                rows = [{"township": self.code, "day": text, **_group_columns(one)} for one in groups]
                connection.execute(insert(compared_groups), rows)
            self._keep_differences(connection, text, found, now)
            return self._open_of(connection, [text]).get(text, 0)

    def _keep_differences(
        self, connection: Connection, day: str, found: Sequence[Difference], now: int
    ) -> None:
        mine = self.own(differences) & (differences.c.day == day)
        known = {
            (row.kind, row.settlement): row
            for row in connection.execute(select(differences).where(mine).order_by(differences.c.number))
        }
        again = {(one.kind.value, one.settlement) for one in found}
        gone = [row.number for key, row in known.items() if key not in again and row.closed_at is None]
        for some in sliced(gone):
            closed = update(differences).where(self.own(differences), differences.c.number.in_(some))
            connection.execute(closed.values(closed_at=now))
        last = connection.scalar(select(func.max(differences.c.number)).where(self.own(differences))) or 0
        new = [one for one in found if _is_new(known.get((one.kind.value, one.settlement)))]
        rows = [
            {"township": self.code, "number": number, "found_at": now, "reason": "", **_columns(one)}
            for number, one in enumerate(new, start=last + 1)
        ]
        if rows:
            connection.execute(insert(differences), rows)

    def days(self, before: date | None, limit: int) -> Sequence[DayCompared]:
        """List the days that were compared, newest first."""
        mine = select(compared_days).where(self.own(compared_days))
        if before is not None:
            mine = mine.where(compared_days.c.day < before.isoformat())
        with self.database.reading() as connection:
            found = connection.execute(mine.order_by(compared_days.c.day.desc()).limit(limit)).all()
            days = [row.day for row in found]
            groups = (
                select(compared_groups)
                .where(self.own(compared_groups), compared_groups.c.day.in_(days))
                .order_by(compared_groups.c.day, compared_groups.c.institution, compared_groups.c.insurance)
            )
            rows = connection.execute(groups)
            of_day = {day: [_group(row) for row in some] for day, some in groupby(rows, lambda row: row.day)}
            left = self._open_of(connection, days)
        return [
            DayCompared(
                date.fromisoformat(row.day), from_ms(row.at), of_day.get(row.day, []), left.get(row.day, 0)
            )
            for row in found
        ]

    def _open_of(self, connection: Connection, days: Sequence[str]) -> Mapping[str, int]:
        mine = (
            select(differences.c.day, func.count())
            .where(self.own(differences), differences.c.day.in_(days), differences.c.closed_at.is_(None))
            .group_by(differences.c.day)
        )
        return {row[0]: row[1] for row in connection.execute(mine)}

    def differences(self, after: int | None, limit: int) -> Sequence[KeptDifference]:
        """List the open differences, oldest first, behind a number."""
        mine = select(differences).where(
            self.own(differences), differences.c.closed_at.is_(None), differences.c.number > (after or 0)
        )
        with self.database.reading() as connection:
            ordered = mine.order_by(differences.c.number).limit(limit)
            return [_kept(row) for row in connection.execute(ordered)]

    def closed_differences(self, before: int | None, limit: int) -> Sequence[KeptDifference]:
        """List those that were worked off, newest first."""
        place = (differences.c.closed_at, differences.c.number)
        mine = select(differences).where(self.own(differences), differences.c.closed_at.is_not(None))
        with self.database.reading() as connection:
            if before is not None:
                one = select(*place).where(self.own(differences), differences.c.number == before)
                at = connection.execute(one).first()
                mine = mine.where(tuple_(*place) < (at.closed_at, at.number)) if at else mine
            ordered = mine.order_by(*(column.desc() for column in place)).limit(limit)
            return [_kept(row) for row in connection.execute(ordered)]

    def work_off(self, number: int, user: UserId, reason: str, at: datetime) -> None:
        """Write down why a difference is none any more, or is to be.

        Raises:
            Refusal: `difference_unknown`; `difference_closed`.
        """
        mine = self.own(differences) & (differences.c.number == number)
        with self.database.writing() as connection:
            known = connection.execute(select(differences.c.closed_at).where(mine).with_for_update()).first()
            if known is None:
                raise Refusal("difference_unknown")
            if known.closed_at is not None:
                raise Refusal("difference_closed")
            done = {"closed_at": to_ms(at), "closed_by": user, "reason": reason}
            connection.execute(update(differences).where(mine).values(**done))


def _group_columns(one: GroupCompared) -> dict[str, Any]:
    ours = one.ours
    amounts = {"total": ours.total, "fund": ours.fund, "account": ours.account, "cash": ours.cash}
    return {**one.group._asdict(), "count": ours.count, **amounts, "agrees": one.agrees, "told": one.told}


def _group(row: Row[Any]) -> GroupCompared:
    sums = Sums(row._mapping["count"], Fen(row.total), Fen(row.fund), Fen(row.account), Fen(row.cash))
    return GroupCompared(Group(*(row._mapping[name] for name in Group._fields)), sums, row.agrees, row.told)


def _is_new(known: Row[Any] | None) -> bool:
    """Tell whether a difference is to be listed: not one that is open, nor one somebody gave a reason for."""
    return known is None or (known.closed_at is not None and known.closed_by is None)


_FACTS = ("clinic", "visit", "person", "message", "total", "fund", "their_total", "their_fund", "told")


def _columns(one: Difference) -> dict[str, Any]:
    content = to_text({name: getattr(one, name) for name in _FACTS})
    return {
        "day": one.day.isoformat(),
        "kind": one.kind.value,
        "settlement": one.settlement,
        "content": content,
        "closed_at": None,
        "closed_by": None,
    }


def _kept(row: Row[Any]) -> KeptDifference:
    one = Difference(
        date.fromisoformat(row.day), DifferenceKind(row.kind), row.settlement, **from_text(row.content)
    )
    closed_at = None if row.closed_at is None else from_ms(row.closed_at)
    closed_by = None if row.closed_by is None else UserId(row.closed_by)
    return KeptDifference(row.number, one, from_ms(row.found_at), closed_at, closed_by, row.reason)
