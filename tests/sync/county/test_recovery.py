"""忘记密码 at the county: who is answered, who is not, and what stands in the book of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from core.county_recovery import Asked, ClinicPair, RecoveryBook, RecoveryExport
from core.errors import Hindrance, Refusal, Stop
from core.events import Epoch
from core.ids import ClinicCode, DeviceId, TownshipCode, UserId
from core.recovery import RecoveryPair, SlotPlace, challenge_for, read_response, write_challenge
from storage.county.key_file import CountyKeyFile
from storage.county.recovery_book import BOOK_FILE, CountyRecoveryBook
from storage.recovery import response_of
from sync.county.introduction import introduce
from sync.county.recovery import CountyRecovery
from sync.county.recovery_export import fingerprint_of, read_export, write_export
from sync.county.recovery_held import read_file, read_held, write_file, write_held
from sync.envelope import public_half, sealing_half
from tests.helpers.county import PASSPHRASE, a_county
from tests.helpers.township_talk import SetClock
from tests.storage.clinic.sample import TESTING

KEYS, DRAWN = a_county()
OTHER_KEYS, OTHER = a_county(seed=2)
TOWNSHIP_KEY, STRANGE_KEY = bytes([7]) * 32, bytes([8]) * 32
TOWNSHIP, EPOCH = TownshipCode("T001"), Epoch(1, "aa" * 16, "")
DEVICE, OLD_DEVICE = DeviceId("d0" * 16), DeviceId("d1" * 16)
DOCTOR = UserId("wang.doctor")
DEVICE_PRIVATE = {1: bytes([41]) * 32, 2: bytes([42]) * 32}


def pair(number: int = 1, device: DeviceId = DEVICE, revoked: bool = False) -> ClinicPair:
    public = sealing_half(DEVICE_PRIVATE[number])
    made = RecoveryPair(device, number, public)
    return ClinicPair(ClinicCode("C007"), "柳树村卫生室", (DOCTOR, UserId("li")), made, revoked)


class County:
    """The county's folder with its deeds, a clock, and a township that exports."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.clock = folder, SetClock()
        self.files = folder / "in.recovery", folder / "out.held"
        safe = CountyKeyFile(folder, TESTING)
        safe.create(KEYS, DRAWN, PASSPHRASE, introduce(KEYS, DRAWN.signing))
        self.deeds = CountyRecovery(lambda _: safe, CountyRecoveryBook, self.clock)

    def bring_in(
        self, *pairs: ClinicPair, key: bytes = TOWNSHIP_KEY, compared: bool = True, days: int = 0
    ) -> dict[str, Any]:
        at = self.clock.now() + timedelta(days=days)
        export = RecoveryExport(TOWNSHIP, "青石镇卫生院", public_half(key), at, pairs)
        self.files[0].write_bytes(write_export(export, EPOCH, key))
        return dict(self.deeds.bring_in(self.folder, PASSPHRASE, self.files, lambda *_: compared))

    def answer(self, place: SlotPlace, user: UserId = DOCTOR, **insists: bool) -> dict[str, Any]:
        asked = Asked(write_challenge(challenge_for(place, user)), **insists)
        return dict(self.deeds.answer(self.folder, PASSPHRASE, asked))

    @property
    def book(self) -> RecoveryBook:
        return CountyRecoveryBook(self.folder, DRAWN.recovery)


@pytest.fixture
def county(tmp_path: Path) -> County:
    return County(tmp_path)


PLACE = SlotPlace(DEVICE, 1, 3)


def test_the_answer_is_what_the_device_derived_with_its_own_half(county: County) -> None:
    county.bring_in(pair())
    told = county.answer(PLACE)
    bits = response_of(DEVICE_PRIVATE[1], KEYS.recovery, PLACE)
    assert read_response(told["response"]).told_to(challenge_for(PLACE, DOCTOR)) == bits
    named = (told["clinic_name"], told["user"], told["slot"], told["answered_before"])
    assert named == ("柳树村卫生室", DOCTOR, 4, 0)


