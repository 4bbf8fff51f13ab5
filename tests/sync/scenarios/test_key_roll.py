"""A township rolls its keys over as planned: clinics follow its own words, and nothing else changes."""

import pytest

from core.errors import Hindrance, Refusal
from core.ids import TownshipCode
from core.township_keys import KeyRoll, TownshipFace
from sync.asks import Ask
from sync.bundle_file import bundles_in
from sync.device_words import read_device_word
from sync.envelope import Signer, public_half, realm_of
from sync.introduction import Identity, decode_identity_ask, make_identity
from sync.key_roll import write_key_roll, write_rolls
from sync.meeting import Meeting, take_word_file
from sync.stick_job import done_at_once
from sync.township.county_epoch import face_of, keys_that_count
from sync.township.key_roll import KeyRollDesk, roll_keys
from sync.township.lost_past import begin_epoch
from tests.helpers.lost_township import County, Line, call, county_pcs, epoch_desk, found_anew, line_of
from tests.helpers.second_pc import Pc, another_pc, first_pc
from tests.helpers.sticks import Opened, office, stick
from tests.helpers.sync_rounds import report_settled
from tests.helpers.sync_world import CLINIC, World
from tests.helpers.township_talk import a_visit
from ui.wording.reasons import sentence_for_code

STRANGER = bytes(range(32))


def rolled(world: World) -> bytes:
    """Roll over; give the private signing key there was until then."""
    before = world.township.township().keys.signing
    roll_keys(world.township, world.clock)
    return before


def knows(pc: Pc) -> bool:
    """Tell whether a PC knows the township by its present keys."""
    own = pc.store.sync.standing().enrolment
    known = TownshipFace(own.township_key, own.township_sealing, own.tls_pin)
    return known == face_of(pc.world.township.township())


def events_of(world: World) -> int:
    return len(world.township.events(CLINIC, 0, 99))


def test_a_call_follows_to_the_new_keys_and_offers_and_freezes_nothing(world: World) -> None:
    pc = first_pc(world)
    visit = pc.save(a_visit())
    call(pc)
    report_settled(world, visit)
    call(pc)
    before, epoch = events_of(world), world.township.township().epoch
    receipt = pc.store.sync.standing().receipt

    rolled(world)
    waiting = pc.save(a_visit(complaint="saved after the roll-over"))
    line = line_of(pc)
    report = call(pc, line)

    assert knows(pc)
    assert line.heard[:3] == [Ask.HELLO, Ask.IDENTITY, Ask.HELLO]
    assert report.events == 1, "only what waited"
    assert pc.store.sync.waiting() == 0
    assert events_of(world) > before
    assert world.township.township().epoch == epoch == pc.store.sync.standing().epoch
    assert world.township.frozen_since() is None
    assert receipt is not None
    assert pc.shown()[visit].state == "settled"
    assert waiting in pc.shown()
    again = line_of(pc)
    call(pc, again)
    assert Ask.IDENTITY not in again.heard, "it is remembered"
    assert pc.store.verify() == []
    assert list(world.township.check()) == []


def test_a_clinic_silent_for_three_follows_the_chain_and_so_does_one_in_another_epoch(world: World) -> None:
    one, two = first_pc(world), another_pc(world, "two")
    for pc in (one, two):
        call(pc)
    for _ in range(2):
        rolled(world)
    call(two)
    begin_epoch(world.township, world.clock)
    rolled(world)
    one.save(a_visit())
    for pc in (one, two):
        call(pc)
        assert knows(pc)
        assert pc.store.sync.standing().epoch == world.township.township().epoch
    assert one.store.sync.waiting() == 0


def test_case_07_a_silent_snapshot_whose_keys_were_rolled_over_since_believes_its_former_key(
    world: World,
) -> None:
    pc = first_pc(world)
    pc.save(a_visit())
    call(pc)
    before = world.township.township().epoch
    world.copy_township()
    lost = pc.save(a_visit(complaint="received, and lost with the snapshot"))
    call(pc)
    world.put_township_back()
    rolled(world)

    call(pc)

    assert knows(pc)
    assert world.township.township().epoch.predecessor == before.epoch_id
    assert pc.store.sync.standing().epoch == world.township.township().epoch
    assert lost in {event.header.event_id for _, event in world.township.events(CLINIC, 0, 99)}
    assert pc.store.sync.waiting() == 0
    assert list(world.township.check()) == []


