"""The township's store checks itself in a folder of its own, and leaves nothing behind."""

import tempfile
from pathlib import Path

import pytest

from storage.township.selftest import check_township


def test_a_store_is_made_opened_again_and_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    check_township()
    assert list(tmp_path.iterdir()) == []
