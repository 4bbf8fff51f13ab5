"""The page of identity signals: what it shows and rests on, in words that accuse nobody, page by page."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from core.console import ConsoleRole
from core.events import EventType
from core.identity.identity_check import CheckMethod, IdentityCheck
from core.ids import ClinicCode, EventId, PersonId
from core.visits.corrections import correction_body
from core.visits.identity_signals import MANY_IN_A_ROW
from core.visits.visit import Visit
from sync.township import identity_signals
from sync.township.console import identity_signals as page
from sync.township.judge import judge_waiting
from tests.helpers.console_world import ConsoleWorld
from tests.helpers.statements import Listener
from tests.helpers.township_store import CLINIC, CODEC, OTHER_CLINIC, Writer, a_device, a_person
from tests.helpers.township_talk import a_visit

MORNING = datetime(2026, 5, 6, 1, 0, tzinfo=UTC)
TYPED, CARD = CheckMethod.NUMBER_TYPED, CheckMethod.CARD_CHIP


def seen(minutes: int, person: str, method: CheckMethod = CARD, days: int = 0) -> Visit:
    """Make a visit of somebody so many minutes behind nine in the morning."""
    at = MORNING + timedelta(minutes=minutes, days=days)
    patient = replace(a_visit().patient, person_id=PersonId(person))
    return a_visit(patient=patient, visited_at=at, identity_check=IdentityCheck(method, at))


def hand_in(world: ConsoleWorld, visits: Sequence[Visit], clinic: ClinicCode = CLINIC) -> list[EventId]:
    store = world.store()
    device = a_device(store, clinic)
    writer = Writer(device.device, clinic)
    for one in visits:
        writer.write(CODEC.encode(one.to_plain()))
    store.accept(device, writer.incarnation, writer.events)
    judge_waiting(store, world.clock, clinic)
    return [one.header.event_id for one in writer.events]


def shown(world: ConsoleWorld, query: str = "") -> str:
    answer = world.signed_in(ConsoleRole.REVIEWER).get(f"/identity-signals{query}")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.text.split("<main")[1])


def body_of(text: str) -> str:
    """Give the rows of the table."""
    return text.split("<tbody>")[1].split("</tbody>")[0] if "<tbody>" in text else ""


def test_each_kind_stands_with_what_it_rests_on_and_a_reason_it_may_have(world: ConsoleWorld) -> None:
    (here,) = hand_in(world, [seen(0, "P1")])
    (there,) = hand_in(world, [seen(20, "P1")], OTHER_CLINIC)
    run = hand_in(world, [seen(100 + number, f"Q{number}", TYPED) for number in range(MANY_IN_A_ROW)])
    (night,) = hand_in(world, [seen(14 * 60, "P2")])
    died = replace(a_person(3), deceased_on=date(2026, 5, 1))
    world.store().replace_roster([died], date(2026, 5, 6), date(2026, 5, 6))
    (dead,) = hand_in(world, [seen(30, "P000003")])

    rows = body_of(shown(world)).split("<tr>")[1:]

    events = [re.search(r"/visits/\w+/([0-9a-f]{32})", row) for row in rows]
    assert [found[1] if found else "" for found in events] == [night, run[-1], dead, there, here]
    assert "夜间核验</strong> 2026-05-06 23:00" in rows[0]
    assert "可能是夜间急诊" in rows[0]
    assert f"连续没有看证件</strong> 10:40 至 10:49 连续 {MANY_IN_A_ROW} 次" in rows[1]
    assert "名册记载已故</strong> 名册记载 2026-05-01 去世；核验方式：读卡" in rows[2]
    assert "另一处：上村卫生室 2026-05-06 09:00" in rows[3]
    assert f"/visits/{OTHER_CLINIC}/{there}" in rows[4]


def test_the_page_says_that_it_asks_and_names_neither_doctor_nor_whole_patient(world: ConsoleWorld) -> None:
    hand_in(world, [seen(14 * 60, "P2")])
    text = shown(world)
    assert "提示不说明医生有错" in text
    assert "王医生" not in text
    assert "测试甲" not in text
    for word in ("违规", "骗保", "造假", "冒用", "嫌疑", "异常"):
        assert word not in text


def test_one_kind_alone_can_be_asked_for_and_a_day_from_which_to_look_back(world: ConsoleWorld) -> None:
    nights = hand_in(world, [seen(14 * 60, f"P{day}", days=day) for day in range(3)])
    hand_in(world, [seen(0, "P0", days=2)])
    hand_in(world, [seen(5, "P0", days=2)], OTHER_CLINIC)
    assert body_of(shown(world, "?kind=signal_odd_hour")).count("<tr>") == 3
    assert body_of(shown(world, "?kind=signal_two_clinics")).count("<tr>") == 2
    run = hand_in(world, [seen(200 + n, f"R{n}", TYPED) for n in range(MANY_IN_A_ROW)])
    (row,) = body_of(shown(world, "?kind=signal_typed_in_a_row")).split("<tr>")[1:]
    assert run[-1] in row
    text = body_of(shown(world, "?day=2026-05-07"))
    assert [event in text for event in nights] == [True, True, False]
    reviewer = world.signed_in(ConsoleRole.REVIEWER)
    for query in ("?kind=other", "?day=never", "?after=1.2", "?after=x.C01.ff"):
        assert reviewer.get(f"/identity-signals{query}").status_code == 400


def test_a_version_that_was_corrected_is_not_shown_beside_the_one_that_counts(world: ConsoleWorld) -> None:
    first = seen(14 * 60, "P1")
    (wrong,) = hand_in(world, [first])
    body = CODEC.encode(correction_body(replace(first, complaint="咳"), [wrong]))
    world.hand_in([body], kind=EventType.VISIT_CORRECTED)
    text = body_of(shown(world))
    assert text.count("<tr>") == 1
    assert wrong not in text


def test_whoever_cannot_be_compared_is_counted(world: ConsoleWorld) -> None:
    hand_in(world, [seen(0, ""), seen(1, "P1")])
    text = shown(world)
    assert "看了 2 次就诊，往前到 2026-05-06 09:00。其中 1 次没有证件号也不在名册" in text
    assert "这里没有内容" in text


def test_no_signal_is_lost_or_shown_twice_between_pages(
    world: ConsoleWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "PAGE", 3)
    monkeypatch.setattr(identity_signals, "AT_ONCE", 4)
    monkeypatch.setattr(identity_signals, "READ_ROUNDS", 2)
    nights = hand_in(world, [seen(14 * 60 + number, f"P{number}") for number in range(7)])
    hand_in(world, [seen(number, f"Q{number}", days=1) for number in range(11)])
    run = hand_in(world, [seen(100 + n, f"R{n}", TYPED, days=1) for n in range(MANY_IN_A_ROW)])
    reviewer = world.signed_in(ConsoleRole.REVIEWER)
    path, found, pages = "/identity-signals", [], 0
    while path:
        text = reviewer.get(path).text
        found += re.findall(r'<td class="day"><a href="/visits/\w+/([0-9a-f]{32})"', text)
        following = re.search(r'class="pages"><a href="([^"]+)"', text)
        path, pages = (following[1].replace("&amp;", "&") if following else ""), pages + 1
    assert found == [run[-1], *reversed(nights)]
    assert pages > 4


def test_many_visits_ask_no_more_than_few(world: ConsoleWorld) -> None:
    hand_in(world, [seen(0, "P1", TYPED)])
    reviewer = world.signed_in(ConsoleRole.REVIEWER)
    reviewer.get("/identity-signals")
    listener = Listener(world.database)
    few = listener.count(lambda: reviewer.get("/identity-signals"))
    hand_in(world, [seen(number, f"P{number}", TYPED) for number in range(40)])
    assert listener.count(lambda: reviewer.get("/identity-signals")) == few
