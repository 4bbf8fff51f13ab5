"""System packages are asked for, installed where allowed, and named where not."""

import os
from pathlib import Path

import pytest

from installer import machine
from installer.machine import Need, Stuck

PRESENT = Need("libc6", "libc.so.6", required=True)
ABSENT = Need("libnowhere1", "libnowhere.so.1", required=True)
WANTED = Need("libwanted1", "libwanted.so.1", required=False)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An apt-get that notes what it is told, in front of the real programs."""
    folder = tmp_path / "bin"
    folder.mkdir()
    put(folder, "sudo", 'if [ "$1" = -n ]; then shift; fi\nexec "$@"')
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return folder


def put(folder: Path, name: str, body: str) -> None:
    program = folder / name
    program.write_text(f"#!/bin/sh\n{body}\n")
    program.chmod(0o755)


def told(folder: Path) -> list[str]:
    return (folder / "told").read_text().splitlines()


def test_a_library_is_missing_when_it_does_not_load(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "NEEDS", (PRESENT, ABSENT))
    assert machine.missing_needs() == [ABSENT]


def test_packages_are_installed_without_questions_and_without_refreshing_lists(programs: Path) -> None:
    put(programs, "apt-get", f'echo "$DEBIAN_FRONTEND $*" >> {programs}/told')
    assert machine.install(["libgl1"])
    (command,) = told(programs)
    assert command.startswith("noninteractive install -y")
    assert "--no-install-recommends" in command
    assert command.endswith("libgl1")


def test_lists_are_refreshed_once_when_a_package_is_not_found(programs: Path) -> None:
    put(
        programs,
        "apt-get",
        f'echo "$1" >> {programs}/told\n[ "$1" = update ] || grep -q update {programs}/told',
    )
    assert machine.install(["libgl1"])
    assert told(programs) == ["install", "update", "install"]


def test_nothing_is_tried_where_there_is_no_apt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not machine.install(["libgl1"])


def test_nothing_is_tried_where_this_user_may_not(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(programs, "apt-get", f'echo "$*" >> {programs}/told')
    put(programs, "sudo", "exit 1")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert not machine.install(["libgl1"])
    assert not (programs / "told").exists()


def test_a_missing_needed_library_stops_with_the_names() -> None:
    with pytest.raises(Stuck) as stuck:
        machine.tell_missing([ABSENT, WANTED])
    assert "libnowhere1 libwanted1" in stuck.value.chinese
    assert "libnowhere1 libwanted1" in stuck.value.english


def test_a_missing_wanted_library_is_named_and_work_goes_on(capsys: pytest.CaptureFixture[str]) -> None:
    machine.tell_missing([WANTED])
    assert capsys.readouterr().err.count("libwanted1") == 2


def test_a_font_without_fontconfig_is_found_by_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(machine, "_FONT_FOLDERS", (str(tmp_path / "fonts"),))
    font = Need("fonts-noto-cjk", None, required=False)
    monkeypatch.setattr(machine, "NEEDS", (font,))
    assert machine.missing_needs() == [font]
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "NotoSansCJK-Regular.ttc").touch()
    assert machine.missing_needs() == []


@pytest.mark.parametrize(("made", "enough"), [("13", False), ("15", True), ("17", True)])
def test_a_server_must_be_new_enough(
    made: str, enough: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / made / "bin").mkdir(parents=True)
    (tmp_path / made / "bin" / "initdb").touch()
    monkeypatch.setattr(machine, "POSTGRES_FOLDER", tmp_path)
    assert machine.has_postgres() is enough
