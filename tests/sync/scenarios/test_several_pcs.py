"""A clinic with several PCs, or a new one after a fire, has one history; no correction overwrites another."""

from dataclasses import replace
from typing import Any

import pytest

from core.clinic_log import LogBatch
from core.errors import Hindrance
from core.events import Event, EventType, ResultKind
from core.ids import DeviceId
from core.visits.corrections import cancellation_body
from storage.township.settlement_book import SqlSettlementBook
from sync.asks import Ask
from sync.client import SyncRun
from sync.envelope import Label
from sync.log_messages import LogPart, encode_log_answer
from sync.protocol import HelloAnswer
from sync.township.lost_past import begin_epoch
from tests.helpers.second_pc import Pc, another_pc, first_pc
from tests.helpers.sync_rounds import hello, nonce_of, report_settled, say, signer, start
from tests.helpers.sync_world import CLINIC, CODEC, START, World
from tests.helpers.township_store import may_go
from tests.helpers.township_talk import a_visit
from ui.wording.visits import state_word, visit_detail

HERE, THERE = a_visit(complaint="咳嗽"), a_visit(complaint="发热")


def test_what_one_pc_wrote_the_other_shows(world: World) -> None:
    one, two = first_pc(world), another_pc(world)
    mine, yours = one.save(HERE), two.save(THERE)
    one.sync()
    assert two.sync() == ["hello", "log"]
    one.sync()
    for pc in (one, two):
        assert {event: state.visit for event, state in pc.shown().items()} == {mine: HERE, yours: THERE}
        assert {state.state for state in pc.shown().values()} == {"delivered"}
        assert pc.store.verify() == []
    assert two.sync() == ["hello"]


def test_a_result_about_the_other_pcs_visit_is_shown_however_it_came(world: World) -> None:
    one, two = first_pc(world), another_pc(world)
    visit = one.save(HERE)
    one.sync()
    report_settled(world, visit)
    two.sync()
    assert two.shown()[visit].state == "settled"
    two.store.records.ledger_visits.file.database.execute("DELETE FROM reflected")
    assert two.shown()[visit].state == "settled"


def test_case_10_a_pc_that_burnt_leaves_its_history_to_the_next(world: World) -> None:
    one = first_pc(world)
    visits = [one.save(replace(HERE, complaint=str(number))) for number in range(3)]
    one.sync()
    report_settled(world, visits[0])
    new = another_pc(world)
    new.sync()
    assert set(new.shown()) == set(visits)
    assert new.shown()[visits[0]].state == "settled"
    assert new.store.sync.waiting() == 0


def test_case_34_two_pcs_offline_for_weeks_correcting_the_same_visit(world: World) -> None:
    one, two = first_pc(world), another_pc(world)
    wrong = one.save(HERE)
    one.sync()
    two.sync()
    here = one.correct(replace(HERE, complaint="咳嗽两天"), wrong)
    there = two.correct(replace(HERE, complaint="咳嗽三天"), wrong)
    assert (list(one.shown()), list(two.shown())) == ([here], [there])
    for _ in range(2):
        one.sync()
        two.sync()
    for pc in (one, two):
        assert {event: state.disputed for event, state in pc.shown().items()} == {wrong: True}
    agreed = two.correct(replace(HERE, complaint="咳嗽两到三天"), here, there)
    two.sync()
    one.sync()
    for pc in (one, two):
        assert {event: state.disputed for event, state in pc.shown().items()} == {agreed: False}
    (kind,) = (one.kind for one in world.township.results(CLINIC, 0, 99) if one.event_id == agreed)
    assert kind is ResultKind.ACCEPTED


def said(pc: Pc) -> list[str]:
    """Give what stands under 状态 in the list of visits, and in the line below it."""
    states = pc.shown().values()
    assert all(state_word(one) in visit_detail(one) for one in states)
    return [state_word(one) for one in states]


DISPUTED = "更正冲突·已送达（两台电脑各有更正，都未生效，请再更正一次）"


