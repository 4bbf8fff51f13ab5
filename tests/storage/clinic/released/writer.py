"""Write the clinic of the newest schema; it is kept for good, so that every later program is tried on it."""

import json
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from core.data_sets import DataSetName
from core.events import ResultKind
from core.sync_ports import Attempt
from storage.clinic.database import CACHE, LEDGER
from storage.clinic.desk import ClinicStore
from storage.clinic.migrations_cache import cache_migrations
from storage.clinic.migrations_ledger import ledger_migrations
from storage.clinic.upgrade import step_names
from storage.clinic.vault_file import VAULT
from tests.storage.clinic.sample import (
    NOON,
    Pen,
    Stream,
    bring_roster,
    bring_set,
    new_clinic,
    person,
    receipt_for,
    visit_of,
)

HOME = Path(__file__).parent
EXPECTED = "expected.json"
HOW = "python -m tests.storage.clinic.released.writer"
"""The command that writes a clinic of the newest schema."""


def newest() -> str:
    """Name the schema of today: the last step of the ledger and of the cache."""
    return f"{step_names(ledger_migrations)[-1]}+{step_names(cache_migrations)[-1]}"


def released() -> list[Path]:
    """List the kept clinics."""
    return sorted(folder for folder in HOME.iterdir() if (folder / EXPECTED).exists())


def content_of(store: ClinicStore) -> dict[str, Any]:
    """Tell what no upgrade may lose, in words that outlive a schema."""
    events = store.ledger.events_from(0)
    return {
        "events": [event.header.event_id for _, event in events],
        "hashes": [event.hash.hex() for _, event in events],
        "bodies": [event.body.hex() for _, event in events],
        "results": [result.hash.hex() for result in store.sync.word.results_from(0)],
        "drafts": {key: dict(content) for key, content in store.drafts.open_drafts(10)},
        "attempts": [one.outcome for one in store.sync.attempts(10)],
    }


def fill(store: ClinicStore) -> None:
    """Do a little of everything the files are for."""
    people = [person(number, f"李小{number}", "110105194912310021") for number in range(3)]
    bring_roster(store, people)
    bring_set(store, DataSetName.SETTINGS, {"pack": {"value": "CN-23"}})
    pen, stream = Pen(), Stream()
    written = [store.ledger.append(pen.draft(visit_of(one))) for one in people]
    store.sync.keep_receipt(receipt_for(written[1]))
    store.sync.keep_results([stream.next(written[0].header.event_id, ResultKind.RECEIVED)], b"signature")
    store.drafts.keep_draft("p000001", {"complaint": "咳嗽", "kept_at": "2026-06-01T12:00:00+08:00"})
    store.sync.note_attempt(Attempt(NOON, "https", "done", 10, 20, 0.5))


def write() -> Path:
    """Write today's clinic unless it is kept already."""
    folder = HOME / newest()
    if folder in released():
        return folder
    with TemporaryDirectory() as name:
        made = Path(name) / "clinic"
        store = new_clinic(made)
        fill(store)
        expected = content_of(store)
        store.close()
        folder.mkdir()
        for file in (VAULT, LEDGER, CACHE):
            shutil.copy(made / file, folder / file)
    (folder / EXPECTED).write_text(json.dumps(expected, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return folder


if __name__ == "__main__":
    print(write())
