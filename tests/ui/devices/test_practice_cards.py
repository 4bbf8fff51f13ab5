"""A practice card is read by the desk of a training clinic as any other, and by no real one."""

import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from core.clinic import TRAINING_MARK
from core.dates import china_day
from core.errors import Hindrance, Refusal, Stop
from core.training.characters import Character
from core.training.township import SEED, make_township
from tests.helpers.source import ROOT
from tests.helpers.township_talk import SetClock
from ui.devices.practice_cards import PracticeCards
from ui.devices.practice_port import announced, practice_ports
from ui.devices.reader import Patience, card_seen
from ui.devices.sam_simulator import Fault
from ui.devices.serial_sam import SerialSam
from ui.devices.this_reader import ThisReader
from ui.wording.training import FAULT_HELP, WHO_HELP

ON = date(2026, 6, 1)
CLOCK = SetClock(datetime(2026, 6, 1, 1, 0, tzinfo=UTC))
HURRIED = Patience(answer=2.0, card=1.0)
_IN_THE_BACKGROUND = ("sh", "-c", 'trap "" INT; exec "$@"', "sh")
"""As a shell starts what it does not wait for: the signal of Ctrl+C is ignored unless it is asked for."""


@dataclass(frozen=True)
class Wished:
    data: Path | None = None
    who: str = "active"
    fault: str = "none"
    expired: bool = False
    port: str | None = None
    seen_at: str | None = None


@pytest.fixture
def training(tmp_path: Path) -> Path:
    (tmp_path / TRAINING_MARK).touch()
    return tmp_path


def hold_out(wished: Wished) -> None:
    PracticeCards(CLOCK, lambda: Path("/nowhere")).hold_out(wished, lambda _: None)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminal")
def test_the_desk_of_a_training_clinic_reads_the_card_until_it_is_taken_away(training: Path) -> None:
    asked = [sys.executable, "main.py", "training", "card", "--data", str(training), "--json"]
    with subprocess.Popen(
        [*_IN_THE_BACKGROUND, *asked, "--expired"], cwd=ROOT, stdout=subprocess.PIPE
    ) as held:
        try:
            assert held.stdout is not None
            told = json.loads(held.stdout.readline())
            today = china_day(datetime.now(UTC))
            seen = ThisReader(lambda: today, training)()
            held.send_signal(signal.SIGINT)
            assert held.wait(20) == 0
        finally:
            held.kill()
    assert (seen.id_number, seen.name) == (told["number"], told["name"])
    assert (seen.reader, seen.expired) == (f"sam:{told['port']}", True)
    assert practice_ports(training) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminal")
def test_at_a_serial_port_the_card_is_read_at_the_other_end_of_the_line(training: Path) -> None:
    """A pseudo-terminal's two ends are a line here: one is the port, at the other the test is the window."""
    ours, theirs = os.openpty()
    laid = threading.Event()
    stopped: list[Stop] = []

    def run() -> None:
        wished = Wished(training, "rare_name", "wrong_check", port=os.ttyname(theirs), seen_at="COM8")
        try:
            PracticeCards(CLOCK, lambda: training).hold_out(wished, lambda _: laid.set())
        except Stop as stop:
            stopped.append(stop)

    holding = threading.Thread(target=run)
    holding.start()
    try:
        assert laid.wait(10)
        assert practice_ports(training) == ["COM8"]
        os.write(ours, bytes.fromhex("aaaaaa96690003200122"))
        found = b""
        while len(found) < 15:
            found += os.read(ours, 64)
        assert found.hex() == "aaaaaa9669000800009f0000000068", "and wrong, as it was wished"
    finally:
        os.close(ours)
        holding.join(10)
    os.close(theirs)
    assert [stop.code for stop in stopped] == ["practice_port_away"]
    assert practice_ports(training) == []


def test_a_real_clinic_has_no_practice_card(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="practice_for_training_only"):
        hold_out(Wished(tmp_path))
    (tmp_path / "practice-reader").write_text("/dev/pts/1")
    assert practice_ports(tmp_path) == []


def test_whoever_is_not_in_the_cast_and_a_fault_that_is_none_are_refused(training: Path) -> None:
    for wished in (Wished(training, who="nobody"), Wished(training, fault="flood")):
        with pytest.raises(Refusal, match="practice_card_unknown"):
            hold_out(wished)
    with pytest.raises(Hindrance, match="practice_port_away"):
        hold_out(Wished(training, port="/dev/no-such-port"))
    assert practice_ports(training) == []


def test_the_help_names_the_whole_cast_and_every_fault() -> None:
    assert all(one.value in WHO_HELP for one in Character)
    assert all(f"{one.value} " in FAULT_HELP for one in Fault)


def test_a_folder_that_cannot_be_written_is_told(training: Path) -> None:
    (training / "practice-reader").mkdir()
    with pytest.raises(Hindrance, match="practice_not_announced"), announced(training, "/dev/pts/1"):
        pass
    assert practice_ports(training) == []


def test_a_port_that_is_gone_costs_a_message(training: Path) -> None:
    with announced(training, "/dev/no-such-port"):
        (port,) = practice_ports(training)
        with pytest.raises(Hindrance, match="reader_not_there"):
            card_seen(SerialSam(port, replace(HURRIED, answer=0.1)), ON)


def test_the_card_is_of_somebody_the_demonstration_shows() -> None:
    few, many = (make_township(SEED, ON, villages=n, people=60 * (n - 1)).characters for n in (1, 3))
    assert [one.person.id_number for one in few.values()] == [one.person.id_number for one in many.values()]
