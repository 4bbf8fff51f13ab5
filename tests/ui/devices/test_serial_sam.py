"""The serial reader against the simulated module on a pseudo-terminal: a real port and real frames."""

import os
import select
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.errors import Hindrance, Refusal
from core.identity.card import parse_card
from core.training.card import training_card
from core.training.characters import Character
from core.training.township import make_township
from ui.desk import CardSeen, LooksForReaders, ReaderFound
from ui.devices.any_reader import AnyReader, usb_serial_ports
from ui.devices.practice_reader import practice_reader
from ui.devices.reader import Patience
from ui.devices.sam_simulator import SAM_ID, Fault, SamSimulator
from ui.devices.serial_sam import SerialSam, card_reader
from ui.devices.this_reader import ThisReader
from ui.tasks import Lane

ON = date(2026, 6, 1)
PERSON = make_township(4, ON, villages=1, people=0).characters[Character.RARE_NAME].person
CARD = training_card(PERSON, date(2015, 7, 1), date(2035, 7, 1))
HURRIED = Patience(answer=0.3, card=0.1, look_again=0.01)


@contextmanager
def answering(simulator: SamSimulator) -> Iterator[SamSimulator]:
    """Let a module answer from a thread of the test."""
    ended, tell = os.pipe()

    def answer() -> None:
        while ended not in (ready := select.select([simulator.descriptor, ended], [], [])[0]):
            if ready:
                simulator.answer_waiting()

    thread = threading.Thread(target=answer)
    thread.start()
    try:
        yield simulator
    finally:
        os.write(tell, b"x")
        thread.join()
        simulator.close()
        os.close(ended)
        os.close(tell)


@pytest.fixture
def simulator() -> Iterator[SamSimulator]:
    with answering(SamSimulator(card=CARD)) as simulator:
        yield simulator


class LaidOnLater(SamSimulator):
    """The card comes after the first look for one."""

    def answer_waiting(self) -> None:
        super().answer_waiting()
        self.card = CARD


def test_a_card_is_found_selected_and_read(simulator: SamSimulator) -> None:
    read = card_reader(SerialSam(simulator.path), lambda: ON)
    credential = parse_card(CARD, ON).credential
    seen = CardSeen(PERSON.id_number, "䶮𠮷堃", f"sam:{simulator.path}", False, credential)
    assert [read(), read()] == [seen, seen]


def test_an_expired_card_is_read_and_marked(simulator: SamSimulator) -> None:
    simulator.card = training_card(PERSON, date(2005, 7, 1), date(2025, 7, 1))
    assert card_reader(SerialSam(simulator.path), lambda: ON)().expired


def test_noise_on_the_line_before_an_answer_does_no_harm(simulator: SamSimulator) -> None:
    simulator.fault = Fault.NOISE_BEFORE
    assert SerialSam(simulator.path).read_text() == CARD


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault.SILENT, "reader_silent"),
        (Fault.GARBAGE, "reader_silent"),
        (Fault.CUT_SHORT, "reader_silent"),
        (Fault.WRONG_CHECK, "reader_answer_damaged"),
        (Fault.BAD_COMMAND, "reader_refused"),
        (Fault.NOT_READ, "card_not_readable"),
        (Fault.CARD_REMOVED, "card_not_readable"),
        (Fault.CABLE_PULLED, "reader_silent"),
    ],
)
def test_what_a_reader_does_wrong_is_told_by_its_reason(
    simulator: SamSimulator, fault: Fault, code: str
) -> None:
    simulator.fault = fault
    with pytest.raises((Refusal, Hindrance), match=code):
        SerialSam(simulator.path, HURRIED).read_text()


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_a_reader_unplugged_at_any_step_is_told_and_hangs_nothing(steps: int) -> None:
    simulator = SamSimulator(card=CARD)

    def until_pulled() -> None:
        for _ in range(steps):
            select.select([simulator.descriptor], [], [])
            simulator.answer_waiting()
        select.select([simulator.descriptor], [], [])  # the next question is heard and never answered
        os.close(simulator.descriptor)

    thread = threading.Thread(target=until_pulled)
    thread.start()
    with pytest.raises(Hindrance, match=r"reader_(not_there|silent)"):
        SerialSam(simulator.path, HURRIED).read_chip()
    thread.join()
    simulator.close_end()


