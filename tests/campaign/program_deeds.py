"""The program itself at work: its commands, run in a process that may be killed, by the same `main.py`."""

import io
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import replace
from pathlib import Path

import main
from sync.township.imports.roster_workbook import write_roster_csv
from tests.campaign.deed import ENDLESS, Deed, Say, Told
from tests.helpers.commands import command, lines_file, told
from tests.helpers.open_desk import CHEAP, PASSWORD, desk_in, village

USER = village().clinics[0].user
VISITS = "visits.jsonl"
MARKS = ("甲", "乙")


def make_passwords_cheap() -> None:
    """Let this process spend no time on trying passwords."""
    real = main.clinic_folder
    # Everything else stays as the program hands it: other tests of this process go on with it.
    main.clinic_folder = lambda data: replace(real(data), cost=CHEAP)


def clinic(verb: str, folder: Path, *more: object) -> list[str]:
    """Put a command of the clinic together."""
    data = folder / "clinic"
    asked = ("clinic", verb, *more, "--data", data, "--user", USER, "--password-stdin", "--json")
    return [str(one) for one in asked]


def township(verb: str, folder: Path, *more: object) -> list[str]:
    """Put a command of the township together."""
    return [str(one) for one in ("township", verb, *more, "--data", folder / "township", "--json")]


class _Console(io.TextIOBase):
    """What a command prints to: a line is a promise once the command let go of it."""

    def __init__(self, say: Say) -> None:
        self._say, self._kept = say, ""

    def write(self, text: str) -> int:
        self._kept += text
        return len(text)

    def flush(self) -> None:
        *lines, self._kept = self._kept.split("\n")
        for line in lines:
            self._say(line)


def run(arguments: Sequence[str], say: Say) -> int:
    """Run a command in this process as its main program; give its exit code."""
    sys.stdin = io.StringIO(f"{PASSWORD}\n")
    try:
        with redirect_stdout(_Console(say)):
            main.main(arguments)
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def prepare_recording(folder: Path) -> None:
    """Set a clinic up with everything a visit needs, and write a file of many visits."""
    folder.mkdir()
    with desk_in(folder / "clinic"):
        pass
    _write_visits(folder, 400)


def _write_visits(folder: Path, number: int) -> None:
    one = {"id_number": village().entries[0].person.id_number, "diagnoses": ["J06.900"], "complaint": "咳嗽"}
    lines_file(folder / VISITS, [one] * number)


def record_file(folder: Path, say: Say, rounds: int) -> None:
    """Bring the file in; the command itself prints every visit once it is saved."""
    if rounds < ENDLESS:
        _write_visits(folder, rounds)
    run(clinic("record", folder, folder / VISITS), say)


def check_record_file(folder: Path, said: Told) -> None:
    """Every visit the command printed is in the ledger, which is whole, and the next file goes in."""
    saved = said.reports()
    assert {one["outcome"] for one in saved} <= {"saved"}
    make_passwords_cheap()
    verified = told(command(*clinic("verify", folder), secrets=[PASSWORD]))
    assert verified["faults"] == []
    before = told(command(*clinic("status", folder), secrets=[PASSWORD]))
    assert before["visits"] - len(saved) in (0, 1)
    _write_visits(folder, 1)
    again = told(command(*clinic("record", folder, folder / VISITS), secrets=[PASSWORD]))
    assert again["outcome"] == "saved"
    status = told(command(*clinic("status", folder), secrets=[PASSWORD]))
    assert status["visits"] == before["visits"] + 1


def prepare_importing(folder: Path) -> None:
    """Found a township and write two rosters that differ in every name."""
    folder.mkdir()
    town = village()
    init = ("--code", town.code, "--name", town.name, "--institution", town.institution, "--pack", town.pack)
    told(command(*township("init", folder, *init)))
    for mark in MARKS:
        marked = [
            replace(one, person=replace(one.person, name=f"{one.person.name}{mark}")) for one in town.entries
        ]
        write_roster_csv(folder / f"{mark}-people.csv", folder / f"{mark}-paid.csv", marked)
    told(command(*_import(folder, MARKS[0])))


def _import(folder: Path, mark: str) -> list[str]:
    files = (folder / f"{mark}-people.csv", folder / f"{mark}-paid.csv")
    return township("import-roster", folder, *files, "--as-of", village().on.isoformat())


def import_files(folder: Path, say: Say, rounds: int) -> None:
    """Bring the two rosters in by turns."""
    for number in range(1, 1 + rounds):
        if run(_import(folder, MARKS[number % 2]), say):
            return


def check_import_files(folder: Path, said: Told) -> None:
    """One of the two rosters is in force, whole: the last one told or the next; and importing goes on."""
    done = said.reports()
    everybody = len(village().entries)
    assert {one["changed"] for one in done} <= {everybody}
    assert told(command(*township("verify", folder)))["faults"] == []
    compared = [
        told(command(*_import(folder, mark), "--preview"))["same"]
        for mark in (MARKS[len(done) % 2], MARKS[(len(done) + 1) % 2])
    ]
    assert compared in ([everybody, 0], [0, everybody])
    assert told(command(*_import(folder, MARKS[0])))["imported"] is True
    assert told(command(*township("status", folder)))["people"] == everybody


PROGRAM_DEEDS = (
    Deed("program-record", prepare_recording, record_file, check_record_file),
    Deed("program-import", prepare_importing, import_files, check_import_files),
)
