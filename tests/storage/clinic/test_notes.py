"""Drafts and the sync diary survive; neither grows without end."""

from datetime import timedelta
from pathlib import Path

import pytest

from core.ports import Attempt
from storage.clinic.desk import ClinicStore
from tests.storage.clinic.sample import NOON, Pen, person, reopened, visit_of


def test_a_draft_is_there_after_a_restart_until_its_visit_is_saved(store: ClinicStore, folder: Path) -> None:
    fields = {"complaint": "咳嗽", "lines": [{"code": "XA01", "quantity": 2}], "temperature": None}
    store.drafts.keep_draft("p000001", {"complaint": "x"})
    store.drafts.keep_draft("p000001", fields)
    store = reopened(store, folder)
    assert store.drafts.draft("p000001") == fields
    assert store.drafts.draft("p000002") is None
    store.ledger.append(Pen().draft(visit_of(person(1, "王小满"))), "p000001")
    assert store.drafts.draft("p000001") is None
    store.close()


def test_the_diary_lists_the_newest_first_and_forgets_the_oldest(
    store: ClinicStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.clinic.notes.DIARY_LINES", 3)
    attempts = [
        Attempt(NOON + timedelta(minutes=number), "internet", "done", number, 2, 0.25) for number in range(5)
    ]
    for attempt in attempts:
        store.sync.note_attempt(attempt)
    assert store.sync.attempts(10) == attempts[:1:-1]
    assert store.sync.attempts(1, offset=1) == [attempts[3]]
