"""Everything the desk reads, behind one door."""

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.catalogue.items import CatalogueItem, ItemKind
from core.clinic import Staff
from core.coverage.enrolment import RosterEntry, RosterScope
from core.coverage.thin_entry import ThinEntry
from core.data_sets import DataSetName
from core.ids import EventId, PersonId, UserId
from core.money import Fen
from core.ports import PersonFound, VisitState, VisitVersions
from core.roles import Role, Standing, role_named
from core.services.adopt_pack import answering_in, texts_of_rows
from core.visits.joins import Join
from core.visits.visit import PatientOnVisit
from storage.clinic.catalogue import Catalogue
from storage.clinic.data_sets import DataSets
from storage.clinic.database import StoreFile
from storage.clinic.follow_ups import FollowUps
from storage.clinic.outreach import Outreach
from storage.clinic.roster import Roster
from storage.clinic.stock import Stock
from storage.clinic.thin_roster import ThinRoster
from storage.clinic.visits import Told, Visits

PACK_SETTING = "pack"
TAG_KEY_SETTING = "thin_tag_key"


@dataclass(frozen=True, slots=True)
class ClinicRecords:
    """Implements `core.ports.Records`."""

    sets: DataSets
    roster: Roster
    thin: ThinRoster
    catalogue: Catalogue
    ledger_visits: Visits
    follow_ups: FollowUps
    stock: Stock
    outreach: Outreach

    def roster_dates(self) -> RosterScope | None:
        """Tell which roster is here; None before the first one came."""
        return self._scope(DataSetName.ROSTER)

    def thin_dates(self) -> RosterScope | None:
        """Tell which thin roster is here; None before one came whose tags the key at hand makes."""
        return self._scope(DataSetName.ROSTER_THIN) if self.thin.fits(self._tag_key()) else None

    def thin_entry_by_number(self, id_number: str) -> ThinEntry | None:
        """Give what is known of somebody of the rest of the township by a normalised citizen number."""
        return self.thin.entry(self._tag_key(), id_number)

    def entry(self, person_id: PersonId) -> RosterEntry | None:
        """Give a person of the roster."""
        return self.roster.entry(person_id)

    def entry_by_number(self, id_number: str) -> RosterEntry | None:
        """Give the person with a normalised citizen number."""
        return self.roster.entry_by_number(id_number)

    def search(self, text: str, limit: int, offset: int = 0) -> Sequence[PersonFound]:
        """Find people by number, last digits, name, pinyin or initials; best matches first."""
        return self.roster.search(text, limit, offset)

    def pack_sources(self) -> Mapping[str, str]:
        """Give the texts of the policy packs the township put in force, by file path."""
        return texts_of_rows(self.sets.rows(DataSetName.PACKS), self.sets.codec)

    def find_items(self, kind: ItemKind, text: str, limit: int) -> Sequence[CatalogueItem]:
        """Find catalogue rows by code, name or initials."""
        return self.catalogue.find_items(kind, text, limit)

    def item(self, kind: ItemKind, code: str) -> CatalogueItem | None:
        """Give one catalogue row."""
        return self.catalogue.item(kind, code)

    def items_after(self, kind: ItemKind, code: str, limit: int) -> Sequence[CatalogueItem]:
        """List catalogue rows behind a code, by code."""
        return self.catalogue.items_after(kind, code, limit)

    def visits(self, first: date, last: date, limit: int, offset: int = 0) -> Sequence[VisitState]:
        """List the visits of the days `first` to `last` inclusive, newest first."""
        return self.ledger_visits.between(first, last, limit, offset)

    def visits_of(self, keys: Collection[str], limit: int) -> Sequence[VisitState]:
        """List the latest visits of whoever is found by any of some keys."""
        return self.ledger_visits.of(keys, limit)

    def seen_called(self, name: str, limit: int) -> Sequence[PatientOnVisit]:
        """Give who was seen here under a name, looking through the latest visits of it."""
        return self.ledger_visits.called(name, limit)

    def joins_of(self, keys: Collection[str]) -> Sequence[Join]:
        """Give the joins in force that tie somebody to others, and those to further ones."""
        return self.ledger_visits.joins_of(keys)

    def told_apart(self, keys: Collection[str]) -> Set[str]:
        """Give the keys of those of whom somebody said that they are others."""
        return self.ledger_visits.told_apart(keys)

    def visit(self, event_id: EventId) -> VisitState | None:
        """Give one visit."""
        return self.ledger_visits.one(event_id)

    def visit_versions(self, event_id: EventId) -> VisitVersions | None:
        """Give the visit an event is a version of; None for an event that is no visit known here."""
        return self.ledger_visits.versions_of(event_id)

    def fund_waiting(self, keys: Collection[str], year: int, apart: Set[EventId] = frozenset()) -> Fen:
        """Sum the estimated fund shares of somebody's visits of a year that are not settled yet."""
        return self.ledger_visits.fund_waiting(keys, year, apart)

    def versions(self) -> Mapping[str, str]:
        """Name the data sets in use as epoch and version: `{"roster": "1.12"}`."""
        return self.sets.versions()

    def _scope(self, name: DataSetName) -> RosterScope | None:
        used = self.sets.used(name)
        if used is None:
            return None
        pack = answering_in(self.sets.rows(DataSetName.PACKS)) or str(self.settings().get(PACK_SETTING, ""))
        return RosterScope(used.version.as_of, used.version.valid_until, pack)

    def _tag_key(self) -> bytes:
        return bytes.fromhex(str(self.settings().get(TAG_KEY_SETTING, "")))

    def people(self) -> Sequence[Staff]:
        """List the clinic's staff by sign-in name."""
        rows = self.sets.rows(DataSetName.PEOPLE)
        return [_staff(UserId(user), content) for user, content in rows.items()]

    def settings(self) -> Mapping[str, Any]:
        """Give the settings the township made."""
        return {name: content["value"] for name, content in self.sets.rows(DataSetName.SETTINGS).items()}


def _staff(user: UserId, content: Mapping[str, Any]) -> Staff:
    role = role_named(str(content["role"]))
    if role is None or content.get("suspended"):
        return Staff(user, content["name"], role or Role.DOCTOR, Standing.UNCONFIRMED)
    return Staff(user, content["name"], role)


def records_in(cache: StoreFile, told: Told, sets: DataSets) -> ClinicRecords:
    """Put together what is read of an open clinic's files."""
    codec = sets.codec
    visits, roster = Visits(cache, told, codec), Roster(cache, codec)
    return ClinicRecords(
        sets,
        roster,
        ThinRoster(cache, codec),
        Catalogue(cache, codec),
        visits,
        FollowUps(cache, told.ledger, told.others, sets, codec),
        Stock(visits, sets, codec),
        Outreach(roster, told.ledger, told.others, codec),
    )
