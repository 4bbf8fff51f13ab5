"""Processes to be killed: a server with the whole program loaded forks one for each deed, in milliseconds.

`python -m tests.campaign.nursery` is the server; `Nursery` is who asks it. Order and answers are lines: the
child's number, whatever the child says, and how it ended.
"""

import json
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from core.errors import Stop
from tests.campaign.all_deeds import WITH_PLANTED
from tests.campaign.bad_disk import BadDisk, Call, Fault, How, around
from tests.campaign.deed import BUG, ENDLESS, REFUSED, Told
from tests.campaign.program_deeds import make_passwords_cheap
from tests.helpers.source import ROOT

_BORN, _ENDED, _COUNTED = "#born ", "#ended ", "#counted "


@dataclass(frozen=True, slots=True)
class Order:
    """Which deed, where, how often; on a disk with a fault, or one that is journalled."""

    deed: str
    folder: Path
    rounds: int = ENDLESS
    fault: Fault | None = None
    journal: Path | None = None

    def to_line(self) -> str:
        """Write it as the server reads it."""
        fault = self.fault and (int(self.fault.kinds), self.fault.nth, int(self.fault.how))
        plain = asdict(self) | {"folder": str(self.folder), "fault": fault}
        return json.dumps(plain | {"journal": self.journal and str(self.journal)}) + "\n"

    @classmethod
    def from_line(cls, line: str) -> "Order":
        """Read what `to_line` wrote."""
        plain = json.loads(line)
        kinds, nth, how = plain["fault"] or (0, 0, 0)
        fault = Fault(Call(kinds), nth, How(how)) if plain["fault"] else None
        journal = plain["journal"] and Path(plain["journal"])
        return cls(plain["deed"], Path(plain["folder"]), plain["rounds"], fault, journal)


@dataclass(frozen=True, slots=True)
class Life:
    """What a child said, how many calls were counted and struck, and the signal it died of (0: none)."""

    told: Told
    seen: int
    fired: int
    signal: int


class Nursery:
    """Whoever has children made; one at a time."""

    def __init__(self, server: "subprocess.Popen[str]") -> None:
        self._server = server

    def raise_child(self, order: Order) -> Life:
        """Let a deed be done to its end."""
        self._ask(order)
        return self._life([])

    def kill_child(self, order: Order, promises: int, delay: float) -> Life:
        """Let a deed begin, and kill it without warning after so many promises and so many seconds."""
        child = self._ask(order)
        lines: list[str] = []
        while len(lines) < promises and not (lines and lines[-1].startswith(_ENDED)):
            lines.append(self._line())
        if lines and lines[-1].startswith(_ENDED):
            return self._life(lines)
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)  # nobody waited for it yet, so the number is still its own
        return self._life(lines)

    def _ask(self, order: Order) -> int:
        assert self._server.stdin is not None
        self._server.stdin.write(order.to_line())
        self._server.stdin.flush()
        return int(self._line().removeprefix(_BORN))

    def _line(self) -> str:
        assert self._server.stdout is not None
        line = self._server.stdout.readline()
        assert line, "the nursery itself died"
        return line.rstrip("\n")

    def _life(self, lines: list[str]) -> Life:
        while not (lines and lines[-1].startswith(_ENDED)):
            lines.append(self._line())
        status = int(lines.pop().removeprefix(_ENDED))
        counted = [line for line in lines if line.startswith(_COUNTED)]
        seen, fired = map(int, counted[-1].removeprefix(_COUNTED).split()) if counted else (0, 0)
        said = tuple(line for line in lines if not line.startswith(_COUNTED))
        return Life(Told(said), seen, fired, os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0)


@contextmanager
def nursery(bad_disk: bool = False) -> Iterator[Nursery]:
    """Run the server as long as the block."""
    environment: Mapping[str, str] = around() if bad_disk else os.environ
    command = [sys.executable, "-m", "tests.campaign.nursery"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            yield Nursery(server)
        finally:
            assert server.stdin is not None
            server.stdin.close()


def serve(orders: IO[str]) -> None:
    """Fork a child for every order, and tell how it ended."""
    while line := orders.readline():
        child = os.fork()
        if child == 0:
            _live(Order.from_line(line))
        _, status = os.waitpid(child, 0)
        _say(f"{_ENDED}{status}")


def _live(order: Order) -> None:
    _say(f"{_BORN}{os.getpid()}")
    os.dup2(1, 2)
    sys.stderr = sys.stdout
    disk = None
    if order.fault or order.journal:
        disk = BadDisk(order.folder)
        if order.journal:
            disk.journal(order.journal)
        if order.fault:
            disk.arm(order.fault)
    try:
        _do(order, disk)
    finally:
        if disk:
            _say(f"{_COUNTED}{disk.seen()} {disk.fired()}")
        os._exit(0)


def _do(order: Order, disk: BadDisk | None) -> None:
    def say(promise: str) -> None:
        if disk:
            disk.note(promise)
        _say(promise)

    try:
        WITH_PLANTED[order.deed].run(order.folder, say, order.rounds)
    except Stop as stop:
        _say(f"{REFUSED}{stop.code}")
    except BaseException:
        for line in traceback.format_exc().splitlines():
            _say(f"{BUG}{line}")


def _say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


def warm_up() -> None:
    """Do some deeds once here, so that no child has to load what they need on first use."""
    with TemporaryDirectory(prefix="cunzhen-nursery-") as room:
        for name in ("roster", "import", "program-record"):
            deed, folder = WITH_PLANTED[name], Path(room) / name
            deed.prepare(folder)
            if not name.startswith("program"):  # those take the console from whoever gives orders here
                deed.run(folder, lambda _: None, 1)


if __name__ == "__main__":
    make_passwords_cheap()
    warm_up()
    serve(sys.stdin)
