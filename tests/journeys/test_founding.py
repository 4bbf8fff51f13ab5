"""A clinic that never has a network: founded from a stick, and all that goes there and back after that."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

import main
from core.training.characters import Character
from tests.helpers.commands import command, lines_file, refused, told
from tests.helpers.served_town import PASSWORD, ClinicFolder, Town, people_of_today
from tests.ui.person import PersonAtDesk
from ui.main_window import MainWindow
from ui.screens.founding import FoundingScreen

ADDRESS = "https://10.0.0.1:8443"


@pytest.fixture(scope="module")
def silent(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """Give a township whose service never runs."""
    town = Town(Path(tmp_path_factory.mktemp("silent")), people_of_today())
    town.set_up()
    return town


def first_stick(town: Town, clinic: str, file: Path) -> str:
    town.issue(clinic)
    code: str = town.run("bundle-first", file, "--clinic", clinic, "--address", ADDRESS)["code"]
    return code


def found(clinic: ClinicFolder, file: Path, code: str) -> dict[str, object]:
    return told(command("clinic", "enrol", "--stick", file, *clinic.who, secrets=[code, PASSWORD]))


def test_a_clinic_lives_without_any_network(silent: Town, tmp_path: Path) -> None:
    clinic = ClinicFolder(tmp_path / "clinic", silent.new_clinic())
    first, up, down = (tmp_path / f"{name}.cunzhen" for name in ("first", "up", "down"))
    code = first_stick(silent, clinic.code, first)

    founded = found(clinic, first, code)
    assert (founded["clinic"], founded["data_sets"], founded["faults"]) == (clinic.code, 6, [])
    before = clinic.run("status")
    assert (before["admitted"], before["data_sets"]["roster"]) == (False, len(silent.people.entries))
    person = silent.people.characters[Character.ACTIVE].person.id_number
    file = lines_file(tmp_path / "visits.jsonl", [{"id_number": person, "diagnoses": ["J06.900"]}])
    told(command("clinic", "record", file, *clinic.who, secrets=[PASSWORD]))
    human = command("clinic", "status", *clinic.who[:-1], secrets=[PASSWORD])
    assert "卫生院还没有登记这台电脑" in human.stdout

    events = clinic.run("bundle-out", up)["events"]
    taken = silent.run("bundle-in", up)
    assert (taken["events"], taken["new_devices"]) == (events, [founded["device"]])
    silent.run("bundle-out", down, "--clinic", clinic.code)
    home = clinic.run("bundle-in", down)

    assert (home["receipts"], home["faults"]) == (1, [])
    after = clinic.run("status")
    assert (after["admitted"], after["waiting"], after["outcomes"]) == (True, 0, {"delivered": 1})
    assert clinic.run("verify")["faults"] == []
    assert silent.run("verify")["faults"] == []


def test_the_window_founds_a_clinic_and_a_wrong_letter_makes_nothing(
    silent: Town, tmp_path: Path, qtbot: QtBot
) -> None:
    first = tmp_path / "first.cunzhen"
    paper = first_stick(silent, silent.new_clinic(), first)
    door = main._DeskDoor(tmp_path / "clinic")
    window = MainWindow(main.window_parts(door, None, calls_by_itself=False))
    window.show()
    person = PersonAtDesk(window, qtbot)
    person.wait_to_see("unlock_found")
    person.click("unlock_found")
    person.wait_to_see("founding_screen")
    person.find("founding_screen", FoundingScreen).take_file(first)
    for name, text in (("user", "zhang"), ("password", PASSWORD), ("again", PASSWORD)):
        person.field(f"founding_{name}").setText(text)
    person.field("founding_code").setText(("2" if paper[0] != "2" else "3") + paper[1:])
    person.click("founding_go")
    person.wait_to_read("founding_problem", "第 1 组")
    assert not (tmp_path / "clinic").exists()
    person.field("founding_code").setText(paper)
    person.click("founding_go")
    person.wait_to_see("reception_screen")
    assert door.facts()["data_sets"]["roster"] == len(silent.people.entries)
    person.rest()
    window.close()
    window.deleteLater()


def test_a_copied_stick_makes_one_pc_and_names_the_other(silent: Town, tmp_path: Path) -> None:
    code, first = silent.new_clinic(), tmp_path / "first.cunzhen"
    paper = first_stick(silent, code, first)
    pcs = [ClinicFolder(tmp_path / name, code) for name in ("one", "two")]
    devices = [found(pc, first, paper)["device"] for pc in pcs]
    for number, pc in enumerate(pcs):
        pc.run("bundle-out", tmp_path / f"{number}.up")

    assert silent.run("bundle-in", tmp_path / "0.up")["new_devices"] == [devices[0]]
    no = silent.run("bundle-in", tmp_path / "1.up")
    assert (no["events"], no["faults"]) == (0, ["founding_used"])
    assert no["turned_away"] == [{"device": devices[1], "clinic": code}]
    assert silent.run("bundle-in", tmp_path / "1.up", "--admit", devices[1])["new_devices"] == [devices[1]]


def test_a_slip_of_the_pen_is_told_by_its_group_and_makes_nothing(silent: Town, tmp_path: Path) -> None:
    clinic, first = ClinicFolder(tmp_path / "clinic", silent.new_clinic()), tmp_path / "first.cunzhen"
    code = first_stick(silent, clinic.code, first)
    wrong = code[:13] + ("2" if code[13] != "2" else "3") + code[14:]
    enrol = ("clinic", "enrol", "--stick", first, *clinic.who)
    assert "第 3 组有一个字不对" in refused(command(*enrol, secrets=[wrong, PASSWORD]))
    assert not (clinic.data / "vault").exists()
    told(command(*enrol, secrets=[code.lower().replace("-", ""), PASSWORD]))
