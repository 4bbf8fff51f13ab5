"""Which glibc a file needs is read from the file."""

import sys
from pathlib import Path

import pytest

from installer.symbols import glibc_needed

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="there is no glibc elsewhere")


def test_a_program_tells_the_newest_glibc_it_asks_for(tmp_path: Path) -> None:
    python = Path(sys.executable).resolve()
    words = tmp_path / "words.txt"
    words.write_text("GLIBC_9.99", encoding="utf-8")
    needed = glibc_needed([python, words])
    assert set(needed) == {python}, "only what is a program is asked"
    assert (2, 2) <= needed[python] < (9, 0)


def test_a_program_that_is_cut_off_tells_nothing_and_stops_nobody(tmp_path: Path) -> None:
    cut = tmp_path / "cut"
    cut.write_bytes(Path(sys.executable).resolve().read_bytes()[:64])
    assert glibc_needed([cut]) == {}
