"""The clinic's store as the sync client needs it, behind one door."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from core.calling import CallSettings, DueSet
from core.clinic_log import LogBatch, OtherLife
from core.clock_trust import ClockWatch
from core.data_sets import DataRow, DataSetName, DataSetVersion
from core.epoch_ports import EarlierLife, SignedResults
from core.events import Epoch, Event, LedgerHead, Receipt, Result
from core.ids import DeviceId, Incarnation
from core.own_events import EventSpan
from core.ports import Founding
from core.sync_ports import Attempt, Standing
from core.township_keys import KeyRoll, TlsRoll, TownshipFace
from storage.clinic.calling import Calls
from storage.clinic.data_sets import DataSets
from storage.clinic.device_words import KeptWords
from storage.clinic.enrolment_row import forget_founding, founding_in
from storage.clinic.ledger import ClinicLedger
from storage.clinic.lives import Lives
from storage.clinic.missing import Missing
from storage.clinic.notes import Diary
from storage.clinic.other_events import OtherLedgers
from storage.clinic.pack_gate import PackGate
from storage.clinic.township_face import KnownFaces
from storage.clinic.township_word import TownshipWord


@dataclass(frozen=True, slots=True)
class ClinicSync:
    """Implements `core.ports.SyncStore`."""

    ledger: ClinicLedger
    word: TownshipWord
    sets: DataSets
    diary: Diary
    gate: PackGate
    earlier: Lives
    others: OtherLedgers
    missing: Missing
    words: KeptWords
    watch: ClockWatch

    @property
    def _calls(self) -> Calls:
        return Calls(self.ledger, self.word, self.sets, self.earlier)

    @property
    def _faces(self) -> KnownFaces:
        return KnownFaces(self.ledger.file)

    def standing(self) -> Standing:
        """Tell where everything stands; sets of a former epoch are offered as if they were not here."""
        epoch = self.word.epoch()
        position, results_hash = self.word.results_head()
        return Standing(
            enrolment=self._faces.known(self.ledger.enrolment),
            epoch=epoch,
            head=self.ledger.head(),
            receipt=self.word.receipt(),
            results_position=position,
            results_hash=results_hash,
            data_sets={
                name: used.version.version
                for name, used in self.sets.in_use().items()
                if used.epoch == epoch.number
            },
        )

    def founding(self) -> Founding | None:
        """Give what the township has still to be shown before this PC is one of its devices."""
        return founding_in(self.ledger.file)

    def admitted(self) -> None:
        """Forget it: the township said that it has taken this PC in."""
        self._with_room(lambda: forget_founding(self.ledger.file))

    def events_after(self, sequence: int, limit_bytes: int) -> Sequence[Event]:
        """Give the next events of the present incarnation, at least one if there is any.

        They are about to leave the PC: from now on no copy of the ledger without them may pass as the latest.
        """
        self.ledger.sentinel.flush()
        return self.ledger.events_after(sequence, limit_bytes)

    def start_before(self, event: Event) -> bytes:
        """Give the value the last boot before an event told; empty where none did, or it is one itself."""
        return self.ledger.start_before(event)

    def waiting(self) -> int:
        """Count the events no receipt covers yet."""
        return self.word.waiting() + self.earlier.waiting_earlier()

    def epochs(self) -> Sequence[Epoch]:
        """List the epochs this clinic followed, oldest first."""
        return self.earlier.epochs()

    def announcement(self) -> bytes:
        """Give the township's signed word for the present epoch; empty for the one of the enrolment."""
        return self.earlier.announcement()

    def earlier_lives(self) -> Sequence[EarlierLife]:
        """List the earlier lives that have to be offered again."""
        return self.earlier.earlier_lives()

    def events_of(
        self, incarnation: Incarnation, after: int, up_to: int, limit_bytes: int
    ) -> Sequence[Event]:
        """Give the next events of any life up to a sequence, at least one if there is any."""
        return self.earlier.events_of(incarnation, after, up_to, limit_bytes)

    def result_hash(self, position: int) -> bytes | None:
        """Give the hash at a position of the results; that of position 0 is the one before all."""
        return self.earlier.result_hash(position)

    def signed_results(self, after: int) -> SignedResults | None:
        """Give the next results behind a position that a statement covers."""
        return self.earlier.signed_results(after)

    def disown_results(self, after: int) -> None:
        """Put the results behind a position aside: the township's stream went on differently."""
        self._with_room(lambda: self.earlier.disown_results(after))

    def keep_receipt(self, receipt: Receipt) -> None:
        """Keep a verified receipt; an older one than the last changes nothing."""
        self._with_room(lambda: self.word.keep_receipt(receipt))

    def keep_results(self, results: Sequence[Result], signature: bytes) -> None:
        """Keep verified results and the new position in one transaction."""
        self._with_room(lambda: self.word.keep_results(results, signature))

    def move_epoch(self, epoch: Epoch, announced: bytes = b"") -> None:
        """Follow the township into a verified new epoch: receipts of the old one no longer count."""
        self._with_room(lambda: self.word.move_epoch(epoch, announced))

    def take_county_epoch(self, epoch: Epoch, face: TownshipFace, word: bytes) -> None:
        """Follow into an epoch the county signed, and know the township by these keys, in one step."""
        self._with_room(lambda: self._faces.take_county_epoch(epoch, face, word))

    def take_key_roll(self, roll: KeyRoll, word: bytes) -> None:
        """Know the township by the keys it named itself."""
        self._with_room(lambda: self._faces.take_key_roll(roll, word))

    def take_tls_roll(self, roll: TlsRoll) -> None:
        """Believe the next TLS key of the service beside the present one."""
        known = self._faces.known(self.ledger.enrolment)
        self._with_room(lambda: self._faces.take_tls_roll(roll, known))

    def insist_on_tls(self, pin: bytes) -> None:
        """Believe this TLS key of the service and no other."""
        self._with_room(lambda: self._faces.insist_on_tls(pin))

    def start_incarnation(self, incarnation: Incarnation, at: datetime) -> None:
        """Begin a new life of the ledger and re-issue, same ids and bodies, what has no receipt."""
        self.ledger.start_incarnation(incarnation, at)

    def records_in_slices(self, name: DataSetName) -> Iterator[Sequence[bytes]]:
        """Give the records of a set in use, some at a time, in ascending order of the bytes of their keys."""
        return self.sets.records_in_slices(name)

    def lives(self) -> Sequence[LedgerHead]:
        """Tell how far every life of this ledger is here."""
        return self.others.lives()

    def log_position(self, epoch: Epoch) -> int:
        """Tell the number of the last range that was looked at in an epoch."""
        return self.others.log_position(epoch)

    def keep_log(self, epoch: Epoch, batches: Sequence[LogBatch], up_to: int) -> None:
        """Keep verified ranges and the new position in one transaction; events that are here are skipped."""
        self._with_room(lambda: self.others.keep_log(epoch, batches, up_to))

    def others_to_hand_on(self, epoch: Epoch) -> Sequence[OtherLife]:
        """List what other PCs wrote, to be offered to a township in an epoch that was not the first."""
        return self.others.others_to_hand_on(epoch)

    def ranges_of_other(self, incarnation: Incarnation, after: int, limit: int) -> Sequence[LogBatch]:
        """Give the next ranges of such a life behind a sequence, in order, as their device signed them."""
        return self.others.ranges_of_other(incarnation, after, limit)

    def handed_on(self, epoch: Epoch) -> None:
        """Remember that this was done in an epoch."""
        self._with_room(lambda: self.others.handed_on(epoch))

    def wanted(self) -> EventSpan | None:
        """Give the next events of this ledger to ask the township for."""
        return self.missing.wanted()

    def fill(self, events: Sequence[Event]) -> None:
        """Put events of this ledger back in their places."""
        self.missing.fill(events)

    def not_held(self, span: EventSpan) -> bool:
        """Note that the township does not hold some; tell whether what is behind them needs a new life."""
        return self.missing.not_held(span)

    def device_word(self, device: DeviceId) -> bytes:
        """Give the township's last signed word about a device; empty where none is here."""
        return self.words.device_word(device)

    def keep_device_words(self, words: Mapping[DeviceId, bytes]) -> None:
        """Keep verified words beside those of before."""
        self._with_room(lambda: self.words.keep_device_words(words))

    def chunk(self, digest: bytes) -> bytes | None:
        """Give a chunk kept from an interrupted download."""
        return self.sets.chunk(digest)

    def keep_chunk(self, digest: bytes, data: bytes) -> None:
        """Keep a verified chunk until its set is applied."""
        self.sets.keep_chunk(digest, data)

    def apply_data_set(
        self, version: DataSetVersion, rows: Sequence[DataRow], chunks: Sequence[bytes] = ()
    ) -> None:
        """Bring a version of a set into use and drop the chunks it came from.

        Raises:
            Refusal: `data_set_digest_differs`, `data_set_older`, `data_set_not_readable`, and for packs those
                of `PackGate.require`: the old one stays.
        """
        for _ in self.apply_in_slices(version, rows, chunks):
            pass

    def apply_in_slices(
        self, version: DataSetVersion, rows: Sequence[DataRow], chunks: Sequence[bytes] = ()
    ) -> Iterator[int]:
        """Do the same, pausing after each slice so that the lane can look somebody up in between."""
        if version.name is DataSetName.PACKS:
            self.gate.require(rows)
        yield from self.sets.apply(version, rows, self.word.epoch().number)
        self.sets.drop_chunks(chunks)

    def hear_time(self, at: datetime) -> None:
        """Compare this PC's clock with the township's signed time."""
        self.watch.heard(at)

    def note_attempt(self, attempt: Attempt, *, heard: bool = False) -> None:
        """Write a line of the diary, and remember when the township was heard last."""
        self._with_room(lambda: self.diary.note(attempt, heard=heard))

    def heard_at(self) -> datetime | None:
        """Give the moment a word of the township came in last."""
        return self.diary.heard_at()

    def attempts(self, limit: int, offset: int = 0) -> Sequence[Attempt]:
        """List the diary, newest first."""
        return self.diary.latest(limit, offset)

    def call_settings(self) -> CallSettings:
        """Give what the township set about calls."""
        return self._calls.settings()

    def spent(self, first: date, last: date) -> int:
        """Add up the bytes that went over the network on some days, both included."""
        return self._calls.spent(first, last)

    def visits_wait(self) -> bool:
        """Tell whether a visit, a correction or a cancellation has no receipt yet."""
        return self._calls.visits_wait()

    def due(self) -> Sequence[DueSet]:
        """List what the township had and this PC had not yet when they spoke last."""
        return self._calls.due()

    def keep_due(self, due: Sequence[DueSet]) -> None:
        """Remember that."""
        self._calls.keep_due(due)

    def _with_room(self, deed: Callable[[], None]) -> None:
        """Keep what the township says in the room that is kept for it, where the disk has no other."""
        self.ledger.reserve.with_room(deed)
