"""From the clinic's line to the platform's own tables, through the commands alone."""

import csv
import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

import main
from core.errors import Refusal
from core.ids import UserId
from core.training.characters import Character
from storage.clinic.desk import open_clinic
from sync.code_question import WhoseCode
from tests.helpers.commands import command, lines_file, refused, start, told
from tests.helpers.served_town import PASSWORD, USER
from tests.helpers.settling_town import Settling, institution_text, settling_in
from ui.wording.reasons import sentences

DRUG = {"kind": "drug", "code": "XTRAINING00000000000001", "quantity": 2}


@pytest.fixture(scope="module")
def settling(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settling]:
    with settling_in(tmp_path_factory.mktemp("settling")) as made:
        yield made


def visits(settling: Settling, *who: Character) -> None:
    """Let people be seen and their visits come up."""
    lines = [
        {
            "id_number": settling.town.people.characters[one].person.id_number,
            "diagnoses": ["J06.900"],
            "lines": [DRUG],
        }
        for one in who
    ]
    settling.clinic.run("record", lines_file(settling.clinic.data.parent / "visits.jsonl", lines))
    settling.clinic.run("sync")


def test_what_the_platform_books_is_what_township_and_clinic_read(settling: Settling) -> None:
    visits(settling, Character.ACTIVE, Character.NOT_ENROLLED)
    first = told(command(*settling.settle()))
    assert (first["settled"], first["not_payable"], first["stopped"]) == (1, 1, "")
    ((_, total, fund),) = settling.standing()
    assert total == 1360
    assert fund > 0
    standing = settling.town.run("status")
    assert (standing["fund"], standing["settled_visits"]) == (fund, 1)
    assert standing["outbox"] == {"settled": 1, "not_payable": 1}
    assert settling.clinic.run("sync")["results"] > 0
    clinic = settling.clinic.run("status")
    assert (clinic["settled_fund"], clinic["settled_cash"]) == (fund, total - fund)
    assert clinic["outcomes"] == {"settled": 1, "not_payable": 1}
    again = told(command(*settling.settle()))
    assert not any(again[what] for what in ("settled", "not_payable", "unknown", "postponed", "stopped"))
    assert len(settling.standing()) == 1


def test_a_platform_out_of_reach_is_a_sentence_and_the_visit_waits(settling: Settling) -> None:
    visits(settling, Character.NAMESAKE_OLDER)
    before = settling.standing()
    said = refused(command(*settling.settle(platform="http://127.0.0.1:1")))
    assert said == sentences()["platform_not_reachable"]
    assert settling.town.run("status")["outbox"]["waiting"] == 1
    assert settling.standing() == before
    assert told(command(*settling.settle()))["settled"] == 1
    assert len(settling.standing()) == len(before) + 1


