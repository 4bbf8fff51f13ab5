"""Cases 8 and 9, as far as they are survived: nothing is lost at the clinic, each PC is told what to do."""

import shutil
from random import Random

import pytest

from core.errors import Hindrance, Refusal
from tests.helpers.second_pc import another_pc, first_pc
from tests.helpers.sync_rounds import log_ids
from tests.helpers.sync_world import World, make_township
from tests.helpers.township_talk import a_visit
from ui.wording.reasons import sentence_for_code


def test_case_08_a_restored_township_gets_all_back_from_the_pcs_it_knows_and_tells_the_new_one_to_enrol(
    world: World,
) -> None:
    one = first_pc(world)
    visits = [one.save(a_visit(complaint="before the snapshot"))]
    one.sync()
    world.copy_township()
    new = another_pc(world, "enrolled in between")
    theirs = new.save(a_visit(complaint="at the new PC"))
    new.sync()
    visits.append(one.save(a_visit(complaint="since the snapshot")))
    one.sync()
    world.put_township_back()
    world.clock.advance(3600)

    one.sync()
    with pytest.raises(Refusal) as told:
        new.sync()

    assert log_ids(world) == visits
    assert "重新登记" in sentence_for_code(told.value.code)
    assert theirs in one.shown()
    assert theirs in new.shown(), "what the new PC wrote is at both PCs, until the clinic can hand it on"
    assert world.township.frozen_since() is not None, "nothing is paid before somebody has looked"
    assert one.store.verify() == new.store.verify() == []


def test_case_09_a_clinic_gives_nothing_to_a_township_founded_anew_and_loses_nothing(world: World) -> None:
    pc = first_pc(world)
    visits = [pc.save(a_visit(complaint=str(number))) for number in range(3)]
    pc.sync()
    visits.append(pc.save(a_visit(complaint="waiting")))
    before = world.store.standing()
    world.database.close()
    shutil.rmtree(world.folder / "township")
    world.database = make_township(world.folder / "township", Random(99).randbytes)
    world.database.close()
    world.open_township()

    with pytest.raises((Refusal, Hindrance)) as told:
        pc.sync()

    assert sentence_for_code(told.value.code)
    assert world.store.standing() == before
    assert set(pc.shown()) == set(visits)
    assert world.store.waiting() == 1
    assert pc.store.verify() == []
