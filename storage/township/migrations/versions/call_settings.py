"""When and how much the clinics of a township call by themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make room for what a township sets; one that set nothing is as it ever was."""
    op.add_column("townships", sa.Column("call_settings", sa.Text()))
