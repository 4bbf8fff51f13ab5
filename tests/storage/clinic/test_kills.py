"""Killed at any moment, the ledger has everything it said it had."""

import random
import subprocess
import sys
from pathlib import Path

from core.ids import EventId
from storage.clinic.desk import open_clinic
from tests.storage.clinic.sample import DOCTOR, NOON, PASSWORD, chain_holds, desk_in, new_clinic

KILLS = 10


def record_until_killed(folder: Path, start: str, lines: int, roster_version: int) -> list[EventId]:
    """Let the writer acknowledge some visits, kill it without warning, and give what it had acknowledged."""
    command = [sys.executable, "-m", "tests.storage.clinic.writer", str(folder), start, str(roster_version)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        told = [process.stdout.readline() for _ in range(lines)]
        process.kill()
        told += process.stdout.readlines()
    return [EventId(line.strip()) for line in told if line.endswith("\n")]


def test_every_acknowledged_visit_outlives_being_killed(folder: Path) -> None:
    new_clinic(folder).close()
    chance = random.Random(20260601)
    acknowledged: list[EventId] = []
    version = 0
    for kill in range(KILLS):
        acknowledged += record_until_killed(folder, f"start {kill:010d}", chance.randrange(1, 14), version)
        store = open_clinic(desk_in(folder), DOCTOR, PASSWORD)
        events = store.ledger.events_after(0, 10**9)
        shown = store.records.visits(NOON.date(), NOON.date(), 10_000)
        version = max([*store.sync.standing().data_sets.values(), 0])
        faults = store.verify()
        store.close()
        kept = [event.header.event_id for event in events]
        assert set(acknowledged) <= set(kept)
        assert len(kept) <= len(acknowledged) + kill + 1, "at most one unacknowledged visit for each kill"
        assert {state.event_id for state in shown} == set(kept)
        assert chain_holds(events)
        assert faults == []
