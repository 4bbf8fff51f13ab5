"""Saying once what a county's files call their columns: for the page and for the command alike."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from core.errors import Refusal
from core.import_rows import ImportKind, ImportProfile
from core.township_ports import TownshipStore
from sync.township.imports.catalogue_workbook import CATALOGUE
from sync.township.imports.cells import Column, Form
from sync.township.imports.codes_table import CODES
from sync.township.imports.roster_form import PAYMENTS, PERSONS

Place = TypeVar("Place", contravariant=True)
_LONGEST = 40
_MOST_LETTERS = 100


_FORMS: Mapping[ImportKind, Sequence[Form]] = {
    ImportKind.ROSTER: (PERSONS, PAYMENTS),
    ImportKind.CATALOGUE: (CATALOGUE,),
    ImportKind.CODES: (CODES,),
}


def columns_of(kind: ImportKind) -> Sequence[Column]:
    """List the columns files of a kind may have, each title once; one that is needed anywhere is needed."""
    columns = [column for form in _FORMS.get(kind, ()) for column in form.columns]
    return [
        one for at, one in enumerate(columns) if one.title not in {before.title for before in columns[:at]}
    ]


def keep_profile(store: TownshipStore, name: str, titles: Mapping[str, str]) -> ImportProfile:
    """Keep what an office calls its columns, beside what its profile said before; empty takes one back.

    Raises:
        Refusal: `import_profile_name_not_valid`; `import_column_unknown` with `column`; `import_title_twice`.
    """
    name = name.strip()
    if not name or len(name) > _LONGEST or not name.isprintable():
        raise Refusal("import_profile_name_not_valid")
    known = {column.title for kind in ImportKind for column in columns_of(kind)}
    if strange := set(titles) - known:
        raise Refusal("import_column_unknown", column=min(strange)[:_LONGEST])
    held = next((one.titles for one in store.import_profiles() if one.name == name), {})
    told = {ours: theirs.strip() for ours, theirs in {**held, **titles}.items() if theirs.strip()}
    if len(set(told.values())) != len(told) or any(len(one) > _MOST_LETTERS for one in told.values()):
        raise Refusal("import_title_twice")
    profile = ImportProfile(name, told)
    store.keep_import_profile(profile)
    return profile


@dataclass(frozen=True, slots=True)
class ImportProfiles(Generic[Place]):
    """The deeds at the township's machine; `open_store` opens the store of a place."""

    open_store: Callable[[Place], AbstractContextManager[TownshipStore]]

    def list(self, place: Place) -> Mapping[str, Any]:
        """List the profiles."""
        with self.open_store(place) as store:
            return {"profiles": [_told(one) for one in store.import_profiles()]}

    def keep(self, place: Place, name: str, titles: Mapping[str, str]) -> Mapping[str, Any]:
        """Keep a profile.

        Raises:
            Refusal: as `keep_profile`.
        """
        with self.open_store(place) as store:
            return _told(keep_profile(store, name, titles))

    def remove(self, place: Place, name: str) -> Mapping[str, Any]:
        """Forget a profile.

        Raises:
            Refusal: `import_profile_unknown`.
        """
        with self.open_store(place) as store:
            if name not in {one.name for one in store.import_profiles()}:
                raise Refusal("import_profile_unknown")
            store.keep_import_profile(ImportProfile(name, {}))
            return {"profile": name, "titles": {}}


def _told(profile: ImportProfile) -> Mapping[str, Any]:
    return {"profile": profile.name, "titles": dict(profile.titles)}
