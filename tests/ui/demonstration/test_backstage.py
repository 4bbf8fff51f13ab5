"""Commands and services of the demonstration: run to their end, heard, and none left running."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import Hindrance
from ui.demonstration.backstage import Backstage

REPORTS = (
    "import sys; print('chatter'); print('{\"said\": \"' + sys.stdin.read().replace('\\n', '|') + '\"}')"
)
LISTENS = "import time; print('{\"port\": 4711}', flush=True); time.sleep(600)"
LISTENS_ELSEWHERE = (
    "import time; print('warming up'); print('{\"listening\": \"h:4712\"}', flush=True); time.sleep(600)"
)
DEAF = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    " print('{\"port\": 1}', flush=True); time.sleep(600)"
)
DIES = "import sys; sys.exit('no roster')"


@pytest.fixture
def backstage(tmp_path: Path) -> Iterator[Backstage]:
    opened = Backstage((sys.executable, "-c"), tmp_path)
    yield opened
    opened.stop_all()


def test_a_command_is_given_its_secrets_and_its_last_line_is_its_report(backstage: Backstage) -> None:
    assert backstage.run(REPORTS, secrets=("code", "password")) == {"said": "code|password|"}


def test_a_command_that_reports_nothing_gives_nothing(backstage: Backstage) -> None:
    assert backstage.run("pass") == {}


def test_a_command_that_fails_leaves_its_complaint_in_the_logs(backstage: Backstage) -> None:
    with pytest.raises(Hindrance) as caught:
        backstage.run(DIES, "import-roster", "file with a name")
    assert caught.value.code == "demo_command_failed"
    assert caught.value.facts["exit_code"] == 1
    assert "file with a name" not in str(caught.value)
    assert "no roster" in (backstage.logs / "failed-command.log").read_text("utf-8")


@pytest.mark.parametrize(("program", "port"), [(LISTENS, 4711), (LISTENS_ELSEWHERE, 4712)])
def test_a_service_says_its_port_and_ends_when_told(backstage: Backstage, program: str, port: int) -> None:
    service = started(backstage, program)
    assert service.port == port
    assert service.process.poll() is None
    backstage.stop_all()
    assert service.process.poll() is not None
    service.stop()


def test_a_service_that_does_not_listen_to_reason_is_killed(
    backstage: Backstage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.demonstration.backstage.STOP_SECONDS", 0.05)
    service = started(backstage, DEAF)
    backstage.stop_all()
    assert service.process.poll() == -9


@pytest.mark.parametrize("program", ["pass", "print('hello')", DIES])
def test_a_service_that_never_speaks_is_told_and_not_left_behind(backstage: Backstage, program: str) -> None:
    with pytest.raises(Hindrance) as caught:
        started(backstage, program)
    assert caught.value.code == "demo_service_silent"
    backstage.stop_all()


def started(backstage: Backstage, program: str):  # type: ignore[no-untyped-def]
    """Start a program whose log is named plainly; the real arguments begin with a command's name."""
    file = backstage.logs / "service.py"
    file.write_text(program)
    backstage.program = (sys.executable, str(file))
    return backstage.start("township", "serve")


def test_what_a_service_complains_of_is_in_its_log(backstage: Backstage) -> None:
    service = started(
        backstage,
        "import sys; sys.stderr.write('trouble\\n'); sys.stderr.flush(); print('{\"port\": 1}', flush=True)",
    )
    assert isinstance(service.process, subprocess.Popen)
    service.process.wait(10)
    assert "trouble" in (backstage.logs / "township.log").read_text("utf-8")
