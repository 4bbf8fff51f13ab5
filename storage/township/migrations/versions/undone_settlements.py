"""Settled visits that were corrected are due again: their settlements are undone now."""

from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    """Let them be due; what was settled and corrected before has waited until now."""
    op.execute(
        "update outbox set final = false where step = 'settled' and exists (select 1 from supersessions s"
        " where s.township = outbox.township and s.clinic = outbox.clinic and s.target = outbox.visit)"
    )
