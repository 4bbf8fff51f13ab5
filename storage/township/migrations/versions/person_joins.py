"""Who was told to be one person; the logs are looked through once more for what came before this step."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    """Make the tables, and forget how far the logs were looked through and what was found."""
    op.create_table(
        "person_joins",
        sa.Column("township", sa.String(length=40), nullable=False),
        sa.Column("clinic", sa.String(length=40), nullable=False),
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("township", "clinic", "event_id"),
    )
    op.create_index("person_joins_by_moment", "person_joins", ["township", "at", "clinic", "event_id"])
    op.create_table(
        "joined_keys",
        sa.Column("township", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("other", sa.String(length=32), nullable=False),
        sa.Column("clinic", sa.String(length=40), nullable=False),
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("township", "key", "other", "clinic", "event_id"),
    )
    op.create_table(
        "person_partings",
        sa.Column("township", sa.String(length=40), nullable=False),
        sa.Column("clinic", sa.String(length=40), nullable=False),
        sa.Column("target", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("township", "clinic", "target", "event_id"),
    )
    for table in ("visit_marks", "visit_proofs", "marked_logs"):
        op.execute(sa.text(f"DELETE FROM {table}"))  # noqa: S608  # names of ours
