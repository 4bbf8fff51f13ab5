"""The vault opens for a password and for nothing else."""

import base64
import json
import os
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core.errors import Hindrance, Stop
from core.ids import ClinicCode, UserId
from storage.clinic.key_slot import DESK, wrap
from storage.clinic.password_rule import require_strong
from storage.clinic.summed_json import to_summed
from storage.clinic.vault import FREE_ATTEMPTS, LONGEST_DELAY, Vault
from storage.clinic.vault_file import MOST_NOTES, VaultDeed, VaultNote
from storage.secret import wiped
from tests.storage.clinic.sample import DOCTOR, PASSWORD, TESTING, HandClock

SECOND = UserId("li.manager")
NEW_PASSWORD = "qing shan yuan lu chang"


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def vault(tmp_path: Path, clock: HandClock) -> Vault:
    return Vault(tmp_path / "vault", clock, TESTING)


@pytest.fixture
def key(vault: Vault) -> bytearray:
    return vault.create(ClinicCode("C007"), DOCTOR, PASSWORD)


def refused(code: str, **facts: object) -> pytest.RaisesExc[Stop]:
    return pytest.RaisesExc(
        Stop, check=lambda stop: stop.code == code and facts.items() <= stop.facts.items()
    )


def fail(vault: Vault, times: int) -> None:
    for _ in range(times):
        with refused("wrong_password"):
            vault.unlock(DOCTOR, "not this one at all")


def test_the_right_password_gives_the_database_key(vault: Vault, key: bytearray) -> None:
    assert vault.unlock(DOCTOR, PASSWORD) == key


def test_a_password_typed_in_full_width_is_the_same_password(vault: Vault, key: bytearray) -> None:
    full_width = "".join(chr(ord(one) + 0xFEE0) if one != " " else "\u3000" for one in PASSWORD)
    assert vault.unlock(DOCTOR, full_width) == key


def test_a_wrong_password_opens_nothing(vault: Vault, key: bytearray) -> None:
    fail(vault, 1)


def test_an_unknown_user_gets_the_same_answer_for_the_same_work(
    vault: Vault, key: bytearray, monkeypatch: pytest.MonkeyPatch
) -> None:
    from storage.clinic import key_slot

    costs = []
    real = key_slot._wrapping_key

    def counted(cost: object, salt: bytes, password: str) -> bytearray:
        costs.append(cost)
        return real(TESTING, salt, password)

    monkeypatch.setattr(key_slot, "_wrapping_key", counted)
    fail(vault, 1)
    with refused("wrong_password"):
        vault.unlock(UserId("nobody"), PASSWORD)
    assert costs == [TESTING, TESTING]


def test_after_some_wrong_passwords_each_further_one_costs_a_longer_wait(
    vault: Vault, key: bytearray, clock: HandClock
) -> None:
    fail(vault, FREE_ATTEMPTS)
    for seconds in (2, 4, 8):
        with refused("wait_before_next_attempt", seconds=seconds):
            vault.unlock(DOCTOR, PASSWORD)
        clock.pass_seconds(seconds)
        fail(vault, 1)
    clock.pass_seconds(16)
    assert vault.unlock(DOCTOR, PASSWORD) == key
    fail(vault, FREE_ATTEMPTS)


def test_who_knows_one_password_waits_for_guesses_at_another_all_the_same(
    vault: Vault, key: bytearray, clock: HandClock
) -> None:
    vault.add_user(key, SECOND, NEW_PASSWORD)
    for _ in range(FREE_ATTEMPTS):
        fail(vault, 1)
        assert vault.unlock(SECOND, NEW_PASSWORD) == key, (
            "whose guesses they are nobody knows, and nobody else waits"
        )
    with refused("wait_before_next_attempt", seconds=2):
        vault.unlock(DOCTOR, "not this one at all")
    clock.pass_seconds(2)
    assert vault.unlock(DOCTOR, PASSWORD) == key
    fail(vault, FREE_ATTEMPTS)


