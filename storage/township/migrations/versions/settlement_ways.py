"""How each clinic settles, and days compared institution by institution."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"

_GROUPS = "compared_groups"
_NAMES = ("insurance", "clearing", "centre")
_AMOUNTS = ("total", "fund", "account", "cash")


def upgrade() -> None:
    """Make the table; what was compared so far was the township's own institution."""
    op.create_table(
        "settlement_ways",
        sa.Column("township", sa.String(length=40), nullable=False),
        sa.Column("clinic", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("institution", sa.String(length=12), nullable=False),
        sa.Column("institution_name", sa.Text(), nullable=False),
        sa.Column("operator", sa.String(length=20), nullable=False),
        sa.Column("operator_name", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("user", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("township", "clinic", "number"),
    )
    _key_groups_by_institution()


def _key_groups_by_institution() -> None:
    """Make the table anew: a key grows only so, and its rows are a few a day."""
    connection = op.get_bind()
    rows = [dict(row) for row in connection.execute(sa.text(f"select * from {_GROUPS}")).mappings()]  # noqa: S608  ours
    op.drop_table(_GROUPS)
    groups = op.create_table(
        _GROUPS,
        sa.Column("township", sa.String(length=40), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        *(sa.Column(name, sa.String(length=6), nullable=False) for name in _NAMES),
        sa.Column("institution", sa.String(length=12), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in _AMOUNTS),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("township", "day", *_NAMES, "institution"),
    )
    for row in rows:
        agrees = bool(row["agrees"])  # as the embedded store gives it: 0 or 1
        connection.execute(groups.insert().values(**{**row, "agrees": agrees, "institution": ""}))
