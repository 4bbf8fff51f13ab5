"""The history of imports, and what each of them replaced."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def _township() -> "sa.Column[str]":
    return sa.Column("township", sa.String(length=40), nullable=False)


def upgrade() -> None:
    """Make the tables; of imports before nobody knows what they replaced."""
    op.create_table(
        "imports",
        _township(),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("user", sa.String(length=40), nullable=False),
        sa.Column("as_of", sa.Date()),
        sa.Column("before_as_of", sa.Date()),
        sa.Column("before_valid_until", sa.Date()),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("gone", sa.Integer(), nullable=False),
        sa.Column("same", sa.Integer(), nullable=False),
        sa.Column("undoes", sa.Integer()),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("township", "number"),
    )
    op.create_table(
        "import_former",
        _township(),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("content", sa.Text()),
        sa.Column("digest", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("township", "number", "part", "key"),
    )
