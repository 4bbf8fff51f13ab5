"""Damage to what the township sent, met in the middle of the day: told, and mended without a restart."""

import random
from dataclasses import replace
from datetime import date

import pytest

from core.coverage.verdict import VerdictKind
from core.data_sets import DataSetName
from core.errors import Hindrance
from core.identity.identity_check import CheckMethod
from core.services.receive_patient import check_identity, receive_number
from core.services.record_visit import record_visit
from core.services.visit_form import VisitForm
from core.visits.visit import Diagnosis
from sync.data_sets import digest_of, row_of
from tests.helpers.sync_rounds import finish
from tests.helpers.sync_world import World
from tests.sync.test_thin_roster import AT_HOME, TOWN, desk, town
from ui.wording.reasons import sentence_for_code

__all__ = ["town"]
FORM = VisitForm("咳嗽", (Diagnosis("J06.900", "急性上呼吸道感染", True),), ())
PAGE = 4096


def damage(world: World) -> None:
    """Flip bits all over the file behind the program's back, and let it forget what it has in memory."""
    (cache,) = (file for file in world.clinic.files if file.rebuildable)
    cache.database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    chance = random.Random(1)
    with cache.path.open("r+b") as file:
        for page in range(1, cache.path.stat().st_size // PAGE):
            file.seek(page * PAGE + chance.randrange(PAGE - 80))
            file.write(chance.randbytes(16))
    cache.database.execute("PRAGMA shrink_memory")


def test_the_desk_says_so_and_is_whole_again_after_the_next_sync(town: World) -> None:
    clinic, person = desk(town), AT_HOME[0].person
    before = receive_number(clinic, person.id_number)
    town.save(1)
    damage(town)
    with pytest.raises(Hindrance, match="cache_begun_anew") as met:
        receive_number(clinic, person.id_number)
    assert "重新下载" in sentence_for_code(met.value.code)
    empty = receive_number(clinic, person.id_number, person.name)
    assert (empty.verdict.kind, empty.verdict.roster_as_of) == (VerdictKind.NOT_IN_ROSTER, None)
    saved = record_visit(clinic, empty, check_identity(clinic, CheckMethod.NUMBER_TYPED), FORM)
    finish(town)
    again = receive_number(clinic, person.id_number)
    assert again.verdict == before.verdict
    assert clinic.records.visit(saved.event_id) is not None
    assert town.clinic.verify() == []
    assert town.clinic.sync.waiting() == 0


def test_a_visit_is_saved_at_the_first_try_though_the_damage_is_met_while_saving(town: World) -> None:
    clinic = desk(town)
    reception = receive_number(clinic, AT_HOME[0].person.id_number)
    damage(town)
    saved = record_visit(clinic, reception, check_identity(clinic, CheckMethod.NUMBER_TYPED), FORM)
    assert saved.visit.verdict.kind == reception.verdict.kind
    state = clinic.records.visit(saved.event_id)
    assert state is not None and state.state == "saved"


def test_a_restart_after_the_damage_finds_a_sound_file(town: World) -> None:
    damage(town)
    with pytest.raises(Hindrance, match="cache_begun_anew"):
        town.clinic.records.search("w", 5)
    town.restart()
    assert town.clinic.records.roster_dates() is None
    finish(town)
    dates = town.clinic.records.roster_dates()
    assert dates is not None and dates.valid_until == date(2026, 12, 31)


def test_a_set_half_written_into_a_file_begun_anew_is_given_up(
    town: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.clinic.data_sets.SLICE", 5)
    rows = [row_of(one.person.person_id, one.to_plain()) for one in TOWN.entries]
    held = town.clinic.records.sets.in_use()[DataSetName.ROSTER].version
    newer = replace(held, version=held.version + 1, row_count=len(rows), digest=digest_of(rows))
    steps = town.clinic.sync.apply_in_slices(newer, rows)
    next(steps)
    damage(town)
    with pytest.raises(Hindrance, match="cache_begun_anew"):
        town.clinic.records.search("w", 5)
    with pytest.raises(Hindrance, match="cache_begun_anew"):
        list(steps)
    assert town.clinic.records.sets.in_use() == {}
    town.clinic.sync.apply_data_set(newer, rows)
    assert town.clinic.records.entry(AT_HOME[0].person.person_id) is not None
