"""From which place of its chain on a revoked device counts no more."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the table of revocations; a device revoked before counts for all that was taken in of it."""
    op.create_table(
        "revocations",
        sa.Column("township", sa.String(length=40), nullable=False),
        sa.Column("device", sa.String(length=32), nullable=False),
        sa.Column("incarnation", sa.String(length=32), nullable=False),
        sa.Column("last_good", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("township", "device", "incarnation"),
    )
