"""Settling as somebody asked for it: once, or standing by until told to stop."""

import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol

from core.ports import Clock
from core.settlement_ports import SettlementBook
from core.township_ports import TownshipStore
from sync.township.reports import left_to_settle
from sync.township.settlement.fetching import Downloading
from sync.township.settlement.institutions import Desk, Institutions, read_desk
from sync.township.settlement.platform import HttpPlatform, credentials_of
from sync.township.settlement.sending_codes import send_as_asked
from sync.township.settlement.settle_arriving import Pause, minding, settle_arriving
from sync.township.settlement.settle_waiting import settle_waiting
from sync.township.settlement.training import require_simulator

_STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)


class AtPlatform(Protocol):
    """Where the platform answers, under which codes, and how the province speaks."""

    @property
    def platform(self) -> str:
        """Its address."""
        ...

    @property
    def institution(self) -> Path:
        """The file of the institution."""
        ...

    @property
    def province(self) -> str:
        """The name of a shipped province."""
        ...


class Settling(AtPlatform, Protocol):
    """How to settle, and whether to stand by."""

    @property
    def watch(self) -> bool:
        """Whether to stand by."""
        ...


def settle_as_asked(
    store: TownshipStore, book: SettlementBook, asked: Settling, clock: Clock
) -> Mapping[str, Any]:
    """Settle what waits and, where that is asked, what comes until told to stop.

    Raises:
        Refusal: `settlement_settings_not_readable`, `province_unknown`, `platform_credentials_missing`,
            `training_never_settles`.
        Hindrance: as `settle_waiting`, where standing by was not asked.
    """
    with platform_of(store, asked, clock) as (platform, desk):
        institutions = Institutions(store, platform, desk, clock)
        download = Downloading(store, institutions, clock)

        def beside() -> bool:
            send_as_asked(store, institutions, clock)
            return download.step()

        if asked.watch:
            with _until_told() as pause:
                run = settle_arriving(book, platform, desk, clock, minding(pause, beside, clock))
        else:
            send_as_asked(store, institutions, clock)
            run = settle_waiting(book, platform, desk, clock)
            while download.step():
                pass
    return asdict(run) | {"left": left_to_settle(store)}


@contextmanager
def platform_of(store: TownshipStore, asked: AtPlatform, clock: Clock) -> Iterator[tuple[HttpPlatform, Desk]]:
    """Give the line to the platform and who speaks on it, and hang up afterwards.

    Raises:
        Refusal: as `settle_as_asked`.
    """
    if store.township().training:
        require_simulator(asked.platform)
    desk = read_desk(asked.institution.read_bytes(), asked.province)
    line = HttpPlatform(asked.platform, desk.province.signing, clock, credentials_of(store))
    with closing(line) as platform:
        yield platform, desk


@contextmanager
def _until_told() -> Iterator[Pause]:
    """Give what waits between two looks; told to stop by a signal, it says no."""
    told = threading.Event()
    before = {number: signal.signal(number, lambda *_: told.set()) for number in _STOP_SIGNALS}
    try:
        yield lambda seconds: not told.wait(seconds)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
