"""A damaged ledger, from the sentence that names the mending command to every visit being there again."""

import json
import re
import shlex
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import main
from core.audit import Deed
from core.events import EventType
from core.ids import UserId
from storage.clinic.backup import backups_in
from storage.clinic.database import LEDGER
from storage.clinic.desk import Desk, open_clinic
from storage.clinic.safekeeper import ClinicSafekeeper
from tests.campaign.program_deeds import USER
from tests.helpers.commands import command, lines_file, refused, told
from tests.helpers.open_desk import CHEAP, CODEC, PASSWORD, desk_in, village

VISIT = {"id_number": village().entries[0].person.id_number, "diagnoses": ["J06.900"], "complaint": "咳嗽"}
BEFORE, AFTER = 30, 30
"""Visits the backup has, and those of later that only the second copy has."""
PAGE = 4096
COMMAND = re.compile(r"clinic (restore \"[^\"]+\" --replace)")


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(main, "clinic_folder", lambda data: Desk(data, CODEC, main._CLOCK, CHEAP))


class Doctor:
    """Whoever types the commands; `acknowledged` are the visits a command said it had saved."""

    def __init__(self, room: Path) -> None:
        self.data, self.stick, self.room = room / "clinic", room / "stick", room
        self.acknowledged: set[str] = set()
        self.stick.mkdir()
        with desk_in(self.data) as desk:
            ClinicSafekeeper(Desk(self.data, CODEC, desk.clock, CHEAP), desk.store).choose_folder(
                str(self.stick)
            )

    def types(self, *words: object, as_json: bool = True) -> Any:
        who = ("--data", self.data, "--user", UserId(USER), "--password-stdin")
        return command("clinic", *words, *who, *(["--json"] if as_json else []), secrets=[PASSWORD])

    def records(self, count: int) -> None:
        said = self.types("record", lines_file(self.room / "visits.jsonl", [VISIT] * count))
        saved = [json.loads(line) for line in said.stdout.splitlines()]
        assert [one["outcome"] for one in saved] == ["saved"] * count
        self.acknowledged |= {one["event_id"] for one in saved}


@pytest.fixture
def doctor(tmp_path: Path) -> Doctor:
    doctor = Doctor(tmp_path)
    doctor.records(BEFORE)
    told(doctor.types("backup", "--to", doctor.stick))
    doctor.records(AFTER)
    return doctor


def turn_bits(ledger: Path, pages: Sequence[int]) -> None:
    """Turn one bit over in each of some pages, counted from the start or from the end."""
    content = bytearray(ledger.read_bytes())
    count = len(content) // PAGE
    for page in pages:
        content[(page % count) * PAGE + 100] ^= 4
    ledger.write_bytes(content)


def what_the_sentence_says(doctor: Doctor, sentence: str) -> dict[str, Any]:
    """Type the command a sentence names, as it stands there."""
    found = COMMAND.search(sentence)
    assert found, sentence
    return told(doctor.types(*shlex.split(found[1])))


def require_everything(doctor: Doctor, restored: dict[str, Any]) -> None:
    """Every acknowledged visit is there, the files are whole, and it is a new life."""
    assert (restored["from_tail"], restored["tail_unread"], restored["missing"]) == (AFTER, 0, 0)
    verified = told(doctor.types("verify"))
    assert verified["faults"] == []
    with closing(open_clinic(main.clinic_folder(doctor.data), UserId(USER), PASSWORD)) as store:
        events = [event.header for _, event in store.ledger.events_from(0)]
    visits = {one.event_id for one in events if one.type == EventType.VISIT_RECORDED}
    assert visits == doctor.acknowledged
    assert len(visits) == told(doctor.types("status"))["visits"] == BEFORE + AFTER
    assert len({one.incarnation for one in events}) == 2


def test_what_copies_still_have_is_mended_at_the_next_start(doctor: Doctor) -> None:
    turn_bits(doctor.data / LEDGER, range(-12, -1))
    assert told(doctor.types("verify"))["faults"] == []
    with closing(open_clinic(main.clinic_folder(doctor.data), UserId(USER), PASSWORD)) as store:
        events = [event.header for _, event in store.ledger.events_from(0)]
        deeds = [one.deed for one in store.audit.latest(20)]
    assert {one.event_id for one in events if one.type == EventType.VISIT_RECORDED} == doctor.acknowledged
    assert len({one.incarnation for one in events}) == 1
    assert Deed.LEDGER_MENDED in deeds


def test_a_ledger_that_cannot_be_mended_names_the_backup_and_the_command_that_bring_every_visit_back(
    doctor: Doctor,
) -> None:
    with closing(open_clinic(main.clinic_folder(doctor.data), UserId(USER), PASSWORD)) as store:
        root = "SELECT rootpage FROM sqlite_master WHERE name = 'audit'"
        (page,) = store.ledger.file.database.execute(root).fetchone()
    turn_bits(doctor.data / LEDGER, [page - 1])
    said = doctor.types("verify", as_json=False)
    require_everything(doctor, what_the_sentence_says(doctor, said.output))


@pytest.mark.parametrize("pages", [[0], range(-40, -20)])
def test_a_ledger_nobody_can_open_any_more_comes_back_too(doctor: Doctor, pages: Sequence[int]) -> None:
    turn_bits(doctor.data / LEDGER, pages)
    said = refused(doctor.types("verify"))
    assert "备份" in said
    assert "恢复" in said
    (backup,) = backups_in(doctor.stick, village().clinics[0].code)
    require_everything(doctor, told(doctor.types("restore", backup.folder, "--replace")))
