"""How a row of the settlement outbox lies in its table."""

from typing import Any

from core.settlement_ports import OutboxRow
from core.settlement_questions import ANSWERS
from storage.township.shelf import from_text, to_ms, to_text


def outbox_content(row: OutboxRow) -> dict[str, Any]:
    """Give the columns of a row."""
    return {
        "clinic": row.clinic,
        "visit": row.visit,
        "due": to_ms(row.due),
        "step": row.step.value,
        "final": row.step.final or row.step.by_file,
        "revision": row.revision,
        "asks": row.trouble in ANSWERS and not row.step.final,
        "content": to_text(row.to_plain()),
    }


def outbox_row(content: str) -> OutboxRow:
    """Read a row back from its content."""
    return OutboxRow.from_plain(from_text(content))
