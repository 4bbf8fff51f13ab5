"""Sticks: lost, repeated, reordered, mixed with calls, pulled out or made by strangers, they do no harm."""

import io
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from core.errors import Hindrance, Refusal
from core.ids import ClinicCode, DeviceId, TownshipCode, UserId
from core.township_rows import ClinicRow, StaffRow
from sync.bundle import MAGIC, Direction, pieces_of, scan, write_member
from sync.bundle_file import new_bundle
from sync.envelope import Signer, sealing_half
from sync.standing import signer_of
from sync.stick import up_header, up_pieces
from sync.township.lost_past import begin_epoch
from sync.township.stick_down import DownStick
from tests.helpers.second_pc import Pc, another_pc, first_pc
from tests.helpers.sticks import office, stick
from tests.helpers.sync_rounds import log_ids, publish, report_settled, signer, texts_in_use
from tests.helpers.sync_world import CLINIC, CODEC, World
from tests.helpers.township_talk import a_visit
from ui.wording.visits import state_word


@pytest.fixture
def up(tmp_path: Path) -> Path:
    return tmp_path / "up.cunzhen"


@pytest.fixture
def down(tmp_path: Path) -> Path:
    return tmp_path / "down.cunzhen"


def outcomes(pc: Pc) -> list[tuple[str, str]]:
    return [(one.route, one.outcome) for one in pc.store.sync.attempts(9)]


def test_a_stick_there_and_back_does_what_a_call_does(world: World, up: Path, down: Path) -> None:
    pc = first_pc(world)
    visits = [pc.save(a_visit(complaint=str(number))) for number in range(300)]
    publish(world, "x" * 50_000, "y")

    assert stick(pc).write(up)["events"] == 300
    assert pc.store.sync.waiting() == 300
    assert office(world).read(None, up)["events"] == 300
    assert log_ids(world) == visits
    report_settled(world, visits[0])
    office(world).write(None, down, [])
    taken = stick(pc).read(down)

    assert (taken["faults"], taken["results"], taken["carried"]) == ([], 301, 0)
    assert pc.store.sync.waiting() == 0
    paid = pc.store.records.visit(visits[0])
    assert paid is not None
    assert paid.state == "settled"
    assert texts_in_use(world) == ["x" * 50_000, "y"]
    assert pc.sync() == ["hello"]
    assert outcomes(pc) == [("bundle", "done"), ("bundle", "done")]
    assert pc.store.verify() == []
    assert not list(up.parent.glob("*.unfinished"))


def test_writing_a_stick_changes_nothing_until_a_receipt_comes(world: World, up: Path) -> None:
    pc = first_pc(world)
    pc.save(a_visit())
    before = pc.store.sync.standing()
    stick(pc).write(up)
    assert pc.store.sync.standing() == before
    assert pc.store.sync.waiting() == 1


def test_repeated_reordered_and_mixed_with_calls_the_same_comes_out(world: World, tmp_path: Path) -> None:
    pc, other = first_pc(world), another_pc(world)
    downs = []
    for number in range(3):
        pc.save(a_visit(complaint=str(number)))
        other.save(a_visit(complaint=f"other {number}"))
        for one in (pc, other):
            stick(one).write(tmp_path / f"{number}-{one.store.enrolment.device}")
    office(world).write(None, tmp_path / "early", [])
    for name in sorted((one.name for one in tmp_path.iterdir()), reverse=True):
        if name != "early":
            office(world).read(None, tmp_path / name)
    pc.sync()
    for number in range(3):
        office(world).write(None, tmp_path / f"down{number}", [])
        downs.append(tmp_path / f"down{number}")
        if number == 1:
            other.sync()
    for down in (*reversed(downs), tmp_path / "early", *downs):
        for one in (pc, other):
            stick(one).read(down)
    assert world.township.counts().events == 6
    for one in (pc, other):
        assert one.store.sync.waiting() == 0
        assert len(one.shown()) == 6
        assert one.sync() == ["hello"]
        assert one.store.verify() == []
    assert world.township.check() == []


