"""Candidates for the box as a list model."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from core.identity.id_number import mask_number
from core.ports import PersonFound
from ui.wording import people as words

_Index = QModelIndex | QPersistentModelIndex
CANDIDATE_ROLE = int(Qt.ItemDataRole.UserRole)


@dataclass(frozen=True, slots=True)
class Candidate:
    """What one line of the list shows."""

    found: PersonFound
    name: str
    age: str
    place: str
    number: str


class PeopleFound(QAbstractListModel):
    """The people the last search found, best match first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._candidates: list[Candidate] = []
        self._lines: list[str] = []

    def show_found(self, found: Sequence[PersonFound], today: date) -> None:
        """Put other people in."""
        self.beginResetModel()
        self._candidates = [
            Candidate(
                one,
                one.name,
                words.age_said(one.birth_date, today),
                words.place_of(one),
                mask_number(one.id_number),
            )
            for one in found
        ]
        self._lines = [words.candidate_line(one, today) for one in found]
        self.endResetModel()

    def person(self, row: int) -> PersonFound:
        """Give the person of a row."""
        return self._candidates[row].found

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """Count the people."""
        return 0 if parent.isValid() else len(self._candidates)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give a line for screen readers, and the candidate for the painter."""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._lines[index.row()]
        if role == CANDIDATE_ROLE:
            return self._candidates[index.row()]
        return None
