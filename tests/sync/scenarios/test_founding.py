"""A clinic without a network is founded from a stick, and what copies, thieves and mistakes come to then."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import pytest

from core.errors import Hindrance, Refusal, Stop
from core.events import EventIds
from core.ids import ClinicCode, EventId
from core.ports import Founding
from storage.clinic.desk import Desk, create_clinic, open_clinic
from sync import founding_code
from sync.asks import Ask
from sync.bundle import Direction, pieces_of, scan
from sync.envelope import public_half
from sync.founding_code import FoundingCode, sealing_key
from sync.founding_stick import meet_on_stick
from sync.run import Chance, run_sync
from sync.township.lost_past import begin_epoch
from tests.helpers.second_pc import Pc
from tests.helpers.sticks import office, stick
from tests.helpers.sync_rounds import log_ids, publish
from tests.helpers.sync_world import CHEAP, CLINIC, CODEC, DOCTOR, PASSWORD, World
from tests.helpers.tls import TLS_PIN
from tests.helpers.township_talk import a_visit

ADDRESS = "https://127.0.0.1:1"


@dataclass
class Paper:
    """A founding bundle and its code."""

    file: Path
    code: str

    @property
    def secret(self) -> bytes:
        return founding_code.read(self.code).secret


def write_first(world: World, name: str = "first") -> Paper:
    file = world.folder / f"{name}.cunzhen"
    return Paper(file, office(world).write_first(None, file, CLINIC, ADDRESS)["code"])


@pytest.fixture
def paper(world: World) -> Paper:
    publish(world, "a row", "another row")
    return write_first(world)


def found(world: World, paper: Paper, name: str = "founded") -> Pc:
    """Found a clinic in a folder of its own and read the rest of the bundle."""
    draw = Random(name).randbytes
    met = meet_on_stick(paper.file, paper.code, "test", world.clock, draw)
    desk = Desk(world.folder / name, CODEC, world.clock, CHEAP)
    create_clinic(desk, met.enrolment, met.epoch, DOCTOR, PASSWORD)
    store = open_clinic(desk, DOCTOR, PASSWORD)
    world.others.append(store)
    pc = Pc(world, store, EventIds(draw(16)), draw)
    stick(pc).read(paper.file)
    return pc


def carry_up(pc: Pc, **options: Any) -> dict[str, Any]:
    """Bring what a PC wrote to the township."""
    file = pc.world.folder / f"{pc.store.enrolment.device}.up"
    stick(pc).write(file)
    return dict(office(pc.world).read(None, file, **options))


def carry_down(pc: Pc) -> dict[str, Any]:
    """Bring what the township wrote home."""
    file = pc.world.folder / "home.down"
    office(pc.world).write(None, file, [CLINIC])
    return dict(stick(pc).read(file))


def refused(deed: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as no:
        deed()
    return no.value.code


@dataclass
class Wire:
    """The way to the township of the fake world."""

    world: World
    route: str = "https"
    bytes_up: int = 0
    bytes_down: int = 0

    def exchange(self, name: Ask, body: bytes) -> bytes:
        return self.world.answer(name, body)


def call(pc: Pc) -> None:
    run_sync(pc.store.sync, Wire(pc.world), pc.world.clock, Chance(pc.draw, lambda: 0.0))


def test_the_whole_way_without_a_network(world: World, paper: Paper) -> None:
    pc = found(world, paper)
    assert [one.name for one in pc.store.people()] == ["a row", "another row"]
    assert pc.store.enrolment.clinic == CLINIC
    assert pc.store.sync.founding() == Founding(paper.secret, "test")
    visits = [pc.save(a_visit(complaint=str(number))) for number in range(3)]

    taken = carry_up(pc)
    assert (taken["events"], taken["faults"]) == (3, [])
    assert taken["new_devices"] == [pc.store.enrolment.device]
    assert log_ids(world) == visits
    assert pc.store.sync.waiting() == 3
    assert pc.store.sync.founding() is not None

    home = carry_down(pc)
    assert (home["receipts"], home["results"], home["faults"]) == (1, 3, [])
    assert (pc.store.sync.waiting(), pc.store.sync.founding()) == (0, None)
    assert pc.store.sync.device_word(pc.store.enrolment.device)
    assert pc.store.verify() == []
    assert world.township.check() == []


def test_the_first_bundle_may_come_twice_late_and_after_others(world: World, paper: Paper) -> None:
    pc = found(world, paper)
    pc.save(a_visit(complaint="1"))
    first = world.folder / "first.up"
    stick(pc).write(first)
    pc.save(a_visit(complaint="2"))
    assert carry_up(pc)["events"] == 2
    for _ in range(2):
        again = office(world).read(None, first)
        assert (again["events"], again["new_devices"], again["faults"]) == (0, [], [])
    assert carry_down(pc)["faults"] == []
    assert refused(lambda: stick(pc).read(paper.file)) == "bundle_nothing_for_us"


def test_what_was_not_read_at_the_founding_is_read_another_time(world: World, paper: Paper) -> None:
    whole = paper.file.read_bytes()
    pc = found(world, paper)
    paper.file.write_bytes(whole[: len(whole) // 2])
    assert refused(lambda: stick(pc).read(paper.file)) == "bundle_damaged"
    paper.file.write_bytes(whole)
    assert stick(pc).read(paper.file)["faults"] == []
    other = write_first(world, "other")
    assert refused(lambda: stick(pc).read(other.file)) == "bundle_for_another"


def test_a_replaced_pc_begins_with_the_history_of_the_burnt_one(world: World) -> None:
    burnt = Pc(world, world.clinic, world.ids)
    visits = {burnt.save(a_visit(complaint=str(number))) for number in range(3)}
    burnt.sync()
    new = found(world, write_first(world))
    assert set(new.shown()) == visits
    assert new.store.sync.standing().results_position == 3


def test_of_two_pcs_founded_from_a_copied_stick_the_first_to_come_is_taken_in(
    world: World, paper: Paper
) -> None:
    one, two = found(world, paper, "one"), found(world, paper, "two")
    kept, late = one.save(a_visit(complaint="one")), two.save(a_visit(complaint="two"))
    assert carry_up(one)["faults"] == []

    no = carry_up(two)
    assert (no["events"], no["faults"]) == (0, ["founding_used"])
    assert no["turned_away"] == [{"device": two.store.enrolment.device, "clinic": CLINIC}]
    assert log_ids(world) == [kept]
    assert two.store.sync.waiting() == 1
    with pytest.raises(Refusal, match="code_used"):
        call(two)

    yes = carry_up(two, by_hand=[two.store.enrolment.device])  # somebody telephoned: it is the clinic's own
    assert (yes["events"], yes["faults"]) == (1, [])
    assert log_ids(world) == [kept, late]
    call(two)
    assert (two.store.sync.waiting(), two.store.sync.founding()) == (0, None)
    assert set(two.shown()) == {kept, late}


def test_letting_one_pc_in_by_hand_lets_no_other_in(world: World, paper: Paper) -> None:
    one, two = found(world, paper, "one"), found(world, paper, "two")
    carry_up(one)
    assert carry_up(two, by_hand=["ab" * 16])["faults"] == ["founding_used"]


def test_a_withdrawn_code_and_one_that_is_over_are_named_and_can_be_let_in_by_hand(
    world: World, paper: Paper
) -> None:
    early = found(world, paper)
    early.save(a_visit())
    write_first(world, "second")
    assert carry_up(early)["faults"] == ["founding_over"]
    device = early.store.enrolment.device
    assert carry_up(early, by_hand=[device])["new_devices"] == [device]

    late = found(world, write_first(world, "third"), "late")
    world.clock.advance(timedelta(days=121).total_seconds())
    assert carry_up(late)["faults"] == ["founding_over"]


def test_a_pc_that_comes_back_after_three_months_is_taken_in(world: World, paper: Paper) -> None:
    pc = found(world, paper)
    pc.save(a_visit())
    world.clock.advance(timedelta(days=100).total_seconds())
    assert carry_up(pc)["faults"] == []


def test_a_bundle_founds_nobody_after_its_last_day(world: World, paper: Paper) -> None:
    world.clock.advance(timedelta(days=30, seconds=1).total_seconds())
    with pytest.raises(Refusal, match="founding_over_here") as no:
        found(world, paper)
    assert no.value.facts["day"] == "2026-06-05"
    assert not (world.folder / "founded").exists()


def test_a_wrong_code_opens_nothing(world: World, paper: Paper) -> None:
    key = public_half(world.township.township().keys.signing)
    other = founding_code.write(FoundingCode.draw(key, bytes(13)))
    assert refused(lambda: found(world, replace(paper, code=other))) == "founding_code_of_another"


def test_a_bundle_of_another_township_is_refused_although_its_secret_is_known(
    world: World, paper: Paper
) -> None:
    """Whoever saw the paper and swaps the stick has no key that the paper names."""
    stranger = FoundingCode(b"\x01" * 10, paper.secret)
    assert refused(lambda: found(world, replace(paper, code=founding_code.write(stranger)))) == (
        "code_of_another_township"
    )


def spoilt(data: bytes, how: str) -> bytes:
    match how:
        case "truncated":
            return data[:-40]
        case "one bit":
            return data[:-200] + bytes([data[-200] ^ 1]) + data[-199:]
        case "no bundle":
            return b"<!doctype html>" + data
    return b""


@pytest.mark.parametrize("how", ["truncated", "one bit", "no bundle", "empty"])
def test_a_damaged_bundle_founds_nobody(world: World, paper: Paper, how: str) -> None:
    paper.file.write_bytes(spoilt(paper.file.read_bytes(), how))
    assert refused(lambda: found(world, paper)).startswith("bundle_")
    assert not (world.folder / "founded").exists()


def test_an_ordinary_bundle_founds_nobody_and_a_founding_one_is_carried_past(
    world: World, paper: Paper
) -> None:
    down = world.folder / "down"
    office(world).write(None, down, [])
    assert refused(lambda: found(world, replace(paper, file=down))) == "bundle_not_founding"
    assert office(world).read(None, paper.file)["carried"] == 1
    enrolled = Pc(world, world.clinic, world.ids)
    assert refused(lambda: stick(enrolled).read(paper.file)) == "bundle_nothing_for_us"


def test_a_finder_of_the_stick_sees_the_clinics_code_and_nothing_else(world: World, paper: Paper) -> None:
    data = paper.file.read_bytes()
    keys = world.township.township().keys
    for secret in ("a row", "上村", "青石镇", "王医生", ADDRESS):
        assert secret.encode() not in data
    for key in (public_half(keys.signing), paper.secret, sealing_key(paper.secret)):
        assert key not in data
    assert CLINIC.encode() in data
    with paper.file.open("rb") as source:
        (member,) = scan(source)
        assert (member.header.direction, member.header.device) == (Direction.FIRST, "00" * 16)
        with pytest.raises(Refusal, match="bundle_for_another"):
            next(pieces_of(source, member, sealing_key(bytes(13))))


def test_the_secret_is_sealed_on_its_way_back_too(world: World, paper: Paper) -> None:
    pc = found(world, paper)
    up = world.folder / "up"
    stick(pc).write(up)
    assert paper.secret not in up.read_bytes()


def test_the_stick_of_a_pc_cannot_be_made_that_of_another(world: World, paper: Paper) -> None:
    pc = found(world, paper)
    up = world.folder / "up"
    stick(pc).write(up)
    own = bytes.fromhex(pc.store.enrolment.device)
    data = up.read_bytes()[:-32].replace(own, b"\xee" * 16)
    up.write_bytes(data + sha256(data).digest())
    assert office(world).read(None, up)["faults"] == ["bundle_for_another"]
    assert len(world.township.devices(CLINIC)) == 1


def test_a_code_of_one_clinic_makes_no_device_of_another(world: World, paper: Paper) -> None:
    pc = found(world, paper)
    ledger = pc.store.ledger
    lying = replace(ledger.enrolment, clinic=ClinicCode("C99"))
    object.__setattr__(ledger, "enrolment", lying)
    assert carry_up(pc)["faults"] == ["bundle_of_stranger"]
    assert world.township.devices(ClinicCode("C99")) == []


def test_a_founded_pc_that_gets_a_network_is_taken_in_by_its_first_call(world: World, paper: Paper) -> None:
    pc = found(world, paper)
    visit = pc.save(a_visit())
    call(pc)
    assert (pc.store.sync.waiting(), pc.store.sync.founding()) == (0, None)
    assert pc.store.sync.device_word(pc.store.enrolment.device)
    assert log_ids(world) == [visit]
    assert pc.sync() == ["hello"]


def test_a_call_of_an_unknown_pc_tells_nothing_and_changes_nothing(world: World, paper: Paper) -> None:
    pc = found(world, paper)
    with pytest.raises(Stop):
        pc.sync()

    class Liar(Wire):
        def exchange(self, name: Ask, body: bytes) -> bytes:
            return self.world.answer(Ask.IDENTITY, CODEC.encode(["identity", bytes(16), {}]))

    with pytest.raises(Hindrance, match="township_"):
        run_sync(pc.store.sync, Liar(world), world.clock, Chance(pc.draw, lambda: 0.0))
    assert pc.store.sync.founding() is not None
    assert pc.store.enrolment.tls_pin == TLS_PIN


def test_a_township_restored_in_between_takes_the_founded_pc_in_all_the_same(
    world: World, paper: Paper
) -> None:
    pc = found(world, paper)
    visit: EventId = pc.save(a_visit())
    begin_epoch(world.township, world.clock)
    assert carry_up(pc)["faults"] == []
    assert carry_down(pc)["faults"] == []
    assert log_ids(world) == [visit]
    assert pc.store.sync.standing().epoch == world.township.township().epoch
    assert pc.store.sync.waiting() == 0


def test_a_stick_that_is_full_spends_no_code(
    world: World, paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    pc = found(world, paper)
    with monkeypatch.context() as patch:
        patch.setattr("sync.bundle_file.os.fsync", full)
        with pytest.raises(Hindrance, match="stick_full"):
            write_first(world, "second")
    assert carry_up(pc)["faults"] == []
