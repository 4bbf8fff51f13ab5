"""Visits by whom they were of; the logs there are get looked through bit by bit."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    """Make the tables, and find people by the tags of their numbers."""
    op.create_table(
        "visit_marks",
        sa.Column("township", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("clinic", sa.String(length=40), nullable=False),
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.Column("supplies", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("township", "key", "at", "clinic", "event_id"),
    )
    op.create_table(
        "marked_logs",
        sa.Column("township", sa.String(length=40), nullable=False),
        sa.Column("clinic", sa.String(length=40), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("township", "clinic"),
    )
    op.create_index("thin_roster_by_tag", "thin_roster", ["township", "tag"])
