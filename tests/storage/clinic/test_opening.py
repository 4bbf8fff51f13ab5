"""Opening a data folder: the right one opens, every other is told apart with a sentence."""

import errno
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from core.data_sets import DataSetName
from core.errors import Hindrance
from core.events import EventIds
from core.ids import UserId
from storage.clinic.database import CACHE, LEDGER, StoreFile
from storage.clinic.desk import ClinicStore, create_clinic, open_clinic
from storage.clinic.vault_file import VAULT
from tests.storage.clinic.sample import (
    DOCTOR,
    ENROLMENT,
    EPOCH,
    NOON,
    PASSWORD,
    Pen,
    bring_roster,
    bring_set,
    desk_in,
    new_clinic,
    person,
    reopened,
    visit_of,
)
from tests.storage.clinic.test_vault import refused


@pytest.fixture
def closed(folder: Path) -> Path:
    """A clinic with one visit and a roster, closed."""
    store = new_clinic(folder)
    store.ledger.append(Pen().draft(visit_of(person(1, "王小满"))))
    bring_roster(store, [person(1, "王小满")])
    store.close()
    return folder


def test_a_clinic_knows_its_township_after_a_restart(store: ClinicStore, folder: Path) -> None:
    store = reopened(store, folder)
    standing = store.sync.standing()
    store.close()
    assert standing.enrolment == ENROLMENT
    assert standing.epoch == EPOCH
    assert (standing.receipt, standing.results_position, standing.data_sets) == (None, 0, {})


def test_users_and_clinic_code_are_told_before_the_password(closed: Path) -> None:
    vault = desk_in(closed).vault
    assert (vault.clinic(), vault.users()) == ("C007", [DOCTOR])


def test_a_wrong_password_leaves_the_folder_free_for_the_right_one(closed: Path) -> None:
    with refused("wrong_password"):
        open_clinic(desk_in(closed), DOCTOR, "some other password")
    open_clinic(desk_in(closed), DOCTOR, PASSWORD).close()


def test_an_empty_or_missing_folder_is_no_clinic_and_stays_empty(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "missing"):
        with refused("no_clinic_here"):
            open_clinic(desk_in(folder), DOCTOR, PASSWORD)
    assert list(tmp_path.iterdir()) == []


def test_a_ledger_without_its_vault_is_a_clinic_that_lost_its_keys(closed: Path) -> None:
    (closed / VAULT).rename(closed.parent / VAULT)
    with refused("vault_missing"):
        open_clinic(desk_in(closed), DOCTOR, PASSWORD)
    (closed.parent / VAULT).rename(closed / VAULT)
    open_clinic(desk_in(closed), DOCTOR, PASSWORD).close()


@pytest.mark.parametrize("place", ["a file", "a file/and a folder in it"])
def test_a_file_in_the_place_of_a_data_folder_is_told_as_one(tmp_path: Path, place: str) -> None:
    (tmp_path / "a file").write_text("no clinic")
    with refused("folder_is_a_file"):
        open_clinic(desk_in(tmp_path / place), DOCTOR, PASSWORD)


