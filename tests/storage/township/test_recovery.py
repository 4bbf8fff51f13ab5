"""The recovery pairs devices announced, and the county's word about them."""

from core.ids import DeviceId
from core.recovery import RecoveryPair
from storage.township.store import SqlTownshipStore
from tests.helpers.township_store import CLINIC, CODEC, OTHER_CLINIC, Writer, a_device

KIND = "recovery_pair_made"


def body(number: object, public: object) -> bytes:
    return CODEC.encode({"number": number, "public": public})


def announce(store: SqlTownshipStore, writer: Writer, device: DeviceId) -> None:
    row = store.device(device)
    assert row is not None
    store.accept(row, writer.incarnation, writer.events)


def test_pairs_are_listed_by_clinic_once_each(store: SqlTownshipStore) -> None:
    first, second = a_device(store), a_device(store, OTHER_CLINIC)
    one, other = Writer(first.device), Writer(second.device, clinic=OTHER_CLINIC)
    one.write_many(3)
    for number in (1, 1, 2):
        one.write(body(number, bytes([number]) * 32), KIND)
    other.write(body(1, b"o" * 32), KIND)
    announce(store, other, second.device)
    announce(store, one, first.device)
    assert store.recovery_pairs() == [
        (CLINIC, RecoveryPair(first.device, 1, b"\1" * 32)),
        (CLINIC, RecoveryPair(first.device, 2, b"\2" * 32)),
        (OTHER_CLINIC, RecoveryPair(second.device, 1, b"o" * 32)),
    ]


def test_an_announcement_nobody_can_read_is_left_out(store: SqlTownshipStore) -> None:
    device = a_device(store)
    writer = Writer(device.device)
    for spoiled in (b"\xff", CODEC.encode([1]), body(0, b"x" * 32), body("1", b"x" * 32), body(1, b"short")):
        writer.write(spoiled, KIND)
    announce(store, writer, device.device)
    assert store.recovery_pairs() == []


def test_the_countys_word_is_kept_by_device_and_replaced(store: SqlTownshipStore) -> None:
    one, other = a_device(store).device, a_device(store).device
    store.keep_recovery_held({one: b"first", other: b"word"})
    store.keep_recovery_held({one: b"second"})
    assert store.recovery_held() == {one: b"second", other: b"word"}
