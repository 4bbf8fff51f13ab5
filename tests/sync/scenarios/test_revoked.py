"""A PC is stolen: what it wrote before counts, whenever it arrives; what it writes later is put aside."""

from contextlib import nullcontext

import pytest

from core.errors import Refusal
from core.events import ResultKind
from core.ids import Incarnation
from storage.township.settlement_book import SqlSettlementBook
from sync.township.caretaker import Caretaker
from tests.helpers.second_pc import Pc, another_pc, first_pc
from tests.helpers.sync_rounds import log_ids
from tests.helpers.sync_world import CLINIC, CODEC, START, World
from tests.helpers.township_talk import a_visit


def revoke(world: World, pc: Pc, keep: int | None = None) -> int:
    device = pc.store.enrolment.device
    lives = world.township.device_lives(device)
    kept = {one.incarnation: one.sequence if keep is None else keep for one in lives}
    return world.township.revoke_device(device, kept, START)


def turned_away(pc: Pc) -> None:
    with pytest.raises(Refusal, match="device_revoked"):
        pc.sync()


def test_case_12_a_stolen_pc_is_shut_out_from_what_was_received_on(world: World) -> None:
    stolen = another_pc(world)
    good = stolen.save(a_visit())
    stolen.sync()
    assert revoke(world, stolen) == 0
    stolen.save(a_visit(complaint="written by a thief"))
    turned_away(stolen)
    assert log_ids(world) == [good]
    assert (world.township.counts().revoked, world.township.counts().unjudged) == (1, 0)
    assert stolen.store.sync.waiting() == 1
    assert world.township.check() == []


def test_case_12_revoking_again_gives_a_thief_nothing_and_says_what_counts(world: World) -> None:
    stolen = another_pc(world)
    good = stolen.save(a_visit())
    stolen.sync()
    caretaker: Caretaker[None] = Caretaker(lambda _: nullcontext(world.township), world.clock)
    device = stolen.store.enrolment.device
    told = [caretaker.revoke(None, device, None)]
    stolen.save(a_visit(complaint="written by a thief"))
    turned_away(stolen)
    told.append(caretaker.revoke(None, device, None))
    assert [(one["kept"], one["aside"]) for one in told] == [(1, 0), (1, 0)]
    assert log_ids(world) == [good]
    with pytest.raises(Refusal, match="device_not_listed"):
        caretaker.revoke(None, "abc", None)


def test_case_12_what_was_written_before_still_counts_when_it_comes_late(world: World) -> None:
    lost = another_pc(world)
    first = lost.save(a_visit())
    lost.sync()
    late, thiefs = lost.save(a_visit()), lost.save(a_visit())
    revoke(world, lost, keep=2)
    turned_away(lost)
    assert log_ids(world) == [first, late]
    assert thiefs not in log_ids(world)
    assert world.township.counts().outbox == {"waiting": 2}


def test_case_12_a_life_nobody_knew_of_counts_from_nothing(world: World) -> None:
    stolen = another_pc(world)
    stolen.save(a_visit())
    stolen.sync()
    revoke(world, stolen)
    stolen.store.sync.start_incarnation(Incarnation("ee" * 16), START)
    stolen.save(a_visit())
    turned_away(stolen)
    assert world.township.counts().events == 1


def test_case_12_what_was_taken_in_before_anybody_knew_is_put_aside_and_said_to_the_clinic(
    world: World,
) -> None:
    one, stolen = first_pc(world), another_pc(world)
    good, bad = stolen.save(a_visit()), stolen.save(a_visit())
    stolen.sync()
    assert revoke(world, stolen, keep=1) == 1
    assert revoke(world, stolen, keep=2) == 0
    one.sync()
    assert {event: state.state for event, state in one.shown().items()} == {
        good: "delivered",
        bad: "returned",
    }
    assert one.shown()[bad].reason == "written_after_revocation"
    book = SqlSettlementBook(world.database, world.township.code, CODEC)
    assert {row.visit for row in book.due(START, 9)} == {good}
    (last,) = (one for one in world.township.results(CLINIC, 2, 9))
    assert (last.event_id, last.kind) == (bad, ResultKind.NEEDS_CORRECTION)
    assert world.township.check() == []


def test_other_pcs_get_nothing_of_what_was_put_aside(world: World) -> None:
    one, stolen = first_pc(world), another_pc(world)
    good = stolen.save(a_visit())
    stolen.sync()
    revoke(world, stolen)
    stolen.save(a_visit())
    turned_away(stolen)
    one.sync()
    assert set(one.shown()) == {good}


def test_what_counts_of_a_range_that_crosses_the_revocation_reaches_the_clinics_other_pc(
    world: World,
) -> None:
    one, lost = first_pc(world), another_pc(world)
    good = [lost.save(a_visit()) for _ in range(2)]
    lost.sync()
    good.append(lost.save(a_visit()))
    thiefs = lost.save(a_visit())
    revoke(world, lost, keep=3)
    turned_away(lost)
    assert (log_ids(world), world.township.counts().revoked) == (good, 1)
    one.sync()
    assert set(one.shown()) == set(good)
    assert thiefs not in one.shown()
    turned_away(lost)  # it tries again: nothing is kept twice
    assert one.sync() == ["hello"]
    assert world.township.check() == []
