"""What a clinic does with a stick: write one, read one, and note it in the diary."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from core.errors import Refusal, Stop
from core.ports import Clock, Enrolment, Founding
from core.sync_ports import Attempt, SyncStore
from sync.bundle import BundleHeader, Direction, pieces_of, scan, write_member
from sync.bundle_file import found_bundle, new_bundle
from sync.county.epoch_word import MAX_EPOCH_WORD_BYTES
from sync.founding_code import sealing_key
from sync.meeting import take_epoch_word
from sync.run import DONE, Chance
from sync.standing import signer_of
from sync.stick import StickReader, Taken, up_header, up_pieces

ROUTE = "bundle"


@dataclass(frozen=True, slots=True)
class ClinicStick:
    """A clinic's open store and what a stick is written and read with."""

    store: SyncStore
    clock: Clock
    chance: Chance

    def write(self, path: Path) -> Mapping[str, Any]:
        """Write all events above the last receipt; nothing counts as sent by it.

        Raises:
            Refusal: `bundle_key_missing`.
            Hindrance: `stick_not_writable`.
        """
        own = self.store.standing().enrolment
        if not own.township_sealing:
            raise Refusal("bundle_key_missing")
        waiting, size = self.store.waiting(), 0
        with self._noted(path, True), new_bundle(path) as sink:
            header = up_header(self.store, self.clock)
            hands = (signer_of(self.store.standing()), own.township_sealing)
            write_member(sink, header, hands, up_pieces(self.store), self.chance.random)
        size = path.stat().st_size
        return {"file": path.name, "events": waiting, "bytes": size}

    def read(self, path: Path) -> Mapping[str, Any]:
        """Take what a stick brings for this device; what is for others stays on it unopened.

        Raises:
            Refusal: `bundle_not_ours`, `bundle_damaged`, `bundle_nothing_for_us`, `signature_wrong`, ...
            Hindrance: `stick_not_readable`.
        """
        with self._noted(path, False), found_bundle(path) as source:
            members = list(scan(source))
            own, founding = self.store.standing().enrolment, self.store.founding()
            mine = [(one, key) for one in members if (key := _key_for(one.header, own, founding))]
            if not mine:
                raise Refusal("bundle_nothing_for_us")
            taken = Taken()
            for member, key in mine:
                member.check(own.township_key)
                reader = StickReader(self.store, self.clock, self.chance.random, taken)
                reader.take(pieces_of(source, member, key))
                if founding and member.header.direction is Direction.DOWN:  # it knows the device by name
                    self.store.admitted()
        return {"file": path.name, "carried": len(members) - len(mine), **asdict(taken)}

    def take_epoch(self, path: Path) -> Mapping[str, Any]:
        """Follow the township under the keys its county signed, from the file with the county's word.

        Raises:
            Refusal: `epoch_word_not_for_us`, `bundle_missing`.
            Hindrance: `stick_not_readable`.
        """
        with found_bundle(path) as source:
            word = take_epoch_word(self.store, source.read(2 * MAX_EPOCH_WORD_BYTES))
        return {"epoch": word.epoch.number, "township_name": self.store.standing().enrolment.township_name}

    def _noted(self, path: Path, upwards: bool) -> "_Noted":
        return _Noted(self, path, upwards)


def _key_for(header: BundleHeader, own: Enrolment, founding: Founding | None) -> bytes:
    """Give the raw X25519 private key of a member for this PC; nothing for a member that is another's."""
    if header.realm.township != own.township:
        return b""
    if (header.direction, header.device) == (Direction.DOWN, own.device):
        return own.keys.sealing
    if founding and (header.direction, header.clinic) == (Direction.FIRST, own.clinic):
        return sealing_key(founding.secret)
    return b""


@dataclass(slots=True)
class _Noted:
    """Writes the line of the diary, whatever becomes of it."""

    stick: ClinicStick
    path: Path
    upwards: bool
    started: float = 0.0

    def __enter__(self) -> None:
        self.started = self.stick.chance.monotonic()

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is not None and not isinstance(error, Stop):
            return
        outcome = error.code if isinstance(error, Stop) else DONE
        size = self.path.stat().st_size if outcome == DONE else 0
        moved = (size, 0) if self.upwards else (0, size)
        seconds = self.stick.chance.monotonic() - self.started
        self.stick.store.note_attempt(Attempt(self.stick.clock.now(), ROUTE, outcome, *moved, seconds))
