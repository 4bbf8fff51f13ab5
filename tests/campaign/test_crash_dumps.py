"""A program with open files leaves no image of its memory behind, and lets no other program read it."""

import ctypes
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.campaign.clinic_deeds import prepare_clinic
from tests.campaign.township_deeds import prepare_township
from tests.helpers.source import ROOT

_CRASH = "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)"
OPEN = {
    "clinic": "from tests.campaign.clinic_deeds import opened",
    "township": "from tests.campaign.township_deeds import opened",
}


def _allow_dumps() -> None:
    _, hardest = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (hardest, hardest))


def crash(folder: Path, first: str) -> list[str]:
    """Crash with large dumps allowed, where they would fall into the folder; give what lies there then."""
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", f"{first}\n{_CRASH}"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        preexec_fn=_allow_dumps,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    assert done.returncode == -signal.SIGSEGV
    return [one.name for one in folder.iterdir()]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems keep no image unasked")
@pytest.mark.parametrize("what", OPEN)
def test_a_crash_leaves_no_image_of_the_memory(tmp_path: Path, what: str) -> None:
    place = tmp_path / "place"
    {"clinic": prepare_clinic, "township": prepare_township}[what](place)
    kept = f"store = opened(Path({str(place)!r})).__enter__()"
    limit = "import resource; assert resource.getrlimit(resource.RLIMIT_CORE)[0] == 0"
    first = "\n".join(("from pathlib import Path", OPEN[what], kept, limit))
    assert crash(tmp_path / "crashed", first) == []


_PR_CAPBSET_DROP, _CAP_SYS_PTRACE = 24, 19
_READ = """
import sys
for line in open(f"/proc/{sys.argv[1]}/maps"):
    if line.split()[1].startswith("rw"):
        with open(f"/proc/{sys.argv[1]}/mem", "rb", 0) as memory:
            memory.seek(int(line.split("-")[0], 16))
            memory.read(1)
        break
"""


def _as_a_plain_user() -> None:
    """Give up what would let even a root of the tests look into every process."""
    ctypes.CDLL(None).prctl(_PR_CAPBSET_DROP, _CAP_SYS_PTRACE, 0, 0, 0)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="about a call of Linux")
def test_another_program_of_the_same_user_cannot_read_the_memory(tmp_path: Path) -> None:
    place = tmp_path / "place"
    prepare_clinic(place)
    kept = f"store = opened(Path({str(place)!r})).__enter__(); print('open', flush=True); input()"
    first = "\n".join(("from pathlib import Path", OPEN["clinic"], kept))
    with subprocess.Popen(
        [sys.executable, "-c", first],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        preexec_fn=_as_a_plain_user,  # noqa: PLW1509 -- there is one thread here
    ) as program:
        assert program.stdout
        assert program.stdout.readline() == b"open\n"
        looked = subprocess.run(
            [sys.executable, "-c", _READ, str(program.pid)],
            preexec_fn=_as_a_plain_user,
            capture_output=True,
            text=True,
            check=False,
        )
        program.communicate(b"\n")
    assert "PermissionError" in looked.stderr
