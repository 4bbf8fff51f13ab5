"""Whoever carries the folder away learns the clinic's code and the sign-in names."""

import sys
from pathlib import Path

import pytest

from core.data_sets import DataSetName
from core.errors import Hindrance, Stop
from core.events import ResultKind
from storage.clinic.desk import ClinicStore
from storage.sqlcipher import Sealed
from tests.storage.clinic.sample import (
    DOCTOR,
    ENROLMENT,
    PASSWORD,
    Pen,
    Stream,
    bring_roster,
    bring_set,
    person,
    receipt_for,
    visit_of,
)

PATIENT = person(7, "欧阳柳絮", "110105194912310021")
SECRETS = (
    *(PATIENT.name, PATIENT.id_number, PATIENT.id_number[::-1], "ouyangliuxu", PATIENT.person_id),
    *("柳树村", ENROLMENT.clinic_name, ENROLMENT.township_name, "J06.900", "阿莫西林", "咳嗽三天", PASSWORD),
    *("visit_recorded", "王医生", "127.0.0.1"),
)


def used(store: ClinicStore) -> None:
    """Do everything the desk does with a person's data."""
    people = [PATIENT, *(person(number, "李小满") for number in range(10, 60))]
    bring_roster(store, people)
    bring_roster(store, people[:30], number=2)
    bring_set(store, DataSetName.PEOPLE, {DOCTOR: {"name": "王医生", "role": "doctor"}})
    store.drafts.keep_draft(PATIENT.person_id, {"name": PATIENT.name, "complaint": "咳嗽三天"})
    event = store.ledger.append(Pen().draft(visit_of(PATIENT)))
    store.sync.keep_receipt(receipt_for(event))
    store.sync.keep_results([Stream().next(event.header.event_id, ResultKind.RECEIVED)], b"signature")
    assert len(store.records.search("oylx", 5)) == 1
    assert len(store.records.visits_of([f"person {PATIENT.person_id}"], 5)) == 1


def clear_texts(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.skipif(sys.platform == "win32", reason="a folder has no such mode there")
def test_nobody_else_who_signs_in_on_this_pc_gets_into_the_folder(store: ClinicStore, folder: Path) -> None:
    assert folder.stat().st_mode & 0o077 == 0


def test_what_an_error_may_show_of_the_store_is_no_key(store: ClinicStore, folder: Path) -> None:
    shown = repr((store, store.enrolment, Sealed(folder / "ledger", store.key)))
    keys = (bytes(store.key), ENROLMENT.keys.signing, ENROLMENT.keys.sealing)
    assert [key for key in keys if repr(key)[2:-1] in shown] == []


def test_no_file_of_the_folder_tells_a_name_a_number_or_a_diagnosis(store: ClinicStore, folder: Path) -> None:
    used(store)
    secrets = [text.encode(code) for text in SECRETS for code in ("utf-8", "utf-16-le", "gb18030")]
    secrets += [bytes(store.key), store.key.hex().encode(), ENROLMENT.keys.signing]
    for _ in ("open", "closed"):
        found = clear_texts(folder)
        assert {"vault", "ledger", "cache"} <= set(found)
        assert {name for name, data in found.items() for secret in secrets if secret in data} == set()
        store.close()


def test_the_vault_tells_clinic_code_and_sign_in_names_only(store: ClinicStore, folder: Path) -> None:
    used(store)
    text = (folder / "vault").read_text()
    assert ENROLMENT.clinic in text
    assert DOCTOR in text
    assert all(secret not in text for secret in SECRETS)


def test_file_names_tell_nothing(store: ClinicStore, folder: Path) -> None:
    used(store)
    known = {"vault", "ledger", "cache", "lock"} | {
        f"{n}{e}" for n in ("ledger", "cache") for e in ("-wal", "-shm")
    }
    assert {file.name for file in folder.iterdir()} <= known


def test_a_stop_speaks_of_files_and_codes_not_of_people(store: ClinicStore) -> None:
    store.ledger.file.database.execute("PRAGMA query_only = ON")
    with pytest.raises(Hindrance) as caught:
        store.ledger.append(Pen().draft(visit_of(PATIENT)))
    chain: list[BaseException] = [caught.value]
    while chain[-1].__cause__ is not None:
        chain.append(chain[-1].__cause__)
    told = " ".join(f"{one!r} {one}" for one in chain)
    assert isinstance(caught.value, Stop)
    assert all(secret not in told for secret in SECRETS)
