"""Visits by when they were and how it was proved who was there; the logs are looked through once more."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    """Make the table, and forget how far the logs were looked through and what was found."""
    op.create_table(
        "visit_proofs",
        sa.Column("township", sa.String(length=40), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("clinic", sa.String(length=40), nullable=False),
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("checked_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("township", "at", "clinic", "event_id"),
    )
    op.execute("delete from visit_marks")
    op.execute("delete from marked_logs")