def test_a_receipt_that_was_lost_on_its_way_comes_again_under_the_new_key(world: World) -> None:
    pc = first_pc(world)
    call(pc)
    pc.save(a_visit())

    class Cut(Line):
        def exchange(self, name: Ask, body: bytes) -> bytes:
            super().exchange(name, body)
            raise Hindrance("connection_cut")

    with pytest.raises(Hindrance, match="connection_cut"):
        call(pc, Cut(world, line_of(pc).pin))
    rolled(world)
    call(pc)
    assert pc.store.sync.waiting() == 0
    assert knows(pc)


def test_a_township_restored_after_it_takes_back_results_that_both_keys_signed(world: World) -> None:
    pc = first_pc(world)
    visits = [pc.save(a_visit(complaint=str(number))) for number in range(4)]
    call(pc)
    report_settled(world, visits[0])
    call(pc)
    rolled(world)
    world.copy_township()
    report_settled(world, visits[1])
    call(pc)
    before = [one.hash for one in world.township.results(CLINIC, 0, 99)]

    world.put_township_back()
    for _ in range(2):
        call(pc)

    assert [one.hash for one in world.township.results(CLINIC, 0, 99)] == before
    assert world.township.frozen_since() is not None
    assert knows(pc)


def test_the_word_about_a_pc_is_renewed_under_the_new_key(world: World) -> None:
    pc = first_pc(world)
    call(pc)
    rolled(world)
    call(pc)
    township = world.township.township()
    word = pc.store.sync.device_word(pc.store.sync.standing().enrolment.device)
    key = public_half(township.keys.signing)
    assert read_device_word(word, [key], township.code).word.clinic == CLINIC


def test_a_stick_sealed_before_is_opened_after_and_one_brings_the_words_back(world: World) -> None:
    pc = first_pc(world)
    pc.save(a_visit())
    there, back, out = (world.folder / name for name in ("there.cunzhen", "back.cunzhen", "words"))
    stick(pc).write(there)
    desk: KeyRollDesk[None] = KeyRollDesk(lambda _: Opened(world.township), world.clock)
    told = desk.roll(None, out)
    assert told["clinics"] == 1

    assert office(world).read(None, there)["faults"] == []
    office(world).write(None, back, ())
    with pytest.raises(Refusal, match="signature_wrong"):
        stick(pc).read(back)
    stick(pc).take_epoch(out)
    assert knows(pc)
    stick(pc).read(back)
    assert pc.store.sync.waiting() == 0


def test_a_folder_of_a_stick_is_read_under_the_words_in_it_and_read_again_it_does_no_harm(
    world: World,
) -> None:
    pc = first_pc(world)
    pc.save(a_visit())
    folder = world.folder / "stick"
    folder.mkdir()
    stick(pc).write(folder / "a-up.cunzhen")
    words: KeyRollDesk[None] = KeyRollDesk(lambda _: Opened(world.township), world.clock)
    words.roll(None, folder / "words.cunzhen")
    office(world).read(None, folder / "a-up.cunzhen")
    office(world).write(None, folder / "b-down.cunzhen", ())
    told = done_at_once(stick(pc).reading(lambda: bundles_in(folder)))
    assert (told["words"], told["receipts"], told["faults"]) == (1, 1, [])
    assert (knows(pc), pc.store.sync.waiting()) == (True, 0)
    again = done_at_once(stick(pc).reading(lambda: bundles_in(folder)))
    assert (again["words"], again["faults"]) == (0, [])


def test_words_alone_on_a_stick_are_followed_once_and_those_for_another_township_are_refused(
    world: World,
) -> None:
    pc = first_pc(world)
    out = world.folder / "words.cunzhen"
    out.write_bytes(write_rolls([made(world, STRANGER, township="999999999")]))
    with pytest.raises(Refusal, match="epoch_word_not_for_us"):
        stick(pc).read(out)
    desk: KeyRollDesk[None] = KeyRollDesk(lambda _: Opened(world.township), world.clock)
    desk.roll(None, out)
    told = stick(pc).read(out)
    assert (told["words"], told["file"], knows(pc)) == (1, "words.cunzhen", True)
    with pytest.raises(Refusal, match="epoch_word_not_for_us"):
        stick(pc).read(out)


