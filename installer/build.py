"""Make the packaged programs: one folder each under dist, for machines without Python."""

import argparse
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

from installer.carried import Nameless, parts_of
from installer.papers import SUMS, add_papers
from installer.programs import DIST, PROGRAMS, ROOT, WORK, Program
from installer.symbols import glibc_needed

SPEC = ROOT / "installer" / "cunzhen.spec"
_ALWAYS = {"PYTHONHASHSEED": "0", "SOURCE_DATE_EPOCH": "315532800"}
"""What would otherwise differ between two builds of one source: the order of sets, moments in archives."""


def freeze(program: Program) -> None:
    """Run PyInstaller on the specification beside this file."""
    shutil.rmtree(program.folder, ignore_errors=True)
    options = ["--noconfirm", "--clean", "--log-level", "ERROR"]
    folders = ["--distpath", str(DIST), "--workpath", str(WORK)]
    command = [sys.executable, "-m", "PyInstaller", *options, *folders, str(SPEC), "--", program.name]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **_ALWAYS}, check=True)


def check(program: Program) -> None:
    """Let the packaged program check itself, away from the checkout and without its environment."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment = {**kept, "QT_QPA_PLATFORM": kept.get("QT_QPA_PLATFORM", "offscreen")}
    subprocess.run([str(program.file), "--self-test"], cwd=DIST, env=environment, check=True)


def make(program: Program) -> None:
    """Freeze a program, put its papers beside it, let it check itself, and say what it came to."""
    freeze(program)
    parts = parts_of(program)
    add_papers(program.folder, program.name, version(), parts)
    check(program)
    files = [path for path in program.folder.rglob("*") if path.is_file() and not path.is_symlink()]
    size = sum(path.stat().st_size for path in files)
    print(f"{program.file.relative_to(ROOT)}: {size / 1e6:.0f} MB, {len(files)} files, {len(parts)} parts")
    needed = glibc_needed(files)
    if needed:
        file = max(needed, key=lambda one: needed[one])
        least = ".".join(map(str, needed[file]))
        print(f"  needs glibc {least}: {file.relative_to(program.folder)}")


def differences(program: Program) -> list[str]:
    """Make a program once more, and name the files that did not become the same."""
    before = _sums(program.folder)
    freeze(program)
    add_papers(program.folder, program.name, version(), parts_of(program))
    after = _sums(program.folder)
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


def version() -> str:
    """Give the version of the project."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return str(told["project"]["version"])


def _sums(folder: Path) -> dict[str, str]:
    lines = (folder / SUMS).read_text("utf-8").splitlines()
    return {name: digest for digest, name in (line.split("  ", 1) for line in lines)}


def main(arguments: Sequence[str]) -> int:
    """Make what was asked for; the exit code is 1 where something was not made, or not made alike."""
    parser = argparse.ArgumentParser(prog="make build", description=__doc__)
    parser.add_argument("program", nargs="*", choices=[*PROGRAMS, []], help="all of them where none is named")
    parser.add_argument("--twice", action="store_true", help="make each a second time, and compare all files")
    asked = parser.parse_args(arguments)
    unlike = 0
    try:
        for program in [PROGRAMS[name] for name in asked.program] or PROGRAMS.values():
            make(program)
            if asked.twice:
                found = differences(program)
                unlike += len(found)
                print(f"  a second build: {len(found)} files differ", *found, sep="\n    ")
    except (subprocess.CalledProcessError, Nameless) as failed:
        print(f"没有做成安装包 / the package was not made: {failed}", file=sys.stderr)
        return 1
    return 1 if unlike else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
