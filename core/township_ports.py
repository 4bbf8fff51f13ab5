"""What the township service expects of its store."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from core.calling import CallSettings
from core.catalogue.code_maps import CodeMaps
from core.catalogue.code_sending import CodeSendings
from core.catalogue.downloads import CatalogueDownloads
from core.catalogue.items import CatalogueItem
from core.catalogue.national import NationalCatalogue
from core.catalogue.place import PlaceCatalogue
from core.clinic_log import ClinicLogShelf, SignedRange, StickWords
from core.county_pack import CountyStore, TextsInForce
from core.coverage.enrolment import RosterEntry
from core.data_sets import DataSetName
from core.device_words import ReturnedDevices
from core.epoch_ports import Revocations, TownshipEpochs
from core.events import Event, Receipt, Result
from core.ids import ClinicCode, DeviceId, Incarnation
from core.import_rows import ConflictEntry, ImportMark, ImportProfile, ImportRow, RosterConflict
from core.platform_credentials import PlatformCredentials
from core.province_ports import ProvinceDesk
from core.recovery import RecoveryPair
from core.settlement_modes import SettlementWays
from core.settlement_ports import AwaitedSettlements
from core.supervision_ports import VisitMarks
from core.township_keys import CountyEpochs, KeyRolls
from core.township_rows import (
    Acceptance,
    ClinicCounts,
    ClinicRow,
    DeviceRow,
    Finding,
    OneTimeCode,
    PublishedSet,
    RowChange,
    StaffRow,
    ThinRow,
    Township,
    TownshipCounts,
    TrailStanding,
)


class TownshipStore(
    CountyStore,
    TownshipEpochs,
    ClinicLogShelf,
    Revocations,
    ReturnedDevices,
    CountyEpochs,
    KeyRolls,
    StickWords,
    AwaitedSettlements,
    CodeMaps,
    CodeSendings,
    NationalCatalogue,
    PlaceCatalogue,
    CatalogueDownloads,
    SettlementWays,
    ProvinceDesk,
    PlatformCredentials,
    VisitMarks,
    Protocol,
):
    """One township's data; every method is one transaction. Scopes are `clinic:<code>` or `township`."""

    def township(self) -> Township:
        """Give the township itself.

        Raises:
            Refusal: `township_not_set_up`.
        """
        ...

    def create_township(self, township: Township) -> None:
        """Set the township up.

        Raises:
            Refusal: `township_exists`.
        """
        ...

    def keep_call_settings(self, calls: CallSettings) -> None:
        """Keep when and how much the clinics call by themselves.

        Raises:
            Refusal: `township_not_set_up`.
        """
        ...

    def recovery_pairs(self) -> Sequence[tuple[ClinicCode, RecoveryPair]]:
        """List every recovery pair a device announced, by clinic, in the order of its log."""
        ...

    def keep_recovery_held(self, words: Mapping[DeviceId, bytes]) -> None:
        """Keep the county's signed word that it holds the pairs of devices."""
        ...

    def recovery_held(self) -> Mapping[DeviceId, bytes]:
        """Give the county's word by device."""
        ...

    def keep_clinic(self, clinic: ClinicRow, staff: Sequence[StaffRow]) -> None:
        """Write a clinic and its staff."""
        ...

    def clinic(self, code: ClinicCode) -> ClinicRow | None:
        """Give a clinic."""
        ...

    def clinics(self) -> Sequence[ClinicRow]:
        """List the clinics by code."""
        ...

    def staff(self, clinic: ClinicCode) -> Sequence[StaffRow]:
        """List a clinic's staff by user."""
        ...

    def issue_code(self, code: OneTimeCode) -> None:
        """Keep a one-time code; a pending one of the same clinic is withdrawn: it is over from now on."""
        ...

    def redeem_code(
        self, secret_hash: bytes, device: DeviceRow, at: datetime, by_hand: bool = False, user: str = ""
    ) -> ClinicRow:
        """Enrol a device once; the same device with the same code again gets the same answer.

        `by_hand`: somebody knows the device and lets it in although its code is over or another was first.

        Raises:
            Refusal: `code_unknown`, `code_expired`, `code_used`; `first_user_not_listed`: `user` is named and
                none of the clinic's staff.
        """
        ...

    def device(self, device: DeviceId) -> DeviceRow | None:
        """Give an enrolled device."""
        ...

    def devices(self, clinic: ClinicCode) -> Sequence[DeviceRow]:
        """List a clinic's devices by id."""
        ...

    def note_contact(self, device: DeviceRow, at: datetime) -> None:
        """Remember that a PC of a clinic called."""
        ...

    def accept(
        self,
        device: DeviceRow,
        incarnation: Incarnation,
        events: Sequence[Event],
        signed: SignedRange | None = None,
    ) -> Acceptance:
        """Commit the valid new part of a contiguous, already verified range.

        With what the device signed, the range gets a number in the clinic's log. Events already held are
        skipped, an id held with another body is quarantined alone, a sequence held with another hash is a
        FORK (the branch is kept aside), a range beyond the head is a GAP.
        """
        ...

    def keep_receipt(self, receipt: Receipt) -> None:
        """Keep a signed receipt as the last of its incarnation."""
        ...

    def last_receipt(self, device: DeviceId, incarnation: Incarnation) -> Receipt | None:
        """Give the last receipt of an incarnation."""
        ...

    def held(self, device: DeviceId, incarnation: Incarnation) -> Acceptance:
        """Tell what is held of an incarnation."""
        ...

    def events(self, clinic: ClinicCode, after: int, limit: int) -> Sequence[tuple[int, Event]]:
        """List a clinic's log from a position on, in order."""
        ...

    def unjudged(self, limit: int, clinic: ClinicCode | None = None) -> Sequence[tuple[ClinicCode, Event]]:
        """List events of a clinic or of all whose body was not looked at yet, in the order of their log."""
        ...

    def judge(self, findings: Sequence[Finding]) -> Sequence[Result]:
        """Append findings to their clinics' streams and mark the events as looked at.

        ACCEPTED visits join the outbox; an event looked at before keeps its first judgement, given back.

        Raises:
            Refusal: `clinic_unknown`, `event_unknown`: nothing was kept.
        """
        ...

    def results(self, clinic: ClinicCode, after: int, limit: int) -> Sequence[Result]:
        """List a clinic's results from a position on, in order."""
        ...

    def results_head(self, clinic: ClinicCode) -> int:
        """Tell the position a clinic's stream of results has reached."""
        ...

    def compare_roster(self, entries: Iterable[RosterEntry]) -> RowChange:
        """Tell what `replace_roster` would do."""
        ...

    def replace_roster(
        self,
        entries: Iterable[RosterEntry],
        as_of: date,
        valid_until: date,
        mark: ImportMark | None = None,
    ) -> RowChange:
        """Make the roster be these people; with a mark it is an import, which can be undone."""
        ...

    def roster_dates(self) -> tuple[date, date] | None:
        """Tell `as_of` and `valid_until` of the roster."""
        ...

    def roster_of(self, villages: Sequence[str]) -> Iterable[RosterEntry]:
        """List the roster's people of some villages by person id."""
        ...

    def villages(self) -> Sequence[tuple[str, int]]:
        """List the villages of the roster and how many people each has."""
        ...

    def keep_roster_conflicts(self, conflicts: Sequence[RosterConflict]) -> None:
        """Make the list of what is to be looked into be these."""
        ...

    def roster_conflicts(self, after: int, limit: int) -> Sequence[ConflictEntry]:
        """List conflicts from a position on, with whose they are."""
        ...

    def thin_waiting(self, basis: bytes, first: date, limit: int) -> Sequence[tuple[bytes, RosterEntry]]:
        """List people whose thin row is missing, of another basis or person, or begins after `first`.

        Each with the digest of its roster row; by person id, so many at a time.
        """
        ...

    def keep_thin(self, basis: bytes, first: date, rows: Sequence[ThinRow]) -> None:
        """Write thin rows worked out from a basis for the days from `first` on."""
        ...

    def thin_rows(self) -> Iterable[tuple[str, Mapping[str, Any]]]:
        """List tag and content of all who can be looked up, by person id; those who left the roster go."""
        ...

    def compare_catalogue(self, items: Iterable[CatalogueItem]) -> RowChange:
        """Tell what `replace_catalogue` would do."""
        ...

    def replace_catalogue(self, items: Iterable[CatalogueItem], mark: ImportMark | None = None) -> RowChange:
        """Make the catalogue be these rows; with a mark it is an import, which can be undone."""
        ...

    def imports(self, before: int | None, limit: int) -> Sequence[ImportRow]:
        """List the imports from a number backwards, newest first."""
        ...

    def import_profiles(self) -> Sequence[ImportProfile]:
        """List the profiles by name."""
        ...

    def keep_import_profile(self, profile: ImportProfile) -> None:
        """Keep a profile in the place of its namesake; one without titles goes."""
        ...

    def undo_import(self, number: int, mark: ImportMark) -> ImportRow:
        """Put back what an import replaced, as an import of its own.

        Raises:
            Refusal: `import_unknown`, `import_undone_already`, `import_is_undoing`; `import_rested_upon` with
                `newer`; `import_first_of_kind`, `import_too_old`.
        """
        ...

    def take_pack_back(self, number: int, mark: ImportMark, texts_of: TextsInForce) -> ImportRow:
        """Take a pack of the county out that an import brought, as an import of its own.

        `texts_of` gives the texts in force with the packages that are left.

        Raises:
            Refusal: as `undo_import`; `pack_goes_back_by_county`: it took the place of an earlier one.
        """
        ...

    def catalogue(self) -> Iterable[CatalogueItem]:
        """List the catalogue by kind and code."""
        ...

    def replace_packs(self, sources: Mapping[str, str]) -> None:
        """Make the packs in force be these texts."""
        ...

    def packs(self) -> Mapping[str, str]:
        """Give the texts of the packs in force."""
        ...

    def publish(self, published: PublishedSet, chunks: Mapping[bytes, bytes]) -> None:
        """Put a new version of a data set up for its scope."""
        ...

    def published(self, name: DataSetName, scope: str) -> PublishedSet | None:
        """Give the newest version of a data set."""
        ...

    def newest_versions(self, scopes: Sequence[str]) -> Mapping[tuple[DataSetName, str], int]:
        """Tell the newest version of every data set of some scopes."""
        ...

    def chunk(self, digest: bytes, scopes: Sequence[str]) -> bytes | None:
        """Give a chunk if a set of one of the scopes names it."""
        ...

    def counts(self) -> TownshipCounts:
        """Count what is held."""
        ...

    def clinic_counts(self) -> Sequence[ClinicCounts]:
        """Count clinic by clinic, by code."""
        ...

    def check(self) -> Sequence[str]:
        """Verify chains and integrity; give a reason code per fault, empty when sound."""
        ...

    def trail_standing(self) -> TrailStanding:
        """Go along the chain through the trail of deeds."""
        ...


Sign = Callable[[bytes], bytes]
"""Sign canonical bytes with the township's key."""