def test_case_34_as_the_doctor_reads_it_no_correction_is_lost_and_none_wins_by_being_late(
    world: World,
) -> None:
    one, two = first_pc(world), another_pc(world)
    wrong = one.save(HERE)
    one.sync()
    two.sync()
    for _ in range(3):  # in each week each corrects its own correction again
        world.clock.advance(7 * 24 * 3600)
        mine = one.correct(replace(HERE, complaint="咳嗽两天"), *one.shown())
        yours = two.correct(replace(HERE, complaint="咳嗽三天"), *two.shown())
    assert (said(one), said(two)) == (["已保存·更正过"], ["已保存·更正过"]), (
        "each shows its own last word, not yet sent"
    )
    assert one.shown()[mine].visit.complaint == "咳嗽两天"
    two.sync()
    one.sync()
    two.sync()
    for pc in (one, two):
        assert said(pc) == [DISPUTED]
        assert pc.shown()[wrong].visit == HERE, "what stands there is what both built on"
    assert len(world.township.counts().outbox) <= 1
    book = SqlSettlementBook(world.database, world.township.code, CODEC)
    assert may_go(book, world.clock.now()) == set(), "nothing in dispute is settled"
    final = one.correct(replace(HERE, complaint="咳嗽两到三天"), mine, yours)
    one.sync()
    two.sync()
    for pc in (one, two):
        assert said(pc) == ["已送达·更正过"]
        assert pc.shown()[final].visit.complaint == "咳嗽两到三天"
    assert may_go(book, world.clock.now()) == {final}
    report_settled(world, final)
    two.sync()
    one.sync()
    assert said(one) == said(two) == ["已结算·更正过"]


def test_case_34_a_cancellation_against_a_correction_is_told_the_same_way(world: World) -> None:
    one, two = first_pc(world), another_pc(world)
    wrong = one.save(HERE)
    one.sync()
    two.sync()
    one.append(CODEC.encode(cancellation_body("重复录入", [wrong])), EventType.VISIT_CANCELLED)
    assert said(one) == ["已作废"]
    two.correct(replace(HERE, complaint="咳嗽三天"), wrong)
    for pc in (one, two, one):
        pc.sync()
    for pc in (one, two):
        assert said(pc) == [DISPUTED]


def test_case_14_an_old_disk_gets_back_what_its_ledger_lost(world: World) -> None:
    one = first_pc(world)
    first = one.save(HERE)
    one.sync()
    world.copy_disk()
    one = first_pc(world)
    second = one.save(THERE)
    one.sync()
    world.put_disk_back()
    one = first_pc(world)
    assert set(one.shown()) == {first}
    one.sync()
    assert set(one.shown()) == {first, second}
    assert one.shown()[second].state == "delivered"


def test_a_new_epoch_begins_the_log_anew_and_loses_nothing(world: World) -> None:
    one, two = first_pc(world), another_pc(world)
    visit = one.save(HERE)
    one.sync()
    two.sync()
    begin_epoch(world.township, world.clock)
    later = one.save(THERE)
    one.sync()
    two.sync()
    assert set(two.shown()) == {visit, later}
    assert two.store.verify() == []


def spoilt(batch: LogBatch, how: str) -> LogBatch:
    event = batch.events[0]
    match how:
        case "signature":
            return replace(batch, signed=replace(batch.signed, signature=bytes(64)))
        case "device":
            return replace(batch, device=DeviceId("ab" * 16))
        case "epoch":
            return replace(batch, signed=replace(batch.signed, epoch_id="ab" * 16))
        case "number":
            return replace(batch, number=99)
    return replace(batch, events=(Event(event.header, event.header_bytes, b"other", event.hash),))


@pytest.mark.parametrize("how", ["signature", "device", "epoch", "number", "body"])
def test_ranges_that_their_device_did_not_sign_are_not_kept(world: World, how: str) -> None:
    one, two = first_pc(world), another_pc(world)
    two.save(THERE)
    two.sync()
    (batch,) = world.township.log_batches(CLINIC, 0, 9)
    run: SyncRun = start(world)
    say(world, run, hello(run), HelloAnswer(START, 300, 0, log_head=1))
    request = run.prepare()
    assert request is not None
    assert request.name is Ask.LOG
    answer: Any = encode_log_answer(nonce_of(request), LogPart((spoilt(batch, how),), 1))
    with pytest.raises(Hindrance, match=r"township_not_ours|township_answer_not_understood"):
        run.absorb(signer(world).statement(Label.ANSWER, answer))
    assert one.shown() == {}
    assert one.store.sync.log_position(world.store.standing().epoch) == 0
