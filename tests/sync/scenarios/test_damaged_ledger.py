"""A ledger with damage: told, worked on with, made anew beside itself, and filled from the township."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import Hindrance, Refusal
from core.events import EventType
from core.own_events import EventSpan
from storage.clinic.database import LEDGER
from storage.clinic.mended_ledger import is_marked
from storage.clinic.safekeeper import ClinicSafekeeper, safety_of
from sync.again_messages import decode_again_answer, encode_again, encode_again_answer
from sync.asks import Ask
from sync.envelope import Label
from sync.township.lost_past import begin_epoch
from tests.helpers.second_pc import another_pc
from tests.helpers.sync_rounds import finish, log_ids, nonce_of, signer, start
from tests.helpers.sync_world import CODEC, World

PAGE = 4096


def spoil(world: World, first: int, last: int) -> None:
    """Let events of the present life be others than were written; the pages around them are sound."""
    life = world.clinic.ledger.head().incarnation
    with world.clinic.ledger.file.writing() as database:
        database.execute("DROP TRIGGER events_never_update")
        database.execute(
            "UPDATE events SET body = CAST(body || x'00' AS BLOB)"
            " WHERE incarnation = ? AND sequence BETWEEN ? AND ?",
            (life, first, last),
        )
        database.execute(
            "CREATE TRIGGER events_never_update BEFORE UPDATE ON events"
            " BEGIN SELECT RAISE(ABORT, 'events is append-only'); END"
        )


def check(world: World) -> int:
    """Do the weekly check; give the faults it found."""
    keeper = ClinicSafekeeper(world.desk, world.clinic)
    pages = keeper.page_job()()
    keeper.begin_check()
    while keeper.check_slice():
        pass
    keeper.note_check(pages)
    return keeper.safety().faults


def spoilt(world: World, count: int, first: int, last: int) -> list[str]:
    """Write and deliver events, spoil some, and let the check find it; give the ids."""
    ids = [world.save(number) for number in range(count)]
    finish(world)
    spoil(world, first, last)
    assert check(world) > 0
    assert is_marked(world.folder / "clinic")
    return ids


def sound(world: World) -> bool:
    return world.faults() == [] and check(world) == 0 and list(world.township.check()) == []


def ids_here(world: World) -> set[str]:
    events = [event.header for event in world.events()]
    return {one.event_id for one in events if one.type != EventType.INCARNATION_STARTED}


def test_what_damage_took_comes_back_from_the_township_in_its_place(world: World) -> None:
    ids = spoilt(world, 9, 3, 5)
    life = world.clinic.ledger.head().incarnation
    before = [event.header_bytes for event in world.events()]

    world.restart()
    assert (safety_of(world.clinic).awaited, safety_of(world.clinic).lost) == (3, 0)
    ids.append(world.save(99))  # recording goes on
    assert ids_here(world) == set(ids) - set(ids[2:5])

    assert finish(world) == ["hello", "again", "events"]

    assert world.clinic.ledger.head().incarnation == life
    assert [event.header_bytes for event in world.events()][: len(before)] == before
    assert log_ids(world) == ids
    assert sound(world)


def test_the_damaged_file_is_set_aside_and_nothing_is_deleted(world: World) -> None:
    spoilt(world, 4, 2, 2)
    world.clinic.close()
    damaged = (world.folder / "clinic" / LEDGER).read_bytes()
    world.open_clinic()
    assert (world.folder / "clinic" / "damaged-1" / "old" / LEDGER).read_bytes() == damaged


def test_what_was_never_delivered_and_no_copy_has_is_named_in_a_new_life(world: World) -> None:
    ids = [world.save(number) for number in range(3)]
    finish(world)
    former = world.clinic.ledger.head().incarnation
    ids += [world.save(number) for number in range(3, 9)]
    spoil(world, 5, 6)
    check(world)

    world.restart()
    born = [one for one in world.events() if one.header.type == EventType.INCARNATION_STARTED]
    told = CODEC.decode(born[-1].body)
    assert (told["reason"], told["gaps"]) == ("damaged", [{"incarnation": former, "first": 5, "last": 6}])
    finish(world)

    assert set(log_ids(world)) >= set(ids) - set(ids[4:6])
    assert not set(log_ids(world)) & set(ids[4:6])
    assert (safety_of(world.clinic).awaited, safety_of(world.clinic).lost) == (0, 2)
    assert sound(world)


def test_the_second_copy_mends_without_a_network(world: World, tmp_path: Path) -> None:
    keeper = ClinicSafekeeper(world.desk, world.clinic)
    keeper.choose_folder(str(tmp_path))
    ids = [world.save(number) for number in range(6)]
    keeper.copy_tail()
    spoil(world, 2, 6)
    check(world)

    world.restart()

    assert ids_here(world) == set(ids)
    assert len({event.header.incarnation for event in world.events()}) == 1
    assert sound(world)


def test_a_second_copy_that_is_found_later_leaves_nothing_lost(world: World, tmp_path: Path) -> None:
    keeper = ClinicSafekeeper(world.desk, world.clinic)
    keeper.choose_folder(str(tmp_path / "stick"))
    (tmp_path / "stick").mkdir()
    ids = [world.save(number) for number in range(6)]
    keeper.copy_tail()
    spoil(world, 2, 3)
    check(world)
    (tmp_path / "stick").rename(tmp_path / "drawer")
    world.restart()
    assert finish(world)[:2] == ["hello", "again"]
    assert safety_of(world.clinic).lost == 2

    (tmp_path / "drawer").rename(tmp_path / "stick")
    ClinicSafekeeper(world.desk, world.clinic).copy_tail()
    finish(world)

    assert safety_of(world.clinic).lost == 0
    assert sorted(set(log_ids(world)) & set(ids)) == sorted(ids)
    assert sound(world)


def test_a_restored_township_that_lacks_them_too_ends_the_life(world: World) -> None:
    world.copy_township()
    ids = spoilt(world, 6, 2, 3)
    world.put_township_back()
    begin_epoch(world.township, world.clock)

    world.restart()
    finish(world)

    assert set(log_ids(world)) >= set(ids) - set(ids[1:3])
    assert safety_of(world.clinic).lost == 2
    assert sound(world)


def test_damage_all_over_a_life_still_comes_back(world: World) -> None:
    ids = spoilt(world, 7, 1, 7)
    world.restart()
    ids.append(world.save(50))
    finish(world)
    assert ids_here(world) == set(ids)
    assert set(log_ids(world)) >= set(ids)
    assert sound(world)


def test_nothing_but_the_device_s_own_signed_events_is_put_back(world: World) -> None:
    spoilt(world, 5, 2, 3)
    world.restart()
    run = start(world)
    asked = run.prepare()
    assert asked is not None
    run.absorb(world.answer(asked.name, asked.body))
    again = run.prepare()
    assert again is not None
    assert again.name is Ask.AGAIN
    own = world.store.standing().enrolment
    span = EventSpan(world.clinic.ledger.head().incarnation, 2, 3)
    (held,) = world.township.ranges_of(own.device, span, 9)
    forged = encode_again_answer(
        nonce_of(again), [replace(held, signed=replace(held.signed, signature=bytes(64)))]
    )
    with pytest.raises(Hindrance, match="township_not_ours"):
        run.absorb(signer(world).statement(Label.ANSWER, forged))
    assert safety_of(world.clinic).awaited == 2


def test_another_device_of_the_clinic_is_not_given_this_one_s_events(world: World) -> None:
    ids = [world.save(number) for number in range(3)]
    finish(world)
    life = world.clinic.ledger.head().incarnation
    other = another_pc(world)
    own = other.store.sync.standing().enrolment
    assert world.township.ranges_of(own.device, EventSpan(life, 1, len(ids)), 9) == []
    nonce = bytes(16)
    assert decode_again_answer(encode_again_answer(nonce, []), nonce) == ()
    with pytest.raises(Refusal, match="message_not_understood"):
        decode_again_answer(encode_again(nonce, EventSpan(life, 1, 2)), nonce)


@pytest.mark.parametrize("turned", [(-6, -2), (-20, -8)])
def test_pages_that_are_not_as_they_were_written_are_mended_too(
    world: World, turned: tuple[int, int]
) -> None:
    ids = [world.save(number, size=3000) for number in range(40)]
    finish(world)
    world.clinic.close()
    path = world.folder / "clinic" / LEDGER
    content = bytearray(path.read_bytes())
    for page in range(*turned):
        content[page * PAGE + 100 - len(content) % PAGE] ^= 4
    path.write_bytes(content)

    world.open_clinic()
    finish(world)

    assert ids_here(world) == set(ids)
    assert sound(world)