def test_every_answer_stands_in_the_book(county: County) -> None:
    county.bring_in(pair())
    county.answer(PLACE)
    (noted,) = county.book.answers()
    assert (noted.at, noted.place, noted.clinic, noted.user) == (county.clock.now(), PLACE, "C007", DOCTOR)
    listed = county.deeds.answers(county.folder, PASSPHRASE)["answers"]
    assert [(one["user"], one["slot"]) for one in listed] == [(DOCTOR, 4)]


def test_an_answer_that_cannot_be_noted_is_not_given(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    county.bring_in(pair())

    def full(*_: object) -> None:
        raise Hindrance("disk_full", file=BOOK_FILE)

    monkeypatch.setattr("storage.county.recovery_book.replace_durably", full)
    with pytest.raises(Hindrance, match="disk_full"):
        county.answer(PLACE)


def test_a_slot_answered_already_is_answered_again_only_on_purpose(county: County) -> None:
    county.bring_in(pair())
    first = county.answer(PLACE)
    with pytest.raises(Refusal) as refusal:
        county.answer(PLACE)
    assert (refusal.value.code, refusal.value.facts["at"]) == ("recovery_slot_answered", "2026-05-06 17:30")
    again = county.answer(PLACE, again=True)
    assert (again["response"], again["answered_before"]) == (first["response"], 1)
    assert county.answer(replace(PLACE, slot=4))["answered_before"] == 0


def test_a_pair_the_device_replaced_is_taken_for_a_copied_disk(county: County) -> None:
    county.bring_in(pair(1), pair(2))
    with pytest.raises(Refusal, match="recovery_pair_superseded"):
        county.answer(PLACE)
    assert county.answer(SlotPlace(DEVICE, 2, 3))["clinic"] == "C007"
    assert read_response(county.answer(PLACE, old_copy=True)["response"])


def test_a_device_brought_back_from_a_backup_is_answered_for_the_pair_it_announced_last(
    county: County,
) -> None:
    again = replace(pair(), pair=replace(pair(1).pair, public=sealing_half(bytes([43]) * 32)))
    county.bring_in(pair(1), pair(2), again)
    ((_, word),) = read_file(county.files[1].read_bytes(), KEYS, TOWNSHIP)
    assert read_held(word, KEYS) == again.pair
    told = read_response(county.answer(PLACE)["response"]).told_to(challenge_for(PLACE, DOCTOR))
    assert told == response_of(bytes([43]) * 32, KEYS.recovery, PLACE)
    with pytest.raises(Refusal, match="recovery_pair_superseded"):
        county.answer(SlotPlace(DEVICE, 2, 3))


@pytest.mark.parametrize(
    ("brought", "code"),
    [((), "recovery_pair_unknown"), ((pair(revoked=True),), "recovery_device_revoked")],
)
def test_a_device_unknown_or_revoked_is_not_answered(
    county: County, brought: tuple[ClinicPair, ...], code: str
) -> None:
    county.bring_in(*brought)
    with pytest.raises(Refusal, match=code):
        county.answer(PLACE)
    assert list(county.book.answers()) == []


def test_a_name_the_township_does_not_know_is_said_to_be_so(county: County) -> None:
    county.bring_in(pair())
    assert county.answer(PLACE, UserId("stranger"))["user"] == ""


def test_a_township_is_believed_once_its_fingerprint_was_compared(county: County) -> None:
    with pytest.raises(Refusal, match="township_not_confirmed"):
        county.bring_in(pair(), compared=False)
    county.bring_in(pair())
    county.bring_in(pair(), compared=False)
    with pytest.raises(Refusal, match="township_not_confirmed"):
        county.bring_in(pair(device=OLD_DEVICE), key=STRANGE_KEY, compared=False)


@pytest.mark.parametrize("days", [-1, 2])
def test_an_export_from_before_or_from_the_future_is_not_taken_over(county: County, days: int) -> None:
    county.bring_in(pair(1), pair(2))
    with pytest.raises(Refusal, match="recovery_export_older"):
        county.bring_in(pair(1), days=days)


def test_the_countys_word_is_about_the_newest_pair_of_devices_in_use(county: County) -> None:
    done = county.bring_in(pair(1), pair(2), pair(1, OLD_DEVICE, revoked=True))
    assert done["devices"] == 1
    ((device, word),) = read_file(county.files[1].read_bytes(), KEYS, TOWNSHIP)
    assert (device, read_held(word, KEYS)) == (DEVICE, pair(2).pair)


def test_the_word_of_another_county_or_about_another_township_is_not_believed() -> None:
    word = write_held(TOWNSHIP, pair().pair, DRAWN.signing)
    with pytest.raises(Refusal, match="county_signature_wrong"):
        read_held(word, OTHER_KEYS)
    with pytest.raises(Refusal, match="recovery_held_of_another_township"):
        read_file(write_file([word]), KEYS, TownshipCode("T002"))


def read_or_refused(read: Callable[[bytes], object], data: bytes) -> object:
    try:
        return read(data)
    except Refusal:
        return None


@pytest.mark.parametrize("read", [lambda data: read_held(data, KEYS), read_export], ids=["held", "export"])
def test_bytes_that_were_cut_or_changed_are_refused(read: Callable[[bytes], object]) -> None:
    export = RecoveryExport(TOWNSHIP, "青石镇", public_half(TOWNSHIP_KEY), SetClock().now(), (pair(),))
    whole = {
        "held": write_held(TOWNSHIP, pair().pair, DRAWN.signing),
        "export": write_export(export, EPOCH, TOWNSHIP_KEY),
    }
    data = whole["export" if read is read_export else "held"]
    for place in range(0, len(data), 7):
        for spoiled in (data[:place], data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]):
            assert read_or_refused(read, spoiled) in (
                None,
                read(data),
            )  # no signature covers an epoch's number