def test_names_that_are_not_there_are_counted_together_and_make_nobody_wait(
    vault: Vault, key: bytearray
) -> None:
    for number in range(FREE_ATTEMPTS):
        with refused("wrong_password"):
            vault.unlock(UserId(f"nobody {number}"), PASSWORD)
    with refused("wait_before_next_attempt", seconds=2):
        vault.unlock(UserId("somebody else"), PASSWORD)
    assert vault.unlock(DOCTOR, PASSWORD) == key


def test_a_vault_of_before_attempts_were_counted_for_each_user_opens(vault: Vault, key: bytearray) -> None:
    fail(vault, 1)
    plain = json.loads(vault.path.read_bytes())
    del plain["sum"], plain["attempts_of"]
    vault.path.write_bytes(to_summed(plain | {"attempts": {"count": 9, "last": "2026-06-01T04:00:00+00:00"}}))
    assert vault.unlock(DOCTOR, PASSWORD) == key


def test_the_wait_has_a_ceiling(vault: Vault, key: bytearray, clock: HandClock) -> None:
    for _ in range(15):
        fail(vault, 1)
        clock.pass_seconds(LONGEST_DELAY)
    assert vault.unlock(DOCTOR, PASSWORD) == key


def test_the_wait_survives_a_restart_and_does_no_work(
    vault: Vault, key: bytearray, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail(vault, FREE_ATTEMPTS)
    monkeypatch.setattr("storage.clinic.key_slot._wrapping_key", lambda *_: pytest.fail("work was done"))
    with refused("wait_before_next_attempt", seconds=2):
        Vault(vault.path, vault.clock, TESTING).unlock(DOCTOR, PASSWORD)


def test_a_clock_set_back_years_does_not_lock_the_clinic(
    vault: Vault, key: bytearray, clock: HandClock
) -> None:
    fail(vault, FREE_ATTEMPTS)
    clock.moment -= timedelta(days=4000)
    assert vault.unlock(DOCTOR, PASSWORD) == key


def test_a_disk_that_takes_nothing_keeps_nobody_out(
    vault: Vault, key: bytearray, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail(vault, 1)

    def full(*_: object) -> None:
        raise Hindrance("disk_full", file="vault")

    monkeypatch.setattr("storage.clinic.vault_file.replace_durably", full)
    assert vault.unlock(DOCTOR, PASSWORD) == key


def test_every_user_opens_the_same_key_with_an_own_password(vault: Vault, key: bytearray) -> None:
    vault.add_user(key, SECOND, NEW_PASSWORD)
    assert vault.users() == [SECOND, DOCTOR]
    assert vault.unlock(SECOND, NEW_PASSWORD) == key
    with refused("wrong_password"):
        vault.unlock(SECOND, PASSWORD)


def test_a_changed_password_replaces_the_old_one_and_keeps_the_key(vault: Vault, key: bytearray) -> None:
    vault.change_password(DOCTOR, PASSWORD, NEW_PASSWORD)
    assert vault.unlock(DOCTOR, NEW_PASSWORD) == key
    with refused("wrong_password"):
        vault.unlock(DOCTOR, PASSWORD)


def test_a_removed_user_is_a_stranger(vault: Vault, key: bytearray) -> None:
    vault.add_user(key, SECOND, NEW_PASSWORD)
    vault.remove_user(key, DOCTOR)
    assert vault.users() == [SECOND]
    with refused("wrong_password"):
        vault.unlock(DOCTOR, PASSWORD)


def test_users_are_added_and_removed_only_as_makes_sense(vault: Vault, key: bytearray) -> None:
    with refused("user_exists"):
        vault.add_user(key, DOCTOR, NEW_PASSWORD)
    with refused("user_unknown"):
        vault.remove_user(key, SECOND)
    with refused("last_user_stays"):
        vault.remove_user(key, DOCTOR)
    with refused("store_not_ours"):
        vault.add_user(os.urandom(32), SECOND, NEW_PASSWORD)
    for name in ("", " li", "x" * 41, "li\n"):
        with refused("user_name_not_usable"):
            vault.add_user(key, UserId(name), NEW_PASSWORD)


def test_a_slot_moved_to_another_name_does_not_open(vault: Vault, key: bytearray) -> None:
    plain = json.loads(vault.path.read_bytes())
    plain["users"][SECOND] = plain["users"][DOCTOR]
    del plain["sum"]  # whoever moves a slot on purpose can make a sum too
    vault.path.write_text(json.dumps(plain))
    with refused("wrong_password"):
        vault.unlock(SECOND, PASSWORD)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"format": 1}', b"\x00\xff", b'{"format": "1"}'])
def test_a_file_that_is_no_vault_is_told_apart(vault: Vault, content: bytes) -> None:
    vault.path.write_bytes(content)
    with refused("store_not_ours"):
        vault.users()


NO_USERS: tuple[object, ...] = (1, "wang", [], {})


@pytest.mark.parametrize(
    ("place", "value"),
    [
        *[(("users",), value) for value in NO_USERS],
        *(
            (("users", DOCTOR, "slot", "cost", name), v)
            for name in ("memory_kib", "passes", "lanes")
            for v in (0, "x", 1.0)
        ),
        *((("users", DOCTOR, "slot", "cost", name), 10**9) for name in ("memory_kib", "passes", "lanes")),
        *((("users", DOCTOR, "slot", name), "AAAA") for name in ("salt", "nonce", "wrapped")),
        *((("users", DOCTOR, name), "AAAA") for name in ("public", "sealed", "endorsed")),
        *((("notes",), value) for value in ([["2026-01-01T00:00:00+08:00", "other", ""]], [[1]], 5)),
        (("unnoted",), -1),
        (("format",), 1),
        (("decoy", "cost", "memory_kib"), 1),
        *((("attempts", "count"), value) for value in (-1, 10**9, "x", None)),
        *((("attempts_of",), value) for value in (5, "x", [1], {"wang.doctor": 5})),
        *((("attempts", "last"), value) for value in ("2026-01-01T00:00:00", 5)),
        (("clinic",), 7),
        (("check",), ""),
    ],
    ids=str,
)
def test_a_vault_with_a_field_gone_wrong_is_told_apart(
    vault: Vault, key: bytearray, place: tuple[str, ...], value: object
) -> None:
    plain = json.loads(vault.path.read_bytes())
    inner = plain
    for name in place[:-1]:
        inner = inner[name]
    inner[place[-1]] = value
    vault.path.write_text(json.dumps(plain))
    with refused("store_not_ours"):
        vault.unlock(DOCTOR, PASSWORD)


def test_a_vault_of_a_newer_program_is_left_alone(vault: Vault, key: bytearray) -> None:
    vault.path.write_text('{"format": 3}')
    with refused("store_newer_than_program"):
        vault.users()


def test_a_folder_without_a_vault_is_no_clinic(vault: Vault) -> None:
    with refused("no_clinic_here"):
        vault.users()


@pytest.mark.parametrize(
    "password",
    [
        *("", "short", "123456789", "1234567890", "19850312199", "aaaaaaaaaaaa", "abcdefghijkl", "a b c d"),
        *(
            "柳树 石桥 清风 小满",
            "dragonmonkey",
            "zhangwei1985!",
            "!!wangdoctor!!2026",
            "密码密码密码",
        ),
        *("password2026", "woaini1314520", "qwertyuiop", "wang.doctor2026", "ababababab", "admin12345678"),
    ],
)
def test_passwords_that_are_guessed_first_are_refused(password: str) -> None:
    with refused("password_too_weak"):
        require_strong(password, DOCTOR)


@pytest.mark.parametrize("password", ["香碗 宽田 金花 香酒", "T7!kw93-xq", "xiao man hou de yu shui"])
def test_ten_characters_or_four_words_are_enough(password: str) -> None:
    require_strong(password, DOCTOR)


def test_the_desk_pays_64_mebibytes_and_three_passes_for_a_guess() -> None:
    slot = wrap(bytes(32), "u", "p", DESK)
    assert (slot.cost.memory_kib, slot.cost.passes) == (65_536, 3)
    assert slot.open("u", "p") == bytearray(32)


def test_a_pasted_page_is_judged_in_a_time_that_grows_with_its_length() -> None:
    def seconds(letters: str) -> float:
        begun = time.process_time()
        with refused("password_too_weak"):
            require_strong(letters, DOCTOR)
        return time.process_time() - begun

    seconds("password1" * 5)  # reads the list
    short = min(seconds("password1" * 100) for _ in range(3))
    assert seconds("password1" * 1000) < 30 * short, "ten times as long, and not a hundred"


def test_weak_passwords_are_refused_before_anything_is_written(vault: Vault) -> None:
    with refused("password_too_weak"):
        vault.create(ClinicCode("C007"), DOCTOR, "12345")
    assert not vault.path.exists()


def test_a_forgotten_password_is_replaced_by_whoever_has_the_clinic_open(
    vault: Vault, key: bytearray
) -> None:
    vault.set_password(key, DOCTOR, NEW_PASSWORD)
    assert vault.unlock(DOCTOR, NEW_PASSWORD) == key
    with refused("wrong_password"):
        vault.unlock(DOCTOR, PASSWORD)
    with refused("user_unknown"):
        vault.set_password(key, SECOND, NEW_PASSWORD)


def test_a_failed_attempt_waits_for_the_audit_trail_until_it_is_fetched(
    vault: Vault, key: bytearray, clock: HandClock
) -> None:
    fail(vault, 2)
    with refused("wrong_password"):
        vault.unlock(UserId("a password in the wrong field"), PASSWORD)
    noted = [VaultNote(clock.now(), VaultDeed.WRONG_PASSWORD, user) for user in (DOCTOR, DOCTOR, UserId(""))]
    clock.pass_seconds(2)
    assert vault.unlock(DOCTOR, PASSWORD) == key
    assert vault.notes() == (tuple(noted), 0)
    assert b"wrong field" not in vault.path.read_bytes()
    vault.forget_notes()
    assert vault.notes() == ((), 0)


def test_a_flood_of_attempts_is_counted_and_does_not_fill_the_disk(
    vault: Vault, key: bytearray, clock: HandClock
) -> None:
    note = VaultNote(clock.now(), VaultDeed.WRONG_PASSWORD, DOCTOR)
    vault.write(replace(vault.read(), notes=(note,) * MOST_NOTES))
    fail(vault, 2)
    assert vault.notes() == ((note,) * MOST_NOTES, 2)


def test_a_key_let_go_of_is_overwritten() -> None:
    key = bytearray(b"k" * 32)
    with wiped(key) as lent:
        assert lent == b"k" * 32
    assert key == bytes(32)


def test_nothing_of_the_vault_shows_a_key(vault: Vault, key: bytearray) -> None:
    shown = repr((vault, vault.read()))
    assert key.hex() not in shown
    assert repr(bytes(key))[2:-1] not in shown


@pytest.mark.parametrize("part", ["public", "sealed"])
def test_a_users_slot_that_was_tampered_with_does_not_open(vault: Vault, key: bytearray, part: str) -> None:
    plain = json.loads(vault.path.read_bytes())
    slot = plain["users"][DOCTOR]
    slot[part] = base64.b64encode(bytes(len(base64.b64decode(slot[part])))).decode()
    plain.pop("sum")
    vault.path.write_bytes(to_summed(plain))
    if (
        part == "public"
    ):  # opening needs the private half only; carrying the slot along does not trust this one
        assert vault.read().users[DOCTOR].carried(DOCTOR, key, bytes(32)) is None
    else:
        with refused("wrong_password"):
            vault.unlock(DOCTOR, PASSWORD)
