"""What the staff of a township do at its own machine: each deed opens one township's store and closes it.

The composing file says how a store is opened; what a deed is about comes from whoever asks.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from core.dates import CHINA, china_day, year_end
from core.ids import ClinicCode, UserId
from core.import_rows import ImportKind
from core.ports import Clock
from core.roles import Role
from core.township_ports import TownshipStore
from core.township_rows import ClinicRow, StaffRow
from sync.township.enrolment import enrol_clinic
from sync.township.imports.bring_in import Import, bring_list_in, bring_roster_in
from sync.township.imports.problem_rows import WordFor
from sync.township.imports.table_file import Heard, not_heard
from sync.township.reports import standing, verified

Place = TypeVar("Place", contravariant=True)
FIRST_ROLE = Role.MANAGER.value
"""Whoever opens a clinic first has to be able to let the others in."""


class ClinicToEnrol(Protocol):
    """A clinic, the villages it serves and its first member of staff."""

    @property
    def code(self) -> str:
        """Its code."""
        ...

    @property
    def name(self) -> str:
        """Its name."""
        ...

    @property
    def villages(self) -> Sequence[str]:
        """Names as the roster writes them."""
        ...

    @property
    def user(self) -> str:
        """Sign-in name."""
        ...

    @property
    def doctor(self) -> str:
        """The name of whoever signs in with it."""
        ...


class Asked(Protocol):
    """How something is brought in."""

    @property
    def preview(self) -> bool:
        """Whether to change nothing."""
        ...

    @property
    def agreed(self) -> bool:
        """Whether somebody looked and wants it all the same."""
        ...

    @property
    def profile(self) -> str | None:
        """Whose titles the files have; None: those of our own."""
        ...


class RosterToImport(Asked, Protocol):
    """Files, and the day they speak for (None: today)."""

    @property
    def files(self) -> Sequence[Path]:
        """One workbook, or CSV files that belong together."""
        ...

    @property
    def as_of(self) -> datetime | None:
        """The day they speak for."""
        ...


class ListToImport(Asked, Protocol):
    """A file that holds a whole list."""

    @property
    def file(self) -> Path:
        """A workbook or CSV file."""
        ...


@dataclass(frozen=True, slots=True)
class Office(Generic[Place]):
    """The deeds; `open_store` opens the store of a place, `word_for` words the reason of a bad row."""

    open_store: Callable[[Place], AbstractContextManager[TownshipStore]]
    clock: Clock
    word_for: WordFor
    heard: Heard = not_heard

    def enrol_clinic(self, place: Place, clinic: ClinicToEnrol) -> Mapping[str, Any]:
        """Write a clinic down and make its one-time code; who is staff already stays staff.

        Raises:
            Refusal: as `sync.township.enrolment.enrol_clinic`.
        """
        code = ClinicCode(clinic.code)
        row = ClinicRow(code, clinic.name, tuple(clinic.villages))
        named = StaffRow(UserId(clinic.user), code, clinic.doctor, FIRST_ROLE)
        with self.open_store(place) as store:
            others = [one for one in store.staff(code) if one.user != named.user]
            issued = enrol_clinic(store, row, [*others, named], self.clock)
        until = issued.valid_until.astimezone(CHINA).isoformat(timespec="minutes")
        return {"clinic": code, "clinic_name": clinic.name, "code": issued.code, "valid_until": until}

    def import_roster(self, place: Place, roster: RosterToImport) -> Mapping[str, Any]:
        """Read a resident roster, put the good rows in force and the bad ones into a file beside it.

        Raises:
            Refusal, Hindrance: as `bring_roster_in`; the roster in force stays.
        """
        as_of = roster.as_of.date() if roster.as_of else china_day(self.clock.now())
        with self.open_store(place) as store:
            return bring_roster_in(roster.files, self._into(store, roster), as_of, year_end(as_of.year))

    def import_catalogue(self, place: Place, wanted: ListToImport) -> Mapping[str, Any]:
        """Read a catalogue and put it in force.

        Raises:
            Refusal, Hindrance: as `bring_list_in`; the catalogue in force stays.
        """
        return self._import_list(place, ImportKind.CATALOGUE, wanted)

    def import_codes(self, place: Place, wanted: ListToImport) -> Mapping[str, Any]:
        """Read a table of own codes and national ones and put it in force.

        Raises:
            Refusal, Hindrance: as `bring_list_in`; the codes in force stay.
        """
        return self._import_list(place, ImportKind.CODES, wanted)

    def _import_list(self, place: Place, kind: ImportKind, wanted: ListToImport) -> Mapping[str, Any]:
        with self.open_store(place) as store:
            return bring_list_in(kind, wanted.file, self._into(store, wanted))

    def _into(self, store: TownshipStore, asked: Asked) -> Import:
        return Import(
            store,
            self.clock,
            self.word_for,
            asked.preview,
            asked.agreed,
            profile=asked.profile,
            heard=self.heard,
        )

    def status(self, place: Place) -> Mapping[str, Any]:
        """Tell what is held and how far it is settled."""
        with self.open_store(place) as store:
            return standing(store)

    def verify(self, place: Place) -> Mapping[str, Any]:
        """Check chains and integrity."""
        with self.open_store(place) as store:
            return verified(store)
