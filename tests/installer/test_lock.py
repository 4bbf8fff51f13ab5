"""The lock file holds what pyproject.toml asks for, by hash and without an address."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from tests.helpers.source import ROOT

LOCK = (ROOT / "requirements.lock").read_text()


PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
DECLARED = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]


def locked() -> list[tuple[str, Version]]:
    found = re.findall(r"^([a-z0-9._-]+)(?:\[[^\]]*\])?==([^ ;\\]+)", LOCK, re.MULTILINE)
    return [(name, Version(version)) for name, version in found]


@pytest.mark.parametrize("line", DECLARED)
def test_a_declared_library_is_locked_within_its_bounds(line: str) -> None:
    wanted = Requirement(line)
    assert any(name == wanted.name.lower() and version in wanted.specifier for name, version in locked())


def test_the_fuzzer_has_a_lock_of_its_own_that_names_no_address() -> None:
    (line,) = PROJECT["optional-dependencies"]["fuzz"]
    lock = (ROOT / "fuzz.lock").read_text()
    assert lock.startswith(f"{Requirement(line).name}{Requirement(line).specifier} ;")
    assert "--hash=sha256:" in lock
    assert "://" not in lock


def test_readers_of_smart_cards_have_a_lock_of_their_own_that_names_no_address() -> None:
    (line,) = PROJECT["optional-dependencies"]["social-card"]
    lock = (ROOT / "social-card.lock").read_text()
    assert lock.startswith(f"{Requirement(line).name}{Requirement(line).specifier} ")
    assert lock.count("--hash=sha256:") == 4
    assert "://" not in lock


def test_every_locked_library_has_its_hash() -> None:
    entries = re.split(r"\n(?=\S)", LOCK.strip())
    assert len(entries) == len(locked())
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_lock_names_no_address() -> None:
    assert "://" not in LOCK
    assert re.findall(r"^-", LOCK, re.MULTILINE) == []


def test_set_up_looks_for_the_pythons_the_project_allows() -> None:
    assert PROJECT["requires-python"] == ">=3.11,<3.14"
    script = (ROOT / "installer" / "find_python.sh").read_text()
    assert "(3, 11) <= sys.version_info[:2] < (3, 14)" in script
    assert "python3 python3.13 python3.12 python3.11" in script
