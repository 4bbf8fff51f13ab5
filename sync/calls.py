"""How a clinic talks to its township from a command line: over the network, or by a stick."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from core.clinic import Clinic, NewClinic, SignIn, require_outside
from core.errors import Hindrance, Stop
from core.ports import Clock, Enrolment
from core.services.note_bundle import note_bundle_made, note_bundle_read
from core.services.report_look_ups import report_finished_days
from core.sync_ports import SyncStore
from sync.bundle_file import ENDING, bundles_in
from sync.call_report import attempt_facts, forecast_facts, progress_facts, whole_forecast
from sync.enrolment import Enrolled
from sync.founding_stick import meet_on_stick
from sync.run import Chance, enrol_at, run_sync, transport_of
from sync.stick_desk import ClinicStick
from sync.stick_job import NotedJob, StickJob, done_at_once
from sync.support import Sections, write_support

_TAKEN = ("receipts", "results", "ranges", "data_sets", "faults")


class OpenClinic(Protocol):
    """An open clinic, as far as talking to its township goes."""

    @property
    def sync(self) -> SyncStore:
        """Give the store as the sync sees it."""
        ...

    @property
    def enrolment(self) -> Enrolment:
        """Tell who it is and whom it belongs to."""
        ...


Opened = TypeVar("Opened", bound=OpenClinic)


@dataclass(frozen=True, slots=True)
class ClinicCalls(Generic[Opened]):
    """The commands: each opens the clinic of whoever asks and closes it again.

    Args:
        opened: gives the store, and the clinic over it as services are given it.
        support_facts: gathers what a support bundle tells of an open clinic.
    """

    opened: Callable[[SignIn], AbstractContextManager[tuple[Opened, Clinic]]]
    clock: Clock
    random: Callable[[int], bytes]
    monotonic: Callable[[], float]
    support_facts: Callable[[Opened], Sections]

    @property
    def chance(self) -> Chance:
        """Give what a round takes from outside."""
        return Chance(self.random, self.monotonic)

    def meeting(self, new: NewClinic, program: str) -> Callable[[], Enrolled]:
        """Give the way a new PC meets its township: at an address, or by a founding bundle in a file."""
        if isinstance(new.meeting, Path):
            return partial(meet_on_stick, new.meeting, new.code, program, self.clock, self.random)
        return partial(enrol_at, new.meeting, new.code, new.user, program, self.random)

    def first_read(self, who: SignIn, meeting: str | Path) -> Mapping[str, Any]:
        """Take what else is in the founding bundle, if there was one.

        The clinic stands already: what cannot be read now is named, and `bundle-in` reads it another time.
        """
        if not isinstance(meeting, Path):
            return {}
        try:
            return self.read(who, meeting)
        except Stop as stop:
            return {"data_sets": 0, "faults": [stop.code]}

    def sync(self, who: SignIn, told: Callable[[Mapping[str, Any]], None] | None = None) -> Mapping[str, Any]:
        """Call the township once, with what was looked up on the days that are over.

        `told` hears after each answer how far the round is.
        """
        with self.opened(who) as (store, clinic), transport_of(store.enrolment) as transport:
            with suppress(Hindrance):  # a full disk keeps nothing from the township
                report_finished_days(clinic)
            sync = store.sync
            heard = (lambda talk: told(progress_facts(talk, sync.waiting()))) if told else None
            return asdict(run_sync(sync, transport, self.clock, self.chance, heard))

    def diary(self, who: SignIn, lines: int) -> Mapping[str, Any]:
        """Tell the last attempts, newest first."""
        with self.opened(who) as (store, _):
            return {"attempts": [attempt_facts(one) for one in store.sync.attempts(lines)]}

    def forecast(self, who: SignIn) -> Mapping[str, Any]:
        """Tell what the next call will move, and what budget and quiet hours leave."""
        with self.opened(who) as (store, _):
            return forecast_facts(whole_forecast(store.sync, self.clock.now()))

    def write(self, who: SignIn, file: Path) -> Mapping[str, Any]:
        """Write all that waits on a stick, then note that there is such a stick."""
        who.require_outside(file)
        with self.opened(who) as (store, clinic):
            with suppress(Hindrance):
                report_finished_days(clinic)
            return done_at_once(self.writing(store, clinic, file))

    def writing(self, store: Opened, clinic: Clinic, file: Path) -> StickJob:
        """Do the same in steps.

        Raises:
            Refusal: `bundle_key_missing`.
        """
        job = ClinicStick(store.sync, self.clock, self.chance).writing(file)
        return NotedJob(job, lambda facts: note_bundle_made(clinic, job.digest, facts["events"]))

    def read(self, who: SignIn, file: Path) -> Mapping[str, Any]:
        """Take what a stick brings for this PC, and note what it was."""
        with self.opened(who) as (store, clinic):
            return done_at_once(self.reading(store, clinic, lambda: [file]))

    def reading(self, store: Opened, clinic: Clinic, find: Callable[[], Sequence[Path]]) -> StickJob:
        """Do the same in steps, with the files that are found when the stick is looked at."""
        job = ClinicStick(store.sync, self.clock, self.chance).reading(find)

        def note(facts: Mapping[str, Any]) -> None:
            note_bundle_read(clinic, job.digest, {name: facts[name] for name in _TAKEN})

        return NotedJob(job, note)

    def writing_to(self, store: Opened, data: Path, clinic: Clinic, folder: Path) -> StickJob:
        """Write to a folder of a stick, under the clinic's name: what was there before is in it again.

        Raises:
            Refusal: `file_inside_data_folder`, `bundle_key_missing`.
        """
        file = folder / f"{store.enrolment.clinic}-up{ENDING}"
        require_outside(data, file)
        return self.writing(store, clinic, file)

    def reading_from(self, store: Opened, clinic: Clinic, folder: Path) -> StickJob:
        """Read whatever a folder of a stick holds for this PC."""
        return self.reading(store, clinic, partial(bundles_in, folder))

    def take_epoch(self, who: SignIn, file: Path) -> Mapping[str, Any]:
        """Follow the township under the keys its county signed, where no network brings the word."""
        with self.opened(who) as (store, _):
            return ClinicStick(store.sync, self.clock, self.chance).take_epoch(file)

    def write_support(self, who: SignIn, file: Path) -> Mapping[str, Any]:
        """Write what whoever helps needs to know of this PC."""
        with self.opened(who) as (store, _):
            return self.write_support_of(store, who.data, file)

    def write_support_of(self, clinic: Opened, data: Path, file: Path) -> Mapping[str, Any]:
        """Do the same for a clinic that lies open in a data folder.

        Raises:
            Refusal: `bundle_key_missing`, `file_inside_data_folder`.
            Hindrance: `stick_not_writable`.
        """
        require_outside(data, file)
        sections = self.support_facts(clinic)
        return write_support(clinic.sync.standing(), sections, file, self.clock, self.random)
