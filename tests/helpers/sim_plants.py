"""Bugs planted in the sync on purpose, one change each: the fake world has to find every one of them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from unittest.mock import patch

from core.clinic_log import SignedRange
from core.events import Event
from core.ids import Incarnation
from core.township_rows import Acceptance, DeviceRow, OfferOutcome
from storage.township.store import SqlTownshipStore
from sync.codec import log_hash
from tests.helpers.sim_machines import PcMachine, ServerMachine

_Offer = tuple[DeviceRow, Incarnation, Sequence[Event], SignedRange | None]


@dataclass
class _HastyStore:
    """Answers for events it will only write later, and loses them when its power goes."""

    beneath: SqlTownshipStore
    promised: list[_Offer] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.beneath, name)

    def accept(
        self,
        device: DeviceRow,
        incarnation: Incarnation,
        events: Sequence[Event],
        signed: SignedRange | None = None,
    ) -> Acceptance:
        for former in self.promised:
            self.beneath.accept(*former)
        self.promised = [(device, incarnation, events, signed)]
        held = self.beneath.held(device.device, incarnation)
        new = [event for event in events if event.header.sequence > held.sequence]
        if not new or new[0].header.previous_hash != held.hash:
            self.promised.clear()
            return self.beneath.accept(device, incarnation, events, signed)
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


@contextmanager
def receipt_before_commit() -> Iterator[None]:
    """The township signs for what it writes only with the next offer."""
    made, restarted = ServerMachine.__post_init__, ServerMachine.restart

    def make(self: ServerMachine) -> None:
        made(self)
        self.store = _HastyStore(self.beneath)

    def restart(self: ServerMachine) -> None:
        restarted(self)
        self.store.promised.clear()  # type: ignore[attr-defined]

    with patch.object(ServerMachine, "__post_init__", make), patch.object(ServerMachine, "restart", restart):
        yield


@contextmanager
def results_in_the_cache() -> Iterator[None]:
    """The clinic keeps results where they go when the cache goes."""
    spoil = PcMachine.spoil_cache

    def spoil_both(self: PcMachine, content: bytes) -> None:
        spoil(self, content)
        database = self.store.ledger.file.database
        for (name,) in database.execute(_TRIGGERS).fetchall():
            database.execute(f"DROP TRIGGER {name}")
        database.execute("DELETE FROM results")

    with patch.object(PcMachine, "spoil_cache", spoil_both):
        yield


_TRIGGERS = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'results'"
