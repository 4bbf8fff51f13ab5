"""Writing and reading a stick in steps, so that a desk goes on working beside it.

`beside` touches the stick and no store, `inside` the store and no stick; they take turns until `beside` says
that nothing is left. Both ways the same steps serve a command, which does them one after the other.
"""

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from core.errors import Refusal, Stop
from core.ports import Clock
from core.sync_ports import Attempt, SyncStore
from sync.bundle import BundleHeader, Direction, Member, MemberWriter, pieces_of, readable
from sync.bundle_file import digest_of_file, found_bundle, new_bundle
from sync.founding_code import sealing_key
from sync.meeting import take_word_file
from sync.run import DONE, Chance
from sync.standing import signer_of
from sync.stick import StickReader, Taken, up_header, up_pieces
from sync.word_file import words_in

ROUTE = "bundle"
_EVENTS = "events"
_Steps = Generator[bool, None, None]


class StickJob(Protocol):
    """A stick being written or read."""

    @property
    def progress(self) -> tuple[int, int]:
        """Tell how much is done and of how much, in whichever unit; 0 where that is not known."""
        ...

    @property
    def digest(self) -> bytes:
        """Give the hash of the file once all is done."""
        ...

    def beside(self) -> bool:
        """Do the next step at the stick; False when nothing is left but to end."""
        ...

    def inside(self) -> None:
        """Do the step in the store that follows."""
        ...

    def leave(self) -> None:
        """Give it up before it ended, and leave nothing half done on the stick."""
        ...

    def end(self, stop: Stop | None) -> Mapping[str, Any]:
        """Write the line of the diary, whatever became of it, and tell what was done."""
        ...


@dataclass(frozen=True, slots=True)
class NotedJob:
    """A job that is told of in the ledger once it ended well."""

    job: StickJob
    note: Callable[[Mapping[str, Any]], None]

    @property
    def progress(self) -> tuple[int, int]:
        """Tell how much is done and of how much."""
        return self.job.progress

    @property
    def digest(self) -> bytes:
        """Give the hash of the file."""
        return self.job.digest

    def beside(self) -> bool:
        """Do the next step at the stick."""
        return self.job.beside()

    def inside(self) -> None:
        """Do the step in the store that follows."""
        self.job.inside()

    def leave(self) -> None:
        """Give it up before it ended."""
        self.job.leave()

    def end(self, stop: Stop | None) -> Mapping[str, Any]:
        """End it, and tell the ledger.

        Raises:
            Hindrance: the ledger could not keep it; what was done stands all the same.
        """
        facts = self.job.end(stop)
        if stop is None:
            self.note(facts)
        return facts


def done_at_once(job: StickJob) -> Mapping[str, Any]:
    """Do all steps, one after the other.

    Raises:
        Stop: what ended it early, after its line was written.
    """
    try:
        while job.beside():
            job.inside()
    except Stop as stop:
        job.end(stop)
        raise
    return job.end(None)


class StickWriting:
    """Writes all events above the last receipt; nothing counts as sent by it.

    Raises:
        Refusal: `bundle_key_missing`.
    """

    def __init__(self, store: SyncStore, clock: Clock, chance: Chance, file: Path) -> None:
        standing = store.standing()
        if not standing.enrolment.township_sealing:
            raise Refusal("bundle_key_missing")
        self._store, self._clock, self._chance, self._file = store, clock, chance, file
        self._started = chance.monotonic()
        self._header = up_header(store, clock)
        self._hands = (signer_of(standing), standing.enrolment.township_sealing)
        self._waiting, self._written = store.waiting(), 0
        self._pieces = up_pieces(store)
        self._piece: Any = None
        self._steps = self._write()
        self._size = 0
        self.digest = b""

    @property
    def progress(self) -> tuple[int, int]:
        """Tell the events written, and how many there are."""
        return min(self._written, self._waiting), self._waiting

    def beside(self) -> bool:
        """Seal and write the piece that was fetched last.

        Raises:
            Hindrance: as `new_bundle`.
        """
        return next(self._steps, False)

    def inside(self) -> None:
        """Fetch and sign the next piece."""
        self._piece = next(self._pieces, None)

    def leave(self) -> None:
        """Give it up: what was only begun goes from the stick."""
        self._steps.close()

    def end(self, stop: Stop | None) -> Mapping[str, Any]:
        """Write the line of the diary; what was only begun is no bundle."""
        self._steps.close()
        seconds = self._chance.monotonic() - self._started
        outcome = stop.code if stop else DONE
        self._store.note_attempt(Attempt(self._clock.now(), ROUTE, outcome, self._size, 0, seconds))
        return {"file": self._file.name, "events": self._waiting, "bytes": self._size}

    def _write(self) -> _Steps:
        with new_bundle(self._file) as sink:
            writer = MemberWriter(sink, self._header, self._hands, self._chance.random)
            yield True
            while self._piece is not None:
                writer.piece(self._piece)
                if self._piece[0] == _EVENTS:
                    self._written += _events_in(self._piece[1])
                yield True
            writer.end()
        self._size, self.digest = self._file.stat().st_size, digest_of_file(self._file)


