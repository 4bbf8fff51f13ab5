"""What was worked out of each person of the roster for the desks of other villages."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table of the thin roster; it fills when the sets are put up next."""
    op.create_table(
        "thin_roster",
        sa.Column("township", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("basis", sa.LargeBinary(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("tag", sa.String(length=32), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("township", "person_id"),
    )
