"""Clinics, devices and the codes that enrol them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.errors import Refusal
from core.ids import DeviceId, UserId
from core.township_rows import DeviceRow, OneTimeCode, StaffRow
from storage.township.store import SqlTownshipStore
from tests.helpers.township_store import CLINIC, NOW, OTHER_CLINIC, a_device

LATER = NOW + timedelta(days=1)
CODE = OneTimeCode(b"\x01" * 32, CLINIC, LATER)
DEVICE = DeviceRow(DeviceId("aa" * 16), CLINIC, b"s" * 32, b"x" * 32, NOW)


def test_a_code_enrols_a_device_for_its_clinic(store: SqlTownshipStore) -> None:
    store.issue_code(CODE)

    clinic = store.redeem_code(CODE.secret_hash, replace(DEVICE, clinic=OTHER_CLINIC), NOW)

    assert clinic == store.clinic(CLINIC)
    assert store.device(DEVICE.device) == DEVICE
    assert store.devices(CLINIC) == [DEVICE]


def test_the_same_device_may_ask_again_and_gets_the_same_answer(store: SqlTownshipStore) -> None:
    store.issue_code(CODE)
    first = store.redeem_code(CODE.secret_hash, DEVICE, NOW)

    assert store.redeem_code(CODE.secret_hash, DEVICE, LATER + timedelta(days=9)) == first
    assert len(store.devices(CLINIC)) == 1


@pytest.mark.parametrize(
    "other",
    [replace(DEVICE, device=DeviceId("bb" * 16)), replace(DEVICE, signing_key=b"t" * 32)],
    ids=["another device", "the same id with another key"],
)
def test_a_used_code_enrols_nobody_else(store: SqlTownshipStore, other: DeviceRow) -> None:
    store.issue_code(CODE)
    store.redeem_code(CODE.secret_hash, DEVICE, NOW)

    with pytest.raises(Refusal, match="code_used"):
        store.redeem_code(CODE.secret_hash, other, NOW)
    assert store.devices(CLINIC) == [DEVICE]


def test_a_name_that_is_none_of_the_staff_spends_no_code(store: SqlTownshipStore) -> None:
    store.issue_code(CODE)
    listed = store.staff(CLINIC)[0].user

    with pytest.raises(Refusal, match="first_user_not_listed"):
        store.redeem_code(CODE.secret_hash, DEVICE, NOW, user=f"{listed}x")
    assert store.devices(CLINIC) == []
    assert store.redeem_code(CODE.secret_hash, DEVICE, NOW, user=listed).code == CLINIC


def test_an_old_code_is_refused_at_its_last_moment(store: SqlTownshipStore) -> None:
    store.issue_code(CODE)

    with pytest.raises(Refusal, match="code_expired"):
        store.redeem_code(CODE.secret_hash, DEVICE, LATER)


def test_a_new_code_withdraws_the_pending_one_of_its_clinic_only(store: SqlTownshipStore) -> None:
    elsewhere = OneTimeCode(b"\x02" * 32, OTHER_CLINIC, LATER)
    for code in (CODE, elsewhere, OneTimeCode(b"\x03" * 32, CLINIC, LATER)):
        store.issue_code(code)

    with pytest.raises(Refusal, match="code_expired"):
        store.redeem_code(CODE.secret_hash, DEVICE, NOW)
    assert store.redeem_code(elsewhere.secret_hash, DEVICE, NOW).code == OTHER_CLINIC


def test_a_revoked_device_is_known_and_cannot_come_back_with_its_code(store: SqlTownshipStore) -> None:
    store.issue_code(CODE)
    store.redeem_code(CODE.secret_hash, DEVICE, NOW)

    store.revoke_device(DEVICE.device, {}, NOW)

    device = store.device(DEVICE.device)
    assert device is not None
    assert device.revoked
    with pytest.raises(Refusal, match="device_revoked"):
        store.redeem_code(CODE.secret_hash, DEVICE, NOW)
    with pytest.raises(Refusal, match="device_unknown"):
        store.revoke_device(DeviceId("cc" * 16), {}, NOW)


def test_writing_a_clinic_again_keeps_its_log_and_changes_its_people(store: SqlTownshipStore) -> None:
    a_device(store)
    store.note_contact(a_device(store), NOW)
    clinic = store.clinic(CLINIC)
    assert clinic is not None

    store.keep_clinic(replace(clinic, name="新名字"), [StaffRow(UserId("li"), CLINIC, "李医生", "doctor")])

    kept = store.clinic(CLINIC)
    assert kept is not None
    assert (kept.name, kept.last_contact) == ("新名字", NOW)
    assert [one.user for one in store.staff(CLINIC)] == ["li"]
    assert [one.code for one in store.clinics()] == [CLINIC, OTHER_CLINIC]


@pytest.mark.parametrize("how", ["used by another", "over", "withdrawn"])
def test_somebody_lets_a_known_device_in_although_its_code_no_longer_counts(
    store: SqlTownshipStore, how: str
) -> None:
    other, at = replace(DEVICE, device=DeviceId("bb" * 16)), NOW
    store.issue_code(CODE)
    match how:
        case "used by another":
            store.redeem_code(CODE.secret_hash, other, NOW)
        case "over":
            at = LATER
        case "withdrawn":
            store.issue_code(OneTimeCode(b"\x03" * 32, CLINIC, LATER))

    store.redeem_code(CODE.secret_hash, DEVICE, at, by_hand=True)

    assert store.redeem_code(CODE.secret_hash, DEVICE, at).code == CLINIC
    assert store.device(DEVICE.device) == replace(DEVICE, enrolled_at=at)


def test_not_even_by_hand_does_a_device_come_in_under_the_id_of_another(store: SqlTownshipStore) -> None:
    store.issue_code(CODE)
    store.redeem_code(CODE.secret_hash, DEVICE, NOW)
    with pytest.raises(Refusal, match="code_used"):
        store.redeem_code(CODE.secret_hash, replace(DEVICE, signing_key=b"t" * 32), NOW, by_hand=True)
    with pytest.raises(Refusal, match="code_unknown"):
        store.redeem_code(b"\x09" * 32, replace(DEVICE, device=DeviceId("bb" * 16)), NOW, by_hand=True)


def test_a_device_that_has_called_since_asks_again_with_its_code_and_gets_the_same_answer(
    store: SqlTownshipStore,
) -> None:
    store.issue_code(CODE)
    first = store.redeem_code(CODE.secret_hash, DEVICE, NOW)
    store.note_contact(DEVICE, NOW)
    assert store.redeem_code(CODE.secret_hash, DEVICE, NOW).code == first.code
