"""What reviewers found about prescriptions."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Make the table; nobody reviewed any before."""
    op.create_table(
        "reviewed_prescriptions",
        sa.Column("township", sa.String(length=40), nullable=False),
        sa.Column("clinic", sa.String(length=40), nullable=False),
        sa.Column("visit", sa.String(length=32), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("township", "clinic", "visit"),
    )
