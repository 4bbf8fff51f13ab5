"""Finding what went back to a doctor, and whether something took its place."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Add the indexes; the first goes through all results once and keeps few of them."""
    is_back = sa.text("kind = 'needs_correction'")
    columns = ["township", "at", "clinic", "position"]
    op.create_index("results_gone_back", "results", columns, postgresql_where=is_back, sqlite_where=is_back)
    op.create_index("supersessions_of_target", "supersessions", ["township", "clinic", "target"])
