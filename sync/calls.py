"""How a clinic talks to its township from a command line: over the network, or by a stick."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

from core.clinic import SignIn
from core.ports import Clock, Enrolment
from core.sync_ports import SyncStore
from sync.run import Chance, run_sync, transport_of
from sync.stick_desk import ClinicStick


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


@dataclass(frozen=True, slots=True)
class ClinicCalls:
    """The commands: each opens the clinic of whoever asks and closes it again."""

    opened: Callable[[SignIn], AbstractContextManager[OpenClinic]]
    clock: Clock
    random: Callable[[int], bytes]
    monotonic: Callable[[], float]

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
        with self.opened(who) as clinic:
            return ClinicStick(clinic.sync, self.clock, self.chance).write(file)

    def read(self, who: SignIn, file: Path) -> Mapping[str, Any]:
        """Take what a stick brings for this PC."""
        with self.opened(who) as clinic:
            return ClinicStick(clinic.sync, self.clock, self.chance).read(file)