@pytest.mark.parametrize(
    "content", [b"", b"code = ", "code = '名'".encode("gb18030")], ids=["empty", "cut", "gb"]
)
def test_settings_that_cannot_be_read_are_a_sentence(
    settling: Settling, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "institution.toml"
    file.write_bytes(content)
    said = refused(command(*settling.settle(institution=file)))
    assert said == sentences()["settlement_settings_not_readable"]


def test_a_province_nobody_knows_is_named(settling: Settling) -> None:
    assert "nowhere" in refused(command(*settling.settle("--province", "nowhere")))


def test_why_a_visit_was_put_off_is_told_with_the_run(settling: Settling, tmp_path: Path) -> None:
    visits(settling, Character.ACTIVE_CHRONIC)
    file = tmp_path / "institution.toml"
    file.write_text(institution_text(settling.town).replace(f"{USER} =", "somebody_else ="), "utf-8")
    words = [one for one in settling.settle(institution=file) if one != "--json"]
    said = command(*words).stdout
    assert "1 笔：" + sentences()["physician_code_missing"] in said
    assert "还有 1 笔没有结算完" in said
    assert settling.town.run("status")["outbox"]["waiting"] == 1


def test_without_json_the_run_is_told_in_words(settling: Settling) -> None:
    words = [one for one in settling.settle() if one != "--json"]
    assert "已结算 0 笔" in command(*words).stdout


def test_a_training_township_reaches_no_platform_but_the_simulator(settling: Settling) -> None:
    for platform in ("http://10.255.255.1:80", "http://platform.example"):
        said = refused(command(*settling.settle(platform=platform)))
        assert said == sentences()["training_never_settles"]


def test_a_day_is_compared_by_a_command_when_it_is_over(settling: Settling) -> None:
    compare = ("reconcile-day" if word == "settle" else word for word in settling.settle())
    words = [*compare]
    told_of = told(command(*words))
    assert (told_of["open"], told_of["differences"]) == (0, [])
    assert refused(command(*words, "--day", "2999-01-01")) == sentences()["day_not_over"]


def test_the_months_sums_are_the_clinics_own(settling: Settling, tmp_path: Path) -> None:
    visits(settling, Character.ACTIVE, Character.NOT_ENROLLED)
    assert told(command(*settling.settle()))["settled"] >= 1
    settling.clinic.run("sync")
    clinic = settling.clinic.run("status")
    month = settling.town.people.on.isoformat()[:7]
    told_of = settling.town.run("statement", "--month", month, "--out", str(tmp_path / "out"))
    assert sorted(one.name for one in (tmp_path / "out").iterdir()) == told_of["files"]
    (one,) = [one for one in told_of["clinics"] if one["visits"]]
    assert (one["settled"]["fund"], one["settled"]["cash"]) == (
        clinic["settled_fund"],
        clinic["settled_cash"],
    )
    assert {fate: tally["count"] for fate, tally in one["fates"].items() if tally["count"]} == {
        fate if fate in ("settled", "not_payable", "returned") else "waiting": count
        for fate, count in clinic["outcomes"].items()
    }
    settling.clinic.run("close-day")
    settling.clinic.run("sync")
    agreed = settling.town.run("reconcile", "--month", month)
    assert (agreed["agrees"], agreed["differs"]) == (1, 0)


def test_a_clinic_with_a_code_of_its_own_settles_under_it(settling: Settling) -> None:
    own = ("--mode", "own", "--institution", "H43098100009", "--institution-name", "演示一村卫生室")
    (told_of,) = settling.town.run("set-settlement-mode", settling.clinic.code, *own)["clinics"]
    assert (told_of["mode"], told_of["institution"]) == ("own", "H43098100009")
    visits(settling, Character.ACTIVE)
    assert told(command(*settling.settle()))["settled"] == 1
    with closing(sqlite3.connect(settling.state / "platform.sqlite3")) as tables:
        codes = tables.execute("select fixmedins_code, count(*) from settlements group by 1").fetchall()
    assert dict(codes)["H43098100009"] == 1
    words = command("township", "settlement-modes", "--data", settling.town.folder / "township").stdout
    assert "单独定点，H43098100009 演示一村卫生室" in words


def test_what_the_province_settles_goes_out_and_comes_back_as_files(
    settling: Settling, tmp_path: Path
) -> None:
    settling.town.run("set-settlement-mode", settling.clinic.code, "--mode", "province")
    visits(settling, Character.ACTIVE)
    before = len(settling.standing())
    assert told(command(*settling.settle()))["settled"] == 0
    out, back = tmp_path / "visits.csv", tmp_path / "results.csv"
    gone = settling.town.run("province-export", "--out", out)["visits"]
    assert gone >= 1
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    names = ("乡镇卫生院代码", "村卫生室代码", "就诊编号", "医疗费总额(元)")
    with back.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            [*names, "结算结果", "结算编号", "结算时间", "基金支付", "个人账户支付", "个人现金支付"]
        )
        for row in rows:
            paid = ("已结算", "S1", settling.town.people.on.isoformat(), row["医疗费总额(元)"], "0", "0")
            writer.writerow([*(row[name] for name in names), *paid])
    assert settling.town.run("province-results", back)["told"]
    assert settling.town.run("province-results", back)["same"] == gone
    assert len(settling.standing()) == before, "the platform heard nothing of it"
    outcomes = settling.clinic.run("status")["outcomes"]
    settling.clinic.run("sync")
    assert settling.clinic.run("status")["outcomes"]["settled"] == outcomes.get("settled", 0) + gone


def test_whose_code_a_telephone_shows_is_told_to_a_desk_and_written_nowhere(settling: Settling) -> None:
    town, person = settling.town, settling.town.people.characters[Character.ACTIVE].person
    settling.town.run("set-settlement-mode", settling.clinic.code, "--mode", "township")
    platform = f"http://127.0.0.1:{settling.platform.port}"
    lines = town.folder / "lines.toml"
    named = f'[{town.people.code}]\nplatform = "{platform}"\nprovince = "baseline"\n'
    lines.write_text(f'{named}institution_file = "{settling.institution}"\n', "utf-8")
    code, psn_no = "6901A-shown-on-a-telephone", platform_number(settling, person.id_number)
    shown = httpx.post(f"{platform}/simulator/codes", json={"code": code, "psn_no": psn_no})
    assert shown.status_code == 200
    port = town.service.port
    assert town.service.stop() == 0
    more = ("--port", port, "--insurance-codes", lines, "--log", town.folder / "service.log")
    town.service = start("township", "serve", "--data", town.folder / "township", *more)
    with closing(open_clinic(main.clinic_folder(settling.clinic.data), UserId(USER), PASSWORD)) as store:
        desk = WhoseCode(store.sync, secrets.token_bytes, time.monotonic)
        holder = desk.hear(desk.carry(desk.ask(code)))
        assert (holder.number, holder.name) == (person.id_number, person.name)
        with pytest.raises(Refusal, match="insurance_code_refused"):
            desk.hear(desk.carry(desk.ask(code)))
    log = (town.folder / "service.log").read_text("utf-8")
    assert "whose_code" in log
    assert code not in log
    for file in (
        one for one in town.folder.rglob("*") if one.is_file() and settling.state not in one.parents
    ):
        assert code.encode() not in file.read_bytes(), file.name


def platform_number(settling: Settling, id_number: str) -> str:
    """Read the platform's own number of a person."""
    with closing(sqlite3.connect(settling.state / "platform.sqlite3")) as tables:
        number: str = tables.execute("select psn_no from persons where certno = ?", (id_number,)).fetchone()[
            0
        ]
        return number
