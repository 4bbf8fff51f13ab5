"""忘记密码 at the clinic: the county's answer opens one slot once, and nothing else does."""

import base64
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from core.audit import Deed
from core.county import CountyKeys
from core.errors import Hindrance, Refusal, Stop
from core.ids import DeviceId, UserId
from core.recovery import RecoveryPair, Response, SlotPlace, challenge_for, read_challenge, write_response
from storage.clinic.access import Access
from storage.clinic.desk import Desk, create_clinic, open_clinic
from storage.clinic.recovery_pair import learn_held
from storage.clinic.recovery_slots import RecoverySlots
from storage.clinic.vault import FREE_ATTEMPTS
from storage.clinic.vault_file import VAULT, VaultDeed
from storage.recovery import response_of
from storage.secret import wiped
from sync.envelope import sealing_half
from tests.helpers.county import a_county
from tests.storage.clinic.sample import DOCTOR, ENROLMENT, EPOCH, PASSWORD, HandClock, desk_in

COUNTY, SECRETS = a_county()
_, ELSEWHERE = a_county(seed=2)
HELPER = UserId("helper")
NEW = "qing shan yuan lu chang"
HELD = "00"


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def desk(folder: Path, clock: HandClock) -> Desk:
    """A clinic whose pair the county holds, and whose doctor forgot the password."""
    desk = desk_in(folder, clock)
    create_clinic(desk, replace(ENROLMENT, county=COUNTY), EPOCH, DOCTOR, PASSWORD)
    open_clinic(desk, DOCTOR, PASSWORD).close()
    be_held(desk)
    return desk


def slots_of(desk: Desk) -> RecoverySlots:
    slots = desk.vault.read().recovery
    assert slots is not None
    return slots


def be_held(desk: Desk) -> None:
    desk.vault.write(replace(desk.vault.read(), recovery=replace(slots_of(desk), held=True)))


def answer(
    desk: Desk,
    slot: int = 0,
    number: int | None = None,
    private: bytes = SECRETS.recovery,
    user: UserId = DOCTOR,
) -> str:
    """Give the county's answer to what the lock screen shows, or to something a little different."""
    pair = slots_of(desk).pair
    place = SlotPlace(pair.device, number or pair.number, slot)
    return write_response(response_of(private, pair.public, place).told_to(challenge_for(place, user)))


def vault_bytes(desk: Desk) -> bytes:
    return (desk.folder / VAULT).read_bytes()


def test_the_countys_answer_opens_the_clinic_with_a_new_password(desk: Desk) -> None:
    assert Access(desk).recover(DOCTOR, answer(desk), NEW) == {"rekeyed": True}
    store = open_clinic(desk, DOCTOR, NEW)
    assert list(store.verify()) == []
    store.close()
    with pytest.raises(Refusal, match="wrong_password"):
        desk.vault.unlock(DOCTOR, PASSWORD)


def test_what_is_read_out_names_device_pair_slot_and_user(desk: Desk) -> None:
    read = read_challenge(Access(desk).challenge(DOCTOR))
    assert read == challenge_for(SlotPlace(ENROLMENT.device, 1, 0), DOCTOR)


def test_an_answer_works_once(desk: Desk) -> None:
    told = answer(desk)
    Access(desk).recover(DOCTOR, told, NEW)
    be_held(desk)
    with pytest.raises(Refusal, match="response_wrong"):
        Access(desk).recover(DOCTOR, told, NEW)


def test_a_used_slot_is_gone_even_when_there_was_no_room_for_a_new_key(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = answer(desk)
    with monkeypatch.context() as full:
        full.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(0, 0, 0))
        assert Access(desk).recover(DOCTOR, told, NEW) == {"rekeyed": False}
        open_clinic(desk, DOCTOR, NEW).close()
    slots = slots_of(desk)
    assert (slots.pair.number, sorted(slots.slots)) == (1, [1, 2, 3, 4, 5, 6, 7])
    with pytest.raises(Refusal, match="recovery_slot_used"):
        desk.vault.recover(SlotPlace(ENROLMENT.device, 1, 0), Response(1), DOCTOR, NEW)
    open_clinic(desk, DOCTOR, NEW).close()
    assert (slots_of(desk).pair.number, len(slots_of(desk).slots)) == (2, 8)


def test_after_a_recovery_the_county_has_to_hold_the_new_pair_first(desk: Desk) -> None:
    Access(desk).recover(DOCTOR, answer(desk), NEW)
    with pytest.raises(Refusal, match="recovery_not_held"):
        Access(desk).challenge(DOCTOR)


