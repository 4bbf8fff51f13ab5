"""A chain through the trail of the console."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    """Make room for the links; the next line begins the chain upon those there are."""
    op.add_column("console_trail", sa.Column("hash", sa.LargeBinary()))