def test_files_that_cannot_be_written_are_told_as_not_opened(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(_folder: Path, _key: object) -> StoreFile:
        raise Hindrance("store_not_writable", file=LEDGER)

    with monkeypatch.context() as patch:
        patch.setattr("storage.clinic.desk.open_ledger", held)
        with refused("store_not_opened"):
            open_clinic(desk_in(closed), DOCTOR, PASSWORD)
    open_clinic(desk_in(closed), DOCTOR, PASSWORD).close()


@pytest.mark.skipif(sys.platform == "win32", reason="there the accounts' folders are closed already")
def test_a_folder_that_lay_open_is_closed_to_other_accounts(tmp_path: Path) -> None:
    folder = tmp_path / "clinic"
    folder.mkdir(mode=0o755)
    new_clinic(folder).close()
    assert folder.stat().st_mode & 0o077 == 0


def test_a_clinic_is_never_set_up_over_another(closed: Path) -> None:
    before = (closed / VAULT).read_bytes()
    with refused("clinic_exists_here"):
        create_clinic(desk_in(closed), ENROLMENT, EPOCH, DOCTOR, PASSWORD)
    (closed / VAULT).rename(closed / "vault.kept")
    with refused("clinic_exists_here"):
        create_clinic(desk_in(closed), ENROLMENT, EPOCH, DOCTOR, PASSWORD)
    assert (closed / "vault.kept").read_bytes() == before


def test_a_set_up_refused_for_its_password_can_be_tried_again(folder: Path) -> None:
    with refused("password_too_weak"):
        create_clinic(desk_in(folder), ENROLMENT, EPOCH, DOCTOR, "12345678")
    new_clinic(folder).close()


@pytest.mark.parametrize("moves", [0, 1, 2])
def test_a_set_up_cut_short_at_any_move_can_be_tried_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch, moves: int
) -> None:
    done: list[Path] = []
    real = Path.replace

    def cut(self: Path, target: Path) -> Path:
        if self.parent.name == "set-up" and target.parent == folder:
            if len(done) == moves:
                raise SystemExit
            done.append(self)
        return real(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", cut)
        patch.setattr("storage.clinic.desk.shutil.rmtree", lambda *_, **__: None)
        patch.setattr(Path, "unlink", lambda *_, **__: None)
        with pytest.raises(SystemExit):
            create_clinic(desk_in(folder), ENROLMENT, EPOCH, DOCTOR, PASSWORD)
    new_clinic(folder).close()


def test_a_missing_ledger_is_never_replaced_by_an_empty_one(closed: Path) -> None:
    (closed / LEDGER).write_bytes(b"")
    with refused("ledger_missing"):
        open_clinic(desk_in(closed), DOCTOR, PASSWORD)
    (closed / LEDGER).unlink()
    with refused("ledger_missing"):
        open_clinic(desk_in(closed), DOCTOR, PASSWORD)
    assert not (closed / LEDGER).exists()


def test_a_ledger_of_another_clinic_is_told_apart(closed: Path, tmp_path: Path) -> None:
    new_clinic(tmp_path / "other").close()
    shutil.copy(tmp_path / "other" / LEDGER, closed / LEDGER)
    with refused("store_not_ours"):
        open_clinic(desk_in(closed), DOCTOR, PASSWORD)


@pytest.mark.parametrize("content", [b"no database at all" * 500, b"\x00" * 8192])
def test_a_file_that_is_no_ledger_is_told_apart(closed: Path, content: bytes) -> None:
    (closed / LEDGER).write_bytes(content)
    with refused("store_not_ours"):
        open_clinic(desk_in(closed), DOCTOR, PASSWORD)
    assert (closed / LEDGER).read_bytes() == content


@pytest.mark.parametrize("name", [LEDGER, CACHE])
def test_a_file_of_a_newer_program_is_left_alone(closed: Path, name: str) -> None:
    store = open_clinic(desk_in(closed), DOCTOR, PASSWORD)
    (file,) = (file for file in store.files if file.path.name == name)
    file.database.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES (?, '9999_later', 'later')",
        (name,),
    )
    store.close()
    with refused("store_newer_than_program", file=name):
        open_clinic(desk_in(closed), DOCTOR, PASSWORD)


@pytest.mark.parametrize("bad", ["missing", "foreign", "first page", "empty"])
def test_a_bad_cache_is_made_anew_and_the_visits_are_there(closed: Path, bad: str) -> None:
    cache = closed / CACHE
    if bad == "missing":
        cache.unlink()
    else:
        whole = cache.read_bytes()
        cache.write_bytes({"foreign": b"x" * 9000, "empty": b""}.get(bad, bytes(100) + whole[100:]))
    store = open_clinic(desk_in(closed), DOCTOR, PASSWORD)
    assert len(store.records.visits(NOON.date(), NOON.date(), 10)) == 1
    assert store.records.roster_dates() is None
    assert store.sync.standing().data_sets == {}
    bring_roster(store, [person(1, "王小满")])
    store.close()


