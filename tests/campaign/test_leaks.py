"""The leak hunt sees what a process writes anywhere, gone again or not, in any encoding, packed or not."""

import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from tests.campaign.bad_disk import around, no_shim
from tests.campaign.leaks import COMPLAINTS, DIAGNOSES_WRITTEN, Searcher, judged, secrets_of, written_in
from tests.helpers.open_desk import PASSWORD, village

pytestmark = pytest.mark.skipif(no_shim() is not None, reason=str(no_shim()))

LEAK = """
import pathlib, sys
content = sys.stdin.buffer.read()
for name in ("gone", "kept"):
    pathlib.Path(name).write_bytes(content)
pathlib.Path("gone").unlink()
"""
PERSON = village().entries[0].person
TEXTS = {
    "number": PERSON.id_number.encode(),
    "name in GBK": PERSON.name.encode("gb18030"),
    "name in UTF-16": f"病人{PERSON.name}".encode("utf-16-le"),
    "complaint": COMPLAINTS[0].encode(),
    "diagnosis": DIAGNOSES_WRITTEN[0].encode("gb18030"),
    "password": PASSWORD.encode(),
    "private key": b"-----BEGIN PRIVATE KEY-----",
    "inside a PDF": b"<<>>stream\n" + zlib.compress(PERSON.id_number.encode()) + b"endstream",
}


@pytest.mark.parametrize("text", TEXTS)
def test_what_was_written_in_clear_is_found_even_where_it_is_gone(tmp_path: Path, text: str) -> None:
    room, journals = tmp_path / "room", tmp_path / "journals"
    for folder in (room, journals):
        folder.mkdir()
    command = [sys.executable, "-c", LEAK]
    subprocess.run(command, cwd=room, env=around(journals), input=TEXTS[text], check=True)
    searcher = Searcher(secrets_of(village(), PASSWORD))
    found = [judged(path, parts, searcher, room) for path, parts in written_in(journals).items()]
    assert {Path(one.path).name for one in found if one.found} == {"gone", "kept"}
    assert searcher.found_in(b"nobody is named here") == set()
