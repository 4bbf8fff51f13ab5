"""The line between a clinic and its township: a TCP proxy that counts every byte, and can be a bad link.

What it counts is what a mobile operator would: TLS handshakes, records, HTTP and bodies, both ways, without
the headers of TCP and IP.
"""

import asyncio
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from time import monotonic

_SEGMENT = 1_200
"""Bytes that travel, are lost and come again together."""


@dataclass(frozen=True, slots=True)
class Link:
    """How bad the link is; all times in seconds.

    Args:
        bytes_per_second: of each direction; 0 is no limit.
        round_trip: half of it each way.
        loss: share of segments that travel twice: they and all behind them arrive one `resend` later.
        cut_every: of so many seconds the last `cut_for` are dead: what is connected then never speaks again.
        already: how much of its time has passed when the line opens.
        pace: how many times faster than real all of this runs.
    """

    bytes_per_second: float = 0.0
    round_trip: float = 0.0
    loss: float = 0.0
    resend: float = 1.2
    cut_every: float = 0.0
    cut_for: float = 0.0
    already: float = 0.0
    pace: float = 1.0


GOOD = Link()
_GREETINGS = (0.0, 1.0, 3.0, 7.0, 15.0, 31.0)
"""Seconds after which TCP says once more that it would like a connection."""
VILLAGE_LINK = Link(bytes_per_second=8_000, round_trip=0.6, loss=0.05, cut_every=60.0, cut_for=15.0)
"""64 kbit/s, 600 ms, 5 % of the segments lost, 15 s of every minute without a link."""


@dataclass(slots=True)
class Counted:
    """What went over the line since it was last asked; `again` is what had to be sent a second time."""

    up: int = 0
    down: int = 0
    again: int = 0
    connections: int = 0

    @property
    def both(self) -> int:
        """Add both ways up."""
        return self.up + self.down


@dataclass(slots=True)
class Line:
    """A line that is up."""

    port: int
    counted: Counted = field(default_factory=Counted)
    cuts_begun: Callable[[], int] = lambda: 0

    def take(self) -> Counted:
        """Give what was counted and begin anew."""
        counted, self.counted = self.counted, Counted()
        return counted


@contextmanager
def line_to(port: int, link: Link = GOOD, seed: int = 1) -> Iterator[Line]:
    """Lead a port of this machine over a line as long as the block."""
    loop = asyncio.new_event_loop()
    ready = threading.Event()
    carrier = _Carrier(port, link, random.Random(seed))

    def carry() -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(carrier.open())
        ready.set()
        loop.run_forever()
        loop.run_until_complete(carrier.close())
        loop.close()

    thread = threading.Thread(target=carry, name="line")
    thread.start()
    ready.wait()
    try:
        yield carrier.line
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


class _Carrier:
    """The proxy itself, on its own loop."""

    def __init__(self, port: int, link: Link, chance: random.Random) -> None:
        self._to = port
        self._link = link
        self._chance = chance
        self._tasks: set[asyncio.Task[None]] = set()
        self._free_at = {True: 0.0, False: 0.0}
        self.line = Line(0, cuts_begun=self.cut_number)

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.line.port = self._server.sockets[0].getsockname()[1]
        self._began = monotonic()

    async def close(self) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await self._carry(reader, writer)
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.line.counted.connections += 1
        await self._connect()
        away_reader, away_writer = await asyncio.open_connection("127.0.0.1", self._to)
        ways = (
            _Way(self, reader, away_writer, upwards=True),
            _Way(self, away_reader, writer, upwards=False),
        )
        carriers = [asyncio.ensure_future(part) for way in ways for part in (way.send(), way.deliver())]
        try:
            await asyncio.wait(carriers, return_when=asyncio.FIRST_EXCEPTION)
        finally:
            for one in carriers:
                one.cancel()
            await asyncio.gather(*carriers, return_exceptions=True)
            away_writer.close()

    def count(self, upwards: bool, size: int) -> None:
        if upwards:
            self.line.counted.up += size
        else:
            self.line.counted.down += size

    # --- the bad link

    @property
    def link(self) -> Link:
        return self._link

    def now(self) -> float:
        """Tell the seconds of the link's own time; anybody may ask."""
        return self._link.already + (monotonic() - self._began) * self._link.pace

    async def wait(self, seconds: float) -> None:
        if seconds > 0:
            await asyncio.sleep(seconds / self._link.pace)

    def lost(self) -> bool:
        return self._chance.random() < self._link.loss

    def cut_number(self) -> int:
        """Count the cuts that have begun."""
        link = self._link
        if not link.cut_every:
            return 0
        return int((self.now() + link.cut_for) // link.cut_every)

    async def _connect(self) -> None:
        """Let the greetings of TCP go there and back once; one that is lost or meets a cut goes unheard."""
        asked_at, link = self.now(), self._link
        for greeting in _GREETINGS:
            await self.wait(asked_at + greeting - self.now())
            if not (self._is_cut() or self.lost()):
                break
        await self.wait(link.round_trip)

    def _is_cut(self) -> bool:
        link = self._link
        return link.cut_every > 0 and self.now() % link.cut_every >= link.cut_every - link.cut_for

    async def send(self, upwards: bool, size: int) -> float:
        """Take the line for a segment until it is free for the next; tell when this one should arrive."""
        link, now = self._link, self.now()
        self.count(upwards, size)
        takes = size / link.bytes_per_second if link.bytes_per_second else 0.0
        ends = max(now, self._free_at[upwards]) + takes
        held = 0.0
        if self.lost():
            self.line.counted.again += size
            ends, held = ends + takes, link.resend
        self._free_at[upwards] = ends
        await self.wait(ends - now)
        return ends + link.round_trip / 2 + held


class _Way:
    """One direction of one connection: segments follow each other, each arrives after all before it."""

    def __init__(
        self, carrier: _Carrier, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, upwards: bool
    ) -> None:
        self._carrier = carrier
        self._reader = reader
        self._writer = writer
        self._upwards = upwards
        self._travelling: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        self._born_in = carrier.cut_number()

    async def send(self) -> None:
        arrives = 0.0
        while data := await self._reader.read(_SEGMENT):
            if not self._dead:
                arrives = max(arrives, await self._carrier.send(self._upwards, len(data)))
                self._travelling.put_nowait((arrives, data))
        self._travelling.put_nowait((arrives, b""))

    async def deliver(self) -> None:
        carrier = self._carrier
        while True:
            arrives, data = await self._travelling.get()
            await carrier.wait(arrives - carrier.now())
            if self._dead:
                await asyncio.get_running_loop().create_future()  # neither end ever hears of the other again
            if not data:
                break
            self._writer.write(data)
            await self._writer.drain()
        with suppress(OSError):
            self._writer.write_eof()

    @property
    def _dead(self) -> bool:
        return self._carrier.cut_number() != self._born_in
