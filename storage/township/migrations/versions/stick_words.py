"""Where a device stood when it last wrote a stick."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make the table of what devices said of themselves on sticks."""
    op.create_table(
        "stick_words",
        sa.Column("township", sa.String(length=40), nullable=False),
        sa.Column("device", sa.String(length=32), nullable=False),
        sa.Column("hello", sa.LargeBinary(), nullable=False),
        sa.Column("log_position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("township", "device"),
    )
