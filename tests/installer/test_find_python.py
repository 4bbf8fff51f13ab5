"""The Python that carries the program is chosen among what a machine has."""

import subprocess
from pathlib import Path

from tests.helpers.source import ROOT

SCRIPT = ROOT / "installer" / "find_python.sh"


def put_python(folder: Path, name: str, *, fits: bool, venv: bool = True) -> str:
    """A stand-in that answers the two questions the script asks."""
    program = folder / name
    right, able = (0 if fits else 1), (0 if venv else 1)
    program.write_text(f'#!/bin/sh\ncase "$2" in *version_info*) exit {right};; *) exit {able};; esac\n')
    program.chmod(0o755)
    return str(program)


def find(folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["/bin/sh", str(SCRIPT)], env={"PATH": str(folder)}, capture_output=True, text=True, check=False
    )


def test_the_usual_python_is_taken_where_it_fits(tmp_path: Path) -> None:
    wanted = put_python(tmp_path, "python3", fits=True)
    put_python(tmp_path, "python3.13", fits=True)
    assert find(tmp_path).stdout.strip() == wanted


def test_a_python_too_old_or_too_new_falls_through(tmp_path: Path) -> None:
    put_python(tmp_path, "python3", fits=False)
    wanted = put_python(tmp_path, "python3.12", fits=True)
    assert find(tmp_path).stdout.strip() == wanted


def test_a_python_with_its_venv_module_is_preferred(tmp_path: Path) -> None:
    put_python(tmp_path, "python3", fits=True, venv=False)
    wanted = put_python(tmp_path, "python3.11", fits=True)
    assert find(tmp_path).stdout.strip() == wanted


def test_a_python_without_venv_is_better_than_none(tmp_path: Path) -> None:
    wanted = put_python(tmp_path, "python3", fits=True, venv=False)
    assert find(tmp_path).stdout.strip() == wanted


def test_no_python_that_fits_is_a_sentence(tmp_path: Path) -> None:
    put_python(tmp_path, "python3", fits=False)
    done = find(tmp_path)
    assert done.returncode == 1
    assert "需要 Python" in done.stderr
    assert "python3-venv" in done.stderr
