"""An environment is whole or it is not there; a whole one is not made twice."""

import ast
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from installer import machine, prepare
from installer.machine import Stuck

WHEEL = "grain_of_rice-1.0-py3-none-any.whl"


def make_wheel(folder: Path) -> str:
    """Write the smallest library there is and give its hash."""
    files = {
        "grain_of_rice.py": "",
        "grain_of_rice-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: grain-of-rice\nVersion: 1.0\n",
        "grain_of_rice-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "grain_of_rice-1.0.dist-info/RECORD": "",
    }
    with zipfile.ZipFile(folder / WHEEL, "w") as wheel:
        for name, text in files.items():
            wheel.writestr(name, text)
    return hashlib.sha256((folder / WHEEL).read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def empty_environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real environment with nothing but pip in it; making one takes seconds, so it is made once."""
    folder = tmp_path_factory.mktemp("environment") / ".venv"
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    return folder


@pytest.fixture
def pip_at_hand(empty_environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        prepare, "_make_venv", lambda: shutil.copytree(empty_environment, prepare.VENV, symlinks=True)
    )


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place with its own lock file, whose only package source is a folder."""
    monkeypatch.setattr(prepare, "LOCK", tmp_path / "requirements.lock")
    monkeypatch.setattr(prepare, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(prepare, "MADE_FROM", tmp_path / ".venv" / "made-from")
    monkeypatch.setattr(prepare, "READY", tmp_path / ".venv" / "ready")
    monkeypatch.setattr(prepare, "prepare_machine", lambda: None)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    monkeypatch.setenv("PIP_USER", "1")
    return tmp_path


def lock(folder: Path, digest: str) -> None:
    (folder / "requirements.lock").write_text(f"grain-of-rice==1.0 --hash=sha256:{digest}\n")


def test_an_environment_is_made_by_the_standard_library(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Sequence[str]] = []

    def note_and_fail(command: Sequence[str]) -> "subprocess.CompletedProcess[str]":
        asked.append(command)
        return subprocess.CompletedProcess(command, 1, "")

    monkeypatch.setattr(prepare, "_run", note_and_fail)
    lock(checkout, "0" * 64)
    with pytest.raises(Stuck, match="could not be made"):
        prepare.prepare()
    assert asked == [[sys.executable, "-m", "venv", "--clear", str(prepare.VENV)]]


@pytest.mark.usefixtures("pip_at_hand")
def test_a_whole_environment_is_made_once(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock(checkout, make_wheel(checkout))
    monkeypatch.setattr(prepare, "_PROOF", "import grain_of_rice")
    prepare.prepare()
    assert prepare.READY.exists()
    monkeypatch.setattr(prepare, "prepare_environment", lambda: pytest.fail("made twice"))
    prepare.prepare()


@pytest.mark.usefixtures("pip_at_hand")
@pytest.mark.parametrize("failing", ["source", "hash", "proof"])
def test_a_failure_is_a_sentence_and_leaves_nothing(
    failing: str, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = make_wheel(checkout)
    lock(checkout, "0" * 64 if failing == "hash" else digest)
    monkeypatch.setattr(prepare, "_PROOF", "import a_library_that_does_not_load")
    if failing == "source":
        (checkout / WHEEL).unlink()
    with pytest.raises(Stuck) as stuck:
        prepare.prepare()
    sentence = {"source": "依赖没有装上", "hash": "校验值不符", "proof": "不能加载"}[failing]
    assert sentence in stuck.value.chinese
    assert not prepare.VENV.exists()


def half_made(checkout: Path, made_from: str | None) -> None:
    lock(checkout, "0" * 64)
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "bin" / "python").symlink_to("/bin/true")
    if made_from is not None:
        prepare.MADE_FROM.write_text(made_from)


def test_a_half_made_environment_does_not_pass_for_done(checkout: Path) -> None:
    half_made(checkout, made_from=None)
    assert not prepare.is_ready()


def test_an_environment_of_another_lock_does_not_pass_for_done(checkout: Path) -> None:
    half_made(checkout, made_from="another lock 3.11\n")
    assert not prepare.is_ready()


def test_an_environment_whose_python_is_gone_does_not_pass_for_done(checkout: Path) -> None:
    half_made(checkout, made_from=None)
    prepare.MADE_FROM.write_text(prepare.fingerprint())
    assert prepare.is_ready()
    (checkout / ".venv" / "bin" / "python").unlink()
    assert not prepare.is_ready()


def test_a_sentence_comes_after_what_the_program_said(capsys: pytest.CaptureFixture[str]) -> None:
    Stuck("中文。", "English.", "line one\nline two").tell()
    assert capsys.readouterr().err == "    line one\n    line two\n中文。\nEnglish.\n"


def test_make_prepares_again_only_when_the_lock_changes(tmp_path: Path) -> None:
    names = ("Makefile", "requirements.lock", "installer/prepare.py", "installer/machine.py")
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(prepare.ROOT / name, tmp_path / name)
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").symlink_to(sys.executable)
    (tmp_path / ".venv" / "ready").touch()

    def would_prepare() -> bool:
        shown = subprocess.run(
            ["make", "-n", "test"], cwd=tmp_path, capture_output=True, text=True, check=True
        )
        return "installer.prepare" in shown.stdout

    assert not would_prepare()
    made = (tmp_path / ".venv" / "ready").stat().st_mtime
    os.utime(tmp_path / "requirements.lock", (made + 10, made + 10))
    assert would_prepare()


def test_a_tool_of_the_proofs_that_is_missing_is_installed_or_named(monkeypatch: pytest.MonkeyPatch) -> None:
    there, wanted = {"cc", "chromium", "chromedriver"}, list[str]()
    monkeypatch.setattr("installer.prepare.shutil.which", lambda tool: tool if tool in there else None)
    monkeypatch.setattr("installer.prepare.machine.install", wanted.extend)
    with pytest.raises(Stuck, match="strace"):
        prepare.prepare_proofs()
    assert wanted == ["strace"]
    there.add("strace")
    prepare.prepare_proofs()
    assert wanted == ["strace"]


def test_setting_up_asks_for_nothing_but_python() -> None:
    for module in (prepare, machine):
        tree = ast.parse(Path(str(module.__file__)).read_text("utf-8"))
        named = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        named += [one.name for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names]
        assert {name.split(".")[0] for name in named} <= {"installer", *sys.stdlib_module_names}
