"""Which pack an import brought."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    """Make room for the name; imports before had none."""
    op.add_column("imports", sa.Column("subject", sa.String(length=40), nullable=False, server_default=""))
