"""Own codes beside national ones, and what was told to the platform of them."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    """Make the tables; every code there was counted as a national one."""
    op.create_table(
        "code_maps",
        sa.Column("township", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("own", sa.Text(), nullable=False),
        sa.Column("national", sa.String(length=50), nullable=False),
        sa.PrimaryKeyConstraint("township", "kind", "own"),
    )
    op.create_table(
        "codes_sent",
        sa.Column("township", sa.String(length=40), nullable=False),
        sa.Column("institution", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("own", sa.Text(), nullable=False),
        sa.Column("national", sa.String(length=50), nullable=False),
        sa.PrimaryKeyConstraint("township", "institution", "kind", "own"),
    )
