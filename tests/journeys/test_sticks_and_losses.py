"""A clinic without a network sends a stick, a township that was restored says so, a stolen PC is shut out."""

import shutil
from contextlib import closing
from pathlib import Path

import main
from core.ids import UserId
from core.training.characters import Character
from storage.clinic.desk import open_clinic
from storage.clinic.safekeeper import ClinicSafekeeper
from tests.helpers.commands import command, lines_file, refused
from tests.helpers.served_town import PASSWORD, USER, ClinicFolder, Town


def record(town: Town, clinic: ClinicFolder, folder: Path) -> None:
    person = town.people.characters[Character.ACTIVE].person.id_number
    file = lines_file(folder / "visits.jsonl", [{"id_number": person, "diagnoses": ["J06.900"]}])
    assert command("clinic", "record", file, *clinic.who, secrets=[PASSWORD]).exit_code == 0


def test_a_stick_goes_there_and_back(town: Town, clinic: ClinicFolder, tmp_path: Path) -> None:
    up, down = tmp_path / "up.cunzhen", tmp_path / "down.cunzhen"
    assert town.run("bundle-out", down, "--clinic", clinic.code)["devices"] == 1
    first = clinic.run("bundle-in", down)
    assert (first["data_sets"], first["faults"]) == (6, [])
    assert clinic.run("status")["roster_as_of"] is not None
    record(town, clinic, tmp_path)

    assert clinic.run("bundle-out", up)["events"] == 3  # what was read, the start of the program, the visit
    assert clinic.run("status")["waiting"] == 1
    assert town.run("bundle-in", up)["events"] == 3
    town.run("bundle-out", down, "--clinic", clinic.code)
    taken = clinic.run("bundle-in", down)

    assert (taken["receipts"], taken["results"], taken["faults"]) == (1, 3, [])
    after = clinic.run("status")
    assert (after["waiting"], after["outcomes"]) == (0, {"delivered": 1})
    assert clinic.run("verify")["faults"] == []
    no = command("clinic", "bundle-in", up, *clinic.who, secrets=[PASSWORD])
    assert "没有给这台电脑的内容" in refused(no)


def test_a_stolen_pc_is_shut_out_and_another_takes_its_place(
    town: Town, clinic: ClinicFolder, tmp_path: Path
) -> None:
    clinic.run("sync")
    record(town, clinic, tmp_path)
    clinic.run("sync")
    (device,) = (one for one in town.run("devices")["devices"] if one["clinic"] == clinic.code)
    assert (device["revoked"], sum(life["events"] for life in device["lives"])) == (False, 2)

    assert town.run("revoke", device["device"])["kept"] == 2

    assert "已被卫生院停用" in refused(command("clinic", "sync", *clinic.who, secrets=[PASSWORD]))
    new = town.enrol_again(clinic, tmp_path / "new")
    new.run("sync")
    assert new.run("status")["outcomes"] == {"delivered": 1}


def test_the_second_copy_of_a_pc_that_burnt_brings_its_visits_to_the_township(
    town: Town, clinic: ClinicFolder, tmp_path: Path
) -> None:
    disk = tmp_path / "other-disk"
    disk.mkdir()
    clinic.run("sync")
    desk = main.clinic_folder(clinic.data)
    with closing(open_clinic(desk, UserId(USER), PASSWORD)) as store:
        ClinicSafekeeper(desk, store).choose_folder(str(disk))
    for _ in range(2):
        record(town, clinic, tmp_path)
    shutil.copytree(clinic.data, tmp_path / "found-later")
    shutil.rmtree(clinic.data)

    read = town.run("bundle-in", disk)
    assert (read["events"], read["carried"], read["faults"]) == (3, 0, [])  # the start and two visits
    new = town.enrol_again(clinic, tmp_path / "new")
    new.run("sync")
    assert new.run("status")["outcomes"] == {"delivered": 2}

    ClinicFolder(tmp_path / "found-later", clinic.code).run("sync")
    new.run("sync")
    assert new.run("status")["outcomes"] == {"delivered": 2}
    assert town.run("verify")["faults"] == []


def test_a_township_put_back_from_its_backup_gets_the_lost_days_from_its_clinics(
    town: Town, clinic: ClinicFolder, tmp_path: Path
) -> None:
    clinic.run("sync")
    record(town, clinic, tmp_path)
    clinic.run("sync")
    backup = Path(town.run("backup", "--to", tmp_path)["folder"])  # the service answers meanwhile
    record(town, clinic, tmp_path)
    clinic.run("sync")
    held = town.run("status")["visits"]
    no = command("township", "restore", backup, "--replace", *town.place)
    assert "请先关闭那个程序" in refused(no)

    port = town.service.port
    town.service.stop()
    assert town.run("restore", backup, "--replace")["townships"] == [town.people.code]
    town.serve(port)
    assert (town.run("status")["epoch"], town.run("status")["visits"]) == (2, held - 1)
    clinic.run("sync")

    assert (town.run("status")["visits"], clinic.run("status")["waiting"]) == (held, 0)
    assert (clinic.run("verify")["faults"], town.run("verify")["faults"]) == ([], [])
    silent = command("township", "reconciled", *town.place)
    assert silent.exit_code == 0 or "还有村卫生室" in refused(silent)
    town.run("reconciled", "--agreed")


def test_a_support_bundle_is_opened_at_the_township_and_names_nobody(
    town: Town, clinic: ClinicFolder, tmp_path: Path
) -> None:
    clinic.run("sync")
    record(town, clinic, tmp_path)
    file = tmp_path / "support.cunzhen"
    silent = command("clinic", "support-bundle", "--to", file, *clinic.who, secrets=[PASSWORD])
    assert (silent.exit_code, file.exists()) == (1, False)
    clinic.run("support-bundle", "--to", file, "--agreed")
    told = town.run("support-read", file)
    person = town.people.characters[Character.ACTIVE].person
    assert told["clinic"] == clinic.code
    assert told["sections"]["counts"]["ledger"]["events"] == 2  # the start and the visit
    assert not any(one in str(told) for one in (person.name, person.id_number, "J06.900"))
    inside = command("clinic", "bundle-out", clinic.data / "vault", *clinic.who, secrets=[PASSWORD])
    assert "资料文件夹里" in refused(inside)
