"""Case 30: an old program and a new one talk; what the old one does not know is kept and passed over."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, cast

import pytest

from core.errors import Refusal
from core.events import ResultKind
from core.ids import EventId
from core.township_rows import Finding
from storage.clinic.report import standing_of
from storage.township.results import append_result
from sync.asks import Ask
from sync.codec import decode, encode
from sync.envelope import Label, read_request, read_statement
from sync.standing import signer_of
from tests.helpers.second_pc import another_pc, first_pc
from tests.helpers.sync_rounds import finish, log_ids, publish, report_settled, signer, start, texts_in_use
from tests.helpers.sync_world import CLINIC, CODEC, START, World
from tests.helpers.township_talk import a_visit
from ui.wording.visits import state_word, visit_cells, visit_detail

Payload = Sequence[Any]
Change = Callable[[Payload], Any]


def with_more(content: Any) -> Any:
    """Add a name nobody knows to every map, as a newer program may."""
    if isinstance(content, Mapping):
        return {**{name: with_more(value) for name, value in content.items()}, "of tomorrow": [1, "x", None]}
    return content


def talk(world: World, up: Change, down: Change) -> list[str]:
    """Go through a round whose questions and answers were written by other programs."""
    run, asked = start(world), []
    standing = world.store.standing()
    while request := run.prepare():
        asked.append(request.name.value)
        told = read_request(request.body)
        payload = encode(up(decode(told.payload)))
        body = signer_of(world.store.standing()).request(Label.REQUEST, standing.enrolment.device, payload)
        answer = read_statement(world.answer(Ask(request.name), body))
        run.absorb(signer(world).statement(Label.ANSWER, encode(down(decode(answer.payload)))))
    return asked


def as_it_is(payload: Payload) -> Payload:
    return payload


def grown(payload: Payload) -> list[Any]:
    name, nonce, content = payload
    sets = {"sets": {**content["sets"], "prices-of-tomorrow": 7}} if "sets" in content else {}
    return [name, nonce, {**with_more(content), **sets}]


def test_case_30_names_nobody_knows_in_questions_and_answers_are_passed_over(world: World) -> None:
    pc, other = first_pc(world), another_pc(world)
    visits = [pc.save(a_visit(complaint=str(number))) for number in range(2)]
    publish(world, "x" * 50_000)
    elsewhere = other.save(a_visit(complaint="elsewhere"))
    other.sync()
    assert talk(world, grown, grown)[0] == "hello"
    assert set(log_ids(world)) == {*visits, elsewhere}
    assert set(pc.shown()) == {*visits, elsewhere}
    assert texts_in_use(world) == ["x" * 50_000]
    assert world.store.waiting() == 0


def test_case_30_a_data_set_of_a_newer_township_is_left_and_the_known_ones_come(world: World) -> None:
    publish(world, "known")
    unknown = encode([1, 2, 3])

    def down(payload: Payload) -> Any:
        name, nonce, content = payload
        if name != Ask.HELLO or "manifests" not in content:
            return payload
        told = decode(read_statement(content["manifests"][0]).payload)
        told[0] = "prices-of-tomorrow"
        stranger = signer(world).statement(Label.MANIFEST, encode(told))
        more = {"manifests": [stranger, *content["manifests"]], "chunks": [unknown, *content["chunks"]]}
        return [name, nonce, {**content, **more}]

    talk(world, as_it_is, down)
    assert texts_in_use(world) == ["known"]
    assert finish(world) == ["hello"]


@pytest.mark.parametrize("kind", ["stock_moved", "cash_difference_settled", "of tomorrow 明天", "x" * 900])
def test_case_30_an_event_of_a_type_of_tomorrow_is_kept_untouched_by_everybody(
    world: World, kind: str
) -> None:
    old, new = first_pc(world), another_pc(world)
    body = CODEC.encode({"boxes": 3, "lot": "A-17", "nested": {"deep": [None, True]}})
    ids = [new.save(a_visit(complaint="before")), new.append(body, kind), new.save(a_visit())]
    new.sync()
    old.sync()
    assert log_ids(world) == ids
    kept = [event for _, event in world.township.events(CLINIC, 0, 9)]
    assert (kept[1].header.type, kept[1].body) == (kind, body)
    held = [event for _, event in old.store.records.ledger_visits.told.others.events_from(0)]
    assert [(one.header.type, one.body, one.hash) for one in held] == [
        (one.header.type, one.body, one.hash) for one in kept
    ]
    assert set(old.shown()) == {ids[0], ids[2]}
    assert old.store.verify() == new.store.verify() == []


class OfTomorrow(StrEnum):
    """What a newer township says of an event."""

    CASH_RETURNED = "cash_returned"


def say_of_tomorrow(world: World, visit: EventId) -> None:
    kind = cast(ResultKind, OfTomorrow.CASH_RETURNED)
    with world.township.database.writing() as connection:
        facts = {"amount": 300, "lines": [{"code": "D1"}]}
        append_result(world.township, connection, Finding(CLINIC, visit, kind, facts, START))


def test_case_30_a_result_of_a_kind_of_tomorrow_is_kept_and_stops_no_other(world: World) -> None:
    pc = first_pc(world)
    settled, other = pc.save(a_visit()), pc.save(a_visit())
    pc.sync()
    report_settled(world, settled)
    say_of_tomorrow(world, settled)
    say_of_tomorrow(world, other)
    report_settled(world, other)
    pc.sync()
    assert {state_word(one) for one in pc.shown().values()} == {"已结算"}
    kept = [one.record for one in pc.store.sync.word.results_from(0)]
    assert kept == [one.record for one in world.township.results(CLINIC, 0, 99)]
    assert len(kept) == 6
    assert pc.store.verify() == []
    assert pc.sync() == ["hello"]


def test_case_30_a_question_of_tomorrow_gets_a_plain_no_and_the_day_goes_on(world: World) -> None:
    standing = world.store.standing()
    payload = encode(["of_tomorrow", bytes(16), {}])
    body = signer_of(standing).request(Label.REQUEST, standing.enrolment.device, payload)
    with pytest.raises(Refusal, match="question_unknown"):
        world.answer(cast(Ask, OfTomorrow.CASH_RETURNED), body)
    world.save(1)
    assert finish(world) == ["hello"]


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"fund": "15.00", "account": 0, "cash": 1000},
        {"fund": 1500, "cash": None},
        {"fund": True, "account": 0, "cash": 2**62},
        {"of tomorrow": {"fund": 1500}},
    ],
    ids=["nothing", "text", "a part", "no amounts", "elsewhere"],
)
def test_case_30_a_settlement_told_in_other_words_is_shown_without_amounts_and_hides_no_other(
    world: World, facts: dict[str, Any]
) -> None:
    pc = first_pc(world)
    odd, usual = pc.save(a_visit()), pc.save(a_visit())
    pc.sync()
    with world.township.database.writing() as connection:
        finding = Finding(CLINIC, odd, ResultKind.SETTLED, facts, START)
        append_result(world.township, connection, finding)
    report_settled(world, usual)
    pc.sync()
    shown = pc.shown()
    assert [state_word(shown[one]) for one in (odd, usual)] == ["已结算", "已结算"]
    assert visit_cells(shown[odd], START)[5:] == ("", "")
    assert visit_cells(shown[usual], START)[5:] == ("15.00", "相符")
    assert "基金 15.00 元" in visit_detail(shown[odd]), "the estimate stands as one"
    assert standing_of(world.clinic)["settled_fund"] == 1500
    assert pc.store.records.fund_waiting([f"person {a_visit().patient.person_id}"], 2026) == 0
