"""From the clinic's line to the platform's own tables, through the commands alone."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.policy.loader import load_shelf, packaged_sources
from core.training.catalogue import training_catalogue
from core.training.characters import Character
from core.training.platform import platform_items, platform_people
from tests.helpers.commands import Running, command, lines_file, refused, running, told
from tests.helpers.served_town import USER, ClinicFolder, Town, served
from ui.wording.reasons import sentences

DRUG = {"kind": "drug", "code": "XTRAINING00000000000001", "quantity": 2}


@dataclass(frozen=True, slots=True)
class Settling:
    """A township of its own, its clinic, and the platform."""

    town: Town
    clinic: ClinicFolder
    platform: Running
    institution: Path
    state: Path

    def settle(
        self, *more: object, platform: str = "", institution: Path | None = None
    ) -> tuple[object, ...]:
        address = platform or f"http://127.0.0.1:{self.platform.port}"
        file = institution or self.institution
        place = ("township", "settle", *self.town.place)
        return (*place, "--platform", address, "--institution-file", file, *more)

    def standing(self) -> list[tuple[str, int, int]]:
        """Read the platform's own table of settlements."""
        file = self.state / "platform.sqlite3"
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as tables:
            return tables.execute(
                "select psn_no, sum_fen, fund_fen from settlements where state = 'effective' order by setl_id"
            ).fetchall()


@pytest.fixture(scope="module")
def settling(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settling]:
    folder = tmp_path_factory.mktemp("settling")
    with served(folder) as town:
        people, parameters, state = folder / "people.json", folder / "parameters.json", folder / "platform"
        people.write_text(json.dumps(platform_people(town.people, load_shelf(packaged_sources()))))
        parameters.write_text(json.dumps({"items": platform_items(training_catalogue())}))
        institution = folder / "institution.toml"
        institution.write_text(institution_text(town), "utf-8")
        told_by = ("--people", people, "--parameters", parameters, "--state", state, "--port", 0)
        clinic = town.enrol(folder / "clinic")
        clinic.run("sync")
        with running("platform-simulator", *told_by) as platform:
            yield Settling(town, clinic, platform, institution, state)


def institution_text(town: Town) -> str:
    code = town.people.institution
    return f"""
code = "{code}"
name = "{town.people.name}"
area = "{code[1:7]}"
operator = {{code = "op1", name = "经办", mac = "00-00-00-00-00-00", ip = "127.0.0.1"}}
department = {{code = "50", name = "全科医疗科", category = "A03"}}
physicians = {{{USER} = "D{code[1:7]}000001"}}
"""


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
