"""The TLS keys the service announced."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Make the table; the service's key was never another before."""
    op.create_table(
        "tls_rolls",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("former_pin", sa.LargeBinary(), nullable=False),
        sa.Column("pin", sa.LargeBinary(), nullable=False),
        sa.Column("announced", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("sealed_tls", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("number"),
    )
