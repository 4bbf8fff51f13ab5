"""What a clinic does with a stick: write one, read one, and note it in the diary."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.ports import Clock
from core.sync_ports import SyncStore
from sync.bundle_file import found_bundle
from sync.meeting import take_word_file
from sync.run import Chance
from sync.stick_job import StickReading, StickWriting, done_at_once
from sync.word_file import MAX_WORD_FILE_BYTES


@dataclass(frozen=True, slots=True)
class ClinicStick:
    """A clinic's open store and what a stick is written and read with."""

    store: SyncStore
    clock: Clock
    chance: Chance

    def write(self, path: Path) -> Mapping[str, Any]:
        """Write all events above the last receipt; nothing counts as sent by it.

        Raises:
            Refusal, Hindrance: as `StickWriting`.
        """
        return done_at_once(self.writing(path))

    def writing(self, path: Path) -> StickWriting:
        """Do the same in steps."""
        return StickWriting(self.store, self.clock, self.chance, path)

    def read(self, path: Path) -> Mapping[str, Any]:
        """Take what a stick brings for this device; what is for others stays on it unopened.

        Raises:
            Refusal, Hindrance: as `StickReading`.
        """
        return done_at_once(self.reading(lambda: [path]))

    def reading(self, find: Callable[[], Sequence[Path]]) -> StickReading:
        """Do the same in steps, with the files that are found when the stick is looked at."""
        return StickReading(self.store, self.clock, self.chance, find)

    def take_epoch(self, path: Path) -> Mapping[str, Any]:
        """Follow the township under other keys, from the file with the county's word or its own.

        Raises:
            Refusal: `epoch_word_not_for_us`, `bundle_missing`.
            Hindrance: `stick_not_readable`.
        """
        with found_bundle(path) as source:
            epoch = take_word_file(self.store, source.read(MAX_WORD_FILE_BYTES))
        return {"epoch": epoch.number, "township_name": self.store.standing().enrolment.township_name}
