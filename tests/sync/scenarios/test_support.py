"""A support bundle tells whoever helps how a PC stands, and none of the names planted everywhere."""

import base64
import json
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from core.audit import Deed
from core.clinic import Clinic, SignIn
from core.data_sets import DataSetName
from core.errors import Refusal
from core.ids import PersonId, UserId
from core.sync_ports import Attempt
from core.township_rows import ClinicRow, StaffRow
from storage.clinic.desk import ClinicStore
from storage.clinic.safekeeper import ClinicSafekeeper
from storage.clinic.support import support_facts
from sync.bundle import scan
from sync.bundle_file import found_bundle
from sync.calls import ClinicCalls
from sync.support import read_support
from sync.township.publishing import publish_sets
from sync.township.stick import StickDesk
from tests.helpers.sync_rounds import DRAW, finish
from tests.helpers.sync_world import CLINIC, CODEC, DOCTOR, World
from tests.helpers.township_talk import a_visit

NAME, NUMBER, PHONE = "植入的姓名甲", "110105194912310021", "13812345678"
COMPLAINT, DIAGNOSIS, DOCTORS_NAME = "植入的主诉", "植入的诊断", "植入的医生"
PLANTED = (NAME, NUMBER, PHONE, COMPLAINT, DIAGNOSIS, DOCTORS_NAME, DOCTOR)


def plant(world: World) -> None:
    """Let the names lie wherever a clinic may keep one."""
    staff = [
        StaffRow(DOCTOR, CLINIC, DOCTORS_NAME, "doctor"),
        StaffRow(UserId("other"), CLINIC, NAME, "doctor"),
    ]
    world.township.keep_clinic(ClinicRow(CLINIC, "上村卫生室", ("上村",)), staff)
    publish_sets(world.township, world.clock)
    visit = a_visit(complaint=COMPLAINT)
    patient = replace(visit.patient, name=NAME, id_number=NUMBER, person_id=PersonId("p-planted"))
    diagnosis = replace(visit.diagnoses[0], name=DIAGNOSIS)
    visit = replace(visit, patient=patient, diagnoses=(diagnosis,), remark=PHONE)
    world.save_body(CODEC.encode(visit.to_plain()), "visit_recorded")
    finish(world)
    store = world.clinic
    store.drafts.keep_draft(
        f"outside:{NAME}", {"person": {"name": NAME, "number": NUMBER}, "complaint": COMPLAINT}
    )
    store.audit.note(Deed.LOOKED_UP, PersonId("p-planted"), reason=NAME)
    ClinicSafekeeper(world.desk, store).choose_folder(str(world.folder / NAME))
    store.sync.note_attempt(Attempt(world.clock.now(), "https", "township_unreachable", 1, 2, 0.5))
    assert {one.name for one in store.records.people()} == {DOCTORS_NAME, NAME}
    assert DataSetName.SETTINGS in store.sync.sets.in_use()


def keys_of(world: World) -> list[bytes]:
    enrolment, settings = world.clinic.enrolment, world.clinic.settings()
    raw = [enrolment.keys.signing, enrolment.keys.sealing, bytes(world.clinic.key)]
    texts = [str(settings["thin_tag_key"]).encode()] if "thin_tag_key" in settings else []
    return [*raw, *texts, *(key.hex().encode() for key in raw), *(base64.b64encode(key)[:40] for key in raw)]


def write(world: World, file: Path) -> None:
    facts = partial(support_facts, "0.1-test")
    calls = ClinicCalls(_nobody, world.clock, DRAW.randbytes, lambda: 0.0, facts)
    calls.write_support_of(world.clinic, world.desk.folder, file)


def _nobody(_who: SignIn) -> AbstractContextManager[tuple[ClinicStore, Clinic]]:
    raise AssertionError("the clinic lies open already")


def test_nothing_planted_is_in_it_and_everything_of_use_is(world: World, tmp_path: Path) -> None:
    plant(world)
    file = tmp_path / "support.cunzhen"
    write(world, file)
    with found_bundle(file) as source:
        told = read_support(world.township, source)
    opened = json.dumps(told, ensure_ascii=False)
    assert [one for one in PLANTED if one in opened] == []
    assert "p-planted" not in opened
    assert [one for one in keys_of(world) if one in opened.encode() or one in file.read_bytes()] == []
    sections = told["sections"]
    assert sections["program"]["version"] == "0.1-test"
    assert sections["counts"]["ledger"]["events"] == 1
    assert sections["schema"]["ledger"]["steps"][0] == "0001_first_ledger"
    assert sections["verify"] == {"faults": []}
    assert sections["diary"]["lines"][0][1:4] == ["https", "township_unreachable", 1]
    assert sections["safety"]["backup_folder_chosen"] is True
    assert sections["clock"]["trust"] == "trusted"
    assert sections["standing"]["outcomes"] == {"delivered": 1}


def test_only_the_township_opens_it_and_takes_nothing_from_it(world: World, tmp_path: Path) -> None:
    file = tmp_path / "support.cunzhen"
    write(world, file)
    with found_bundle(file) as source:
        (member,) = scan(source)
        with pytest.raises(Refusal, match="bundle_for_support"):
            StickDesk(world.township, world.clock).take(source, member)
    assert world.township.counts().events == 0
    assert b"0001_first_ledger" not in file.read_bytes()


def test_it_never_takes_the_place_of_the_clinics_own_files(world: World) -> None:
    vault = world.desk.folder / "vault"
    before = vault.read_bytes()
    with pytest.raises(Refusal, match="file_inside_data_folder"):
        write(world, vault)
    assert vault.read_bytes() == before
