"""Indexes for what a served day asks of a clinic and found by reading the whole township."""

from alembic import op

revision = "0012"
down_revision = "0011"

_INDEXES = {
    "batches_of_life": ("batches", ["township", "clinic", "incarnation", "number"]),
    "devices_of_clinic": ("devices", ["township", "clinic", "device"]),
    "one_time_codes_of_clinic": ("one_time_codes", ["township", "clinic"]),
    "incarnations_of_clinic": ("incarnations", ["township", "clinic"]),
    "quarantine_by_reason": ("quarantine", ["township", "clinic", "reason"]),
    "quarantine_of_event": ("quarantine", ["township", "clinic", "event_id"]),
}


def upgrade() -> None:
    """Add them; on the largest township of ten years this takes seconds."""
    for name, (table, columns) in _INDEXES.items():
        op.create_index(name, table, columns)
