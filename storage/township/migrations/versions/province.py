"""Batches of visits that went to the province, and which visits each took."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """Make the tables; until now nothing went."""
    op.create_table(
        "province_batches",
        sa.Column("township", sa.String(length=40), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("user", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("township", "number"),
    )
    op.create_table(
        "province_visits",
        sa.Column("township", sa.String(length=40), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("clinic", sa.String(length=40), nullable=False),
        sa.Column("visit", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("township", "number", "clinic", "visit"),
    )
    op.create_index("province_visits_of_visit", "province_visits", ["township", "clinic", "visit"])
