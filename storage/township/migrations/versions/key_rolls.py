"""The township's words for keys that came after others."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Make the table; no keys were rolled over before."""
    op.create_table(
        "key_rolls",
        sa.Column("township", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("word", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_sealing", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("township", "number"),
    )
