"""The deeds at a township that need its store and the time and nothing else, behind one door."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Generic, TypeVar

from core.ports import Clock
from core.township_ports import TownshipStore
from sync.township.books import Books, TownshipBooks
from sync.township.calling import CallingHours
from sync.township.caretaker import Caretaker
from sync.township.catalogue_download import CatalogueDownload
from sync.township.code_maps import CodeDesk
from sync.township.county import TownshipCounty
from sync.township.county_epoch import CountyEpochDesk
from sync.township.imports.conflicts import RosterConflicts
from sync.township.imports.history import ImportHistory
from sync.township.imports.profiles import ImportProfiles
from sync.township.key_roll import KeyRollDesk
from sync.township.person_joins import PersonJoins
from sync.township.platform_credentials import CredentialDesk
from sync.township.province.desk import ProvinceOffice
from sync.township.settlement_questions import QuestionDesk
from sync.township.settlement_ways import SettlementWayDesk
from sync.township.staff_list import StaffList
from sync.township.stick_office import StickOffice
from sync.township.supervision.office import Supervision
from sync.township.trace_codes import TraceCodes

Place = TypeVar("Place", contravariant=True)


@dataclass(frozen=True, slots=True)
class TownshipDeeds(Generic[Place]):
    """Makes each family of deeds; `open_store` opens the township of a place, `open_books` its books too."""

    open_store: Callable[[Place], AbstractContextManager[TownshipStore]]
    open_books: Callable[[Place], AbstractContextManager[tuple[TownshipStore, TownshipBooks]]]
    clock: Clock
    word_for: Callable[[str], str]

    def county(self) -> TownshipCounty[Place]:
        """Make what concerns the county."""
        return TownshipCounty(self.open_store, self.clock)

    def epochs(self) -> CountyEpochDesk[Place]:
        """Make what begins an epoch the county signed."""
        return CountyEpochDesk(self.open_store, self.clock)

    def keys(self) -> KeyRollDesk[Place]:
        """Make what rolls the township's keys over."""
        return KeyRollDesk(self.open_store, self.clock)

    def caretaker(self) -> Caretaker[Place]:
        """Make what sees to losses."""
        return Caretaker(self.open_store, self.clock)

    def calling(self) -> CallingHours[Place]:
        """Make what sees to when clinics call."""
        return CallingHours(self.open_store, self.clock)

    def sticks(self) -> StickOffice[Place]:
        """Make what reads and writes sticks."""
        return StickOffice(self.open_store, self.clock)

    def books(self) -> Books[Place]:
        """Make what compares books."""
        return Books(self.open_books, self.clock, self.word_for)

    def supervision(self) -> Supervision[Place]:
        """Make what looks over the clinics."""
        return Supervision(self.open_books, self.clock)

    def settlement_ways(self) -> SettlementWayDesk[Place]:
        """Make what sees to how clinics settle."""
        return SettlementWayDesk(self.open_store, self.clock)

    def province(self) -> ProvinceOffice[Place]:
        """Make what sees to visits the province settles."""
        return ProvinceOffice(self.open_store, self.clock, self.word_for)

    def platform_credentials(self) -> CredentialDesk[Place]:
        """Make what keeps what the gateway of the province asks for."""
        return CredentialDesk(self.open_store, self.clock)

    def questions(self) -> QuestionDesk[Place]:
        """Make what sees to visits that wait for somebody."""
        return QuestionDesk(self.open_books, self.clock, self.word_for)

    def person_joins(self) -> PersonJoins[Place]:
        """Make what lists who was told to be one person."""
        return PersonJoins(self.open_books)

    def trace_codes(self) -> TraceCodes[Place]:
        """Make what lists drugs without a trace code."""
        return TraceCodes(self.open_books)

    def codes(self) -> CodeDesk[Place]:
        """Make what sees to own codes and national ones."""
        return CodeDesk(self.open_store, self.clock)

    def catalogue_download(self) -> CatalogueDownload[Place]:
        """Make what fetches the platform's catalogue."""
        return CatalogueDownload(self.open_store, self.clock)

    def staff_list(self) -> StaffList[Place]:
        """Make what sees to the staff of clinics."""
        return StaffList(self.open_store, self.clock)

    def imports(self) -> ImportHistory[Place]:
        """Make what looks back at imports and undoes them."""
        return ImportHistory(self.open_store, self.clock)

    def import_profiles(self) -> ImportProfiles[Place]:
        """Make what sees to what files call their columns."""
        return ImportProfiles(self.open_store)

    def roster_conflicts(self) -> RosterConflicts[Place]:
        """Make what lists what of the roster is to be looked into."""
        return RosterConflicts(self.open_store)
