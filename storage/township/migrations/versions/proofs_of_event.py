"""The day of a visit by its id: what an old month is read by."""

from alembic import op

revision = "0042"
down_revision = "0041"


def upgrade() -> None:
    """Make the index."""
    columns = ["township", "clinic", "event_id", "at"]
    op.create_index("visit_proofs_of_event", "visit_proofs", columns)
