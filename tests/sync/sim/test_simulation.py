"""The fake world holds together for every seed, and notices when somebody breaks it."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from typing import Any

import pytest

from core.clinic_log import SignedRange
from core.events import Event, Result
from core.ids import Incarnation
from core.sync_ports import SyncStore
from core.township_rows import Acceptance, DeviceRow, OfferOutcome
from storage.township.store import SqlTownshipStore
from sync.codec import log_hash
from sync.sim.invariants import Broken
from sync.sim.simulation import Simulation, Story
from tests.helpers.sync_world import Server, Template, World

STEPS = 15
SEEDS = 100
GROUP = 10
ENOUGH = 12
"""Seeds within which a planted bug must be found."""

PLACES = count()


def live(pair: Template, seed: int, spoil: Callable[[World], tuple[Any, Any]] | None = None) -> Story:
    place = pair.folder.parent / f"seed-{next(PLACES)}"
    world = pair.copy(place)
    try:
        clinic, township = spoil(world) if spoil else (world, Server(world))
        return Simulation(seed, clinic, township).run(STEPS)
    finally:
        world.close()
        shutil.rmtree(place)


@pytest.mark.parametrize("first", range(0, SEEDS, GROUP))
def test_everything_holds_whatever_goes_wrong(enrolled_pair: Template, first: int) -> None:
    for seed in range(first, first + GROUP):
        live(enrolled_pair, seed)


def test_the_same_seed_is_the_same_run(enrolled_pair: Template) -> None:
    one, other = live(enrolled_pair, 11), live(enrolled_pair, 11)
    assert (one.lines, one.hash) == (other.lines, other.hash)
    assert live(enrolled_pair, 12).hash != one.hash


@dataclass
class HastyTownship:
    """Plants a bug: it answers for events it will only write later, and loses them when its power goes."""

    world: World
    promised: list[tuple[DeviceRow, Incarnation, Sequence[Event], SignedRange | None]] = field(
        default_factory=list
    )

    @property
    def store(self) -> Any:
        return self

    @property
    def store_beneath(self) -> SqlTownshipStore:
        return self.world.township

    def copy_disk(self) -> None:
        self.world.copy_township()

    def put_disk_back(self) -> None:
        self.promised.clear()
        self.world.put_township_back()

    def restart(self) -> None:
        self.promised.clear()

    def report(self, event: Event, reason: str, at: datetime) -> None:
        Server(self.world).report(event, reason, at)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store_beneath, name)

    def accept(
        self,
        device: DeviceRow,
        incarnation: Incarnation,
        events: Sequence[Event],
        signed: SignedRange | None = None,
    ) -> Acceptance:
        for former in self.promised:
            self.store_beneath.accept(*former)
        self.promised = [(device, incarnation, events, signed)]
        held = self.store_beneath.held(device.device, incarnation)
        new = [event for event in events if event.header.sequence > held.sequence]
        if not new or new[0].header.previous_hash != held.hash:
            self.promised.clear()
            return self.store_beneath.accept(device, incarnation, events, signed)
        reached = held.log_hash
        for event in new:
            reached = log_hash(reached, event.hash)
        return replace(
            held,
            outcome=OfferOutcome.ACCEPTED,
            sequence=new[-1].header.sequence,
            hash=new[-1].hash,
            log_position=held.log_position + len(new),
            log_hash=reached,
        )


@dataclass
class ForgetfulClinic:
    """Plants a bug: results are not kept durably but only until the next start."""

    world: World

    def __getattr__(self, name: str) -> Any:
        return getattr(self.world, name)

    @property
    def sync(self) -> Any:
        return _ForgetfulStore(self.world.store)


@dataclass
class _ForgetfulStore:
    store: SyncStore

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    def keep_results(self, results: Sequence[Result], signature: bytes) -> None:
        """Believe that somebody else keeps them."""


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda world: (world, HastyTownship(world)), id="receipt before commit"),
        pytest.param(lambda world: (ForgetfulClinic(world), Server(world)), id="results not kept"),
    ],
)
def test_a_planted_bug_is_found(enrolled_pair: Template, spoil: Callable[[World], tuple[Any, Any]]) -> None:
    def finds(seed: int) -> bool:
        try:
            live(enrolled_pair, seed, spoil)
        except Broken as broken:
            assert broken.seed == seed
            return True
        return False

    assert any(finds(seed) for seed in range(ENOUGH))
