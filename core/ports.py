"""What core and the sync expect of the clinic's outside: time, codec, ledger and records."""

from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from core.audit import NOBODY_ASKED, AuditEntry, Deed
from core.catalogue.items import CatalogueItem, ItemKind
from core.county import CountyKeys
from core.coverage.enrolment import RosterEntry, RosterScope
from core.coverage.thin_entry import ThinEntry
from core.events import Event, EventDraft, EventHeader, EventType, LedgerHead
from core.followup.book import FollowUpBook
from core.ids import ClinicCode, DeviceId, EventId, PersonId, TownshipCode
from core.money import Fen
from core.outreach.book import OutreachBook
from core.stock.book import StockBook
from core.township_keys import TlsRoll
from core.visits.corrections import Versions
from core.visits.joins import Join
from core.visits.visit import PatientOnVisit, Visit


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
class Founding:
    """What a PC that was founded from a stick shows the township, which has not heard of it yet.

    `secret` is that of the founding code, `program` the version that founded it.
    """

    secret: bytes = field(repr=False)
    program: str


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What a clinic's device knows of itself and its township since it was enrolled.

    `township_key` is the raw Ed25519 public key, `tls_pin` SHA-256 of the service's TLS public key (SPKI);
    `county` is None where the township trusted no county yet when the device was enrolled;
    `township_sealing` is the raw X25519 public key that bundles for the township are sealed to;
    `word` is the township's signed word about this device, to be shown to a township that forgot it;
    `tls_roll` is the next TLS key of the service, which counts beside `tls_pin` for a while;
    `founding` is given to whoever makes the files of a clinic founded from a stick, and lies there until the
    township has taken the device in.
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
    word: bytes = b""
    founding: Founding | None = None
    tls_roll: TlsRoll | None = None


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
    and none takes effect until one supersedes them all. `day_in_doubt`: the clock was not believed
    when it was recorded; its date is to be confirmed. `corrected`: it took the place of another version.
    """

    event_id: EventId
    sequence: int
    body_hash: bytes
    visit: Visit
    state: str
    settled: Mapping[str, Any] | None
    reason: str
    disputed: bool = False
    day_in_doubt: bool = False
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class VisitVersions:
    """A visit with its corrections: `shown` are its live versions as far as they are visits.

    `before` is what the only live one took the place of, None for a visit nobody corrected. `given_back`:
    what the last settlement that was taken back of a version that counts no more had come to, `fund`,
    `account` and `cash` in fen; None where there was none.
    """

    versions: Versions
    shown: tuple[VisitState, ...]
    before: VisitState | None = None
    given_back: Mapping[str, Any] | None = None


class Records(Protocol):
    """What the desk reads: data sets from the township and the projection of its own ledger."""

    @property
    def follow_ups(self) -> FollowUpBook:
        """Give who is followed up, and what was written down about it."""
        ...

    @property
    def stock(self) -> StockBook:
        """Give what lies on the shelf, and what was written about it."""
        ...

    @property
    def outreach(self) -> OutreachBook:
        """Give everybody of the roster, and who was spoken to about enrolment."""
        ...

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

    def items_after(self, kind: ItemKind, code: str, limit: int) -> Sequence[CatalogueItem]:
        """List catalogue rows behind a code, by code."""
        ...

    def visits(self, first: date, last: date, limit: int, offset: int = 0) -> Sequence[VisitState]:
        """List the visits of the days `first` to `last` inclusive, newest first."""
        ...

    def visits_of(self, keys: Collection[str], limit: int) -> Sequence[VisitState]:
        """List the latest visits of whoever is found by any of some keys (`core.visits.joins`)."""
        ...

    def seen_called(self, name: str, limit: int) -> Sequence[PatientOnVisit]:
        """Give who was seen here under a name, looking through so many of its latest visits."""
        ...

    def joins_of(self, keys: Collection[str]) -> Sequence[Join]:
        """Give the joins in force that tie somebody to others, and those to further ones."""
        ...

    def told_apart(self, keys: Collection[str]) -> Set[str]:
        """Give the keys of those of whom somebody said that they are others."""
        ...

    def visit(self, event_id: EventId) -> VisitState | None:
        """Give one visit."""
        ...

    def visit_versions(self, event_id: EventId) -> VisitVersions | None:
        """Give the visit an event is a version of; None for an event that is no visit known here."""
        ...

    def fund_waiting(self, keys: Collection[str], year: int, apart: Set[EventId] = ...) -> Fen:
        """Sum the estimated fund shares of somebody's visits of a year that are not settled yet.

        `apart` are versions of the visit the sum is asked for.
        """
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

    def newest_first(self, kind: EventType) -> Iterator[Event]:
        """Go back through the events of a type other than a recorded visit, in all lives of the ledger."""
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
        """List the open forms of visits by key, those kept last (`kept_at` of their content) first."""
        ...

    def forget_draft(self, person_key: str) -> None:
        """Forget an open form."""
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
