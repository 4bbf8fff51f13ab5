"""The tables of what was compared with the platform, and of the differences.

The rules of form are those of the tables beside; days are text, `2026-05-06`.
"""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, Text, text

from storage.township.tables import metadata, township_column

compared_groups = Table(
    "compared_groups",
    metadata,
    township_column(),
    Column("day", String(10), primary_key=True),
    Column("insurance", String(6), primary_key=True),
    Column("clearing", String(6), primary_key=True),
    Column("centre", String(6), primary_key=True),
    Column("institution", String(12), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("total", BigInteger, nullable=False),
    Column("fund", BigInteger, nullable=False),
    Column("account", BigInteger, nullable=False),
    Column("cash", BigInteger, nullable=False),
    Column("agrees", Boolean, nullable=False),
    Column("told", Text, nullable=False),
)

compared_days = Table(
    "compared_days",
    metadata,
    township_column(),
    Column("day", String(10), primary_key=True),
    Column("at", BigInteger, nullable=False),
)

differences = Table(
    "differences",
    metadata,
    township_column(),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("day", String(10), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("settlement", String(40), nullable=False),
    Column("content", Text, nullable=False),
    Column("found_at", BigInteger, nullable=False),
    Column("closed_at", BigInteger),
    Column("closed_by", String(40)),
    Column("reason", Text, nullable=False),
)
Index("differences_of_day", differences.c.township, differences.c.day)
_OPEN, _CLOSED = text("closed_at is null"), text("closed_at is not null")
Index(
    "differences_open",
    *(differences.c.township, differences.c.number),
    postgresql_where=_OPEN,
    sqlite_where=_OPEN,
)
Index(
    "differences_closed",
    *(differences.c.township, differences.c.closed_at, differences.c.number),
    postgresql_where=_CLOSED,
    sqlite_where=_CLOSED,
)
