"""What was compared with the platform, the differences, and results found by their time."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Make the tables; nothing was compared before. The index goes through all results once."""
    group = [sa.Column(name, sa.String(length=6), nullable=False) for name in _GROUP]
    amounts = [sa.Column(name, sa.BigInteger(), nullable=False) for name in _AMOUNTS]
    op.create_table(
        "compared_groups",
        sa.Column("township", sa.String(length=40), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        *group,
        sa.Column("count", sa.Integer(), nullable=False),
        *amounts,
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("township", "day", *_GROUP),
    )
    op.create_table(
        "compared_days",
        sa.Column("township", sa.String(length=40), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("township", "day"),
    )
    _differences()
    op.create_index("results_by_time", "results", ["township", "at"])


_GROUP = ("insurance", "clearing", "centre")
_AMOUNTS = ("total", "fund", "account", "cash")


def _differences() -> None:
    op.create_table(
        "differences",
        sa.Column("township", sa.String(length=40), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("settlement", sa.String(length=40), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("found_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger()),
        sa.Column("closed_by", sa.String(length=40)),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("township", "number"),
    )
    op.create_index("differences_of_day", "differences", ["township", "day"])
    is_open, is_closed = sa.text("closed_at is null"), sa.text("closed_at is not null")
    columns = ["township", "number"]
    op.create_index(
        "differences_open", "differences", columns, postgresql_where=is_open, sqlite_where=is_open
    )
    columns = ["township", "closed_at", "number"]
    op.create_index(
        "differences_closed", "differences", columns, postgresql_where=is_closed, sqlite_where=is_closed
    )
