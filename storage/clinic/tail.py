"""A second copy, on another disk or stick, of the events no receipt covers yet.

Each save adds one small file beside the backups, sealed under a key derived from the database key; a receipt
lets files go, and many small ones become one. With a backup, which carries the vault, they bring back what
was written after it. The same events lie beside each file once more, sealed to the township: where PC,
password and backups are lost it can still read them in.
"""

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from core.errors import Hindrance, Refusal
from core.events import EVENT_LABEL, Event, EventType
from core.ids import ClinicCode
from core.own_events import EventSpan
from core.ports import EventCodec
from core.sync_ports import SyncStore
from storage.clinic.copies import disk_hindrance
from storage.clinic.durable_file import flush_folder, replace_durably
from storage.clinic.ledger import ClinicLedger, draft_of
from storage.clinic.missing import Missing
from storage.clinic.subkey import subkey
from storage.clinic.township_word import TownshipWord
from storage.secret import Secret, wiped

_LABEL = b"cunzhen/1/tail\0"
_FOLDER = "cunzhen-{clinic}-tail"
_NAME = "{first:08d}-{last:08d}.tail"
_TWIN = ".cunzhen"
"""Ending of the file for the township: a bundle like any other."""
_NONCE_BYTES = 12
_FILE_BYTES = 256 * 1024
_SMALL_BYTES, _SMALL_EVENTS = _FILE_BYTES // 2, 32
_MOST_SMALL = 32
"""Small files at the end of the copy before they become one, which is not written anew a second time."""
SealEvents = Callable[[EventSpan], bytes]
"""Makes the township's half out of events of this ledger."""
SealOf = Callable[[SyncStore, EventSpan], bytes]
"""Does so for any clinic that has its township's sealing key."""
_HASH_AT = "SELECT hash FROM events WHERE incarnation = ? AND sequence = ?"
KNOWN = "SELECT 1 FROM events WHERE event_id = ?"


@dataclass(frozen=True, slots=True)
class Brought:
    """What a copy gave back: events, and files of it that nobody can read any more."""

    events: int
    unread: int