class StickReading:
    """Takes what some files bring for this device; what is for others stays where it is, unopened.

    Words about other keys of the township go first: what else is there may be signed by those. Of several
    files those that cannot be read are named, and the others taken all the same.
    """

    def __init__(
        self, store: SyncStore, clock: Clock, chance: Chance, find: Callable[[], Sequence[Path]]
    ) -> None:
        self._store, self._clock, self._chance, self._find = store, clock, chance, find
        self._started = chance.monotonic()
        self._own, self._founding = store.standing().enrolment, store.founding()
        self._reader: StickReader | None = None
        self._piece: Any = None
        self._putting = self._admits = False
        self._words = b""
        self._refused: Refusal | None = None
        self._taken, self._carried = Taken(), 0
        self._name, self._size, self._place = "", 0, 0
        self._steps = self._read()
        self.digest = b""

    @property
    def progress(self) -> tuple[int, int]:
        """Tell how far the file is read, in bytes."""
        return self._place, self._size

    def beside(self) -> bool:
        """Verify a file, or open the next piece.

        Raises:
            Refusal: `bundle_not_ours`, `bundle_damaged`, `bundle_nothing_for_us`, `bundle_missing`,
                `signature_wrong`, ...
            Hindrance: `stick_not_readable`.
        """
        return next(self._steps, False)

    def inside(self) -> None:
        """Take the piece or the words opened last, or do a slice of bringing data sets into use."""
        if self._words:
            self._take_words()
        elif self._reader and self._putting:
            self._putting = self._reader.put_in_use()
            if self._founding and self._admits and not self._putting:
                self._store.admitted()
        elif self._reader:
            self._reader.take(self._piece)

    def leave(self) -> None:
        """Give it up: what was taken so far stays."""
        self._steps.close()

    def end(self, stop: Stop | None) -> Mapping[str, Any]:
        """Write the line of the diary, and remember that the township knows this PC."""
        self._steps.close()
        seconds, size = self._chance.monotonic() - self._started, 0 if stop else self._size
        outcome = stop.code if stop else DONE
        line = Attempt(self._clock.now(), ROUTE, outcome, 0, size, seconds)
        self._store.note_attempt(line, heard=self._reader is not None)
        return {"file": self._name, "carried": self._carried, **asdict(self._taken)}

    def _read(self) -> _Steps:
        files = self._find()
        bundles = []
        for file in files:
            self._words = words_in(file)
            if self._words:
                self._name, self.digest = file.name, digest_of_file(file)
                yield True
            else:
                bundles.append(file)
        if not self._taken.words:
            self._name = ""
        for file in bundles:
            try:
                yield from self._file(file)
            except Refusal as refusal:
                if len(files) == 1:
                    raise
                self._refused = refusal
                self._taken.faults.append(refusal.code)
        if not self._name:
            raise self._refused or Refusal("bundle_nothing_for_us")

    def _take_words(self) -> None:
        """Follow the township under the keys they name; words followed before, or for others, do no harm."""
        words, self._words = self._words, b""
        try:
            take_word_file(self._store, words)
        except Refusal as refusal:
            self._refused = refusal
        else:
            self._taken.words += 1
            self._own = self._store.standing().enrolment

    def _file(self, file: Path) -> _Steps:
        with found_bundle(file) as source:
            members, newer = readable(source)
            self._taken.faults += newer
            mine = [(one, key) for one in members if (key := self._key_for(one.header))]
            ours = sum(one.header.device == self._own.device for one in members)
            self._carried += len(members) - max(ours, len(mine))
            if not mine:
                return
            self._place, self._size = 0, source.seek(0, 2)
            for member, key in mine:
                member.check(self._own.township_key)
                yield from self._member(source, member, key)
        self._name, self.digest = file.name, digest_of_file(file)

    def _member(self, source: BinaryIO, member: Member, key: bytes) -> _Steps:
        self._reader = StickReader(self._store, self._clock, self._chance.random, self._taken)
        for piece in pieces_of(source, member, key):
            self._piece, self._place = piece, source.tell()
            yield True
        self._admits = member.header.direction is Direction.DOWN  # it knows the device by name
        self._putting = True
        while self._putting:
            yield True

    def _key_for(self, header: BundleHeader) -> bytes:
        """Give the raw X25519 private key of a member for this PC; nothing for one that is another's."""
        own, founding = self._own, self._founding
        if header.realm.township != own.township:
            return b""
        if (header.direction, header.device) == (Direction.DOWN, own.device):
            return own.keys.sealing
        if founding and (header.direction, header.clinic) == (Direction.FIRST, own.clinic):
            return sealing_key(founding.secret)
        return b""


def _events_in(batch: Sequence[Any]) -> int:
    events = batch[2]
    return events if isinstance(events, int) else len(events)
