"""What each command hands to the program behind it, and how it ends; without a command none is made."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from core.clinic import NewClinic, SignIn
from core.errors import Hindrance, Refusal
from ui.commandline.calling import add_clinic_calling
from ui.commandline.clinic import clinic_commands
from ui.commandline.clinic_staff import add_staff
from ui.commandline.demonstration import Wishes, add_demo
from ui.commandline.desktop import Start, add_desktop, add_simulator
from ui.commandline.township import (
    ClinicToEnrol,
    Listening,
    ListFile,
    NewTownship,
    RosterFiles,
    Settling,
    StorePlace,
    township_commands,
)
from ui.wording.commands import verified
from ui.wording.reasons import sentences


class Program:
    """Remembers what it is asked and answers as told."""

    def __init__(self, answer: Mapping[str, Any] | Exception | None = None) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self._answer = answer

    def __getattr__(self, name: str) -> Callable[..., Mapping[str, Any]]:
        def deed(*given: Any) -> Mapping[str, Any]:
            self.asked.append((name, *given))
            if isinstance(self._answer, Exception):
                raise self._answer
            return self._answer or {}

        return deed

    def record(self, who: SignIn, lines: Iterable[str]) -> Iterator[Mapping[str, Any]]:
        self.asked.append(("record", who))
        for number, line in enumerate(lines, start=1):
            if line.strip() == "bad":
                yield {"line": number, "outcome": "brought_in_field", "facts": {"field": "lines"}}
            else:
                yield {"line": number, "outcome": "saved", "event_id": "e"}


def run(program: Program, *arguments: str, lines: Sequence[str] = ()) -> Result:
    made: list[int] = []

    def make() -> Any:
        made.append(1)
        return program

    application = typer.Typer(pretty_exceptions_enable=False)
    clinic = clinic_commands(make, make)
    add_clinic_calling(clinic, make)
    add_staff(clinic, make)
    application.add_typer(clinic, name="clinic")
    application.add_typer(township_commands(make, make), name="township")
    result = CliRunner().invoke(application, list(arguments), input="".join(f"{one}\n" for one in lines))
    assert len(made) <= 1
    return result


WHO = ("--data", "d", "--user", "wang", "--password-stdin")
SIGNED_IN = SignIn(Path("d"), "wang", "secret")
PLACE = StorePlace(Path("d"))


def test_enrolment_reads_the_code_first_and_then_the_password() -> None:
    program = Program()
    result = run(
        program, "clinic", "enrol", *WHO, "--address", "https://a", "--json", lines=["CODE", "secret"]
    )
    assert (result.exit_code, json.loads(result.stdout)) == (0, {})
    assert program.asked == [("enrol", NewClinic(Path("d"), "https://a", "CODE", "wang", "secret"))]


def test_a_clinic_without_a_network_names_its_stick_instead_of_an_address(tmp_path: Path) -> None:
    program, file = Program(), tmp_path / "first.cunzhen"
    file.write_bytes(b"x")
    result = run(program, "clinic", "enrol", *WHO, "--stick", str(file), "--json", lines=["CODE", "secret"])
    assert result.exit_code == 0
    assert program.asked == [("enrol", NewClinic(Path("d"), file, "CODE", "wang", "secret"))]


@pytest.mark.parametrize("both", [(), ("--address", "https://a", "--stick", __file__)])
def test_an_address_or_a_stick_is_given(both: tuple[str, ...]) -> None:
    assert run(Program(), "clinic", "enrol", *WHO, *both, lines=["CODE", "secret"]).exit_code == 2


@pytest.mark.parametrize("command", ["status", "sync", "verify"])
def test_a_report_of_the_clinic_is_handed_who_asks(command: str) -> None:
    program = Program({"faults": [], "events": 3})
    result = run(program, "clinic", command, *WHO, "--json", lines=["secret"])
    assert (result.exit_code, json.loads(result.stdout)) == (0, {"faults": [], "events": 3})
    assert program.asked == [(command, SIGNED_IN)]


@pytest.mark.parametrize("command", ["status", "sync", "verify"])
@pytest.mark.parametrize("stop", [Refusal("wrong_password"), Hindrance("township_unreachable")])
def test_a_no_of_the_clinic_is_a_sentence(command: str, stop: Exception) -> None:
    result = run(Program(stop), "clinic", command, *WHO, lines=["secret"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert len(result.stderr.splitlines()) == 1


def test_the_trail_is_asked_for_page_by_page_and_about_one_person() -> None:
    program = Program({"lines": []})
    asked = ("--person", "p000001", "--limit", "5", "--before", "90")
    result = run(program, "clinic", "audit", *WHO, *asked, "--json", lines=["secret"])
    assert (result.exit_code, json.loads(result.stdout)) == (0, {"lines": []})
    assert program.asked == [("audit", SIGNED_IN, "p000001", 5, 90)]


def test_users_are_listed_added_and_removed_by_whoever_signs_in() -> None:
    program = Program({"user": "li", "users": []})
    run(program, "clinic", "users", "list", *WHO, "--json", lines=["secret"])
    run(program, "clinic", "users", "add", "li", *WHO, lines=["secret", "of li"])
    run(program, "clinic", "users", "remove", "li", *WHO, lines=["secret"])
    assert program.asked == [
        ("users", SIGNED_IN),
        ("add_user", SIGNED_IN, "li", "of li"),
        ("remove_user", SIGNED_IN, "li"),
    ]


def test_no_password_means_that_nothing_is_opened() -> None:
    program = Program()
    result = run(program, "clinic", "status", *WHO)
    assert result.exit_code == 1
    assert "密码" in result.stderr
    assert program.asked == []


@pytest.mark.parametrize("group", ["clinic", "township"])
def test_faults_are_a_no(group: str) -> None:
    who = WHO if group == "clinic" else ("--data", "d")
    result = run(
        Program({"faults": ["stored_chain_broken"], "events": 3}), group, "verify", *who, lines=["secret"]
    )
    assert result.exit_code == 1
    assert sentences()["stored_chain_broken"] in result.stdout


def test_record_tells_each_line_and_a_bad_one_makes_it_a_no(tmp_path: Path) -> None:
    file = tmp_path / "visits.jsonl"
    file.write_text("\ufeffgood\nbad\ngood\n", "utf-8")
    program = Program()
    result = run(program, "clinic", "record", str(file), *WHO, "--json", lines=["secret"])
    assert result.exit_code == 1
    told = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(one["line"], one["outcome"]) for one in told] == [
        (1, "saved"),
        (2, "brought_in_field"),
        (3, "saved"),
    ]
    assert "lines" in told[1]["sentence"]
    file.write_text("good\n", "utf-8")
    assert run(program, "clinic", "record", str(file), *WHO, lines=["secret"]).exit_code == 0


@pytest.mark.parametrize("spoilt", [b"\xff\xfe", "坏".encode("gb18030"), b"\xc3"])
def test_a_line_that_is_no_utf8_spoils_no_other(tmp_path: Path, spoilt: bytes) -> None:
    file = tmp_path / "visits.jsonl"
    file.write_bytes(b"good\n" + spoilt + b"\nbad\n")
    told = run(Program(), "clinic", "record", str(file), *WHO, "--json", lines=["secret"]).stdout.splitlines()
    assert [json.loads(line)["outcome"] for line in told] == ["saved", "saved", "brought_in_field"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["clinic", "status"],
        ["clinic", "status", "--data", "d"],
        ["clinic", "record", "no such file", *WHO],
        ["clinic", "enrol", *WHO],
        ["clinic", "fly"],
        ["township", "init", "--data", "d"],
        ["township", "serve", "--data", "d", "--port", "65536"],
        ["township", "import-roster", "no such file", "--data", "d"],
        ["township", "import-roster", "--data", "d"],
        ["township", "settle", "--data", "d", "--platform", "p", "--institution-file", "no such file"],
        ["township", "enrol-clinic", "C01", "--data", "d", "--name", "n", "--user", "u", "--doctor", "o"],
    ],
    ids=" ".join,
)
def test_a_wrong_call_is_usage(arguments: list[str]) -> None:
    program = Program()
    assert run(program, *arguments).exit_code == 2
    assert program.asked == []


VILLAGES = ("--village", "甲", "--village", "乙")


def test_the_township_is_handed_what_was_asked(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    asked: list[tuple[list[str], tuple[Any, ...]]] = [
        (
            ["init", "--code", "T", "--name", "名", "--institution", "H1", "--pack", "CN-23", "--training"],
            ("init", PLACE, NewTownship("T", "名", "H1", "CN-23", True)),
        ),
        (
            [*("enrol-clinic", "C01", "--name", "室", "--user", "u"), *("--doctor", "医"), *VILLAGES],
            ("enrol_clinic", PLACE, ClinicToEnrol("C01", "室", ["甲", "乙"], "u", "医")),
        ),
        (
            ["import-roster", str(file), "--as-of", "2026-05-01", "--preview", "--agreed"],
            ("import_roster", PLACE, RosterFiles([file], datetime(2026, 5, 1), True, True)),  # noqa: DTZ001
        ),
        (
            ["import-codes", str(file), "--preview", "--agreed", "--profile", "本县"],
            ("import_codes", PLACE, ListFile(file, True, True, "本县")),
        ),
        (["import-catalogue", str(file)], ("import_catalogue", PLACE, ListFile(file))),
        (
            ["settle", "--platform", "http://p", "--institution-file", str(file), "--province", "x"],
            ("settle", PLACE, Settling("http://p", file, "x")),
        ),
        (["status"], ("status", PLACE)),
        (["verify"], ("verify", PLACE)),
    ]
    for arguments, expected in asked:
        program = Program({"faults": []})
        result = run(program, "township", *arguments, "--data", "d", "--json")
        assert (result.exit_code, program.asked) == (0, [expected])


def test_the_service_is_handed_where_to_listen_and_on_which_engine(tmp_path: Path) -> None:
    password = tmp_path / "password"
    password.touch()
    program = Program()
    place = ["--data", "d", "--database", "postgresql://h/n", "--database-password-file", str(password)]
    place += ["--key-file", "k", "--township", "T"]
    result = run(program, "township", "serve", *place, "--host", "0.0.0.0", "--port", "0")  # noqa: S104
    assert result.exit_code == 0
    where = StorePlace(Path("d"), "postgresql://h/n", password, Path("k"), "T")
    assert program.asked == [("serve", where, Listening("0.0.0.0", 0))]  # noqa: S104


REPORTS: list[tuple[list[str], Mapping[str, Any], str]] = [
    (
        ["clinic", "status", *WHO],
        {
            "clinic_name": "室",
            "admitted": True,
            "clinic": "C01",
            "township_name": "院",
            "visits": 3,
            "waiting": 2,
            "awaited": 0,
            "lost": 0,
            "roster_as_of": None,
            "last_contact": None,
            "backup_at": None,
            "backup_opens": False,
            "checked_at": None,
            "reserve": False,
        },
        "换过密钥以后还没有备份",
    ),
    (
        ["clinic", "sync", *WHO],
        {"events": 1, "results": 2, "data_sets": 3, "bytes_up": 4, "bytes_down": 5, "seconds": 0.24},
        "用时 0.2 秒",
    ),
    (["clinic", "verify", *WHO], {"faults": [], "events": 7}, "已检查记录 7 条"),
    (
        ["township", "status", "--data", "d"],
        {
            "name": "院",
            "code": "T",
            "people": 9,
            "roster_as_of": "2026-11-01",
            "outbox": {"waiting": 2, "settling": 1, "unknown": 3},
            "clinics": [
                {
                    "code": "C01",
                    "name": "室",
                    "visits": 2,
                    "settled": 1,
                    "fund": 1250,
                    "last_contact": "2026-11-25T03:54:40.429000+00:00",
                }
            ],
        },
        "已结算 1 笔，基金 12.50 元，上次联系：2026-11-25 11:54\n  结算：等待 2 笔，结果待确认 4 笔",
    ),
    (
        ["township", "status", "--data", "d"],
        {"name": "院", "code": "T", "people": 0, "roster_as_of": None, "outbox": {}, "clinics": []},
        "请用 township import-roster 导入",
    ),
    (
        [
            "township",
            "enrol-clinic",
            "C01",
            "--data",
            "d",
            "--name",
            "室",
            "--user",
            "u",
            "--doctor",
            "医",
            *VILLAGES,
        ],
        {"clinic": "C01", "clinic_name": "室", "code": "AAAA", "valid_until": "2026-12-02T11:38+08:00"},
        "2026-12-02 11:38 前有效",
    ),
]


@pytest.mark.parametrize(("arguments", "facts", "said"), REPORTS, ids=lambda value: str(value)[:30])
def test_without_json_a_report_is_said_in_words(
    arguments: list[str], facts: Mapping[str, Any], said: str
) -> None:
    result = run(Program(facts), *arguments, lines=["secret"])
    assert result.exit_code == 0
    assert said in result.stdout


def whole(*arguments: str, code: int | Exception = 0) -> tuple[Result, list[Any]]:
    done: list[Any] = []

    def deed(given: Any) -> int:
        done.append(given)
        if isinstance(code, Exception):
            raise code
        return code

    application = typer.Typer(pretty_exceptions_enable=False)
    start = Start("9.9", lambda: Path("usual"), deed, lambda: deed("self-test"), Program)  # type: ignore[arg-type]
    add_desktop(application, start)
    add_demo(application, deed)
    add_simulator(application, deed)
    return CliRunner().invoke(application, list(arguments)), done


def test_without_a_command_the_window_opens_on_the_usual_folder_or_the_named_one() -> None:
    assert whole()[1] == [Path("usual")]
    assert whole("--data", "d")[1] == [Path("d")]


@pytest.mark.parametrize("code", [0, 1, 3])
def test_window_demonstration_and_simulator_end_with_their_own_code(code: int) -> None:
    for arguments in ([], ["--self-test"], ["demo"], ["platform-simulator"]):
        assert whole(*arguments, code=code)[0].exit_code == code


def test_a_hindrance_of_window_or_demonstration_is_a_sentence() -> None:
    for arguments in ([], ["demo"]):
        result, _ = whole(*arguments, code=Hindrance("disk_full"))
        assert result.exit_code == 1
        assert "磁盘已满" in result.stderr


def test_the_self_test_runs_instead_of_the_window() -> None:
    assert whole("--self-test")[1] == ["self-test"]


def test_the_version_is_said_and_no_window_opens() -> None:
    result, done = whole("--version")
    assert (result.exit_code, result.stdout, done) == (0, "9.9\n", [])


def test_the_demonstration_is_handed_its_wishes() -> None:
    assert whole("demo")[1] == [Wishes(Path("build/demo"), 14, None)]
    assert whole("demo", "--out", "o", "--text-size", "22", "--stay")[1] == [Wishes(Path("o"), 22, True)]
    assert whole("demo", "--leave")[1] == [Wishes(Path("build/demo"), 14, False)]
    for size in ("13", "23"):
        assert whole("demo", "--text-size", size)[0].exit_code == 2


def test_the_simulator_reads_its_own_options() -> None:
    assert whole("platform-simulator", "--port", "0", "--help", "x")[1] == [["--port", "0", "--help", "x"]]


def test_what_a_check_found_is_told_in_words() -> None:
    faults = ["store_damaged vault", "stored_event_damaged event 7", "stored_event_damaged event 9"]
    found = verified({"faults": faults, "backup": None, "events": 9})
    assert found == "发现问题 3 处：密钥文件有损坏。" + sentences()["stored_event_damaged"]