def test_case_26_one_file_serves_many_and_each_opens_only_its_own(world: World, down: Path) -> None:
    one, two = first_pc(world), another_pc(world)
    one.save(a_visit())
    one.sync()
    office(world).write(None, down, [])
    with down.open("rb") as source:
        members = list(scan(source))
        assert len(members) == 2
        theirs = next(m for m in members if m.header.device == two.store.enrolment.device)
        with pytest.raises(Refusal, match="bundle_for_another"):
            list(pieces_of(source, theirs, one.store.enrolment.keys.sealing))
    assert stick(two).read(down)["carried"] == 1
    assert len(two.shown()) == 1
    taken = office(world).read(None, down)
    assert (taken["events"], taken["carried"], taken["faults"]) == (0, 2, [])


def test_case_26_a_stranger_sees_clinic_and_size_and_nothing_else(world: World, up: Path) -> None:
    pc = first_pc(world)
    pc.save(a_visit(complaint="nobody may read this"))
    stick(pc).write(up)
    data = up.read_bytes()
    assert b"nobody" not in data
    assert "测试甲".encode() not in data
    assert b"C01" in data


def test_case_11_the_stick_of_a_burnt_pc_turns_up_weeks_after_another_took_its_place(
    world: World, up: Path
) -> None:
    burnt = another_pc(world, "burnt")
    sent = burnt.save(a_visit(complaint="sent"))
    burnt.sync()
    late = [burnt.save(a_visit(complaint=f"only on the stick {number}")) for number in range(3)]
    stick(burnt).write(up)
    new = another_pc(world, "new")
    new.sync()
    assert set(new.shown()) == {sent}
    world.clock.advance(21 * 24 * 3600)
    later = new.save(a_visit(complaint="since the fire"))
    new.sync()

    for _ in range(2):  # read twice: it changes nothing more
        assert office(world).read(None, up)["faults"] == []
    new.sync()

    assert sorted(log_ids(world)) == sorted([sent, *late, later])
    assert set(new.shown()) == {sent, *late, later}
    assert {state_word(one) for one in new.shown().values()} == {"已送达"}
    assert new.sync() == ["hello"]
    assert new.store.verify() == []


def test_case_11_what_a_revoked_pc_wrote_on_its_stick_is_kept_aside_where_nothing_of_it_was_known(
    world: World, up: Path
) -> None:
    lost = another_pc(world)
    visit = lost.save(a_visit())
    stick(lost).write(up)
    device = lost.store.enrolment.device
    world.township.revoke_device(device, {world.store.standing().head.incarnation: 0}, world.clock.now())
    told = office(world).read(None, up)
    assert (told["events"], told["faults"]) == (1, ["bundle_of_revoked"])
    assert (log_ids(world), world.township.counts().revoked) == ([], 1)
    assert visit not in log_ids(world)


def test_a_new_epoch_reaches_a_clinic_that_has_only_sticks(world: World, up: Path, down: Path) -> None:
    pc = first_pc(world)
    pc.save(a_visit())
    stick(pc).write(up)
    office(world).read(None, up)
    begin_epoch(world.township, world.clock)
    office(world).write(None, down, [])
    stick(pc).read(down)
    assert pc.store.sync.standing().epoch == world.township.township().epoch
    assert pc.store.sync.waiting() == 0


def test_case_14_an_old_disk_learns_of_its_other_branch_from_a_stick(
    world: World, up: Path, down: Path
) -> None:
    pc = first_pc(world)
    visits = [pc.save(a_visit())]
    pc.sync()
    world.copy_disk()
    pc = first_pc(world)
    visits.append(pc.save(a_visit(complaint="lost with the disk")))
    pc.sync()
    world.put_disk_back()
    pc = first_pc(world)
    visits.append(pc.save(a_visit(complaint="after the disk came back")))
    for _ in range(2):
        stick(pc).write(up)
        office(world).read(None, up)
        office(world).write(None, down, [])
        stick(pc).read(down)
    assert set(pc.shown()) == set(visits)
    assert set(visits) <= set(log_ids(world))
    assert pc.store.sync.waiting() == 0


