"""Settlements somebody at a desk waits for, and whether anybody settles visits as they come."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Make room for both; until now nobody waited."""
    op.add_column("townships", sa.Column("settles_until", sa.BigInteger()))
    op.add_column("outbox", sa.Column("awaited_since", sa.BigInteger()))
    op.create_index("outbox_awaited", "outbox", ["township", "final", "awaited_since"])
