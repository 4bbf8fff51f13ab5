"""The commands when a township has lost something say what was done and what to do next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from typer import Typer
from typer.testing import CliRunner

from core.errors import Refusal
from ui.commandline.caretaker import add_caretaker
from ui.commandline.township import StorePlace


@dataclass
class Program:
    """Remembers what it was asked."""

    asked: list[tuple[Any, ...]] = field(default_factory=list)

    def restored(self, place: StorePlace) -> Mapping[str, Any]:
        self.asked.append(("restored", place.data))
        return {"epoch": 2, "clinics": 3}

    def devices(self, place: StorePlace) -> Mapping[str, Any]:
        lives = [{"life": "ee", "events": 3}, {"life": "ff", "events": 4}]
        times = {"enrolled_at": "2026-05-06T09:30+08:00", "returned": False, "revoked": True}
        one = {"device": "abcd", "clinic": "C01", "lives": lives, **times}
        return {"devices": [one, {**one, "device": "ef01", "returned": True, "revoked": False}]}

    def confirm(self, place: StorePlace, devices: Sequence[str], clinics: Sequence[str]) -> Mapping[str, Any]:
        self.asked.append(("confirm", tuple(devices), tuple(clinics)))
        return {"devices": [*devices, *clinics], "clinics": ["C01"], "judged": 7}

    def revoke(self, place: StorePlace, device: str, keep: int | None) -> Mapping[str, Any]:
        self.asked.append(("revoke", device, keep))
        return {"device": device, "aside": 2, "kept": keep}

    def new_code(self, place: StorePlace, clinic: str) -> Mapping[str, Any]:
        until = "2026-05-13T09:30+08:00"
        return {"clinic": clinic, "clinic_name": "上村卫生室", "code": "ABCDE", "valid_until": until}

    def reconciled(self, place: StorePlace, agreed: bool) -> Mapping[str, Any]:
        self.asked.append(("reconciled", agreed))
        if not agreed:
            raise Refusal("clinics_not_heard", clinics="C01")
        return {"silent": ["C01"]}


def run(program: Program, *arguments: str) -> tuple[int, str]:
    group = Typer()
    add_caretaker(group, lambda: program)
    done = CliRunner().invoke(group, list(arguments))
    return done.exit_code, done.output


def test_a_restored_township_says_what_it_waits_for() -> None:
    program = Program()
    code, said = run(program, "restored", "--data", "town")
    assert (code, program.asked) == (0, [("restored", Path("town"))])
    assert "第 2 期" in said
    assert "township reconciled" in said


def test_settlements_go_on_only_when_agreed() -> None:
    program = Program()
    code, said = run(program, "reconciled", "--data", "town")
    assert code != 0
    assert "C01" in said
    code, said = run(program, "reconciled", "--data", "town", "--agreed")
    assert (code, program.asked[-1]) == (0, ("reconciled", True))
    assert "C01" in said


def test_devices_are_listed_revoked_and_replaced() -> None:
    program = Program()
    code, said = run(program, "devices", "--data", "town")
    assert code == 0
    assert "C01 abcd：2026-05-06 登记，已收到记录 7 条，已停用" in said
    assert "C01 ef01：2026-05-06 登记，已收到记录 7 条，恢复之后自动认回，待确认" in said
    code, said = run(program, "confirm-device", "ef01", "--data", "town")
    assert (code, program.asked[-1]) == (0, ("confirm", ("ef01",), ()))
    assert "7 条" in said
    code, said = run(program, "confirm-device", "--all-of", "C01", "--all-of", "C02", "--data", "town")
    assert (code, program.asked[-1]) == (0, ("confirm", (), ("C01", "C02")))
    assert "2 台" in said
    code, said = run(program, "revoke", "abcd", "--data", "town", "--keep", "5")
    assert (code, program.asked[-1]) == (0, ("revoke", "abcd", 5))
    assert "认 5 条" in said
    code, said = run(program, "new-code", "C01", "--data", "town")
    assert code == 0
    assert "ABCDE" in said