def made(world: World, signed_by: bytes, *, township: str = "", number: int = 99_000_000) -> bytes:
    """Sign a word for other keys than the township has."""
    real = world.township.township()
    code = TownshipCode(township) if township else real.code
    face = TownshipFace(public_half(STRANGER), bytes(32), bytes(32))
    roll = KeyRoll(number, public_half(signed_by), face, world.clock.now())
    return write_key_roll(Signer(signed_by, realm_of(code, real.epoch)), roll)


def test_words_of_strangers_of_other_townships_and_of_former_keys_lead_nowhere(world: World) -> None:
    pc = first_pc(world)
    call(pc)
    first = world.township.township().keys.signing
    rolled(world)
    call(pc)
    present = world.township.township().keys.signing
    old = list(world.township.key_rolls())
    rolled(world)
    next_one = world.township.key_rolls()[-1]
    wrong = {
        "a stranger's": [made(world, STRANGER)],
        "of another township": [made(world, present, township="T999999")],
        "of the former key, stolen": [made(world, first)],
        "an older one again": old,
        "a fork": [next_one, made(world, present)],
        "nothing": [],
    }
    for what, words in wrong.items():
        with pytest.raises(Refusal, match="epoch_word_not_for_us"):
            take_word_file(pc.store.sync, write_rolls(words))
        assert not knows(pc), what
    take_word_file(pc.store.sync, write_rolls([*old, next_one]))
    assert knows(pc)


def test_a_number_that_does_not_rise_is_not_taken(world: World) -> None:
    pc = first_pc(world)
    call(pc)
    before = pc.store.sync.standing().enrolment
    word = rolled(world)
    call(pc)
    low = made(world, world.township.township().keys.signing, number=1)
    with pytest.raises(Refusal, match="key_roll_goes_backwards"):
        take_word_file(pc.store.sync, write_rolls([low]))
    assert knows(pc)
    assert before.township_key == public_half(word)
    assert sentence_for_code("key_roll_goes_backwards")


def test_two_who_roll_at_once_make_one_word(world: World) -> None:
    before = world.township.township()
    rolled(world)
    with pytest.raises(Refusal, match="keys_rolled_meanwhile"):
        world.township.roll_keys(before.keys.signing, before.keys, 99_000_000, b"a second word under one key")
    assert len(world.township.key_rolls()) == 1


def test_the_countys_word_counts_after_a_roll_over_and_before_one(world: World) -> None:
    county = County(world)
    county.keys()
    one, two = county_pcs(county, "one", "two")
    for pc in (one, two):
        call(pc)
    rolled(world)
    call(one)
    county.learn()
    found_anew(county)
    epoch_desk(world).take(None, county.sign())
    rolled(world)
    for pc in (one, two):
        pc.save(a_visit())
        call(pc)
        assert knows(pc)


def test_a_stolen_former_key_counts_no_more_once_the_county_said_so(world: World) -> None:
    county = County(world)
    county.keys()
    (pc,) = county_pcs(county, "one")
    call(pc)
    before = public_half(rolled(world))
    assert before in keys_that_count(world.township, world.township.township())
    epoch_desk(world).take(None, county.sign(stolen=True))
    assert before not in keys_that_count(world.township, world.township.township())
    call(pc)
    assert knows(pc)


def test_whoever_answers_with_another_key_and_no_words_is_not_followed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    pc = first_pc(world)
    call(pc)
    known = pc.store.sync.standing().enrolment
    rolled(world)
    monkeypatch.setattr(type(world.township), "key_rolls", lambda _: [])
    line = line_of(pc)
    with pytest.raises(Hindrance, match="township_not_ours"):
        call(pc, line)
    assert line.heard == [Ask.HELLO, Ask.IDENTITY], "who is there, and nothing else"
    assert pc.store.sync.standing().enrolment == known


def test_whoever_shows_the_true_words_and_holds_other_keys_is_not_followed(world: World) -> None:
    pc = first_pc(world)
    call(pc)
    rolled(world)
    township = world.township.township()
    face = face_of(township)
    meeting = Meeting(pc.store.sync, bytes)
    nonce = decode_identity_ask(meeting.ask())
    told = Identity(
        *(township.code, township.name, public_half(STRANGER), face.sealing, township.epoch, face.tls_pin),
        at=world.clock.now(),
        rolls=tuple(world.township.key_rolls()),
    )
    answer = make_identity(Signer(STRANGER, realm_of(township.code, township.epoch)), nonce, told)
    with pytest.raises(Hindrance, match="township_not_ours"):
        meeting.hear(answer, face.tls_pin)
    assert not knows(pc)
