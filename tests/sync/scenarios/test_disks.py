"""Cases 21, 22 and 24: the clinic's own disk is full, held by another program, or has turned a bit over."""

from contextlib import suppress
from random import Random

import pytest

from core.errors import Hindrance
from core.events import EventType
from storage.clinic.desk import open_clinic
from tests.helpers.scanner import scanning
from tests.helpers.second_pc import first_pc
from tests.helpers.sync_rounds import finish, hello, log_ids, publish, report_settled, start, texts_in_use
from tests.helpers.sync_world import CLINIC, DOCTOR, PASSWORD, World
from tests.helpers.township_talk import a_visit
from tests.storage.clinic.test_disk_full import no_more_pages
from ui.wording.reasons import sentences
from ui.wording.visits import state_word


def log_visits(world: World) -> list[str]:
    """Give the visits of the township's log; what begins a life is none."""
    events = (event.header for _, event in world.township.events(CLINIC, 0, 999))
    return [one.event_id for one in events if one.type == EventType.VISIT_RECORDED]


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


SMALL_FILES = ("vault", "vault.new", "clinic.sentinel", "lock", "cache", "cache.damaged", "ledger")


@pytest.mark.parametrize("name", SMALL_FILES)
def test_case_22_a_file_a_scanner_holds_for_a_moment_is_waited_for(
    world: World, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    pc = first_pc(world)
    visits = [pc.save(a_visit(complaint="before"))]
    finish(world)
    life = world.store.standing().head.incarnation
    with scanning(monkeypatch, lambda held: held == name, times=3):
        world.desk.vault.change_password(DOCTOR, PASSWORD, "another long one")
        world.clinic.close()
        world.clinic = open_clinic(world.desk, DOCTOR, "another long one")
        pc = first_pc(world)
        visits.append(pc.save(a_visit(complaint="while it looks on")))
        finish(world)
    assert world.store.standing().head.incarnation == life
    assert log_ids(world) == visits
    assert pc.store.verify() == []


@pytest.mark.parametrize("name", [*SMALL_FILES, "every file"])
def test_case_22_a_file_that_stays_held_is_a_sentence_or_nothing_and_no_visit_is_lost(
    world: World, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    pc = first_pc(world)
    visits = [pc.save(a_visit(complaint="before"))]
    with scanning(monkeypatch, lambda held: name in (held, "every file")):
        visits.append(pc.save(a_visit(complaint="while it looks on")))
        finish(world)
        with suppress(Hindrance):
            world.desk.vault.change_password(DOCTOR, PASSWORD, "another long one")
            world.desk.vault.change_password(DOCTOR, "another long one", PASSWORD)
        world.clinic.close()
        try:
            world.open_clinic()
        except Hindrance as stop:
            assert stop.code in sentences()
            opened = False
        else:
            opened = True
            visits.append(first_pc(world).save(a_visit(complaint="in the next session")))
    if not opened:
        world.open_clinic()
    finish(world)
    assert sorted(log_visits(world)) == sorted(visits)
    assert set(first_pc(world).shown()) == set(visits)
    assert world.faults() == []


def test_case_22_a_damaged_cache_that_cannot_be_removed_yet_is_a_sentence(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = first_pc(world).save(a_visit())
    world.clinic.close()
    cache = world.folder / "clinic" / "cache"
    cache.write_bytes(bytes(100_000))
    with scanning(monkeypatch, lambda held: held == "cache"), pytest.raises(Hindrance) as caught:
        world.open_clinic()
    assert caught.value.code == "store_not_opened"
    world.open_clinic()
    assert set(first_pc(world).shown()) == {visit}


def makes_room_when_asked(world: World) -> list[str]:
    """Let the ledger have no room but what the reserve gives; tell each time it was asked."""
    ledger, asked = world.clinic.ledger, list[str]()

    def give() -> bool:
        asked.append("room")
        ledger.file.database.execute("PRAGMA max_page_count = 1000000")
        return True

    ledger.reserve.givers = (give,)
    full(world)
    return asked


def full(world: World) -> None:
    database = world.clinic.ledger.file.database
    database.execute("VACUUM")
    (pages,) = database.execute("PRAGMA page_count").fetchone()
    database.execute(f"PRAGMA max_page_count = {pages}")


def test_case_21_the_room_that_is_kept_is_for_what_the_township_says_too(world: World) -> None:
    pc = first_pc(world)
    visits = [pc.save(a_visit(complaint=str(number))) for number in range(80)]
    request = hello(run := start(world))
    answer = world.answer(request.name, request.body)
    asked = makes_room_when_asked(world)
    run.absorb(answer)
    finish(world, run)
    assert asked
    assert {one.state for one in pc.shown().values()} == {"delivered"}
    report_settled(world, visits[0])
    full(world)
    finish(world)
    assert state_word(pc.shown()[visits[0]]) == "已结算"
    assert pc.store.verify() == []