@dataclass(frozen=True, slots=True)
class TailCopy:
    """One clinic's copy beside its backups in `place`; without `seal` there is no half for the township."""

    place: Path
    clinic: ClinicCode
    codec: EventCodec
    seal: SealEvents | None = None

    @property
    def folder(self) -> Path:
        """Name the folder of the copy."""
        return self.place / _FOLDER.format(clinic=self.clinic)

    def catch_up(self, ledger: ClinicLedger, word: TownshipWord, key: Secret) -> None:
        """Add what was written since the last time, and let go what a receipt covers by now.

        Raises:
            Hindrance: `backup_folder_missing`, `disk_full`, `store_not_writable`: the next time does it.
        """
        if not self.place.is_dir():
            raise Hindrance("backup_folder_missing")
        try:
            with wiped(subkey(key, "tail")) as own:
                self._bring_up_to_date(ledger, word, ChaCha20Poly1305(bytes(own)))
        except OSError as error:
            raise disk_hindrance(error, self.folder.name) from error

    def knows_better(self, ledger: ClinicLedger, key: Secret) -> bool:
        """Tell whether the copy holds other events of the present life than the ledger does.

        Then the whole disk was put back to an older state, and the sentinel with it: nothing on the PC tells.
        """
        head = ledger.head()
        with wiped(subkey(key, "tail")) as own:
            files = _files(self.folder / head.incarnation)
            events = self._opened(files[-1], ChaCha20Poly1305(bytes(own))) if files else None
        if not events:
            return False
        last = events[-1]
        with ledger.file.reading() as database:
            row = database.execute(_HASH_AT, (head.incarnation, last.header.sequence)).fetchone()
        return last.header.sequence > head.sequence or (row is not None and row[0] != last.hash)

    def bring_back(self, ledger: ClinicLedger, key: Secret) -> Brought:
        """Write into a ledger what the copy holds of its former lives and it does not; ids and bodies stay.

        A file that is damaged, or sealed under another key, is counted and left where it is.

        Raises:
            Hindrance: as `ClinicLedger.append`; the copy is as it was.
        """
        with wiped(subkey(key, "tail")) as own:
            cipher = ChaCha20Poly1305(bytes(own))
        issued = [
            self._issue_again(ledger, self._opened(file, cipher)) for file in self._of_former_lives(ledger)
        ]
        read = [count for count in issued if count is not None]
        return Brought(sum(read), len(issued) - len(read))

    def events(self, key: Secret) -> Iterator[Event]:
        """Give every event in the copy, of whichever life; what cannot be read is passed over."""
        with wiped(subkey(key, "tail")) as own:
            cipher = ChaCha20Poly1305(bytes(own))
        lives = sorted(self.folder.iterdir()) if self.folder.is_dir() else []
        for file in (file for life in lives for file in _files(life)):
            yield from self._opened(file, cipher) or ()

    def _bring_up_to_date(self, ledger: ClinicLedger, word: TownshipWord, cipher: ChaCha20Poly1305) -> None:
        # Another PC of the clinic may keep its copy here too: what cannot be read is not ours to drop.
        taken = [
            file
            for file in self._of_former_lives(ledger)
            if self._issue_again(ledger, self._opened(file, cipher)) is not None
        ]
        head, receipt = ledger.head(), word.receipt()
        received = receipt.sequence if receipt else 0
        life = self.folder / head.incarnation
        self._let_go_of_another_key(life, cipher)
        if not life.is_dir():
            life.mkdir(parents=True)
            for folder in (self.folder, self.place):
                flush_folder(folder)
        _drop(file for file in _files(life) if _span(file)[1] <= received)
        reach = self._reach(life, received)
        while reach < head.sequence:
            events = _unbroken(ledger.events_after(reach, _FILE_BYTES))
            reach = self._write(ledger, life, events, cipher)
        _drop(taken)

    def _reach(self, life: Path, received: int) -> int:
        """Tell up to where files follow one another without a gap, many small ones left out to become one."""
        reach, small = received, list[int]()
        for file in _files(life):
            first, last = _span(file)
            if first > reach + 1 or (self.seal and not _twin(file).exists()):
                break
            reach = max(reach, last)
            is_small = file.stat().st_size < _SMALL_BYTES and last - first < _SMALL_EVENTS
            small = [*small, first] if is_small else []
        return small[0] - 1 if len(small) > _MOST_SMALL else reach

    def _write(
        self, ledger: ClinicLedger, life: Path, events: Sequence[Event], cipher: ChaCha20Poly1305
    ) -> int:
        """Write one file and its twin, let go what they stand for, and tell up to where they reach."""
        span = EventSpan(ledger.head().incarnation, events[0].header.sequence, events[-1].header.sequence)
        file = life / _NAME.format(first=span.first, last=span.last)
        if self.seal:
            ledger.sentinel.flush()  # signed events leave the PC: no older copy may pass as the latest now
            replace_durably(_twin(file), self.seal(span))
        replace_durably(file, self._sealed(events, cipher))
        covered = [one for one in _files(life) if _lies_in(_span(one), span)]
        _drop(one for one in covered if one != file)
        return span.last

    def _let_go_of_another_key(self, life: Path, cipher: ChaCha20Poly1305) -> None:
        """Drop what a new key left unreadable; the ledger still has it, and it is written anew."""
        oldest = next(iter(_files(life)), None)
        if oldest is not None and self._opened(oldest, cipher) is None:
            _drop(_files(life))

    def _of_former_lives(self, ledger: ClinicLedger) -> list[Path]:
        present = self.folder / ledger.head().incarnation
        lives = sorted(self.folder.iterdir()) if self.folder.is_dir() else []
        return [file for life in lives if life != present for file in _files(life)]

    def _issue_again(self, ledger: ClinicLedger, events: Sequence[Event] | None) -> int | None:
        if events is None:
            return None
        lacking = [one for one in events if not _knows(ledger, one)]
        for event in lacking:
            ledger.append(draft_of(event))
        with suppress(Refusal):  # a place that damage left free in their own life
            Missing(ledger.file, self.codec).fill(events)
        return len(lacking)

    def _sealed(self, events: Sequence[Event], cipher: ChaCha20Poly1305) -> bytes:
        plain = self.codec.encode([[one.header_bytes, one.body, one.hash] for one in events])
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + cipher.encrypt(nonce, plain, _LABEL)

    def _opened(self, file: Path, cipher: ChaCha20Poly1305) -> list[Event] | None:
        """Read a file of the copy; None when it is damaged or sealed under another key."""
        try:
            content = file.read_bytes()
            plain = cipher.decrypt(content[:_NONCE_BYTES], content[_NONCE_BYTES:], _LABEL)
            return [self._event(*row) for row in self.codec.decode(plain)]
        except (InvalidTag, OSError, ValueError, TypeError, Refusal):
            return None

    def _event(self, header_bytes: bytes, body: bytes, hash_there: bytes) -> Event:
        header = self.codec.decode_header(header_bytes)
        whole = self.codec.digest(EVENT_LABEL + header_bytes) == hash_there
        if not whole or self.codec.digest(body) != header.body_hash:
            raise ValueError("an event that is not as it was written")
        return Event(header, header_bytes, body, hash_there)


def _knows(ledger: ClinicLedger, event: Event) -> bool:
    """Tell whether an event needs no place in this ledger; what began a former life has none in another."""
    if event.header.type == EventType.INCARNATION_STARTED:
        return True
    with ledger.file.reading() as database:
        return database.execute(KNOWN, (event.header.event_id,)).fetchone() is not None


def _unbroken(events: Sequence[Event]) -> Sequence[Event]:
    """Give the events before the first place that damage left free."""
    first = events[0].header.sequence
    return [one for place, one in enumerate(events, first) if one.header.sequence == place]


def _files(life: Path) -> list[Path]:
    return sorted(life.glob("*.tail"))


def _twin(file: Path) -> Path:
    return file.with_suffix(_TWIN)


def _drop(files: Iterable[Path]) -> None:
    """Remove files together with their twins."""
    for file in files:
        _twin(file).unlink(missing_ok=True)
        file.unlink()


def _lies_in(inner: tuple[int, int], span: EventSpan) -> bool:
    return span.first <= inner[0] and inner[1] <= span.last


def _span(file: Path) -> tuple[int, int]:
    first, _, last = file.stem.partition("-")
    return (int(first), int(last)) if first.isdigit() and last.isdigit() else (0, 0)
