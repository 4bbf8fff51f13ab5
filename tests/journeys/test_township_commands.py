"""A township's own commands: founded, fed rosters good and bad, served, looked after; every no a sentence."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

import main
from core.ids import ClinicCode
from core.training.catalogue import training_catalogue
from sync.township.imports.catalogue_workbook import write_catalogue
from sync.township.imports.roster_workbook import write_roster, write_roster_csv
from tests.helpers.commands import answers, command, process, refused, start, told
from tests.helpers.roster_files import write_book
from tests.helpers.served_town import Town
from ui.commandline.township import StorePlace
from ui.wording.reasons import sentences

HEADING, FIRST = 1, 2


@pytest.fixture
def office(tmp_path: Path) -> Town:
    """Give a township that was founded and knows nobody yet."""
    own = Town(tmp_path)
    own.run("init", "--code", own.people.code, "--name", own.people.name, "--training")
    return own


def no(town: Town, verb: str, *more: object) -> str:
    return refused(command("township", verb, *more, *town.place))


def roster(town: Town, name: str = "名册.xlsx") -> Path:
    file = town.folder / name
    write_roster(file, town.people.entries)
    return file


def edited(file: Path, edit: Callable[[openpyxl.Workbook], None]) -> Path:
    book = openpyxl.load_workbook(file)
    edit(book)
    book.save(file)
    return file


def spoil_two_rows(book: openpyxl.Workbook) -> None:
    sheet = book["参保人员信息"]
    titles = [cell.value for cell in sheet[HEADING]]
    number = titles.index("证件号码") + 1
    text = str(sheet.cell(FIRST, number).value)
    sheet.cell(FIRST, number).value = text[:-1] + ("1" if text[-1] != "1" else "2")
    sheet.cell(FIRST + 1, titles.index("姓名") + 1).value = None


def drop_a_title(book: openpyxl.Workbook) -> None:
    sheet = book["参保人员信息"]
    titles = [cell.value for cell in sheet[HEADING]]
    sheet.cell(HEADING, titles.index("姓名") + 1).value = "称呼"


def test_a_township_is_founded_once_and_its_key_lies_outside_the_data(tmp_path: Path) -> None:
    own = Town(tmp_path)
    init = ("init", "--code", own.people.code, "--name", own.people.name)
    made = own.run(*init)
    assert (made["code"], made["name"]) == (own.people.code, own.people.name)
    key = Path(made["key_file"])
    assert key.is_file()
    assert not key.is_relative_to(tmp_path / "township")
    rest = ("--institution", "H33011100001", "--pack", own.people.pack)
    assert no(own, *init, *rest) == sentences()["township_exists"].format(township=own.people.code)
    standing = own.run("status")
    assert (standing["people"], standing["clinics"], standing["training"]) == (0, [], False)
    found = own.run("verify")
    assert (found["faults"], found["events"], found["trail"]["broken_at"]) == ([], 0, None)


def test_a_pack_nobody_knows_founds_nothing(tmp_path: Path) -> None:
    own = Town(tmp_path)
    said = no(own, "init", "--code", "T", "--name", "名", "--institution", "H33011100001", "--pack", "CN-00")
    assert "CN-00" in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("verb", ["status", "verify"])
def test_where_nothing_is_nothing_is_made(tmp_path: Path, verb: str) -> None:
    assert no(Town(tmp_path), verb) == sentences()["township_store_missing"]
    assert list(tmp_path.iterdir()) == []


def test_a_lost_or_foreign_key_opens_nothing(office: Town, tmp_path: Path) -> None:
    key = tmp_path / "township.key"
    right = key.read_bytes()
    key.write_bytes(bytes(32))
    assert no(office, "status") == sentences()["master_key_wrong"]
    key.unlink()
    assert no(office, "status") == sentences()["master_key_missing"].format(file=key)
    key.write_bytes(right)
    office.run("status")


def test_a_file_that_is_no_store_is_left_as_it_was(office: Town, tmp_path: Path) -> None:
    file = tmp_path / "township" / "township.db"
    file.write_bytes(b"somebody else's" * 1000)
    for side in ("-wal", "-shm"):
        file.with_name(file.name + side).unlink(missing_ok=True)
    assert no(office, "status") == sentences()["master_key_wrong"]
    assert file.read_bytes() == b"somebody else's" * 1000


def test_a_roster_is_previewed_then_imported_then_found_the_same(office: Town) -> None:
    file, people = roster(office), len(office.people.entries)
    looked = office.run("import-roster", file, "--preview")
    assert (looked["good"], looked["bad"], looked["imported"]) == (people, 0, False)
    assert office.run("status")["people"] == 0
    first = office.run("import-roster", file)
    assert (first["new"], first["changed"], first["gone"], first["same"]) == (people, 0, 0, 0)
    assert office.run("status")["people"] == people
    again = office.run("import-roster", file)
    assert (again["new"], again["changed"], again["gone"], again["same"]) == (0, 0, 0, people)
    write_roster(
        file, [replace(office.people.entries[0], moved_on=office.people.on), *office.people.entries[2:]]
    )
    third = office.run("import-roster", file, "--as-of", office.people.on.isoformat())
    assert (third["new"], third["changed"], third["gone"], third["same"]) == (0, 1, 1, people - 2)
    assert office.run("status")["roster_as_of"] == office.people.on.isoformat()


def test_two_csv_files_do_as_well_as_a_workbook(office: Town) -> None:
    files = office.folder / "人员.csv", office.folder / "缴费.csv"
    write_roster_csv(*files, office.people.entries)
    assert office.run("import-roster", *files)["new"] == len(office.people.entries)


def test_bad_rows_are_written_beside_the_file_and_the_good_ones_are_in_force(office: Town) -> None:
    file = edited(roster(office), spoil_two_rows)
    done = office.run("import-roster", file)
    good = len(office.people.entries) - 2
    assert (done["good"], done["new"]) == (good, good)
    of_people = [one for one in done["bad_rows"] if one["sheet"] == "参保人员信息"]
    assert [(one["row"], one["column"]) for one in of_people] == [(2, "证件号码"), (3, "姓名")]
    assert [one["reason"] for one in of_people] == [
        sentences()["id_number_check"],
        sentences()["cell_missing"],
    ]
    beside = Path(done["bad_rows_file"])
    assert beside.parent == file.parent
    shown = openpyxl.load_workbook(beside)["参保人员信息"]
    texts = [str(cell.value) for row in shown.iter_rows() for cell in row]
    assert any(sentences()["id_number_check"] in text for text in texts)
    said = command("township", "import-roster", file, "--data", office.folder / "township").stdout
    assert f"可用 {good} 人" in said


WRONG: list[tuple[str, Callable[[Path], Path]]] = [
    ("table_titles_missing", lambda folder: write_book(folder / "a.xlsx", {"别的": [["甲"], ["乙"]]})),
    ("table_file_not_a_table", lambda folder: written(folder / "a.xlsx", bytes(range(256)) * 9)),
    ("table_file_broken", lambda folder: written(folder / "a.xlsx", b"PK\x03\x04 cut short")),
    (
        "table_file_old_xls",
        lambda folder: written(folder / "a.xls", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)),
    ),
]


def written(file: Path, content: bytes) -> Path:
    file.write_bytes(content)
    return file


@pytest.mark.parametrize(("code", "make"), WRONG, ids=[code for code, _ in WRONG])
def test_a_file_that_is_no_roster_is_a_sentence_and_the_old_roster_stays(
    office: Town, tmp_path: Path, code: str, make: Callable[[Path], Path]
) -> None:
    office.run("import-roster", roster(office))
    said = no(office, "import-roster", make(tmp_path))
    assert said.startswith(sentences()[code].split("{", maxsplit=1)[0])
    assert office.run("status")["people"] == len(office.people.entries)


def test_a_missing_title_is_named_and_the_old_roster_stays(office: Town) -> None:
    office.run("import-roster", roster(office))
    said = no(office, "import-roster", edited(roster(office, "neu.xlsx"), drop_a_title))
    assert "姓名" in said
    assert office.run("status")["people"] == len(office.people.entries)


def test_a_catalogue_is_imported(office: Town) -> None:
    file = office.folder / "目录.xlsx"
    write_catalogue(file, training_catalogue())
    done = office.run("import-catalogue", file)
    assert (done["items"], done["bad"], done["bad_rows_file"]) == (len(training_catalogue()), 0, None)
    assert office.run("status")["catalogue"] == len(training_catalogue())


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"code": "C 1"}, "clinic_code_not_valid"),
        ({"name": " "}, "name_not_given"),
        ({"user": "王"}, "sign_in_name_not_valid"),
        ({"village": " "}, "clinic_without_village"),
    ],
)
def test_a_clinic_written_down_wrongly_is_refused(office: Town, change: dict[str, str], code: str) -> None:
    asked = {"code": "C01", "name": "室", "village": "演示一村", "user": "u", "doctor": "医"} | change
    options = [part for name, value in asked.items() if name != "code" for part in (f"--{name}", value)]
    assert no(office, "enrol-clinic", asked["code"], *options) == sentences()[code]
    assert office.run("status")["clinics"] == []


def test_of_two_townships_in_one_store_one_has_to_be_named(office: Town) -> None:
    office.run("init", "--code", "OTHER", "--name", "另一家")
    assert no(office, "status") == sentences()["township_not_named"]
    assert office.run("status", "--township", "OTHER")["name"] == "另一家"
    assert no(office, "status", "--township", "THIRD") == sentences()["township_not_set_up"]


def test_the_service_ends_when_told_and_lets_the_port_go(office: Town) -> None:
    service = start("township", "serve", "--data", office.folder / "township", "--port", 0)
    assert answers(service.port)
    taken = process("township", "serve", "--data", office.folder / "township", "--port", service.port)
    assert service.stop() == 0
    assert not answers(service.port)
    assert (taken.returncode, taken.stdout) == (1, "")
    assert str(service.port) in taken.stderr


def test_there_is_no_service_without_a_township(tmp_path: Path) -> None:
    assert no_service(tmp_path / "township") == sentences()["township_store_missing"]


def no_service(data: Path) -> str:
    return refused(command("township", "serve", "--data", data, "--port", 0))


def test_a_damaged_store_is_told_in_a_sentence_or_as_a_fault(office: Town, tmp_path: Path) -> None:
    office.run("import-roster", roster(office))
    file = tmp_path / "township" / "township.db"
    whole = file.read_bytes()
    assert not file.with_name("township.db-wal").exists()
    page = 4096
    for place in range(page + 100, len(whole), len(whole) // 7):
        spoilt = bytearray(whole)
        spoilt[place] ^= 0xFF
        file.write_bytes(spoilt)
        result = command("township", "verify", *office.place)
        if result.stdout:
            assert told(result, 1)["faults"] == ["township_file_damaged"]
        else:
            assert refused(result) == sentences()["township_file_damaged"]
    file.write_bytes(whole)
    assert office.run("verify")["faults"] == []


def test_another_user_of_a_clinic_takes_nobody_off_the_list(office: Town) -> None:
    for user in ("first", "second", "first"):
        who = ("--user", user, "--doctor", "李医生")
        office.run("enrol-clinic", "V01", "--name", "一村卫生室", "--village", "一村", *who)
    with main.township_of(StorePlace(office.folder / "township")) as store:
        assert [one.user for one in store.staff(ClinicCode("V01"))] == ["first", "second"]