def test_an_answer_is_checked_beside_an_open_desk_without_using_its_slot_up(desk: Desk) -> None:
    told, store = answer(desk), open_clinic(desk, DOCTOR, PASSWORD)
    before = vault_bytes(desk)
    Access(desk).check_answer(DOCTOR, told, NEW)
    with pytest.raises(Refusal, match="password_too_weak"):
        Access(desk).check_answer(DOCTOR, told, "12345678901")
    assert vault_bytes(desk) == before
    with pytest.raises(Refusal, match="response_wrong"):
        Access(desk).check_answer(DOCTOR, answer(desk, slot=5), NEW)
    assert desk.vault.read().attempts_at(DOCTOR).count == 1
    store.close()
    Access(desk).recover(DOCTOR, told, NEW)


def test_the_answer_given_for_one_user_sets_no_password_for_another(desk: Desk) -> None:
    with wiped(desk.vault.unlock(DOCTOR, PASSWORD)) as key:
        desk.vault.add_user(key, HELPER, NEW)
    before = desk.vault.read().users
    with pytest.raises(Refusal, match="response_wrong"):
        Access(desk).check_answer(DOCTOR, answer(desk, user=HELPER), NEW)
    with pytest.raises(Refusal, match="response_wrong"):
        Access(desk).recover(DOCTOR, answer(desk, user=HELPER), NEW)
    assert desk.vault.read().users == before
    Access(desk).recover(HELPER, answer(desk, user=HELPER), NEW)


@pytest.mark.parametrize(("slot", "number"), [(1, 1), (0, 2)])
def test_the_answer_for_another_slot_or_pair_opens_nothing(desk: Desk, slot: int, number: int) -> None:
    with pytest.raises(Refusal, match="response_wrong"):
        Access(desk).recover(DOCTOR, answer(desk, slot, number), NEW)


def test_the_answer_of_another_county_opens_nothing(desk: Desk) -> None:
    with pytest.raises(Refusal, match="response_wrong"):
        Access(desk).recover(DOCTOR, answer(desk, private=ELSEWHERE.recovery), NEW)


def test_a_slip_is_told_apart_from_a_wrong_answer_and_costs_nothing(desk: Desk) -> None:
    before, told = vault_bytes(desk), answer(desk)
    slipped = ("1" if told[0] != "1" else "2") + told[1:]
    for _ in range(FREE_ATTEMPTS + 1):
        with pytest.raises(Refusal, match="response_group_wrong"):
            Access(desk).recover(DOCTOR, slipped, NEW)
    assert vault_bytes(desk) == before


def test_wrong_answers_wait_like_wrong_passwords_and_are_noted(desk: Desk, clock: HandClock) -> None:
    told = answer(desk)
    for _ in range(FREE_ATTEMPTS):
        with pytest.raises(Refusal, match="response_wrong"):
            Access(desk).recover(DOCTOR, answer(desk, slot=5), NEW)
    with pytest.raises(Refusal, match="wait_before_next_attempt"):
        Access(desk).recover(DOCTOR, told, NEW)
    clock.pass_seconds(2)
    Access(desk).recover(DOCTOR, told, NEW)
    deeds = [note.deed for note in desk.vault.notes()[0]]
    assert deeds == [VaultDeed.WRONG_RESPONSE] * FREE_ATTEMPTS + [VaultDeed.RECOVERED, VaultDeed.REKEYED]


def test_a_weak_new_password_is_refused_before_the_slot_is_spent(desk: Desk) -> None:
    before = vault_bytes(desk)
    with pytest.raises(Refusal, match="password_too_weak"):
        Access(desk).recover(DOCTOR, answer(desk), "12345678901")
    assert vault_bytes(desk) == before