def test_a_cable_pulled_while_a_card_is_waited_for_is_told_as_any_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    simulator = SamSimulator(card=None)

    def answer_once() -> None:
        select.select([simulator.descriptor], [], [])
        simulator.answer_waiting()

    def pull(_seconds: float) -> None:
        os.close(simulator.descriptor)

    monkeypatch.setattr("ui.devices.serial_sam.time.sleep", pull)
    thread = threading.Thread(target=answer_once)
    thread.start()
    with pytest.raises(Hindrance, match="reader_not_there"):
        SerialSam(simulator.path, HURRIED).read_chip()
    thread.join()
    simulator.close_end()


def test_the_module_tells_its_id_and_the_chip_its_photo(simulator: SamSimulator) -> None:
    sam = SerialSam(simulator.path)
    assert sam.describe() == ReaderFound("sam", simulator.path, SAM_ID.hex().upper())
    assert len(sam.read_chip().photo) == 1024


def test_looking_says_what_is_there_and_what_went_wrong_last(simulator: SamSimulator) -> None:
    reader = AnyReader(lambda: ON, lambda: [simulator.path], HURRIED, lambda: [])
    assert reader.look().found == ReaderFound("sam", simulator.path, SAM_ID.hex().upper())
    simulator.fault = Fault.CUT_SHORT
    with pytest.raises(Hindrance):
        reader.read()
    standing = reader.look()
    assert standing.found is None
    assert standing.last_stop is not None and standing.last_stop.code == "reader_silent"
    simulator.fault = Fault.NONE
    assert reader.look().found is not None


def test_the_window_gets_a_reader_that_loads_itself_when_it_is_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("ui.devices.any_reader.list_ports.comports", list)
    reader = ThisReader(lambda: ON, tmp_path)
    assert isinstance(reader, LooksForReaders)
    assert reader.look().found is None
    with pytest.raises(Hindrance, match="reader_not_there"):
        reader()


def test_a_reader_that_recovers_is_read_again(simulator: SamSimulator) -> None:
    sam = SerialSam(simulator.path, HURRIED)
    simulator.fault = Fault.CUT_SHORT
    with pytest.raises(Hindrance):
        sam.read_text()
    simulator.fault = Fault.NONE
    assert sam.read_text() == CARD


def test_without_a_card_the_doctor_is_asked_for_one(simulator: SamSimulator) -> None:
    simulator.card = None
    with pytest.raises(Refusal, match="card_not_there"):
        SerialSam(simulator.path, HURRIED).read_text()


def test_a_card_laid_on_later_is_still_read() -> None:
    with answering(LaidOnLater()) as simulator:
        assert SerialSam(simulator.path, Patience(look_again=0.01)).read_text() == CARD


def test_a_port_that_is_not_there_is_a_hindrance() -> None:
    with pytest.raises(Hindrance, match="reader_not_there"):
        SerialSam("/dev/no-such-port").read_text()


def test_the_reader_is_found_among_the_ports(simulator: SamSimulator) -> None:
    reader = AnyReader(lambda: ON, lambda: ["/dev/no-such-port", simulator.path], HURRIED)
    assert [reader.read().reader, reader.read().reader] == [f"sam:{simulator.path}"] * 2


def test_a_reader_plugged_into_another_port_is_found_again() -> None:
    ports: list[str] = []
    reader = AnyReader(lambda: ON, lambda: ports, HURRIED)
    for _ in range(2):
        with answering(SamSimulator(card=CARD)) as simulator:
            ports[:] = [simulator.path]
            assert reader.read().name == "䶮𠮷堃"
        with pytest.raises(Hindrance):
            reader.read()


def test_without_any_reader_the_doctor_is_told_so() -> None:
    with pytest.raises(Hindrance, match="reader_not_there"):
        AnyReader(lambda: ON, lambda: [], libraries=lambda: []).read()


def test_looking_for_ports_needs_none_to_be_there() -> None:
    assert all(isinstance(port, str) for port in usb_serial_ports())


def test_the_practice_reader_answers_from_the_event_loop(qtbot: QtBot) -> None:
    seen: list[CardSeen] = []
    lane = Lane("net")
    with practice_reader(CARD, lambda: ON) as read:
        lane.run(read, seen.append, lambda stop: pytest.fail(str(stop)))
        qtbot.waitUntil(lambda: bool(seen))
    lane.close()
    assert [one.name for one in seen] == ["䶮𠮷堃"]
