"""The platform's own catalogue, as it is downloaded part by part."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    """Make the tables; nothing was downloaded before."""
    op.create_table(
        "national_catalogue",
        sa.Column("township", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=50), nullable=False),
        sa.Column("part", sa.String(length=4), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("specification", sa.Text(), nullable=False),
        sa.Column("fee_class", sa.String(length=30), nullable=False),
        sa.Column("valid", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("township", "code"),
    )
    op.create_table(
        "national_versions",
        sa.Column("township", sa.String(length=40), nullable=False),
        sa.Column("part", sa.String(length=4), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("township", "part"),
    )