def test_a_disk_that_takes_nothing_spends_no_slot(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    before = vault_bytes(desk)

    def full(*_: object) -> None:
        raise Hindrance("disk_full", file=VAULT)

    with monkeypatch.context() as broken:
        broken.setattr("storage.clinic.vault_file.replace_durably", full)
        with pytest.raises(Hindrance, match="disk_full"):
            Access(desk).recover(DOCTOR, answer(desk), NEW)
    assert vault_bytes(desk) == before


def test_nobody_can_recover_for_a_name_that_is_not_there(desk: Desk) -> None:
    with pytest.raises(Refusal, match="user_unknown"):
        Access(desk).challenge(UserId("nobody"))


def test_without_a_county_at_enrolment_there_is_no_recovery(folder: Path) -> None:
    desk = desk_in(folder)
    create_clinic(desk, ENROLMENT, EPOCH, DOCTOR, PASSWORD)
    with pytest.raises(Refusal, match="recovery_not_set_up"):
        Access(desk).challenge(DOCTOR)


@pytest.mark.parametrize("part", ["number", "device", "public", "slots"])
def test_an_altered_vault_does_not_open_with_the_true_answer(desk: Desk, part: str) -> None:
    told = answer(desk)
    plain = json.loads(vault_bytes(desk))
    recovery = plain["recovery"]
    swapped = base64.b64encode(bytes(60)).decode()
    recovery[part] = {"number": 2, "device": "d1" * 16, "public": "ab" * 32, "slots": {"0": swapped}}[part]
    (desk.folder / VAULT).write_text(json.dumps(plain))
    with pytest.raises(Refusal, match="response_wrong"):
        Access(desk).recover(DOCTOR, told, NEW)


@pytest.mark.parametrize(
    ("part", "value"),
    [
        *(("number", 0), ("number", "1"), ("device", 7), ("public", "ab"), ("slots", {"9": ""})),
        *(("slots", {"0": "AAAA"}), ("slots", [1])),
    ],
    ids=str,
)
def test_recovery_slots_gone_wrong_are_told_apart(desk: Desk, part: str, value: object) -> None:
    plain = json.loads(vault_bytes(desk))
    plain["recovery"][part] = value
    (desk.folder / VAULT).write_text(json.dumps(plain))
    with pytest.raises(Stop, match="store_not_ours"):
        desk.vault.read()


def word(pair: RecoveryPair | None) -> object:
    """Stand in for whoever verifies the county's word."""

    def read(said: bytes, county: CountyKeys) -> RecoveryPair:
        assert (said, county) == (bytes.fromhex(HELD), COUNTY)
        if pair is None:
            raise Refusal("county_signature_wrong")
        return pair

    return read


def test_the_countys_word_about_this_pair_and_no_other_makes_recovery_available(desk: Desk) -> None:
    enrolment, fresh = replace(ENROLMENT, county=COUNTY), replace(slots_of(desk), held=False)
    desk.vault.write(replace(desk.vault.read(), recovery=fresh))
    other = replace(fresh.pair, number=2)
    strange = RecoveryPair(DeviceId("d1" * 16), 1, fresh.pair.public)
    for told, read in (
        (HELD, word(other)),
        (HELD, word(strange)),
        (HELD, word(None)),
        ("zz", None),
        (7, None),
    ):
        learn_held(desk.vault, enrolment, told, read)  # type: ignore[arg-type]  # a stranger's setting
        assert not slots_of(desk).held
    learn_held(desk.vault, enrolment, HELD, word(fresh.pair))  # type: ignore[arg-type]
    assert slots_of(desk).held


def test_no_answer_and_no_slot_key_shows_in_what_an_error_may_print(desk: Desk) -> None:
    shown = repr((desk.vault.read(), Response(12345678901), Access(desk)))
    assert "12345678901" not in shown
    with pytest.raises(Refusal) as refusal:
        Access(desk).recover(DOCTOR, answer(desk, slot=3), NEW)
    assert answer(desk, slot=3) not in repr(refusal.value) + str(refusal.value.facts)


def test_device_and_county_derive_the_same_from_their_own_halves_as_ever() -> None:
    one, other = bytes(range(32)), bytes(range(32, 64))
    place = SlotPlace(DeviceId("d0" * 16), 3, 5)
    answers = {response_of(one, sealing_half(other), place), response_of(other, sealing_half(one), place)}
    assert [write_response(answer) for answer in answers] == ["VP0F3-XM80K-CXH0H-4JYJ6-2W"]
    told = {write_response(answer.told_to(challenge_for(place, DOCTOR))) for answer in answers}
    assert told == {"QW8N5-7E22C-R3SY6-E9Z4W-D1"}


def test_a_public_half_nobody_drew_gives_no_answer() -> None:
    with pytest.raises(Refusal, match="recovery_key_not_usable"):
        response_of(SECRETS.recovery, bytes(32), SlotPlace(ENROLMENT.device, 1, 0))


def test_a_recovery_stands_in_the_audit_trail_once_the_clinic_is_open(desk: Desk) -> None:
    Access(desk).recover(DOCTOR, answer(desk), NEW)
    Access(desk).change_password(DOCTOR, NEW, "shi qiao xiao man liu")
    store = open_clinic(desk, DOCTOR, "shi qiao xiao man liu")
    deeds = [(one.deed, one.facts.get("tried")) for one in store.audit.latest(4)]
    store.close()
    assert deeds == [
        (Deed.UNLOCKED, None),
        (Deed.PASSWORD_CHANGED, DOCTOR),
        (Deed.REKEYED, DOCTOR),
        (Deed.RECOVERY_USED, DOCTOR),
    ]
