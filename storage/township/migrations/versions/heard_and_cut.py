"""When each PC called last, and who signed what is left of a range that crosses a revocation."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Make room for both; a PC counts as not heard until it calls, and every range so far is its device's."""
    op.add_column("devices", sa.Column("last_contact", sa.BigInteger()))
    op.add_column("batches", sa.Column("signing_key", sa.LargeBinary()))
