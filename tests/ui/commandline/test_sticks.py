"""The commands of sticks say what is on them, what was taken and what was left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from typer import Typer
from typer.testing import CliRunner

from ui.commandline.sticks import add_clinic_sticks, add_township_sticks


@dataclass
class Sticks:
    """Remembers what it was asked."""

    asked: list[tuple[Any, ...]] = field(default_factory=list)

    def write(self, whose: Any, file: Path, clinics: Sequence[str] = ()) -> Mapping[str, Any]:
        self.asked.append(("write", file, clinics))
        return {"file": file.name, "events": 3, "bytes": 2048, "devices": 2}

    def write_first(self, place: Any, file: Path, clinic: str, address: str) -> Mapping[str, Any]:
        self.asked.append(("first", file, clinic, address))
        told = {"clinic": clinic, "clinic_name": "上村卫生室", "until": "2026-06-05"}
        return {"file": file.name, "bytes": 2048, "code": "AAAAA-BBBBB CCCCC-DDDDD", **told}

    def read(self, whose: Any, file: Path, by_hand: Sequence[str] = ()) -> Mapping[str, Any]:
        self.asked.append(("read", file, *by_hand))
        counts = {"receipts": 1, "results": 4, "ranges": 0, "data_sets": 2, "words": 1, "events": 5}
        return {
            "file": file.name,
            "carried": 1,
            "faults": ["bundle_of_stranger", "bundle_of_stranger"],
            "new_devices": ["d1" * 16],
            "turned_away": [{"device": "d2" * 16, "clinic": "C02"}],
            **counts,
        }

    def write_support(self, whose: Any, file: Path) -> Mapping[str, Any]:
        self.asked.append(("support", file))
        return {"file": file.name, "bytes": 2048, "sections": ["program"]}

    def take_epoch(self, whose: Any, file: Path) -> Mapping[str, Any]:
        self.asked.append(("epoch", file))
        return {"epoch": 29_000_000, "township_name": "青石镇卫生院"}

    def read_support(self, whose: Any, file: Path) -> Mapping[str, Any]:
        sections = {"program": {"version": "0.1"}}
        return {"clinic": "C01", "device": "d0" * 16, "made_at": "2026-11-30", "sections": sections}


def run(at: str, sticks: Sticks, *arguments: str) -> tuple[int, str]:
    group = Typer()
    if at == "clinic":
        add_clinic_sticks(group, lambda: sticks)
    else:
        add_township_sticks(group, lambda: sticks)
    done = CliRunner().invoke(group, list(arguments), input="a synthetic password\n")
    return done.exit_code, done.output


def test_a_clinic_writes_and_reads_a_stick(tmp_path: Path) -> None:
    sticks, file = Sticks(), tmp_path / "up.cunzhen"
    asking = ("--data", "clinic", "--user", "wang", "--password-stdin")
    code, said = run("clinic", sticks, "bundle-out", str(file), *asking)
    assert (code, sticks.asked) == (0, [("write", file, ())])
    assert "待上传的记录 3 条" in said
    file.write_bytes(b"x")
    code, said = run("clinic", sticks, "bundle-in", str(file), *asking)
    assert code == 0
    assert "结果 4 条" in said
    assert "另有 1 份" in said
    assert said.count("没有在卫生院登记") == 1
    code, said = run("clinic", sticks, "take-epoch", str(file), *asking)
    assert (code, sticks.asked[-1]) == (0, ("epoch", file))
    assert "青石镇卫生院的新密钥" in said


def test_a_township_writes_for_some_or_all_and_reads(tmp_path: Path) -> None:
    sticks, file = Sticks(), tmp_path / "down.cunzhen"
    code, said = run("township", sticks, "bundle-out", str(file), "--data", "t", "--clinic", "C01")
    assert (code, sticks.asked) == (0, [("write", file, ["C01"])])
    assert "给 2 台电脑" in said
    file.write_bytes(b"x")
    code, said = run("township", sticks, "bundle-in", str(file), "--data", "t")
    assert code == 0
    assert "已接收记录 5 条" in said
    assert f"新电脑已登记：{'d1' * 16}" in said
    assert f"没有登记的新电脑：{'d2' * 16}（C02）" in said
    run("township", sticks, "bundle-in", str(file), "--data", "t", "--admit", "d2" * 16)
    assert sticks.asked[-1] == ("read", file, "d2" * 16)
    code, said = run("township", sticks, "bundle-in", str(tmp_path / "missing"), "--data", "t")
    assert code != 0


def test_what_belongs_on_paper_is_told_apart_from_what_is_on_the_stick(tmp_path: Path) -> None:
    sticks, file = Sticks(), tmp_path / "first.cunzhen"
    to = ("--data", "t", "--clinic", "C01", "--address", "https://a")
    code, said = run("township", sticks, "bundle-first", str(file), *to)
    assert (code, sticks.asked) == (0, [("first", file, "C01", "https://a")])
    assert "第一行  AAAAA-BBBBB" in said
    assert "第二行  CCCCC-DDDDD" in said
    assert "分开带" in said


def test_what_is_in_a_support_bundle_is_said_before_it_is_written(tmp_path: Path) -> None:
    sticks, file = Sticks(), tmp_path / "support.cunzhen"
    asking = ("--data", "clinic", "--user", "wang", "--password-stdin", "--to", str(file))
    code, said = run("clinic", sticks, "support-bundle", *asking)
    assert (code, sticks.asked) == (1, [])
    assert "没有：姓名、证件号" in said
    code, said = run("clinic", sticks, "support-bundle", *asking, "--agreed")
    assert (code, sticks.asked) == (0, [("support", file)])
    assert "没有患者资料" in said
    file.write_bytes(b"x")
    code, said = run("township", sticks, "support-read", str(file), "--data", "t")
    assert code == 0
    assert '"version": "0.1"' in said
