"""Visits that wait for somebody to look at the platform are found by an index of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    """Mark none yet: a visit is marked as soon as the worker meets its trouble again."""
    op.add_column("outbox", sa.Column("asks", sa.Boolean(), nullable=False, server_default=sa.false()))
    asks = sa.text("asks")
    op.create_index(
        "outbox_asking",
        "outbox",
        ["township", "clinic", "visit"],
        postgresql_where=asks,
        sqlite_where=asks,
    )
