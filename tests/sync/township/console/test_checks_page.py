"""What speaks only at the township stands on the page of a visit and in the list, with what it rests on."""

import re
from dataclasses import replace
from datetime import date, timedelta

from core.console import ConsoleRole
from core.ids import ClinicCode, EventId
from sync.township.judge import judge_waiting
from tests.helpers.console_world import ConsoleWorld
from tests.helpers.statements import Listener
from tests.helpers.township_store import CLINIC, CODEC, OTHER_CLINIC, Writer, a_device, a_person
from tests.helpers.township_talk import a_visit

TODAY = date(2026, 5, 6)


def elsewhere(world: ConsoleWorld, count: int = 1) -> list[EventId]:
    """Let the other clinic's PC hand in visits of the same person, a minute apart."""
    store = world.store()
    device = a_device(store, OTHER_CLINIC)
    writer = Writer(device.device, OTHER_CLINIC)
    at = a_visit().visited_at
    for number in range(count):
        later = at + timedelta(minutes=number + 1)
        writer.write(CODEC.encode(a_visit(visited_at=later).to_plain()))
    store.accept(device, writer.incarnation, writer.events)
    judge_waiting(store, world.clock, OTHER_CLINIC)
    return [one.header.event_id for one in writer.events]


def page_of(world: ConsoleWorld, visit: EventId, clinic: ClinicCode = CLINIC) -> str:
    text = world.signed_in(ConsoleRole.REVIEWER).get(f"/visits/{clinic}/{visit}").text
    return re.sub(r"\s+", " ", text)


def test_two_clinics_in_one_hour_and_supply_that_overlaps_stand_on_both_pages(world: ConsoleWorld) -> None:
    first = world.visit()
    (second,) = elsewhere(world)

    earlier, later = page_of(world, first), page_of(world, second, OTHER_CLINIC)

    assert "同一人一小时内在另一个村卫生室也有就诊" in earlier
    assert f"/visits/{OTHER_CLINIC}/{second}" in earlier
    assert "同一药品上次配的还没有用完" not in earlier
    assert "阿莫西林胶囊 还剩 3 天" in later
    assert "上村卫生室 2026-05-06 17:00" in later


def test_the_list_names_what_spoke_and_asks_as_often_for_many_visits(world: ConsoleWorld) -> None:
    world.visit()
    elsewhere(world)
    reviewer = world.signed_in(ConsoleRole.REVIEWER)
    shown = reviewer.get("/review").text
    assert shown.count("一小时内两处就诊") == 2
    assert shown.count("用药重叠") == 1

    listener = Listener(world.database)
    few = listener.count(lambda: reviewer.get("/review"))
    elsewhere(world, 30)
    many = listener.count(lambda: reviewer.get("/review"))
    assert many == few


def test_a_death_and_a_stay_in_hospital_of_the_roster_speak_with_their_days(world: ConsoleWorld) -> None:
    visit = world.visit()
    died = replace(a_person(1), deceased_on=TODAY - timedelta(days=2), in_hospital_since=date(2026, 5, 1))
    world.store().replace_roster([died], TODAY, TODAY)
    page = page_of(world, visit)
    assert "名册记载此人在就诊前已死亡" in page
    assert "死亡日期 2026-05-04" in page
    assert "就诊当天可能正在住院" in page
    assert "入院日期 2026-05-01" in page


def test_what_cannot_be_told_is_said_with_why_and_never_looks_like_nothing_found(world: ConsoleWorld) -> None:
    visit = world.visit()
    page = page_of(world, visit)
    assert page.count("无法判断") == 2
    assert "此人不在本地名册，无从知道" in page
    world.store().replace_roster([a_person(1)], TODAY - timedelta(days=5), TODAY)
    page = page_of(world, visit)
    assert page.count("名册比就诊旧，之后的情况不知道。名册截至 2026-05-01。") == 2


def test_a_store_of_an_older_program_is_looked_through_as_its_pages_are_opened(world: ConsoleWorld) -> None:
    store = world.store()
    device = a_device(store)
    writer = Writer(device.device)
    for number in range(501):
        writer.write(CODEC.encode({"number": number}))
    store.accept(device, writer.incarnation, writer.events)
    reviewer = world.signed_in(ConsoleRole.REVIEWER)
    assert "还有 1 条记录没有比对过" in reviewer.get("/review").text
    assert "没有比对过" not in reviewer.get("/review").text
