"""What core and the sync expect of the clinic's outside: time, codec, ledger and records."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from core.audit import NOBODY_ASKED, AuditEntry, Deed
from core.catalogue.items import CatalogueItem, ItemKind
from core.clinic_log import OtherEvents
from core.county import CountyKeys
from core.coverage.enrolment import RosterEntry, RosterScope
from core.coverage.thin_entry import ThinEntry
from core.data_sets import DataRow, DataSetName, DataSetVersion
from core.epoch_ports import ClinicLives
from core.events import Epoch, Event, EventDraft, EventHeader, LedgerHead, Receipt, Result
from core.ids import ClinicCode, DeviceId, EventId, Incarnation, PersonId, TownshipCode
from core.money import Fen
from core.visits.visit import Visit


class Clock(Protocol):
    """The only source of the present."""

    def now(self) -> datetime:
        """Give the present moment, aware."""
        ...


class EventCodec(Protocol):
    """Canonical bytes: one form per meaning."""

    def encode(self, content: Any) -> bytes:
        """Encode plain content (text, whole numbers, bytes, booleans, None, lists, text-keyed maps)."""
        ...

    def decode(self, data: bytes) -> Any:
        """Decode canonical bytes.

        Raises:
            Refusal: `bytes_not_canonical`.
        """
        ...

    def recall(self, data: bytes) -> Any:
        """Decode bytes that were found canonical before they were kept; several times as quick.

        Raises:
            Refusal: `bytes_not_canonical`: they are no longer the bytes that were kept.
        """
        ...

    def encode_header(self, header: EventHeader) -> bytes:
        """Encode a header."""
        ...

    def decode_header(self, data: bytes) -> EventHeader:
        """Decode a header.

        Raises:
            Refusal: `bytes_not_canonical`.
        """
        ...

    def digest(self, data: bytes) -> bytes:
        """Give the 32-byte hash that bodies, chains and data sets are tied with (SHA-256)."""
        ...


@dataclass(frozen=True, slots=True)
class DeviceKeys:
    """Private halves of a device: Ed25519 for signing, X25519 for sealing; raw 32 bytes each."""

    signing: bytes = field(repr=False)
    sealing: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What a clinic's device knows of itself and its township since it was enrolled.

    `township_key` is the raw Ed25519 public key, `tls_pin` SHA-256 of the service's TLS public key (SPKI);
    `county` is None where the township trusted no county yet when the device was enrolled;
    `township_sealing` is the raw X25519 public key that bundles for the township are sealed to.
    """

    township: TownshipCode
    township_name: str
    clinic: ClinicCode
    clinic_name: str
    device: DeviceId
    address: str
    township_key: bytes
    tls_pin: bytes
    keys: DeviceKeys
    county: CountyKeys | None = None
    township_sealing: bytes = b""


@dataclass(frozen=True, slots=True)
class PersonFound:
    """One line of the search list."""

    person_id: PersonId
    name: str
    id_number: str
    birth_date: date
    village: str
    village_group: str
    household: str


@dataclass(frozen=True, slots=True)
class VisitState:
    """A visit with what became of it: the fold of its event and all results so far.

    `state` is one of saved, delivered, settlement_unknown, settled, returned, not_payable, reversed and
    cancelled.
    A corrected visit stands there once, as it was corrected last; `disputed`: rival corrections of it exist,
    and none takes effect until one supersedes them all.
    """

    event_id: EventId
    sequence: int
    body_hash: bytes
    visit: Visit
    state: str
    settled: Mapping[str, Any] | None
    reason: str
    disputed: bool = False


class Records(Protocol):
    """What the desk reads: data sets from the township and the projection of its own ledger."""

    def roster_dates(self) -> RosterScope | None:
        """Tell which roster is here; None before the first one came."""
        ...

    def entry(self, person_id: PersonId) -> RosterEntry | None:
        """Give a person of the roster."""
        ...

    def entry_by_number(self, id_number: str) -> RosterEntry | None:
        """Give the person with a normalised citizen number."""
        ...

    def thin_dates(self) -> RosterScope | None:
        """Tell which thin roster (the rest of the township) is here; None before the first one came."""
        ...

    def thin_entry_by_number(self, id_number: str) -> ThinEntry | None:
        """Give what is known of somebody of the rest of the township by a normalised citizen number."""
        ...

    def search(self, text: str, limit: int, offset: int = 0) -> Sequence[PersonFound]:
        """Find people by number, last digits, name, pinyin or initials; best matches first."""
        ...

    def pack_sources(self) -> Mapping[str, str]:
        """Give the texts of the policy packs the township put in force, by file path."""
        ...

    def find_items(self, kind: ItemKind, text: str, limit: int) -> Sequence[CatalogueItem]:
        """Find catalogue rows by code, name or initials."""
        ...

    def item(self, kind: ItemKind, code: str) -> CatalogueItem | None:
        """Give one catalogue row."""
        ...

    def visits(self, first: date, last: date, limit: int, offset: int = 0) -> Sequence[VisitState]:
        """List the visits of the days `first` to `last` inclusive, newest first."""
        ...

    def visits_of(self, person_id: PersonId, limit: int) -> Sequence[VisitState]:
        """List a person's latest visits."""
        ...

    def visit(self, event_id: EventId) -> VisitState | None:
        """Give one visit."""
        ...

    def fund_waiting(self, person_id: PersonId, year: int) -> Fen:
        """Sum the estimated fund shares of this person's visits of a year that are not settled yet."""
        ...

    def versions(self) -> Mapping[str, str]:
        """Name the data sets in use, as an event notes them."""
        ...


