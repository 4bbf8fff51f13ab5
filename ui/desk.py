"""What the window is handed: the door of the clinic's store, and the desk behind it once it is open.

`main.py` composes both from storage and sync; the window knows neither. Every method says on which
lane of `ui/tasks.py` the window calls it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from core.ids import ClinicCode, UserId

if TYPE_CHECKING:  # all of it lies behind the lock, which shows sooner without
    from pathlib import Path

    from core.calling import Forecast, NextCall
    from core.clinic import Clinic, Users
    from core.errors import Stop
    from core.identity.credentials import Credential
    from core.insurance_code import CodeDesk
    from core.ports import Clock
    from core.safekeeping import Safekeeper
    from core.services.export_list import WriteSheet
    from core.stock.entry import ReadStockSheet
    from core.sync_ports import Attempt, DeskStanding


@dataclass(frozen=True, slots=True)
class DoorPlate:
    """What can be read before a password: the clinic's code, who may sign in, whether it is practice."""

    clinic: ClinicCode
    users: tuple[UserId, ...]
    training: bool


@dataclass(frozen=True, slots=True)
class SyncProgress:
    """What one round has moved: bodies in bytes both ways, events without receipt, bytes still to fetch.

    `acknowledged` counts the events the township has given a receipt for in this round. `settling` says in
    how many seconds to ask again about the visit that is awaited: 0 where nothing comes soon, None where
    the township was not asked.
    """

    bytes_up: int
    bytes_down: int
    waiting: int
    bytes_expected: int = 0
    acknowledged: int = 0
    settling: int | None = None


class StickJob(Protocol):
    """A stick being written or read: steps at the stick on the net lane, in the store on the store lane."""

    @property
    def progress(self) -> tuple[int, int]:
        """Tell how much is done and of how much; 0 where that is not known. Read between steps."""
        ...

    def beside(self) -> bool:
        """Net lane: do the next step at the stick; False when nothing is left but to end.

        Raises:
            Refusal: `bundle_...`: what is there is not for us, or not whole.
            Hindrance: `stick_full`, `stick_gone`, `stick_write_protected`, `stick_not_readable`, ...
        """
        ...

    def inside(self) -> None:
        """Store lane: do the step that follows."""
        ...

    def leave(self) -> None:
        """Net lane: give it up before it ended, and leave nothing half done on the stick."""
        ...

    def end(self, stop: Stop | None) -> Mapping[str, Any]:
        """Store lane: write it down; for `OpenDesk.end_stick`."""
        ...


class OpenDesk(Protocol):
    """The desk after unlocking. All on the store lane; `exchange` and `fold` are on the net lane."""

    @property
    def clinic(self) -> Clinic:
        """Give what the services take: frozen, its stores for the store lane only; read on the main thread.

        It may be another one after `absorb` brought other data sets: packs, who is who, whether this is
        practice; `records`, `drafts` and `clock` stay the same objects until `close`.
        """
        ...

    @property
    def users(self) -> Users:
        """Give what sees to users and passwords; its deeds on the store lane."""
        ...

    @property
    def codes(self) -> CodeDesk:
        """Give what asks the township whose 医保码 somebody shows."""
        ...

    @property
    def safekeeper(self) -> Safekeeper:
        """Give what backs the files up and checks them; only its jobs go to the net lane."""
        ...

    def rest(self) -> None:
        """Close the files and forget the key while the PC sleeps; everything else stays as it is."""
        ...

    def confirm(self, password: str) -> None:
        """Check the password of the same user again after a lock; slow; opens the files if they rest.

        Raises:
            Refusal: as `Desk.unlock`.
        """
        ...

    def standing(self) -> DeskStanding:
        """Tell where the desk stands towards the township."""
        ...

    def attempts(self, limit: int) -> Sequence[Attempt]:
        """List the sync diary, newest first."""
        ...

    def forecast(self) -> Forecast:
        """Say what the next call will move, about how long that takes, and what of the budget is spent."""
        ...

    def next_call(self) -> NextCall:
        """Say when the next call comes by itself; asked again whenever something may have changed."""
        ...

    def await_settlement(self, sequence: int | None) -> int:
        """Name a visit in the rounds that begin from now on, or none; tell how many seconds to look out.

        0: the township does not settle while the patient is there, and the visit goes with the next call.
        """
        ...

    def work(self) -> bool:
        """Do a slice of what lies before the next request (begins a round if none runs); False: all is done.

        Between two slices somebody may be looked up: one is a hundredth of a second or two.
        """
        ...

    def fold(self) -> None:
        """Bring to its place in the files what slices wrote, while further ones are done: net lane."""
        ...

    def prepare(self) -> Any | None:
        """Give the next request of the running round; None ends the round.

        What it gives is opaque to the window and goes to `exchange` as it is.
        """
        ...

    def exchange(self, request: Any) -> Any:
        """Send one request and wait for its answer: net lane, touches no store.

        Raises:
            Hindrance: no link, no answer, or not our township.
        """
        ...

    def absorb(self, answer: Any) -> SyncProgress:
        """Verify and keep one answer."""
        ...

    def end_round(self, outcome: str) -> None:
        """Write the round into the diary: `done`, or the reason code it ended with; forget its state."""
        ...

    @property
    def write_sheet(self) -> WriteSheet:
        """Give what writes a sheet of text cells; it touches no store."""
        ...

    @property
    def read_stock_sheet(self) -> ReadStockSheet:
        """Give what reads a file of the central pharmacy; it touches no store."""
        ...

    def write_support(self, file: Path) -> Mapping[str, Any]:
        """Write what whoever helps needs to know of this PC, sealed to the township, and nobody's data.

        Raises:
            Refusal: `bundle_key_missing`, `file_inside_data_folder`.
            Hindrance: `stick_not_writable`.
        """
        ...

    def write_stick(self, folder: Path) -> StickJob:
        """Begin to write what waits into a folder of a stick.

        Raises:
            Refusal: `bundle_key_missing`, `file_inside_data_folder`.
        """
        ...

    def read_stick(self, folder: Path) -> StickJob:
        """Begin to read what a folder of a stick brings for this PC."""
        ...

    def end_stick(self, job: StickJob, stop: Stop | None) -> Mapping[str, Any]:
        """Write down what became of it, and tell what was done; what ended it early is `stop`."""
        ...

    def close(self) -> None:
        """Close the files."""
        ...


