"""Drafts and the sync diary survive; neither grows without end."""

from datetime import timedelta
from pathlib import Path

import pytest

from core.sync_ports import Attempt
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


def test_open_drafts_are_listed_those_kept_last_first(store: ClinicStore, folder: Path) -> None:
    for key, minute in (("p000001", 5), ("p000002", 40), ("outside:张三", 12)):
        store.drafts.keep_draft(key, {"kept_at": (NOON + timedelta(minutes=minute)).isoformat()})
    store.drafts.keep_draft("p000003", {"complaint": "x"})
    store = reopened(store, folder)
    keys = [key for key, _ in store.drafts.open_drafts(10)]
    assert keys == ["p000002", "outside:张三", "p000001", "p000003"]
    assert [key for key, _ in store.drafts.open_drafts(1)] == ["p000002"]
    store.close()


def test_a_draft_moves_to_another_key_but_never_over_another_draft(store: ClinicStore) -> None:
    store.drafts.keep_draft("outside:1", {"complaint": "a"})
    store.drafts.move_draft("outside:1", "p000001")
    assert store.drafts.open_drafts(9) == [("p000001", {"complaint": "a"})]
    store.drafts.keep_draft("outside:1", {"complaint": "b"})
    store.drafts.move_draft("outside:1", "p000001")
    assert store.drafts.draft("p000001") == {"complaint": "a"}
    assert store.drafts.draft("outside:1") == {"complaint": "b"}


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
