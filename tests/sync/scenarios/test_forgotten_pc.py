"""Case 8: a township restored from before a PC was enrolled takes it back on its word, and looks first."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from core.errors import Refusal
from core.events import Epoch
from core.ids import ClinicCode, DeviceId, TownshipCode
from core.township_rows import DeviceRow
from sync.asks import NONCE_BYTES, Ask
from sync.device_words import Shown, encode_return, make_device_word
from sync.envelope import Label, Signer, public_half, realm_of, sealing_half
from sync.township.caretaker import Caretaker
from sync.township.lost_past import begin_epoch, thaw
from tests.helpers.second_pc import Pc, another_pc, first_pc
from tests.helpers.sticks import Opened, office, stick
from tests.helpers.sync_rounds import log_ids, signer
from tests.helpers.sync_world import START, World
from tests.helpers.township_talk import a_visit


def with_a_pc_in_between(world: World) -> tuple[Pc, Pc]:
    """Enrol a PC behind the snapshot, let both PCs deliver, put the snapshot back."""
    one = first_pc(world)
    one.save(a_visit(complaint="before the snapshot"))
    one.sync()
    world.copy_township()
    new = another_pc(world, "enrolled in between")
    new.save(a_visit(complaint="at the new PC"))
    new.sync()
    one.save(a_visit(complaint="since the snapshot"))
    one.sync()
    world.put_township_back()
    world.clock.advance(3600)
    return one, new


def device_of(pc: Pc) -> DeviceId:
    return pc.store.enrolment.device


def seen_here(world: World, pc: Pc) -> DeviceRow:
    found = world.township.device(device_of(pc))
    assert found is not None
    return found


def caretaker(world: World) -> Caretaker[None]:
    return Caretaker(lambda _: Opened(world.township), world.clock)


@pytest.mark.parametrize("first", ["the known one", "the forgotten one"])
def test_case_08_a_pc_enrolled_in_between_comes_back_by_itself_and_so_does_all_it_wrote(
    world: World, first: str
) -> None:
    one, new = with_a_pc_in_between(world)
    shown = set(one.shown()) | set(new.shown())
    epoch = world.township.township().epoch

    for pc in (one, new) if first == "the known one" else (new, one):
        asked = pc.sync()
        by_itself = pc is new and first == "the forgotten one"  # else the other one handed on what it wrote
        assert ("return" in asked) == by_itself

    assert set(log_ids(world)) == shown
    assert world.township.township().epoch.number == epoch.number + 1, "one loss is declared once"
    assert world.township.frozen_since() is not None
    assert new.store.sync.waiting() == one.store.sync.waiting() == 0
    assert seen_here(world, new).returned
    assert "return" not in new.sync(), "the device is known from now on"
    assert one.store.verify() == new.store.verify() == []


def test_case_08_until_somebody_confirms_it_the_pc_is_heard_and_gets_nothing_and_nothing_of_it_is_paid(
    world: World,
) -> None:
    one, new = with_a_pc_in_between(world)
    one.sync()
    theirs = new.save(a_visit(complaint="after the restore"))
    results, sets = new.store.sync.standing().results_position, new.store.sync.standing().data_sets
    new.sync()
    one.save(a_visit(complaint="not for a thief's eyes"))
    one.sync()
    new.sync()

    assert new.shown()[theirs].state == "delivered"
    assert (new.store.sync.standing().results_position, new.store.sync.standing().data_sets) == (
        results,
        sets,
    )
    assert len(new.shown()) == 3, "not what other PCs wrote meanwhile"
    assert theirs not in {one.event_id for one in world.township.results(new.store.enrolment.clinic, 0, 99)}
    with pytest.raises(Refusal, match="devices_not_confirmed"):
        thaw(world.township, agreed=True)

    confirmed = caretaker(world).confirm(None, (), [new.store.enrolment.clinic])
    assert confirmed["devices"] == [device_of(new)], "the one that waits for it, not the one that was known"
    new.sync()

    assert theirs in {one.event_id for one in world.township.results(new.store.enrolment.clinic, 0, 99)}
    assert len(new.shown()) == 5
    assert thaw(world.township, agreed=False) == []


def test_case_08_a_pc_revoked_before_the_snapshot_stays_out_and_one_revoked_after_is_put_before_somebody(
    world: World,
) -> None:
    stolen = another_pc(world, "stolen early")
    stolen.save(a_visit(complaint="before it was stolen"))
    stolen.sync()
    world.township.revoke_device(device_of(stolen), {}, START)
    one, new = with_a_pc_in_between(world)
    one.sync()
    new.sync()

    with pytest.raises(Refusal, match="device_revoked"):
        stolen.sync()
    assert not seen_here(world, stolen).returned
    caretaker(world).revoke(None, device_of(new), keep=0)
    with pytest.raises(Refusal, match="device_revoked"):
        new.sync()
    assert thaw(world.township, agreed=False) == []
    assert not seen_here(world, new).returned


def test_case_08_by_stick_the_forgotten_pc_comes_back_too(world: World) -> None:
    _, new = with_a_pc_in_between(world)
    new.save(a_visit(complaint="only on the stick"))
    there, back = world.folder / "there.cunzhen", world.folder / "back.cunzhen"
    stick(new).write(there)

    assert office(world).read(None, there)["faults"] == ["bundle_gap"], "it does not know of the loss yet"
    assert seen_here(world, new).returned
    assert world.township.frozen_since() is not None
    office(world).write(None, back, [])
    stick(new).read(back)
    stick(new).write(there)
    assert office(world).read(None, there)["faults"] == []
    assert set(log_ids(world)) >= set(new.shown())
    office(world).write(None, back, [])
    taken = stick(new).read(back)
    assert (taken["receipts"], taken["results"], taken["ranges"], taken["data_sets"]) == (1, 0, 0, 0)
    assert new.store.sync.waiting() == 0


def test_case_08_a_pc_whose_word_an_older_program_threw_away_fetches_it_with_its_next_call(
    world: World,
) -> None:
    world.copy_township()
    new = another_pc(world, "of an older program", with_word=False)
    assert new.store.sync.device_word(device_of(new)) == b""
    new.sync()
    told = new.store.sync.device_word(device_of(new))
    assert told == make_device_word(signer(world), seen_here(world, new))
    theirs = new.save(a_visit())
    new.sync()
    world.put_township_back()

    new.sync()

    assert theirs in log_ids(world)


def test_case_08_a_pc_without_a_word_is_told_to_enrol(world: World) -> None:
    world.copy_township()
    new = another_pc(world, "never called", with_word=False)
    world.put_township_back()
    with pytest.raises(Refusal, match="device_unknown"):
        new.sync()


def words(world: World, new: Pc) -> dict[str, Callable[[], bytes]]:
    """Give words that nobody may come back on."""
    own = new.store.enrolment
    hand = signer(world)
    public = (public_half(own.keys.signing), sealing_half(own.keys.sealing))
    row = DeviceRow(own.device, own.clinic, *public, START)
    elsewhere = Signer(hand.key, realm_of(TownshipCode("T999999"), world.township.township().epoch))
    never = Signer(hand.key, realm_of(own.township, Epoch(7, "ab" * 16, "")))
    return {
        "signed by a stranger": lambda: make_device_word(Signer(bytes(32), hand.realm), row),
        "of another township": lambda: make_device_word(elsewhere, row),
        "of an epoch nobody knows": lambda: make_device_word(never, row),
        "about another device": lambda: make_device_word(hand, replace(row, device=DeviceId("ab" * 16))),
        "about another key": lambda: make_device_word(hand, replace(row, signing_key=bytes(32))),
        "of a clinic that is gone": lambda: make_device_word(hand, replace(row, clinic=ClinicCode("C99"))),
        "made for something else": lambda: hand.statement(Label.ANSWER, b""),
    }


@pytest.mark.parametrize(
    "kind",
    [
        "signed by a stranger",
        "of another township",
        "of an epoch nobody knows",
        "about another device",
        "about another key",
        "of a clinic that is gone",
        "made for something else",
    ],
)
def test_nobody_comes_back_on_a_word(world: World, kind: str) -> None:
    world.copy_township()
    new = another_pc(world)
    world.put_township_back()
    epoch, own = world.township.township().epoch, new.store.enrolment
    shown = Shown(words(world, new)[kind](), (epoch,))
    payload = encode_return(bytes(NONCE_BYTES), shown)
    ask = Signer(own.keys.signing, signer(world).realm).request(Label.REQUEST, own.device, payload)

    with pytest.raises(Refusal):
        world.answer(Ask.RETURN, ask)

    assert world.township.device(own.device) is None
    assert world.township.township().epoch == epoch
    assert world.township.frozen_since() is None


def test_whoever_found_a_word_and_not_the_key_does_not_come_back(world: World) -> None:
    world.copy_township()
    new = another_pc(world)
    world.put_township_back()
    begin_epoch(world.township, world.clock)
    own = new.store.enrolment
    payload = encode_return(bytes(NONCE_BYTES), Shown(own.word, tuple(new.store.sync.epochs())))
    ask = Signer(bytes(32), signer(world).realm).request(Label.REQUEST, own.device, payload)

    with pytest.raises(Refusal, match="signature_wrong"):
        world.answer(Ask.RETURN, ask)

    assert world.township.device(own.device) is None