class Ledger(Protocol):
    """就诊台账: append-only; what it returned from `append` survives a power cut."""

    def append(self, draft: EventDraft, form_key: str = "") -> Event:
        """Give the draft its place in the chain and keep it durably.

        The open form it was typed into is forgotten in the same step: a saved visit never lies there again.

        Raises:
            Hindrance: `disk_full`, `store_not_writable`: nothing was kept.
        """
        ...

    def head(self) -> LedgerHead:
        """Tell where the chain stands."""
        ...


class Drafts(Protocol):
    """What is typed but not saved yet, field by field; `Ledger.append` forgets a form that is saved."""

    def keep_draft(self, person_key: str, content: Mapping[str, Any]) -> None:
        """Keep the fields of an open form, replacing the former ones."""
        ...

    def draft(self, person_key: str) -> Mapping[str, Any] | None:
        """Give the fields of an open form."""
        ...

    def open_drafts(self, limit: int) -> Sequence[tuple[str, Mapping[str, Any]]]:
        """List the open forms with their keys, those kept last (`kept_at` of their content) first."""
        ...

    def move_draft(self, person_key: str, other_key: str) -> None:
        """Put an open form under another key, unless a form lies there already."""
        ...


class AuditTrail(Protocol):
    """审计记录 of the open clinic, written under the name of whoever unlocked it."""

    def note(
        self,
        deed: Deed,
        about: PersonId = NOBODY_ASKED,
        reason: str = "",
        facts: Mapping[str, Any] | None = None,
    ) -> None:
        """Write a line before the deed; when this returns, it is on the disk.

        Raises:
            Hindrance: `disk_full`, `store_not_writable`: the deed must not be done.
        """
        ...

    def note_in_passing(
        self,
        deed: Deed,
        about: PersonId = NOBODY_ASKED,
        reason: str = "",
        facts: Mapping[str, Any] | None = None,
    ) -> None:
        """Write a line about what care must not wait for; a full disk only puts it off."""
        ...

    def latest(self, limit: int, before: int = ...) -> Sequence[AuditEntry]:
        """List the lines before a position, newest first."""
        ...

    def of_person(self, person: PersonId, limit: int, before: int = ...) -> Sequence[AuditEntry]:
        """List the lines about a person before a position, newest first."""
        ...

    def after(self, position: int, limit: int) -> Sequence[AuditEntry]:
        """Give the next lines above a position, oldest first."""
        ...


@dataclass(frozen=True, slots=True)
class Attempt:
    """One line of the sync diary.

    `outcome` is `done` or a reason code; bytes are of message bodies, both ways.
    """

    at: datetime
    route: str
    outcome: str
    bytes_up: int
    bytes_down: int
    seconds: float


@dataclass(frozen=True, slots=True)
class DataAge:
    """How old one data set is: name (`roster`, `packs`, `catalogue`, ...), version, days it is good for."""

    name: str
    version: int
    as_of: date
    valid_until: date


@dataclass(frozen=True, slots=True)
class DeskStanding:
    """Where the desk stands towards the township; nothing in it is a guess.

    `waiting` counts events without a receipt, `oldest_waiting` is the moment the oldest was written,
    `last_contact` the last attempt that ended `done`.
    """

    township_name: str
    waiting: int
    oldest_waiting: datetime | None
    last_contact: datetime | None
    data: tuple[DataAge, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """All the client says of itself in a hello."""

    enrolment: Enrolment
    epoch: Epoch
    head: LedgerHead
    receipt: Receipt | None
    results_position: int
    results_hash: bytes
    data_sets: Mapping[DataSetName, int]


class SyncStore(ClinicLives, OtherEvents, Protocol):
    """The clinic's store as the sync client needs it."""

    def standing(self) -> Standing:
        """Tell where everything stands."""
        ...

    def events_after(self, sequence: int, limit_bytes: int) -> Sequence[Event]:
        """Give the next events of the present incarnation, at least one if there is any."""
        ...

    def waiting(self) -> int:
        """Count the events no receipt covers yet."""
        ...

    def keep_receipt(self, receipt: Receipt) -> None:
        """Keep a verified receipt; an older one than the last changes nothing."""
        ...

    def keep_results(self, results: Sequence[Result], signature: bytes) -> None:
        """Keep verified results and the new position in one transaction."""
        ...

    def move_epoch(self, epoch: Epoch, announced: bytes = b"") -> None:
        """Follow the township into a verified new epoch: receipts of the old one no longer count.

        Args:
            epoch: the new one.
            announced: the township's signed word for it, should it ever forget.
        """
        ...

    def start_incarnation(self, incarnation: Incarnation, at: datetime) -> None:
        """Begin a new life of the ledger and re-issue, same ids and bodies, what has no receipt."""
        ...

    def records(self, name: DataSetName) -> Sequence[bytes]:
        """Give the records of a set in use, in ascending order of the bytes of their keys."""
        ...

    def chunk(self, digest: bytes) -> bytes | None:
        """Give a chunk kept from an interrupted download."""
        ...

    def keep_chunk(self, digest: bytes, data: bytes) -> None:
        """Keep a verified chunk until its set is applied."""
        ...

    def apply_in_slices(
        self, version: DataSetVersion, rows: Sequence[DataRow], chunks: Sequence[bytes] = ()
    ) -> Iterator[int]:
        """Build the new version beside the old, switch to it, drop the old and the chunks it came from.

        Between two slices, counted in rows, the old one answers; one given up there goes with the next.

        Args:
            chunks: digests of the kept chunks that are no longer needed.

        Raises:
            Refusal: `data_set_digest_differs`, `data_set_older`, `data_set_not_readable`, and for packs those
                of `core.services.adopt_pack.require_acceptable`; the old one stays.
        """
        ...

    def note_attempt(self, attempt: Attempt) -> None:
        """Write a line of the diary."""
        ...
