"""What a clinic's conversations weigh on the line, by the counters of the real HTTPS transport."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import zstandard

from core.dates import china_day
from core.training.township import TrainingTownship, make_township
from sync.data_sets import row_of
from tests.bench.figures import Figure
from tests.helpers.commands import lines_file
from tests.helpers.served_town import ClinicFolder, Town, served

PEOPLE = 2_000
DAY = 40
EMPTY, ONE_VISIT, A_DAY = 1.0, 2.0, 16.0
"""Budgets in kB, both ways together: on 64 kbit/s a kilobyte is an eighth of a second."""
FIRST_ROSTER = 1.5
LEVEL = 19
DRUGS = ("XTRAINING00000000000001", "XTRAINING00000000000006")
COMPLAINTS = ("咳嗽三天", "头晕两天", "腹泻一天", "发热半天", "腰痛一周")


def measure(folder: Path) -> list[Figure]:
    """Sync a village of 2,000 for the first time, then nothing, one visit, and a day's visits."""
    folder = folder / "bytes"
    folder.mkdir()
    with served(folder, village_of(PEOPLE)) as town:
        clinic = town.enrol(folder / "clinic")
        first = clinic.run("sync")
        empty = clinic.run("sync")
        one = _after(clinic, folder, town, 1)
        day = _after(clinic, folder, town, DAY)
        floor = _squeezed(town.people)
    return [
        Figure("sync with nothing to say", _both(empty), "kB", EMPTY),
        Figure("sync of one visit with its result", _both(one), "kB", ONE_VISIT),
        Figure("sync of a day's 40 visits with their results", _both(day), "kB", A_DAY),
        Figure(
            what="first sync of a village of 2,000, packs and catalogue with it",
            ours=_both(first),
            unit="kB",
            budget=FIRST_ROSTER,
            floor=floor,
            floor_name="the same roster rows as one zstd -19 frame",
        ),
    ]


def village_of(people: int) -> TrainingTownship:
    """Make up one village as it stands today."""
    import main

    return make_township(7, china_day(main._CLOCK.now()), villages=1, people=people)


def _after(clinic: ClinicFolder, folder: Path, town: Town, visits: int) -> Mapping[str, Any]:
    """Write some visits at the clinic and let it call."""
    clinic.run("record", lines_file(folder / "visits.jsonl", _lines(town.people, visits)))
    told = clinic.run("sync")
    if told["events"] != visits:
        raise RuntimeError(f"{told['events']} of {visits} visits went up")
    return told


def _lines(people: TrainingTownship, visits: int) -> Sequence[Mapping[str, object]]:
    return [
        {
            "id_number": people.entries[30 + number].person.id_number,
            "complaint": COMPLAINTS[number % len(COMPLAINTS)],
            "diagnoses": ["J06.900"],
            "lines": [{"kind": "drug", "code": code, "quantity": 1, "days": 3} for code in DRUGS],
            "temperature_tenths": 365 + number % 20,
        }
        for number in range(visits)
    ]


def _squeezed(people: TrainingTownship) -> float:
    rows = sorted(
        (row_of(one.person.person_id, one.to_plain()) for one in people.entries), key=lambda r: r.key
    )
    whole = b"".join(row.record for row in rows)
    return len(zstandard.ZstdCompressor(level=LEVEL).compress(whole)) / 1000


def _both(told: Mapping[str, Any]) -> float:
    return float(told["bytes_up"] + told["bytes_down"]) / 1000
