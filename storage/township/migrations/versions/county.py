"""The county whose keys a township trusts."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table of counties: one row a township, or none."""
    op.create_table(
        "counties",
        sa.Column("township", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("signing", sa.LargeBinary(), nullable=False),
        sa.Column("recovery", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("township"),
    )
