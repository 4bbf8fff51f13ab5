"""The folder of a demonstration: its own is emptied, anybody else's is left alone."""

from pathlib import Path

import pytest

from core.errors import Hindrance
from ui.demonstration.stage import folder_for


def test_a_missing_or_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for name in ("empty", "new/deep"):
        assert folder_for(tmp_path / name).is_dir()


def test_the_folder_of_an_earlier_demonstration_is_emptied(tmp_path: Path) -> None:
    out = folder_for(tmp_path / "out")
    (out / "clinic").mkdir()
    (out / "clinic" / "ledger").write_text("old")
    assert folder_for(out) == out
    assert not (out / "clinic").exists()
    folder_for(out)


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(Hindrance) as caught:
        folder_for(tmp_path)
    assert (caught.value.code, caught.value.facts) == ("demo_folder_in_use", {"folder": str(tmp_path)})
    assert (tmp_path / "letter.txt").read_text() == "mine"
