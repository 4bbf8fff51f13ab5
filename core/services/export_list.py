"""Give a list out of the encrypted store because a person asked, and write down who and why."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.audit import Deed
from core.clinic import Clinic
from core.errors import Refusal
from core.roles import Right

WriteSheet = Callable[[Path, str, Sequence[str], Iterable[Sequence[str]]], None]
"""Writes one sheet of text cells: where, its name, its titles and its rows. Raises Hindrance.

Every cell is text, whatever stands in it: nothing a patient is called is ever a formula.
"""


@dataclass(frozen=True, slots=True)
class ListOrder:
    """Which list and what for; where the sheet goes, its name, titles and rows.

    `facts` go with the answer and into the audit trail: days and counts, nobody's data.
    """

    form: str
    reason: str
    file: Path
    name: str
    titles: Sequence[str]
    rows: Sequence[Sequence[str]]
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what nobody could answer for later."""
        if not self.reason.strip():
            raise Refusal("export_reason_missing")


def export_list(clinic: Clinic, order: ListOrder, write: WriteSheet) -> Mapping[str, Any]:
    """Write a list into a sheet, after the line of the audit trail is on the disk.

    Raises:
        Refusal: `not_permitted`, `export_list_empty`.
        Hindrance: it cannot be written down, and is not done; or `table_file_not_written`.
    """
    clinic.staff.require(Right.EXPORT)
    if not order.rows:
        raise Refusal("export_list_empty")
    facts = {"form": order.form, "rows": len(order.rows), **order.facts}
    clinic.audit.note(Deed.EXPORTED, reason=order.reason.strip(), facts=facts)
    write(order.file, order.name, order.titles, order.rows)
    return {"file": order.file.name, "visits": len(order.rows), **order.facts}
