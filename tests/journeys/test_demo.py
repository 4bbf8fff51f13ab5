"""The demonstration as a person starts it, and what it left behind, read without taking its word for it."""

import fcntl
import json
import os
import re
import shutil
import sqlite3
import subprocess
from collections import Counter
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtGui import QImage

from tests.helpers.commands import PROGRAM, answers, command, process, told

STEPS = 15
PICTURES = 22
LEAST_COLOURS = 50
_LISTENS = "0A"
EVERY_PIXEL = 7
"""One in so many, each way: enough to tell a drawn window from a blank one."""


@dataclass(frozen=True, slots=True)
class Played:
    """What the process said, what lies in its folder, and what was seen running and listening meanwhile."""

    told: str
    out: Path
    summary: dict[str, Any]
    processes: set[int]
    ports: set[int]


def running_for(out: Path) -> set[int]:
    """Find the processes whose command line names the folder."""
    found = set()
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):  # it ended meanwhile
            if str(out).encode() in file.read_bytes():
                found.add(int(file.parent.name))
    return found


def listening(processes: set[int]) -> set[int]:
    """Find the ports on which these processes listen."""
    sockets = set()
    for one in processes:
        with suppress(OSError):
            sockets |= {str(handle.readlink()) for handle in Path(f"/proc/{one}/fd").iterdir()}
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    mine = [row for row in rows if row[3] == _LISTENS and f"socket:[{row[9]}]" in sockets]
    return {int(row[1].rpartition(":")[2], 16) for row in mine}


def play(folder: Path) -> None:
    """Play it once, and write down beside it what was seen meanwhile."""
    out, complaints = folder / "out", folder / "stderr"
    lines, processes, ports = [], set[int](), set[int]()
    with (
        complaints.open("w") as stderr,
        subprocess.Popen(
            [*PROGRAM, "demo", "--out", str(out), "--leave"],
            stdout=subprocess.PIPE,
            stderr=stderr,
            encoding="utf-8",
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        ) as playing,
    ):
        for line in playing.stdout or ():
            lines.append(line)
            servants = running_for(out) - {playing.pid}
            processes |= servants
            ports |= listening(servants)
    assert playing.returncode == 0, complaints.read_text("utf-8")
    seen = {"told": "".join(lines), "processes": [*processes], "ports": [*ports]}
    (folder / "seen.json").write_text(json.dumps(seen), "utf-8")


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Played:
    """Play it once for all workers of a run: whoever comes second waits and reads."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if hasattr(request.config, "workerinput") else own) / "demonstration"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "seen.json").exists():
            play(folder)
    seen = json.loads((folder / "seen.json").read_text("utf-8"))
    summary = json.loads((folder / "out" / "summary.json").read_text("utf-8"))
    return Played(seen["told"], folder / "out", summary, {*seen["processes"]}, {*seen["ports"]})


def settlements(out: Path) -> list[tuple[str, int, int]]:
    """Read the platform's own file: state, total and fund of every settlement it booked."""
    with closing(sqlite3.connect(out / "platform" / "platform.sqlite3")) as tables:
        return tables.execute("select state, sum_fen, fund_fen from settlements").fetchall()


def test_every_step_is_told_and_the_end_names_the_figures(played: Played) -> None:
    steps = re.findall(r"^ *\d+\.\d s  \S", played.told, re.MULTILINE)
    assert len(steps) == STEPS
    assert "就诊 2 笔" in played.told
    assert str(played.out) in played.told


def test_the_township_and_the_platform_say_what_the_summary_says(played: Played) -> None:
    place = ("--data", played.out / "township", "--json")
    township = told(command("township", "status", *place))
    assert told(command("township", "verify", *place))["faults"] == []
    (clinic,) = township["clinics"]
    said = played.summary["clinic"]
    booked = [(total, fund) for state, total, fund in settlements(played.out) if state == "effective"]
    assert (clinic["visits"], clinic["settled"]) == (2, len(booked))
    assert (said["visits"], said["waiting"]) == (2, 0)
    assert said["events"] == clinic["events"] > said["visits"]  # its starts and look-ups are told too
    assert said["outcomes"] == {"settled": 1, "not_payable": 1} == township["outbox"]
    assert clinic["fund"] == said["settled_fund"] == sum(fund for _, fund in booked) > 0
    assert said["settled_fund"] + said["settled_cash"] == sum(total for total, _ in booked)


def people_sheet(out: Path) -> list[tuple[object, ...]]:
    """Read the people of the workbook the township imported, titles first."""
    with closing(openpyxl.load_workbook(out / "roster.xlsx", read_only=True)) as book:
        return list(book["参保人员信息"].iter_rows(values_only=True))


def test_the_roster_file_holds_the_people_the_township_holds(played: Played) -> None:
    titles, *rows = people_sheet(played.out)
    people = Counter(row[titles.index("村(居)名称")] for row in rows)
    assert sum(people.values()) == played.summary["township"]["people"]
    assert people["演示一村"] == played.summary["clinic"]["data_sets"]["roster"]


def colours(picture: QImage) -> int:
    places = (
        (x, y)
        for x in range(0, picture.width(), EVERY_PIXEL)
        for y in range(0, picture.height(), EVERY_PIXEL)
    )
    return len({picture.pixel(x, y) for x, y in places})


def test_every_picture_shows_the_whole_window_and_something_in_it(played: Played) -> None:
    files = sorted(played.out.glob("*.png"))
    assert len(files) == PICTURES
    for file in files:
        picture = QImage(str(file))
        assert (picture.width(), picture.height()) == (1366, 768), file.name
        assert colours(picture) > LEAST_COLOURS, file.name


def test_the_slip_is_a_pdf_that_names_the_estimate(played: Played, tmp_path: Path) -> None:
    slip = played.out / "slip.pdf"
    assert slip.read_bytes().startswith(b"%PDF-")
    if reader := shutil.which("pdftotext"):
        text = tmp_path / "slip.txt"
        subprocess.run([reader, str(slip), str(text)], check=True)
        assert "预估" in text.read_text("utf-8")


def test_the_note_on_a_verdict_is_a_pdf(played: Played) -> None:
    assert (played.out / "note.pdf").read_bytes().startswith(b"%PDF-")


def test_the_clinic_was_really_cut_off_and_said_so(played: Played) -> None:
    assert "连不上" in played.summary["offline_note"]
    at = {one["step"]: one["at_seconds"] for one in played.summary["steps"]}
    assert at["visit_saved"] < at["offline_visit_saved"] < at["receipts"] < at["settled"] < at["results"]


def test_nothing_of_it_is_still_running(played: Played) -> None:
    assert len(played.processes) >= 3, "platform, township, and the township again after the cut"
    assert len(played.ports) >= 2
    assert not running_for(played.out)
    assert not any(answers(port) for port in played.ports)


def test_no_number_of_a_person_is_in_a_log_or_in_the_summary(played: Played) -> None:
    texts = [file.read_text("utf-8") for file in (played.out / "logs").iterdir()]
    texts += [(played.out / "summary.json").read_text("utf-8"), played.told]
    titles, *rows = people_sheet(played.out)
    numbers = {str(row[titles.index("证件号码")]) for row in rows}
    assert len(numbers) == played.summary["township"]["people"]
    assert not [number for number in numbers if any(number in text for text in texts)]


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    said = process("demo", "--out", tmp_path, "--leave", environment={"QT_QPA_PLATFORM": "offscreen"})
    assert said.returncode == 1
    assert str(tmp_path) in said.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]