def spoilt(data: bytes, how: str) -> bytes:
    match how:
        case "truncated":
            return data[:-40]
        case "cut in the middle":
            return data[: len(data) // 2]
        case "one bit":
            return data[:-200] + bytes([data[-200] ^ 1]) + data[-199:]
        case "no bundle":
            return b"<!doctype html>" + data
        case "something behind":
            return data + b"and more"
        case "a piece that lies about its size":
            place = len(MAGIC) + 4 + int.from_bytes(data[len(MAGIC) : len(MAGIC) + 4], "big") + 80
            return data[:place] + b"\xff\xff\xff\xff" + data[place + 4 :]
    return b""


@pytest.mark.parametrize(
    "how",
    [
        *("truncated", "cut in the middle", "one bit", "no bundle", "something behind"),
        *("a piece that lies about its size", "empty"),
    ],
)
def test_case_25_a_damaged_stick_changes_nothing_and_is_named_in_the_diary(
    world: World, up: Path, down: Path, how: str
) -> None:
    pc = first_pc(world)
    pc.save(a_visit())
    stick(pc).write(up)
    office(world).write(None, down, [])
    before = pc.store.sync.standing()
    for file in (up, down):
        file.write_bytes(spoilt(file.read_bytes(), how))
    with pytest.raises(Refusal, match=r"bundle_damaged|bundle_not_ours|bundle_too_large"):
        office(world).read(None, up)
    with pytest.raises(Refusal, match="bundle_") as no:
        stick(pc).read(down)
    assert log_ids(world) == []
    assert pc.store.sync.standing() == before
    assert outcomes(pc)[0] == ("bundle", no.value.code)


def forged(pc: Pc, pieces: Iterable[Any], **changes: Any) -> bytes:
    """Write a bundle as only somebody with a key of their own can."""
    standing, sink = pc.store.sync.standing(), io.BytesIO()
    header = replace(up_header(pc.store.sync, pc.world.clock), **changes.get("header", {}))
    hand = changes.get("signer", signer_of(standing))
    hands = (hand, sealing_half(pc.world.township.township().keys.sealing))
    write_member(sink.write, header, hands, pieces, Random(4).randbytes)
    return sink.getvalue()


def test_case_25_strangers_and_newer_programs_are_named_and_change_nothing(world: World, up: Path) -> None:
    pc = first_pc(world)
    pc.save(a_visit())
    own = list(up_pieces(pc.store.sync))
    realm = signer_of(pc.store.sync.standing()).realm
    other_epoch, other_town = replace(realm, epoch_id="ab" * 16), replace(realm, township=TownshipCode("T9"))
    key = signer_of(pc.store.sync.standing()).key
    told = {
        "signature_wrong": forged(pc, own, signer=Signer(bytes(32), realm)),
        "bundle_of_stranger": forged(pc, own, header={"device": DeviceId("ab" * 16)}),
        "bundle_of_another_epoch": forged(
            pc, own, header={"realm": other_epoch}, signer=Signer(key, other_epoch)
        ),
        "message_not_understood": forged(pc, [["events", [1]]]),
    }
    for code, data in told.items():
        up.write_bytes(data)
        assert office(world).read(None, up)["faults"] == [code]
    up.write_bytes(forged(pc, own, header={"clinic": ClinicCode("C99")}))
    assert office(world).read(None, up)["faults"] == ["bundle_of_stranger"]
    up.write_bytes(forged(pc, own, header={"realm": other_town}))
    assert office(world).read(None, up)["carried"] == 1
    up.write_bytes(forged(pc, own, header={"direction": Direction.DOWN}))
    assert office(world).read(None, up)["carried"] == 1
    newer = CODEC.encode([2, "up"])
    member = MAGIC + len(newer).to_bytes(4, "big") + newer + bytes(80) + bytes(4) + bytes(64)
    up.write_bytes(member + CODEC.digest(member))
    with pytest.raises(Refusal, match="bundle_of_newer_version"):
        office(world).read(None, up)
    assert log_ids(world) == []


def test_case_30_a_stick_that_programs_of_several_ages_wrote_on_is_read_as_far_as_it_can_be(
    world: World, up: Path
) -> None:
    pc, newer = first_pc(world), CODEC.encode([2, "up", "of tomorrow"])
    visit = pc.save(a_visit())
    stick(pc).write(up)
    ours = up.read_bytes()
    frame = MAGIC + len(newer).to_bytes(4, "big") + newer + bytes(80) + bytes(4) + bytes(64)
    of_tomorrow, of_next_year = frame + CODEC.digest(frame), b"cunzhen bundle 2\nof another build"
    up.write_bytes(of_tomorrow + ours + of_next_year + ours)

    assert office(world).read(None, up)["faults"] == ["bundle_of_newer_version"] * 2

    assert log_ids(world) == [visit]
    office(world).write(None, up, [])
    up.write_bytes(of_tomorrow + up.read_bytes())
    taken = stick(pc).read(up)
    assert (taken["receipts"], taken["faults"]) == (1, ["bundle_of_newer_version"])
    assert pc.store.sync.waiting() == 0


def test_case_25_a_bomb_is_refused_before_it_is_unpacked(world: World, up: Path) -> None:
    pc = first_pc(world)
    up.write_bytes(forged(pc, [["events", bytes(1_100_000)]]))
    assert office(world).read(None, up)["faults"] == ["message_too_large"]


@pytest.mark.parametrize(
    "piece", [["results"], ["receipt"], ["log", 1], ["set"], ["chunk"], ["hello"], ["hello", 7]]
)
def test_case_25_a_piece_without_its_content_fails_alone(world: World, down: Path, piece: list[Any]) -> None:
    pc = first_pc(world)
    desk = DownStick(world.township, world.clock)
    (device,) = world.township.devices(CLINIC)
    with new_bundle(down) as sink:
        pieces = [piece, *desk.pieces_for(device)]
        write_member(
            sink, desk.header_for(device), (signer(world), device.sealing_key), pieces, Random(4).randbytes
        )
    assert stick(pc).read(down)["faults"] == ["message_not_understood"]


def test_case_30_a_piece_nobody_knows_is_left_alone(world: World, up: Path) -> None:
    pc = first_pc(world)
    pc.save(a_visit())
    up.write_bytes(forged(pc, [["of a newer program", 1], *up_pieces(pc.store.sync)]))
    taken = office(world).read(None, up)
    assert (taken["events"], taken["carried"], taken["faults"]) == (1, 0, [])


def test_case_27_a_stick_pulled_out_while_writing_leaves_no_bundle(world: World, up: Path) -> None:
    with pytest.raises(Hindrance, match="stick_not_writable"), new_bundle(up) as sink:
        sink(b"half of it")
        raise OSError("pulled")
    assert not up.exists()
    with pytest.raises(Refusal, match="bundle_missing"):
        office(world).read(None, up)


def test_case_27_whatever_a_stick_holds_that_was_pulled_out_is_refused_and_the_next_writing_is_whole(
    world: World, up: Path
) -> None:
    pc = first_pc(world)
    visits = [pc.save(a_visit(complaint=str(number))) for number in range(3)]
    stick(pc).write(up)
    whole = up.read_bytes()
    for length in (0, 1, 16, 17, 100, len(whole) // 2, len(whole) - 33, len(whole) - 1):
        up.write_bytes(whole[:length])  # the name came to the stick before the last bytes did
        up.with_name(up.name + ".unfinished").write_bytes(whole[: length // 2])
        with pytest.raises(Refusal, match=r"bundle_damaged|bundle_not_ours"):
            office(world).read(None, up)
        assert log_ids(world) == []
        assert pc.store.sync.waiting() == 3
    stick(pc).write(up)
    assert office(world).read(None, up)["events"] == 3
    assert log_ids(world) == visits


def test_a_first_stick_to_a_pc_that_calls_does_not_tell_its_own_visits_as_anothers(
    world: World, down: Path
) -> None:
    one, two = first_pc(world), another_pc(world)
    for pc in (one, two):
        pc.save(a_visit())
        pc.sync()
    office(world).write(None, down, [])
    assert stick(one).read(down)["ranges"] == 1, "only what the other wrote"


def test_a_stick_is_for_somebody(world: World, down: Path) -> None:
    with pytest.raises(Refusal, match="clinic_unknown"):
        office(world).write(None, down, ["C99"])
    staff = [StaffRow(UserId("li"), ClinicCode("C02"), "李医生", "doctor")]
    world.township.keep_clinic(ClinicRow(ClinicCode("C02"), "下村卫生室", ("下村",)), staff)
    with pytest.raises(Refusal, match="bundle_without_device"):
        office(world).write(None, down, ["C02"])
