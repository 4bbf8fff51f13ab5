"""Looking back at imports, and undoing one: what it replaced goes down as a version of its own."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from typing import Any, Generic, TypeVar

from core.console import AT_THE_MACHINE
from core.ids import UserId
from core.import_rows import ImportKind, ImportMark, ImportRow
from core.ports import Clock
from core.services.adopt_pack import take_pack_back
from core.township_ports import TownshipStore
from sync.codec import CborCodec
from sync.township.imports.conflicts import list_conflicts
from sync.township.publishing import publish_sets

Place = TypeVar("Place", contravariant=True)
_TOLD = 50


def undo_import(store: TownshipStore, clock: Clock, number: int, user: UserId = AT_THE_MACHINE) -> ImportRow:
    """Put back what an import replaced, and offer it to the clinics.

    Raises:
        Refusal: as `TownshipStore.undo_import`, of a pack as `take_pack_back`: nothing was changed.
        Refusal, Hindrance: as `publish_sets`: undone, and offered with the next publication.
    """
    mark = ImportMark(clock.now(), user)
    wanted = store.imports(number + 1, 1)
    if wanted and wanted[0].kind is ImportKind.PACK:
        row = take_pack_back(store, number, mark, CborCodec())
    else:
        row = store.undo_import(number, mark)
    publish_sets(store, clock)
    if row.kind is ImportKind.ROSTER:
        list_conflicts(store)
    return row


@dataclass(frozen=True, slots=True)
class ImportHistory(Generic[Place]):
    """The deeds at the township's machine; `open_store` opens the store of a place."""

    open_store: Callable[[Place], AbstractContextManager[TownshipStore]]
    clock: Clock

    def list(self, place: Place) -> Mapping[str, Any]:
        """List the last imports, newest first."""
        with self.open_store(place) as store:
            return {"imports": [told(row) for row in store.imports(None, _TOLD)]}

    def undo(self, place: Place, number: int) -> Mapping[str, Any]:
        """Undo an import.

        Raises:
            Refusal, Hindrance: as `undo_import`.
        """
        with self.open_store(place) as store:
            return told(undo_import(store, self.clock, number))


def told(row: ImportRow) -> Mapping[str, Any]:
    """Tell an import in plain values."""
    return {
        "import": row.number,
        "kind": row.kind.value,
        "subject": row.subject,
        "at": row.mark.at.isoformat(timespec="seconds"),
        "user": row.mark.user,
        "as_of": row.as_of.isoformat() if row.as_of else None,
        "undoes": row.undoes,
        "undone": row.undone,
        "may_be_undone": row.may_be_undone,
        **asdict(row.change),
    }
