"""Cases 21, 22 and 24: the clinic's own disk is full, held by another program, or has turned a bit over."""

from random import Random

import pytest

from core.errors import Hindrance
from tests.helpers.second_pc import first_pc
from tests.helpers.sync_rounds import finish, log_ids, publish, report_settled, texts_in_use
from tests.helpers.sync_world import World
from tests.helpers.township_talk import a_visit
from tests.storage.clinic.test_disk_full import no_more_pages
from ui.wording.visits import state_word


@pytest.mark.parametrize("texts", [1, 9], ids=["that come with the hello", "that are fetched"])
def test_case_21_a_cache_without_room_for_data_keeps_no_receipt_and_no_result_from_the_doctor(
    world: World, texts: int
) -> None:
    pc = first_pc(world)
    visits = [pc.save(a_visit(complaint=str(number))) for number in range(3)]
    finish(world)
    report_settled(world, visits[0])
    visits.append(pc.save(a_visit(complaint="later")))
    draw = Random(21)
    publish(world, *(draw.randbytes(7_000).hex() for _ in range(texts)))
    cache = pc.store.records.sets.file
    pc.shown()
    cache.database.execute("VACUUM")
    with no_more_pages(cache), pytest.raises(Hindrance, match="disk_full"):
        finish(world)
    assert log_ids(world) == visits
    assert world.store.waiting() == 0
    assert {state_word(one) for one in pc.shown().values()} == {"已结算", "已送达"}
    finish(world)
    assert len(texts_in_use(world)) == texts
    assert pc.store.verify() == []
