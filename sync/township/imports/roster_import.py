"""Putting a roster that was looked through into force."""

from datetime import date

from core.errors import Refusal
from core.import_rows import ImportMark
from core.township_ports import TownshipStore
from core.township_rows import RowChange
from sync.township.imports.roster_preview import RosterPreview


def import_roster(
    store: TownshipStore,
    preview: RosterPreview,
    as_of: date,
    valid_until: date,
    mark: ImportMark | None = None,
) -> RowChange:
    """Make the good rows be the whole roster, in one transaction; with a mark it can be undone.

    Raises:
        Refusal: `roster_no_good_row`: the roster in force stays.
    """
    if not preview.entries:
        raise Refusal("roster_no_good_row")
    return store.replace_roster(preview.entries, as_of, valid_until, mark)
