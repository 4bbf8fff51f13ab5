"""The open desk put together from what the composing file hands in: a store, and rounds with the township."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from core.calling import Forecast, NextCall
from core.clinic import Clinic, Users
from core.errors import Hindrance, Stop
from core.insurance_code import CodeDesk
from core.safekeeping import Safekeeper
from core.services.export_list import WriteSheet
from core.services.report_look_ups import report_finished_days
from core.stock.entry import ReadStockSheet
from core.sync_ports import Attempt, DeskStanding
from ui.desk import StickJob, SyncProgress


class RoundReport(Protocol):
    """What a round that ended tells."""

    @property
    def call_again_seconds(self) -> int:
        """Tell when the township wants to hear from us again."""
        ...


class Round(Protocol):
    """One round of sync, step by step."""

    @property
    def bytes_moved(self) -> tuple[int, int]:
        """Tell the bytes of bodies up and down so far."""
        ...

    @property
    def bytes_expected(self) -> int:
        """Tell about how many bytes are still to come."""
        ...

    @property
    def acknowledged(self) -> int:
        """Count the events the township has given a receipt for."""
        ...

    @property
    def settling(self) -> int | None:
        """Tell in how many seconds to ask again about the awaited visit; None: it was not asked for yet."""
        ...

    def work(self) -> bool:
        """Do one slice of what lies before the next request; tell whether there was one to do."""
        ...

    def prepare(self) -> Any | None:
        """Give the next request; None when nothing is left to say."""
        ...

    def exchange(self, request: Any) -> Any:
        """Carry a request there and its answer back."""
        ...

    def absorb(self, answer: Any) -> None:
        """Verify and keep an answer."""
        ...

    def end(self, outcome: str) -> RoundReport:
        """Write the line of the diary."""
        ...


class Plan(Protocol):
    """Plans the calls that come by themselves."""

    def ended(self, asked_for: int) -> None:
        """Take note that a round ended, and of the seconds the township asked to be left alone for."""
        ...

    def next_call(self) -> NextCall:
        """Say when the next call comes by itself."""
        ...


@dataclass(frozen=True, slots=True)
class DeskParts:
    """What an open desk is made of.

    `clinic` builds what services take from the data sets in use, `versions` names those; `confirm` checks the
    password again, `new_round` begins a round that looks out for a visit's settlement or for none,
    `await_seconds` says how long that makes sense, `plan` when the next round comes by itself,
    `sets_changed` is told when other data sets came into use, `fold` brings to its place what they wrote.
    """

    clinic: Callable[[], Clinic]
    versions: Callable[[], Mapping[str, str]]
    users: Users
    confirm: Callable[[str], object]
    rest: Callable[[], object]
    standing: Callable[[], DeskStanding]
    attempts: Callable[[int], Sequence[Attempt]]
    waiting: Callable[[], int]
    forecast: Callable[[], Forecast]
    plan: Plan
    new_round: Callable[[int | None], Round]
    await_seconds: Callable[[], int]
    sets_changed: Callable[[], object]
    close: Callable[[], object]
    safekeeper: Safekeeper
    codes: CodeDesk
    write_sheet: WriteSheet
    read_stock_sheet: ReadStockSheet
    write_support: Callable[[Path], Mapping[str, Any]]
    fold: Callable[[], object]
    write_stick: Callable[[Clinic, Path], StickJob]
    read_stick: Callable[[Clinic, Path], StickJob]


class OpenedDesk:
    """Implements `ui.desk.OpenDesk`."""

    def __init__(self, parts: DeskParts) -> None:
        self._parts = parts
        self._round: Round | None = None
        self._awaits: int | None = None
        self._versions = parts.versions()
        self._clinic = parts.clinic()

    @property
    def clinic(self) -> Clinic:
        """Give what the services take."""
        return self._clinic

    @property
    def users(self) -> Users:
        """Give what sees to users and passwords."""
        return self._parts.users

    @property
    def codes(self) -> CodeDesk:
        """Give what asks the township whose 医保码 somebody shows."""
        return self._parts.codes

    @property
    def safekeeper(self) -> Safekeeper:
        """Give what backs the files up and checks them."""
        return self._parts.safekeeper

    def confirm(self, password: str) -> None:
        """Check the password of the same user again."""
        self._parts.confirm(password)

    def rest(self) -> None:
        """Close the files while the PC sleeps; `confirm` opens them again."""
        self._parts.rest()

    def standing(self) -> DeskStanding:
        """Tell where the desk stands towards the township."""
        return self._parts.standing()

    def attempts(self, limit: int) -> Sequence[Attempt]:
        """List the sync diary, newest first."""
        return self._parts.attempts(limit)

    def forecast(self) -> Forecast:
        """Say what the next call will move, and when it comes."""
        return replace(self._parts.forecast(), next_call=self._parts.plan.next_call())

    def next_call(self) -> NextCall:
        """Say when the next call comes by itself."""
        return self._parts.plan.next_call()

    def await_settlement(self, sequence: int | None) -> int:
        """Name a visit in the rounds that begin from now on, or none; tell how many seconds to look out."""
        seconds = 0 if sequence is None else self._parts.await_seconds()
        self._awaits = sequence if seconds else None
        return seconds

    def work(self) -> bool:
        """Do one slice of what lies before the next request; begin a round if none runs."""
        if self._round is None:
            with suppress(Hindrance):  # a full disk keeps nothing from the township
                report_finished_days(self._clinic)
            self._round = self._parts.new_round(self._awaits)
        more = self._round.work()
        self._notice_sets()
        return more

    def fold(self) -> None:
        """Bring to its place in the files what slices wrote."""
        self._parts.fold()

    def prepare(self) -> Any | None:
        """Give the next request of the running round."""
        request = self._running().prepare()
        self._notice_sets()
        return request

    def exchange(self, request: Any) -> Any:
        """Send one request and wait for its answer."""
        return self._running().exchange(request)

    def absorb(self, answer: Any) -> SyncProgress:
        """Verify and keep one answer; other data sets make another clinic for the services."""
        running = self._running()
        running.absorb(answer)
        self._notice_sets()
        return SyncProgress(
            *running.bytes_moved,
            self._parts.waiting(),
            running.bytes_expected,
            running.acknowledged,
            running.settling,
        )

    def end_round(self, outcome: str) -> None:
        """Write the round into the diary and forget it."""
        ended, self._round = self._round, None
        if ended is not None:
            self._parts.plan.ended(ended.end(outcome).call_again_seconds)

    @property
    def write_sheet(self) -> WriteSheet:
        """Give what writes a sheet of text cells."""
        return self._parts.write_sheet

    @property
    def read_stock_sheet(self) -> ReadStockSheet:
        """Give what reads a file of the central pharmacy."""
        return self._parts.read_stock_sheet

    def write_support(self, file: Path) -> Mapping[str, Any]:
        """Write what whoever helps needs to know of this PC."""
        return self._parts.write_support(file)

    def write_stick(self, folder: Path) -> StickJob:
        """Begin to write what waits into a folder of a stick."""
        with suppress(Hindrance):
            report_finished_days(self._clinic)
        return self._parts.write_stick(self._clinic, folder)

    def read_stick(self, folder: Path) -> StickJob:
        """Begin to read what a folder of a stick brings."""
        return self._parts.read_stick(self._clinic, folder)

    def end_stick(self, job: StickJob, stop: Stop | None) -> Mapping[str, Any]:
        """Write it down; other data sets make another clinic for the services."""
        facts = job.end(stop)
        self._notice_sets()
        return facts

    def close(self) -> None:
        """Close connection and files."""
        self._parts.close()

    def _notice_sets(self) -> None:
        if self._versions != (now := self._parts.versions()):
            self._versions, self._clinic = now, self._parts.clinic()
            self._parts.sets_changed()

    def _running(self) -> Round:
        if self._round is None:
            raise ValueError("no round is running")
        return self._round