class DeskAccess(Protocol):
    """Getting at the closed store without a password, or with a better one. All on the store lane."""

    def challenge(self, user: UserId) -> str:
        """Write what a user who forgot the password reads to the county on the telephone.

        Raises:
            Refusal: recovery is not available, and why.
        """
        ...

    def check_answer(self, user: UserId, answer: str, password: str) -> None:
        """See that `recover` will be let in while another desk lies locked; nothing is opened or closed.

        Raises:
            Refusal: as `recover`.
        """
        ...

    def recover(self, user: UserId, answer: str, password: str) -> Mapping[str, Any]:
        """Open with the county's answer and give the user a new password; slow, for the files get a new key.

        Returns:
            `rekeyed`: whether they have it already.

        Raises:
            Refusal: a slip, a wrong answer, a weak password: nothing was changed.
            Hindrance: nothing was changed.
        """
        ...

    def offer_password(self) -> Mapping[str, Any]:
        """Offer a `password` of four words, with the `characters` that help to remember it."""
        ...


class Desk(Protocol):
    """The clinic's store as it lies closed on the disk. All on the store lane."""

    @property
    def access(self) -> DeskAccess:
        """Give what helps whoever forgot a password."""
        ...

    def door(self) -> DoorPlate:
        """Read what is known before a password."""
        ...

    def make_ready(self) -> None:
        """Read in what unlocking needs, while the password is typed."""
        ...

    def found(self, stick: Path, code: str, user: str, password: str) -> Mapping[str, Any]:
        """Make this PC a clinic's by the file on a stick and the code on paper; slow: a roster is read in.

        Returns:
            `clinic_name`, and of the data on the stick `data_sets` that came into use.

        Raises:
            Refusal: the code, the file, the name or the password is not right: nothing was made.
            Hindrance: nothing was made.
        """
        ...

    def check(self, user: UserId, password: str) -> None:
        """See that a password is right while somebody else's desk lies locked; nothing is opened or closed.

        Raises:
            Refusal: as `unlock`.
        """
        ...

    def unlock(self, user: UserId, password: str) -> OpenDesk:
        """Open the files for a user; slow by intent (password stretching).

        Raises:
            Refusal: `wrong_password` and the like: nothing was opened.
            Hindrance: the files cannot be read.
        """
        ...


@dataclass(frozen=True, slots=True)
class CardSeen:
    """What a card gave: the number and name on it, which reader read it, and whether it is out of date.

    `credential` is the number as the chip tells it, with what is odd about it; None where it was typed only.
    """

    id_number: str
    name: str
    reader: str
    expired: bool = False
    credential: Credential | None = None


@dataclass(frozen=True, slots=True)
class ReaderFound:
    """A card reader that answered: its make, its port or library, the id of its security module if told."""

    make: str
    place: str
    module: str = ""


@dataclass(frozen=True, slots=True)
class ReaderStanding:
    """What is known of this PC's reader: the one found, if any, and what went wrong last.

    `beside`: the readers of smart cards, where they are not the only ones.
    """

    found: ReaderFound | None
    last_stop: Stop | None = None
    beside: ReaderFound | None = None


ReadCard = Callable[[], CardSeen]
"""Waits a few seconds for a card; lane of the readers. Raises Refusal or Hindrance in plain codes."""


@runtime_checkable
class LooksForReaders(Protocol):
    """A way to a card that can also say which reader it has; both take seconds, on the readers' lane."""

    def __call__(self) -> CardSeen:
        """Read a card, as `ReadCard`."""
        ...

    def look(self) -> ReaderStanding:
        """Look for a reader afresh."""
        ...


@dataclass(frozen=True, slots=True)
class WindowParts:
    """Everything the window is given.

    `preferences` is the file for text size and the like (no person data). `read_card` is None where no
    reader is set up. `calls_by_itself` tells whether rounds start as the desk plans them, or by the button
    only. `about` holds lines for the about box: version and the like by label.
    """

    desk: Desk
    clock: Clock
    preferences: Path
    read_card: ReadCard | None
    calls_by_itself: bool
    about: Mapping[str, str]
