"""A clinic without a window: enrolled, synced, visits written and delivered, and every no in a sentence."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import main
from core.clinic import TRAINING_MARK
from core.dates import china_day
from core.training.characters import Character
from tests.helpers.commands import command, lines_file, process, refused, told
from tests.helpers.open_desk import HandClock
from tests.helpers.served_town import PASSWORD, USER, ClinicFolder, Town, served
from ui.commandline.secrets import TRAINING_VARIABLE
from ui.wording.reasons import sentences

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def sentence(code: str) -> str:
    """Give how a reason begins, up to the first fact."""
    return sentences()[code].split("{", maxsplit=1)[0]


def enrol(
    town: Town, data: Path, code: str, password: str = PASSWORD, address: str = "", user: str = USER
) -> Any:
    who = ("--data", data, "--user", user, "--password-stdin", "--json")
    asked = ("clinic", "enrol", *who, "--address", address or town.address)
    return command(*asked, secrets=[code, password])


def visit(town: Town, who: Character = Character.ACTIVE, **more: object) -> dict[str, object]:
    return {"id_number": town.people.characters[who].person.id_number, "diagnoses": ["J06.900"], **more}


def test_a_clinic_lives_a_day_without_a_window(town: Town, clinic: ClinicFolder, tmp_path: Path) -> None:
    before = clinic.run("status")
    assert (before["roster_as_of"], before["visits"], before["last_contact"]) == (None, 0, None)

    first = clinic.run("sync")
    assert (first["data_sets"], first["events"]) == (6, 0)
    assert (clinic.data / TRAINING_MARK).exists()

    file = lines_file(
        tmp_path / "visits.jsonl",
        [
            visit(town, lines=[{"kind": "drug", "code": "XTRAINING00000000000001", "quantity": 2}]),
            visit(town, complaint=7),
            visit(town, Character.WAITING_LATE),
        ],
    )
    recorded = command("clinic", "record", file, *clinic.who, secrets=[PASSWORD])
    outcomes = [json.loads(line) for line in recorded.stdout.splitlines()]
    assert recorded.exit_code == 1
    assert [(one["line"], one["outcome"]) for one in outcomes] == [
        (1, "saved"),
        (2, "brought_in_field"),
        (3, "saved"),
    ]
    waiting = clinic.run("status")
    assert (waiting["visits"], waiting["waiting"], waiting["outcomes"]) == (2, 2, {"saved": 2})
    assert waiting["estimated_fund"] == 816
    assert waiting["oldest_waiting"] is not None

    second = clinic.run("sync")
    assert (second["events"], second["data_sets"]) == (3, 0)  # with the start of the program
    lines = clinic.run("diary", "--lines", 9)["attempts"]
    assert [(one["route"], one["outcome"]) for one in lines] == [("https", "done")] * 2
    assert lines[0]["bytes_up"] == second["bytes_up"]
    coming = clinic.run("forecast")
    assert (coming["events"], coming["sets"], coming["quiet_hours"]) == (0, [], None)
    assert coming["spent_today"] > second["bytes_up"] + second["bytes_down"]
    assert coming["next_call_why"] == "interval"
    after = clinic.run("status")
    assert (after["waiting"], after["receipt"], after["oldest_waiting"]) == (0, 3, None)
    assert after["roster_as_of"] == china_day(main._CLOCK.now()).isoformat()
    assert after["data_sets"]["roster"] == len(town.people.entries)
    (served_clinic,) = (one for one in town.run("status")["clinics"] if one["code"] == clinic.code)
    assert (served_clinic["events"], served_clinic["visits"], served_clinic["devices"]) == (3, 2, 1)
    assert (served_clinic["settled"], served_clinic["fund"]) == (0, 0)
    assert clinic.run("verify") == {"faults": [], "events": 3}
    assert clinic.run("sync")["requests"] == 1

    listed = clinic.run("outreach")["people"]
    first = listed[0]["person"]
    clinic.run("note-outreach", first, first, "--answer", "will_pay", "--words", "等儿子寄钱")
    assert clinic.run("outreach")["answers"] == {"will_pay": 1}
    stranger = ("note-outreach", "nobody", "--answer", "refuses", *clinic.who)
    told_no = command("clinic", *stranger, secrets=[PASSWORD])
    assert refused(told_no).startswith("名单里没有 nobody")
    too_far = command("clinic", "outreach", "--year", "2199", *clinic.who, secrets=[PASSWORD])
    assert refused(too_far).startswith("动员名单最多看到")


def test_a_code_with_a_slip_of_the_pen_is_refused_before_anybody_is_called(
    town: Town, tmp_path: Path
) -> None:
    code = town.issue(town.new_clinic())
    slip = code[:-1] + ("2" if code[-1] != "2" else "3")
    assert refused(enrol(town, tmp_path / "c", slip, address="https://127.0.0.1:1")) == sentence(
        "code_not_readable"
    )
    assert not (tmp_path / "c").exists()


def test_a_replaced_code_is_unknown(town: Town, tmp_path: Path) -> None:
    clinic = town.new_clinic()
    old, new = town.issue(clinic), town.issue(clinic)
    assert refused(enrol(town, tmp_path / "c", old)) == sentence("code_expired")
    assert told(enrol(town, tmp_path / "c", new))["clinic"] == clinic


def test_a_used_code_serves_no_second_pc(town: Town, tmp_path: Path) -> None:
    code = town.issue(town.new_clinic())
    told(enrol(town, tmp_path / "one", code))
    assert refused(enrol(town, tmp_path / "two", code)) == sentence("code_used")
    assert not (tmp_path / "two").exists()


def test_a_name_the_township_did_not_write_down_spends_no_code_and_makes_nothing(
    town: Town, tmp_path: Path
) -> None:
    code = town.issue(town.new_clinic())
    assert refused(enrol(town, tmp_path / "c", code, user="doctro1")) == sentence("first_user_not_listed")
    assert not (tmp_path / "c").exists()
    told(enrol(town, tmp_path / "c", code))


def test_an_expired_code_is_refused(town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as then:
        then.setattr(main, "_CLOCK", HandClock(LONG_AGO))
        code = town.issue(town.new_clinic())
    assert refused(enrol(town, tmp_path / "c", code)) == sentence("code_expired")


def test_a_code_of_another_township_is_refused(
    town: Town, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = Town(tmp_path_factory.mktemp("other"))
    other.run("init", "--code", other.people.code, "--name", "别处")
    code = other.issue("C001")
    assert refused(enrol(town, tmp_path / "c", code)) == sentence("code_of_another_township")


def test_a_weak_password_is_refused_and_the_code_stays_good(town: Town, tmp_path: Path) -> None:
    code = town.issue(town.new_clinic())
    assert refused(enrol(town, tmp_path / "c", code, password="12345678901")) == sentence("password_too_weak")
    told(enrol(town, tmp_path / "c", code))


def test_a_name_nobody_could_sign_in_with_is_refused_and_the_code_stays_good(
    town: Town, tmp_path: Path
) -> None:
    code = town.issue(town.new_clinic())
    assert refused(enrol(town, tmp_path / "c", code, user=" wang")) == sentence("user_name_not_usable")
    told(enrol(town, tmp_path / "c", code))


def test_a_folder_with_a_clinic_is_left_alone_and_the_code_stays_good(
    town: Town, clinic: ClinicFolder, tmp_path: Path
) -> None:
    code = town.issue(town.new_clinic())
    assert refused(enrol(town, clinic.data, code)) == sentence("clinic_exists_here")
    assert clinic.run("status")["clinic"] == clinic.code
    told(enrol(town, tmp_path / "c", code))


def test_a_folder_that_cannot_be_made_is_told_and_the_code_stays_good(town: Town, tmp_path: Path) -> None:
    code = town.issue(town.new_clinic())
    (tmp_path / "file").touch()
    for place in (tmp_path / "file", tmp_path / "file" / "clinic"):
        assert refused(enrol(town, place, code)) == sentence("folder_is_a_file")
    told(enrol(town, tmp_path / "c", code))


@pytest.mark.parametrize("address", ["http://127.0.0.1:8443", "ftp://a", "https://甲", "https://"])
def test_an_address_that_is_none_is_refused(town: Town, tmp_path: Path, address: str) -> None:
    code = town.issue(town.new_clinic())
    assert refused(enrol(town, tmp_path / "c", code, address=address)) == sentence("address_not_understood")


def test_nobody_at_the_address_is_told_and_the_code_stays_good(town: Town, tmp_path: Path) -> None:
    code = town.issue(town.new_clinic())
    said = refused(enrol(town, tmp_path / "c", code, address="https://127.0.0.1:1"))
    assert said == sentence("enrolment_unreachable")
    told(enrol(town, tmp_path / "c", code))


@pytest.mark.parametrize(("user", "password"), [(USER, "another password"), ("nobody", PASSWORD)])
def test_a_wrong_password_and_a_wrong_user_are_the_same_no(
    clinic: ClinicFolder, user: str, password: str
) -> None:
    who = ("--data", clinic.data, "--user", user, "--password-stdin")
    for verb in ("status", "sync", "verify"):
        assert refused(command("clinic", verb, *who, secrets=[password])) in (
            sentence("wrong_password"),
            sentences()["wait_before_next_attempt"].format(seconds=1),
        )


@pytest.mark.parametrize("verb", ["status", "sync", "verify"])
def test_a_folder_that_is_missing_stays_missing(tmp_path: Path, verb: str) -> None:
    nowhere = ClinicFolder(tmp_path / "nowhere", "")
    assert refused(command("clinic", verb, *nowhere.who, secrets=[PASSWORD])) == sentence("no_clinic_here")
    assert not nowhere.data.exists()


@pytest.mark.parametrize("content", [b"", b"somebody else's", bytes(5000)], ids=len)
def test_a_folder_of_something_else_is_left_as_it_was(tmp_path: Path, content: bytes) -> None:
    foreign = ClinicFolder(tmp_path / "foreign", "")
    foreign.data.mkdir()
    for name in ("vault", "ledger", "cache"):
        (foreign.data / name).write_bytes(content)
    refused(command("clinic", "status", *foreign.who, secrets=[PASSWORD]))
    kept = {file.name: file.read_bytes() for file in foreign.data.iterdir() if file.name != "lock"}
    assert kept == dict.fromkeys(("vault", "ledger", "cache"), content)


def test_the_files_of_another_clinic_do_not_open_with_ours(
    town: Town, clinic: ClinicFolder, tmp_path: Path
) -> None:
    other = town.enrol(tmp_path / "other")
    (clinic.data / "ledger").write_bytes((other.data / "ledger").read_bytes())
    assert refused(command("clinic", "status", *clinic.who, secrets=[PASSWORD])) == sentence("store_not_ours")


def test_a_township_that_is_down_costs_nothing_but_the_sentence(tmp_path: Path) -> None:
    with served(tmp_path) as own:
        clinic = own.enrol(tmp_path / "clinic")
        clinic.run("sync")
        clinic.run("record", lines_file(tmp_path / "visits.jsonl", [visit(own)]))
        port = own.service.port
        assert own.service.stop() == 0
        said = refused(command("clinic", "sync", *clinic.who, secrets=[PASSWORD]))
        assert said == sentence("township_unreachable")
        assert clinic.run("status")["waiting"] == 1

        stranger = Town(tmp_path / "stranger")
        stranger.folder.mkdir()
        stranger.run("init", "--code", stranger.people.code, "--name", "冒名")
        stranger.serve(port)
        try:
            said = refused(command("clinic", "sync", *clinic.who, secrets=[PASSWORD]))
        finally:
            stranger.service.stop()
        assert said == sentence("township_not_ours")
        assert stranger.run("status")["events"] == 0

        own.serve(port)
        assert clinic.run("sync")["events"] == 2


def test_a_full_disk_ends_recording_in_a_sentence_and_keeps_what_was_said_to_be_kept(
    town: Town, clinic: ClinicFolder, tmp_path: Path
) -> None:
    clinic.run("sync")
    file = lines_file(tmp_path / "visits.jsonl", [visit(town, remark="长" * 6000)] * 150)
    # The room kept for such a day is a file already: this limit is about what still grows.
    largest = max(one.stat().st_size for one in clinic.data.iterdir() if one.name != "reserve")
    done = process(
        *("clinic", "record", file, *clinic.who), secrets=[PASSWORD], longest_file=largest // 512 + 1000
    )
    saved = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert 0 < len(saved) < 150
    assert {one["outcome"] for one in saved} == {"saved"}
    assert done.stderr.strip() in (sentences()["disk_full"], sentences()["store_not_writable"])
    assert clinic.run("verify") == {"faults": [], "events": len(saved) + 1}
    assert clinic.run("sync")["events"] == len(saved) + 1


def test_as_a_process_it_speaks_utf8_in_any_locale_and_takes_the_training_password_from_the_environment(
    clinic: ClinicFolder,
) -> None:
    clinic.run("sync")
    who = ("--data", clinic.data, "--user", USER)
    plain = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", TRAINING_VARIABLE: PASSWORD}
    said = process("clinic", "status", *who, environment=plain)
    assert said.returncode == 0
    assert "演示一村卫生室" in said.stdout
    unasked = process("clinic", "status", *who)
    assert (unasked.returncode, unasked.stdout) == (1, "")
    assert unasked.stderr.strip() == sentences()["secret_missing"]


def test_a_list_of_visits_is_written_where_it_was_asked_for_and_nowhere_else(
    town: Town, clinic: ClinicFolder, tmp_path: Path
) -> None:
    clinic.run("sync")
    file = lines_file(tmp_path / "visits.jsonl", [visit(town)])
    assert command("clinic", "record", file, *clinic.who, secrets=[PASSWORD]).exit_code == 0
    today = china_day(main._CLOCK.now()).isoformat()
    asked = ("--from", today, "--to", today, "--reason", "月底对账")
    sheet = tmp_path / "list.xlsx"
    assert clinic.run("export-visits", *asked, "--to-file", sheet)["visits"] == 1
    again = command("clinic", "export-visits", *asked, "--to-file", sheet, *clinic.who, secrets=[PASSWORD])
    assert refused(again).startswith(sentence("export_file_exists"))
    inside = (*asked, "--to-file", clinic.data / "list.xlsx")
    assert "资料文件夹里" in refused(
        command("clinic", "export-visits", *inside, *clinic.who, secrets=[PASSWORD])
    )


def test_a_backup_into_the_folder_it_is_a_copy_of_is_refused(clinic: ClinicFolder) -> None:
    for place in (clinic.data, clinic.data / "backups"):
        no = command("clinic", "backup", "--to", place, *clinic.who, secrets=[PASSWORD])
        assert refused(no).startswith(sentence("file_inside_data_folder"))
    assert not (clinic.data / "backups").exists()
