"""Case 9, as far as it is survived: nothing is lost at the clinic, each PC is told what to do."""

import shutil
from random import Random

import pytest

from core.errors import Hindrance, Refusal
from tests.helpers.second_pc import first_pc
from tests.helpers.sync_world import World, make_township
from tests.helpers.township_talk import a_visit
from ui.wording.reasons import sentence_for_code


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
