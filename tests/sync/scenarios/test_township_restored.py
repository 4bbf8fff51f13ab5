"""A township restored from yesterday, knowingly or as a silent snapshot: nothing received is lost."""

from dataclasses import replace

import pytest

from core.errors import Refusal
from core.events import Epoch, EventType
from core.ids import EventId, Incarnation
from storage.township.settlement_book import SqlSettlementBook
from sync.envelope import Label, Signer, realm_of
from sync.recovery_messages import Proof
from sync.township.lost_past import LostPast, begin_epoch, clinics_not_heard, thaw
from tests.helpers.second_pc import another_pc
from tests.helpers.sync_rounds import finish, log_ids, publish, report_settled, signer
from tests.helpers.sync_world import CLINIC, CODEC, START, World, chance, report
from tests.helpers.township_talk import a_visit


def save_visit(world: World) -> EventId:
    return EventId(world.save_body(CODEC.encode(a_visit().to_plain()), EventType.VISIT_RECORDED))


def agrees(world: World) -> bool:
    """Tell whether clinic and township stand at the same places."""
    standing = world.store.standing()
    held = world.township.held(standing.enrolment.device, standing.head.incarnation)
    results = world.township.results(CLINIC, 0, 1000)
    return (
        (held.sequence, held.hash) == (standing.head.sequence, standing.head.hash)
        and (standing.results_position, standing.results_hash) == (results[-1].position, results[-1].hash)
        and world.store.waiting() == 0
        and list(world.township.check()) == []
        and [fault.code for fault in world.clinic.verify()] == []
    )


def test_case_07_a_silent_snapshot_is_noticed_by_its_own_receipt_and_everything_comes_back(
    world: World,
) -> None:
    ids = [save_visit(world)]
    finish(world)
    world.copy_township()
    ids += [save_visit(world), save_visit(world)]
    finish(world)
    publish(world, "a pack of yesterday")
    before = world.township.township().epoch
    world.put_township_back()
    world.clock.advance(60)

    asked = finish(world)

    epoch = world.township.township().epoch
    assert (epoch.number, epoch.predecessor) == (before.number + 1, before.epoch_id)
    assert world.store.standing().epoch == epoch
    assert asked[:3] == ["hello", "prove", "hello"]
    assert log_ids(world) == ids
    assert agrees(world)
    assert world.township.frozen_since() == world.clock.now()


def test_case_07_results_come_back_before_anything_new_is_judged(world: World) -> None:
    first = save_visit(world)
    finish(world)
    world.copy_township()
    second = save_visit(world)
    finish(world)
    report_settled(world, second)
    finish(world)
    kept = list(world.township.results(CLINIC, 0, 99))
    world.put_township_back()

    assert "give_back" in finish(world)

    assert list(world.township.results(CLINIC, 0, 99)) == kept
    assert agrees(world)
    assert world.township.counts().outbox == {"waiting": 1, "settled": 1}
    assert world.clinic.records.visit(second) is not None
    assert {
        one.visit for one in SqlSettlementBook(world.database, world.township.code, CODEC).due(START, 9)
    } <= {first}


def test_results_that_went_on_differently_are_kept_aside_on_both_sides(world: World) -> None:
    visit = save_visit(world)
    finish(world)
    world.copy_township()
    report(world.township, visit, "said before the snapshot was put back")
    finish(world)
    world.put_township_back()
    report(world.township, visit, "said by a township that does not know better")
    seen = world.clinic.records.visit(visit)
    assert seen is not None
    assert "before" in seen.reason

    finish(world)

    told = [one.facts.get("reason") for one in world.township.results(CLINIC, 0, 99)]
    assert told == [None, "said by a township that does not know better"]
    seen = world.clinic.records.visit(visit)
    assert seen is not None
    assert "not know better" in seen.reason
    assert agrees(world)


def test_case_07_a_knowing_restore_needs_no_proof(world: World) -> None:
    world.save(1)
    finish(world)
    world.copy_township()
    ids = [world.save(number) for number in range(2, 5)]
    finish(world)
    world.put_township_back()
    begin_epoch(world.township, world.clock)

    assert "prove" not in finish(world)

    assert set(ids) <= set(log_ids(world))
    assert agrees(world)