def test_damage_met_in_the_cache_is_told_and_repaired_on_the_spot(closed: Path) -> None:
    store = open_clinic(desk_in(closed), DOCTOR, PASSWORD)
    bring_set(store, DataSetName.SETTINGS, {f"s{n}": {"value": "x" * 900} for n in range(200)})
    store.close()
    cache = closed / CACHE
    whole = bytearray(cache.read_bytes())
    for page in range(len(whole) // 4096 - 20, len(whole) // 4096):
        whole[page * 4096 + 50] ^= 1
    cache.write_bytes(whole)
    with pytest.raises(Hindrance, match="cache_begun_anew"):
        open_and_read_everything(closed)
    store = open_clinic(desk_in(closed), DOCTOR, PASSWORD)
    assert len(store.records.visits(NOON.date(), NOON.date(), 10)) == 1
    assert store.verify() == []
    store.close()


def open_and_read_everything(folder: Path) -> None:
    store = open_clinic(desk_in(folder), DOCTOR, PASSWORD)
    try:
        store.settings()
        store.records.entry_by_number("1")
        store.records.search("wxm", 10)
    finally:
        store.close()


def test_a_flipped_bit_in_the_ledger_never_goes_unnoticed(closed: Path) -> None:
    ledger = closed / LEDGER
    whole = ledger.read_bytes()
    for place in range(1000, len(whole), 4096):
        ledger.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        aside = len(list(closed.glob("damaged-*")))
        codes = codes_on_verifying(closed)
        mended = len(list(closed.glob("damaged-*"))) > aside
        one_of = ({"ledger_damaged"}, {"store_damaged"}, {"store_not_ours"}, {"events_missing"})
        assert codes in one_of or (mended and not codes)


def codes_on_verifying(folder: Path) -> set[str]:
    try:
        store = open_clinic(desk_in(folder), DOCTOR, PASSWORD)
    except Hindrance as hindrance:
        return {hindrance.code}
    faults = store.verify()
    store.close()
    return {fault.code for fault in faults}


def pages_in_the_log(log: bytes) -> set[int]:
    """Read from a write-ahead log which pages it holds; its format is SQLite's."""
    frames = range(32, len(log), 24 + 4096)
    return {int.from_bytes(log[start : start + 4], "big") for start in frames}


def test_a_page_that_was_half_folded_in_is_no_damage(closed: Path, tmp_path: Path) -> None:
    store = open_clinic(desk_in(closed), DOCTOR, PASSWORD)
    pen = Pen(EventIds(b"another start 16"))
    store.ledger.append(pen.draft(visit_of(person(2, "李四"))))
    cut = tmp_path / "cut"
    shutil.copytree(closed, cut)
    shutil.copy(desk_in(closed).sentinel_path, desk_in(cut).sentinel_path)
    store.close()
    whole = bytearray((cut / LEDGER).read_bytes())
    torn = [page for page in pages_in_the_log((cut / "ledger-wal").read_bytes()) if page * 4096 <= len(whole)]
    for page in torn:
        whole[page * 4096 - 2048 : page * 4096] = bytes(2048)
    (cut / LEDGER).write_bytes(whole)
    assert torn
    store = open_clinic(desk_in(cut), DOCTOR, PASSWORD)
    faults, events = store.verify(), store.ledger.head().sequence
    store.close()
    assert (faults, events) == ([], 2)


def test_a_set_up_whose_files_did_not_come_to_rest_is_none(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stuck(_: StoreFile) -> None:
        raise Hindrance("disk_full", file=LEDGER)

    with monkeypatch.context() as patch:
        patch.setattr(StoreFile, "fold_in", stuck)
        with refused("disk_full"):
            create_clinic(desk_in(folder), ENROLMENT, EPOCH, DOCTOR, PASSWORD)
    assert [one.name for one in folder.iterdir()] == ["lock"]
    new_clinic(folder).close()


def test_a_set_up_on_a_disk_that_fails_is_a_sentence(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.replace

    def fail(self: Path, target: Path) -> Path:
        if self.name == LEDGER:
            raise OSError(errno.EIO, "failed")
        return real(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", fail)
        with refused("store_not_writable"):
            create_clinic(desk_in(folder), ENROLMENT, EPOCH, DOCTOR, PASSWORD)
    new_clinic(folder).close()


def test_a_second_program_is_kept_out_until_the_first_closes(store: ClinicStore, folder: Path) -> None:
    with refused("store_in_use"):
        open_clinic(desk_in(folder), DOCTOR, PASSWORD)
    program = (
        "from pathlib import Path\n"
        "from core.errors import Refusal\n"
        "from storage.clinic.durable_file import FolderLock\n"
        "try:\n"
        f"    FolderLock(Path({str(folder)!r}))\n"
        "except Refusal as refusal:\n"
        "    print(refusal.code)\n"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "store_in_use"


def test_a_second_user_opens_the_same_clinic(store: ClinicStore, folder: Path) -> None:
    user, password = UserId("li"), "shi qiao xiao man liu"
    desk_in(folder).vault.add_user(store.key, user, password)
    store.close()
    open_clinic(desk_in(folder), user, password).close()


def test_the_key_is_not_told_when_the_store_is_printed(store: ClinicStore) -> None:
    assert store.key.hex() not in repr(store)
    assert repr(bytes(store.key))[2:-1] not in repr(store)


def test_our_files_say_nothing_to_plain_sqlite(store: ClinicStore, folder: Path) -> None:
    for name in (LEDGER, CACHE):
        assert not (folder / name).read_bytes().startswith(b"SQLite format 3")


def test_closing_the_clinic_overwrites_its_key(store: ClinicStore) -> None:
    assert any(store.key)
    store.close()
    assert not any(store.key)
