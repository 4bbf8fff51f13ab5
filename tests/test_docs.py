"""What the pages say is so: commands exist, decisions have their parts, no machine or registry is named."""

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from tests.helpers.source import ROOT

DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
_COMMAND = re.compile(r"(?:`|^\s*(?:\$ )?)make ([a-z][a-z-]*)", re.MULTILINE)
HEADINGS = ["Context", "Decision", "Status", "Consequences"]

# Written in halves so that this file does not find itself.
ELSEWHERE = [
    "/" + "root/", "/" + "work/", "py" + "pi.org", "python" + "hosted", "npm" + "js.", "docker" + ".io",
    "crates" + ".io", "ghcr" + ".io", "quay" + ".io", "proxy." + "golang", "deb." + "debian.org",
    "archive." + "ubuntu", "--index" + "-url", "/" + "opt/pypi",
]  # fmt: skip


@cache
def texts() -> dict[str, str]:
    """Read every text file that is part of the project."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    names = listed.stdout.split("\0") if listed.returncode == 0 else _names_without_git()
    found = {}
    for name in filter(None, names):
        try:
            found[name] = (ROOT / name).read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue  # a picture, or a file deleted since it was listed
    return found


def _names_without_git() -> list[str]:
    made = {".venv", "build", "dist"}
    files = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return [path.as_posix() for path in files if path.parts[0] not in made and "cache" not in path.as_posix()]


def verbs() -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def test_every_make_command_of_a_page_exists() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    named = [
        (page.name, verb) for page in pages for verb in _COMMAND.findall(page.read_text(encoding="utf-8"))
    ]
    assert named
    assert [(page, verb) for page, verb in named if verb not in verbs()] == []


def test_every_verb_says_what_it_does() -> None:
    shown = subprocess.run(
        ["make", "-s", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert set(re.findall(r"^make ([a-z-]+)", shown, re.MULTILINE)) == verbs() - {"again"}


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.name)
def test_a_decision_has_its_four_parts(page: Path) -> None:
    assert re.match(r"\d{4}-[a-z0-9-]+\.md$", page.name)
    assert re.findall(r"^## (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE) == HEADINGS


def test_decisions_are_numbered_without_gaps() -> None:
    assert [int(page.name[:4]) for page in DECISIONS] == list(range(1, len(DECISIONS) + 1))


def test_nothing_names_a_machine_or_a_registry() -> None:
    found = [(name, word) for name, text in texts().items() for word in ELSEWHERE if word in text]
    assert found == []
