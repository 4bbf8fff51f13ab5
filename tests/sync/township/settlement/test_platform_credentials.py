"""Signed headers: a township keeps its credentials sealed, and all that speaks to the platform signs."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from typer import Typer
from typer.testing import CliRunner

from core.errors import Hindrance, Refusal
from core.platform_credentials import Credentials
from storage.township.engines import TownshipDatabase, open_embedded
from storage.township.settlement_tables import platform_credentials
from storage.township.store import SqlTownshipStore
from sync.township.insurance_codes import open_lines
from sync.township.platform_credentials import CredentialDesk
from sync.township.settlement.province import shipped_province
from sync.township.settlement.settling import settle_as_asked
from tests.helpers.booked_town import Town
from tests.helpers.platform_process import insured, running_platform
from tests.helpers.settlement_book import visit
from tests.helpers.township_store import CLINIC, CODEC, Writer, a_device, data_folder
from tests.storage.township.conftest import database as database
from tests.storage.township.conftest import shared_postgres as shared_postgres
from ui.commandline.platform_credentials import add_platform_credentials

SECRET = "not-really-secret"
GATEWAY = {"query_needs_settlement": True, "gateway": {"paasid": "village", "secret": SECRET}}
INSTITUTION = """
code = "H43098100001"
name = "试验镇卫生院"
area = "430981"
operator = {code = "op1", name = "经办", mac = "00", ip = "127.0.0.1"}
department = {code = "50", name = "全科医疗科", category = "A03"}
physicians = {doctor = "D430981000001"}
"""


@dataclass(frozen=True)
class Asked:
    platform: str
    institution: Path
    province: str = "tif_gateway"
    watch: bool = False


def desk_of(town: Town) -> CredentialDesk[Any]:
    @contextmanager
    def opened(_: Any) -> Iterator[SqlTownshipStore]:
        yield town.store

    return CredentialDesk(opened, town.clock)


def test_a_township_signs_with_what_it_was_given_and_a_code_is_asked_with_it_too(tmp_path: Path) -> None:
    with running_platform(tmp_path, GATEWAY) as line, ExitStack() as closing:
        database = open_embedded(data_folder(tmp_path), create=True)
        closing.callback(database.close)
        town = Town(database, line, shipped_province("tif_gateway"))
        person = insured(1)
        line.insure(person)
        line.open_code("6901A-of-somebody", person["psn_no"], 600_000)
        device = a_device(town.store)
        writer = Writer(device.device)
        writer.write(CODEC.encode(visit(person).to_plain()))
        town.take_in(device, writer)
        (institution := tmp_path / "institution.toml").write_text(INSTITUTION, "utf-8")
        asked = Asked(line.address, institution)
        lines = tmp_path / "lines.toml"
        table = {"platform": line.address, "institution_file": institution.name, "province": "tif_gateway"}
        told = "".join(f'{name} = "{value}"\n' for name, value in table.items())
        lines.write_text(f"[{town.store.code}]\n{told}", "utf-8")

        for attempt in (
            lambda: settle_as_asked(town.store, town.book, asked, town.clock),
            lambda: open_lines(lines, lambda _: town.store, town.clock, closing),
        ):
            with pytest.raises(Refusal) as caught:
                attempt()
            assert caught.value.code == "platform_credentials_missing"

        desk_of(town).keep(None, "village", "another-secret")
        with pytest.raises(Hindrance) as hindered:
            settle_as_asked(town.store, town.book, asked, town.clock)
        assert hindered.value.code == "platform_sign_in_failed"

        town.clock.wait(seconds=5)
        desk_of(town).keep(None, "village", SECRET)
        assert settle_as_asked(town.store, town.book, asked, town.clock)["settled"] == 1
        town.clock.wait(seconds=5)
        reader = open_lines(lines, lambda _: town.store, town.clock, closing).of(town.store.code)
        assert reader.whose(CLINIC, "6901A-of-somebody").number == person["certno"]


def test_the_secret_lies_sealed_is_told_to_nobody_and_can_be_forgotten(
    database: TownshipDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    town = Town(database, None, shipped_province("tif_gateway"))  # type: ignore[arg-type]  # nobody is called
    desk = desk_of(town)
    assert desk.shown(None) == {"caller": None, "since": None}
    told = desk.keep(None, "village", SECRET)
    assert (told["caller"], SECRET in str(told)) == ("village", False)
    kept = town.store.platform_credentials()
    assert kept is not None
    assert kept.credentials == Credentials("village", SECRET)
    with database.reading() as connection:
        (row,) = connection.execute(select(platform_credentials)).all()
    assert SECRET.encode() not in row.sealed_secret
    elsewhere = SqlTownshipStore(database, type(town.store.code)("T999999"), CODEC)
    assert elsewhere.platform_credentials() is None
    desk.remove(None)
    with pytest.raises(Refusal) as caught:
        desk.remove(None)
    assert caught.value.code == "platform_credentials_none"
    notes = town.books.trail(None, 9)
    assert [one.deed for one in notes] == ["platform_credentials_removed", "platform_credentials_kept"]
    assert SECRET not in f"{notes} {caplog.text} {kept!r}"


@pytest.mark.parametrize(
    ("caller", "secret", "code"),
    [
        ("", "x", "platform_caller_not_valid"),
        ("a\r\nx-more: 1", "x", "platform_caller_not_valid"),
        ("a" * 65, "x", "platform_caller_not_valid"),
        ("a", "", "platform_secret_not_valid"),
        ("a", "密钥", "platform_secret_not_valid"),
        ("a", "x y", "platform_secret_not_valid"),
    ],
)
def test_what_cannot_stand_in_a_header_is_refused(caller: str, secret: str, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        Credentials(caller, secret)
    assert caught.value.code == code


class Program:
    """Remembers what it was asked."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, str]] = []

    def shown(self, _: Any) -> dict[str, Any]:
        return {"caller": None, "since": None}

    def keep(self, _: Any, caller: str, secret: str) -> dict[str, Any]:
        self.kept.append((caller, secret))
        return {"caller": caller, "since": "2026-03-02T08:00+08:00"}

    def remove(self, _: Any) -> dict[str, Any]:
        return self.shown(None)


def test_the_command_takes_the_secret_from_a_prompt_or_standard_input_alone(tmp_path: Path) -> None:
    program, group = Program(), Typer()
    add_platform_credentials(group, lambda: program)
    run = CliRunner().invoke
    place = ["--data", str(tmp_path)]
    given = run(group, ["set-gateway-key", "village", "--secret-stdin", *place], input=f"{SECRET}\n")
    assert (given.exit_code, program.kept) == (0, [("village", SECRET)])
    assert "village" in given.output
    assert SECRET not in given.output
    for nothing in (["gateway-key"], ["remove-gateway-key"]):
        assert "没有填写" in run(group, [*nothing, *place]).output
