"""Corrections and cancellations: what supersedes what."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table of what supersedes what; no released program has sent corrections."""
    op.create_table(
        "supersessions",
        sa.Column("township", sa.String(length=40), nullable=False),
        sa.Column("clinic", sa.String(length=40), nullable=False),
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.Column("target", sa.String(length=32), nullable=False),
        sa.Column("cancels", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("township", "clinic", "event_id", "target"),
    )
