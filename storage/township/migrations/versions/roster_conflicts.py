"""What of a roster somebody has to look into."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """Make the table; the next import fills it."""
    op.create_table(
        "roster_conflicts",
        sa.Column("township", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("other", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer()),
        sa.PrimaryKeyConstraint("township", "position"),
    )
