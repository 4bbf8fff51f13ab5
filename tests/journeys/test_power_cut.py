"""The power goes while a doctor types: all that was kept comes back into the form, unfinished as it was."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from core.training.characters import Character
from tests.helpers.open_desk import HandClock, OpenDesk, desk_in, village
from tests.helpers.source import ROOT
from tests.helpers.typing_away import FIELDS, REMARK

LETTERS = 6


def typed_until_killed(data: Path) -> dict[str, str]:
    """Let somebody type, cut the power in the middle, and give what was said to be kept last."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.helpers.typing_away", str(data)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout
    with process.stdout as lines:
        said: dict[str, str] = {}
        for _ in range(LETTERS):
            said = json.loads(lines.readline())
        process.send_signal(signal.SIGKILL)
        process.wait()
    return said


def as_typed(draft: Any) -> dict[str, str]:
    """Lay the fields of a draft out under the names they have on the screen."""
    fields = {f"visit_{key}": text for key, text in draft["fields"].items()}
    looked_for = {f"visit_{key}": text for key, text in draft["looked_for"].items()}
    line = {f"line_1_{key}": text for key, text in draft["lines"][0]["fields"].items()}
    return {**fields, **looked_for, **line}


def test_a_killed_program_leaves_every_field_as_it_was_typed(tmp_path: Path) -> None:
    data = tmp_path / "clinic"
    with desk_in(data):
        pass
    said = typed_until_killed(data)
    with_person = village().characters[Character.ACTIVE].person
    desk = OpenDesk(data, HandClock())
    draft = desk.store.drafts.draft(with_person.person_id)
    assert desk.store.verify() == []
    desk.store.close()
    kept = as_typed(draft)
    assert {name: kept[name] for name in FIELDS} == {name: said[name] for name in FIELDS} == FIELDS
    assert len(said[REMARK]) == LETTERS
    assert kept[REMARK].startswith(said[REMARK])
