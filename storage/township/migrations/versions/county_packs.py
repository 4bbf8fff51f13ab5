"""The packages a township's county signed."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the table of packages, one row a pack."""
    op.create_table(
        "county_packs",
        sa.Column("township", sa.String(length=40), nullable=False),
        sa.Column("pack", sa.String(length=40), nullable=False),
        sa.Column("package", sa.LargeBinary(), nullable=False),
        sa.Column("answers", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("township", "pack"),
    )
