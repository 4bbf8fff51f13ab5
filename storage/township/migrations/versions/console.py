"""The console: its users, their sessions and attempts to sign in, its trail, and an index for its queue."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def _township() -> "sa.Column[str]":
    return sa.Column("township", sa.String(length=40), nullable=False)


def upgrade() -> None:
    """Make the tables; the index goes through the outbox once."""
    op.create_table(
        "console_users",
        _township(),
        sa.Column("user", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("township", "user"),
    )
    op.create_table(
        "console_attempts",
        _township(),
        sa.Column("bucket", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("township", "bucket"),
    )
    op.create_table(
        "console_sessions",
        _township(),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("user", sa.String(length=40), nullable=False),
        sa.Column("began", sa.BigInteger(), nullable=False),
        sa.Column("last_used", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("township", "token_hash"),
    )
    op.create_index("console_sessions_of_user", "console_sessions", ["township", "user"])
    op.create_table(
        "console_trail",
        _township(),
        sa.Column("number", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("user", sa.String(length=40), nullable=False),
        sa.Column("deed", sa.String(length=40), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("township", "number"),
    )
    op.create_index("outbox_by_step", "outbox", ["township", "step", "due", "clinic", "visit"])
