"""The county's keys in the ledger: brought by the enrolment, pinned from then on, absent in older ledgers."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.county import CountyKeys
from storage.clinic.database import LEDGER
from storage.clinic.desk import create_clinic, open_clinic
from storage.clinic.migrations_ledger import ledger_migrations
from storage.clinic.subkey import subkey
from storage.sqlcipher import Sealed, driver, open_database
from tests.helpers.county import a_county
from tests.storage.clinic.sample import DOCTOR, ENROLMENT, EPOCH, PASSWORD, desk_in

KEYS, _ = a_county()


def enrolled(folder: Path, county: CountyKeys | None) -> CountyKeys | None:
    create_clinic(desk_in(folder), replace(ENROLMENT, county=county), EPOCH, DOCTOR, PASSWORD)
    store = open_clinic(desk_in(folder), DOCTOR, PASSWORD)
    store.close()
    return store.enrolment.county


@pytest.mark.parametrize("county", [KEYS, None])
def test_a_clinic_knows_the_county_of_its_enrolment(tmp_path: Path, county: CountyKeys | None) -> None:
    assert enrolled(tmp_path / "clinic", county) == county


@pytest.mark.parametrize(
    "statement",
    ["UPDATE county SET signing = zeroblob(32)", "DELETE FROM county", "INSERT INTO county VALUES "],
)
def test_a_pinned_county_is_never_exchanged(tmp_path: Path, statement: str) -> None:
    enrolled(tmp_path / "clinic", KEYS)
    store = open_clinic(desk_in(tmp_path / "clinic"), DOCTOR, PASSWORD)
    if statement.startswith("INSERT"):
        statement += "(1, 'x', zeroblob(32), zeroblob(32))"
    with pytest.raises(driver.IntegrityError), store.ledger.file.writing() as database:
        database.execute(statement)
    store.close()


def test_a_ledger_from_before_opens_and_knows_no_county(tmp_path: Path) -> None:
    folder = tmp_path / "clinic"
    enrolled(folder, None)
    key = desk_in(folder).vault.unlock(DOCTOR, PASSWORD)
    database = open_database(Sealed(folder / LEDGER, subkey(key, LEDGER)))
    with database.atomic():
        database.execute("DROP TABLE county")
        database.execute("DELETE FROM _sqlite_migrations WHERE name = '0002_county'")
    assert [step.name for step in ledger_migrations.pending(database)] == ["0002_county"]
    database.close()

    store = open_clinic(desk_in(folder), DOCTOR, PASSWORD)
    assert store.enrolment == ENROLMENT
    store.close()
