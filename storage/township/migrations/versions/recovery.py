"""Recovery by telephone: the county's word about pairs, and finding the pairs in the log."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the table of the county's word, and an index on the few events that announce a pair."""
    op.create_table(
        "recovery_held",
        sa.Column("township", sa.String(length=40), nullable=False),
        sa.Column("device", sa.String(length=32), nullable=False),
        sa.Column("word", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("township", "device"),
    )
    only = sa.text("type = 'recovery_pair_made'")
    op.create_index(
        "log_recovery_pairs",
        "log",
        ["township", "clinic", "position"],
        postgresql_where=only,
        sqlite_where=only,
    )
