"""Which devices were forgotten, taken back on the township's own word, and not confirmed yet."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Add the column; nobody was taken back before."""
    op.add_column("devices", sa.Column("returned", sa.Boolean(), nullable=False, server_default=sa.false()))