def test_an_export_reads_back_with_the_fingerprint_its_township_tells() -> None:
    export = RecoveryExport(TOWNSHIP, "青石镇", public_half(TOWNSHIP_KEY), SetClock().now(), (pair(),))
    read = read_export(write_export(export, EPOCH, TOWNSHIP_KEY))
    assert read == export
    assert fingerprint_of(read) == fingerprint_of(export)
    assert fingerprint_of(replace(export, township=TownshipCode("T002"))) != fingerprint_of(export)


def test_a_line_of_the_book_that_was_changed_or_taken_out_is_noticed(county: County) -> None:
    county.bring_in(pair())
    county.answer(PLACE)
    county.answer(replace(PLACE, slot=4))
    path = county.folder / BOOK_FILE
    whole = path.read_text("utf-8").splitlines()
    for spoiled in (
        whole[1:],
        [whole[0], whole[2]],
        [whole[0], whole[1].replace("wang", "li"), whole[2]],
        ["x"],
    ):
        path.write_text("\n".join(spoiled), "utf-8")
        with pytest.raises(Stop, match="recovery_book_damaged"):
            _ = county.book
    path.write_text("\n".join(whole), "utf-8")
    with pytest.raises(Stop, match="recovery_book_damaged"):
        CountyRecoveryBook(county.folder, OTHER.recovery)


def test_the_book_holds_no_answer_and_shows_no_key(county: County) -> None:
    county.bring_in(pair())
    response = county.answer(PLACE)["response"]
    text = (county.folder / BOOK_FILE).read_text("utf-8")
    assert response not in text
    assert response.replace("-", "") not in text
    assert DRAWN.recovery.hex() not in text + repr(county.book)
    assert repr(DRAWN.recovery)[2:-1] not in repr(county.book)