def test_earlier_lives_of_the_ledger_are_offered_again_too(world: World) -> None:
    world.copy_township()
    first = [world.save(number, size=9_000) for number in range(30)]
    finish(world)
    world.store.start_incarnation(Incarnation("ee" * 16), START)
    last = world.save(99)
    finish(world)
    world.put_township_back()

    assert world.store.waiting() == 0
    begin_epoch(world.township, world.clock)
    finish(world)

    assert set(log_ids(world)) >= {*first, last}
    assert agrees(world)


def test_case_07_a_township_restored_twice_is_followed_by_whoever_saw_only_the_first(world: World) -> None:
    world.save(1)
    finish(world)
    oldest = world.store.standing().epoch
    world.copy_township()
    begin_epoch(world.township, world.clock)
    finish(world)
    world.save(2)
    finish(world)
    second = world.store.standing().epoch
    world.put_township_back()
    assert world.township.township().epoch == oldest

    finish(world)

    third = world.township.township().epoch
    assert (third.number, third.predecessor) == (second.number + 1, second.epoch_id)
    assert world.township.former_epochs() == [oldest, second]
    assert agrees(world)


def test_a_claim_without_a_signature_of_the_township_moves_nothing(world: World) -> None:
    world.save(1)
    finish(world)
    standing = world.store.standing()
    assert standing.receipt is not None
    past = LostPast(world.township, world.clock)
    stranger = Signer(bytes(32), signer(world).realm)
    other = Signer(signer(world).key, realm_of(world.township.code, Epoch(9, "ab" * 16, "")))
    beyond = CODEC.encode([CLINIC, 99, bytes(32)])
    for shown in (
        standing.receipt.signed,
        stranger.statement(Label.RESULTS, beyond),
        other.statement(Label.RESULTS, beyond),
        signer(world).statement(Label.MANIFEST, beyond),
        signer(world).statement(Label.RESULTS, CODEC.encode(["C99", 99, bytes(32)])),
    ):
        assert not past.believe(CLINIC, Proof((shown,), (standing.epoch,)))
    assert world.township.township().epoch == standing.epoch
    assert past.believe(CLINIC, Proof((signer(world).statement(Label.RESULTS, beyond),), (standing.epoch,)))


def test_only_one_of_two_clinics_that_prove_it_begins_the_new_epoch(world: World) -> None:
    present = world.township.township().epoch
    begin_epoch(world.township, world.clock)
    late = Epoch(present.number + 1, "ab" * 16, present.epoch_id)
    with pytest.raises(Refusal, match="epoch_does_not_follow"):
        world.township.begin_epoch(late, (), START)


def test_settlements_go_on_only_when_every_clinic_was_heard_or_somebody_agrees(world: World) -> None:
    world.clock.advance(5)
    begin_epoch(world.township, world.clock)
    assert clinics_not_heard(world.township, world.township.frozen_since()) == [CLINIC]
    with pytest.raises(Refusal, match="clinics_not_heard"):
        thaw(world.township, agreed=False)
    assert world.township.frozen_since() is not None
    finish(world)
    assert thaw(world.township, agreed=False) == []
    assert world.township.frozen_since() is None
    begin_epoch(world.township, replace(world.clock, at=world.clock.now().replace(year=2027)))
    assert thaw(world.township, agreed=True) == [CLINIC]


def test_settlements_wait_for_every_pc_of_a_clinic_but_for_none_that_is_shut_out(world: World) -> None:
    second, third = another_pc(world), another_pc(world, "third")
    world.clock.advance(5)
    begin_epoch(world.township, world.clock)
    finish(world)
    third.sync()
    with pytest.raises(Refusal, match="clinics_not_heard"):  # the second may hold what was lost
        thaw(world.township, agreed=False)
    world.township.revoke_device(second.store.enrolment.device, {}, world.clock.now())
    assert thaw(world.township, agreed=False) == []


def test_an_interrupted_recovery_goes_on_with_the_next_round(world: World) -> None:
    world.copy_township()
    visits = [save_visit(world) for _ in range(3)]
    finish(world)
    report_settled(world, visits[0])
    finish(world)
    world.put_township_back()
    for seed in range(8):
        run = world.new_round(chance(seed).random)
        for _ in range(seed):
            if request := run.prepare():
                run.absorb(world.answer(request.name, request.body))
        world.restart()
    finish(world)
    assert set(log_ids(world)) >= set(visits)
    assert agrees(world)
