"""How a clinic talks to its township from a command line: over the network, or by a stick."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from core.clinic import SignIn, require_outside
from core.ports import Clock, Enrolment
from core.sync_ports import SyncStore
from sync.run import Chance, run_sync, transport_of
from sync.stick_desk import ClinicStick
from sync.support import Sections, write_support


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

    `support_facts` gathers what a support bundle tells of an open clinic.
    """

    opened: Callable[[SignIn], AbstractContextManager[Opened]]
    clock: Clock
    random: Callable[[int], bytes]
    monotonic: Callable[[], float]
    support_facts: Callable[[Opened], Sections]

    @property
    def chance(self) -> Chance:
        """Give what a round takes from outside."""
        return Chance(self.random, self.monotonic)

    def sync(self, who: SignIn) -> Mapping[str, Any]:
        """Call the township once."""
        with self.opened(who) as clinic, transport_of(clinic.enrolment) as transport:
            return asdict(run_sync(clinic.sync, transport, self.clock, self.chance))

    def write(self, who: SignIn, file: Path) -> Mapping[str, Any]:
        """Write all that waits on a stick."""
        who.require_outside(file)
        with self.opened(who) as clinic:
            return ClinicStick(clinic.sync, self.clock, self.chance).write(file)

    def read(self, who: SignIn, file: Path) -> Mapping[str, Any]:
        """Take what a stick brings for this PC."""
        with self.opened(who) as clinic:
            return ClinicStick(clinic.sync, self.clock, self.chance).read(file)

    def write_support(self, who: SignIn, file: Path) -> Mapping[str, Any]:
        """Write what whoever helps needs to know of this PC."""
        with self.opened(who) as clinic:
            return self.write_support_of(clinic, who.data, file)

    def write_support_of(self, clinic: Opened, data: Path, file: Path) -> Mapping[str, Any]:
        """Do the same for a clinic that lies open in a data folder.

        Raises:
            Refusal: `bundle_key_missing`, `file_inside_data_folder`.
            Hindrance: `stick_not_writable`.
        """
        require_outside(data, file)
        sections = self.support_facts(clinic)
        return write_support(clinic.sync.standing(), sections, file, self.clock, self.random)
