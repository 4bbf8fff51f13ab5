"""Makers' libraries through the helper process: what they read, and what they can do wrong without harm."""

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Hindrance, Refusal, Stop
from core.identity.card import CardLayout, card_block, parse_card
from core.training.card import fields_of
from core.training.characters import Character
from core.training.township import make_township
from tests.helpers.cards import CARDS
from tests.helpers.vendor_libraries import MAKES, VendorLibrary, built
from ui.desk import ReaderFound, ReaderStanding
from ui.devices.any_reader import AnyReader
from ui.devices.reader import Patience
from ui.devices.vendor.helper import FIND, READ, READER_HELPER, answer_to
from ui.devices.vendor.library_reader import (
    LibraryReader,
    answer_in,
    chip_in,
    found_libraries,
    helper_command,
    layout_by_number,
)

ON = date(2026, 6, 1)
PERSON = make_township(4, ON, villages=1, people=0).characters[Character.ACTIVE].person
FIELDS = {**fields_of(PERSON, date(2015, 7, 1), None), "address": PERSON.address, "authority": "演示县公安局"}
CARD = card_block(CardLayout.CITIZEN, FIELDS)
HURRIED = Patience(answer=0.3, card=0.1)


@pytest.fixture(scope="session")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("makers")
    return {make: built(make, folder) for make in MAKES}


@pytest.fixture(params=MAKES)
def library(
    request: pytest.FixtureRequest, libraries: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> VendorLibrary:
    made = VendorLibrary(request.param, libraries[request.param], monkeypatch)
    made.lay(CARD, {**FIELDS, "sex": "男" if FIELDS["sex"] == "1" else "女", "valid_from": "2015-07-01"})
    return made


def reader(library: VendorLibrary, starting: float = 10.0) -> LibraryReader:
    return LibraryReader(library.path, HURRIED, make=library.make, starting=starting)


def answered(library: VendorLibrary, act: str) -> Mapping[str, Any]:
    """Ask the helper's own function: a process is started only where it matters."""
    asked = {"act": act, "library": str(library.path), "wait": 0}
    return answer_in(json.dumps(answer_to(asked)).encode())


def test_the_exported_names_tell_the_make_and_not_the_files(library: VendorLibrary) -> None:
    found = answered(library, FIND)
    assert found["make"] == library.make
    assert bool(found["sam"]) == (library.make in ("sdt", "syn"))


def test_a_card_is_read_whole_through_the_helper(library: VendorLibrary) -> None:
    library.path.with_name("wz.txt").write_text("what a library leaves behind of a person")
    card = parse_card(reader(library).read_chip().text, ON)
    assert (card.name, card.number, card.address) == (PERSON.name, PERSON.id_number, PERSON.address)
    assert (card.sex, card.valid_from, card.valid_to) == (PERSON.sex, date(2015, 7, 1), None)
    assert not library.path.with_name("wz.txt").exists()


@pytest.mark.parametrize("layout", CARDS)
def test_every_layout_comes_through(library: VendorLibrary, layout: CardLayout) -> None:
    said = CARDS[layout][0]
    foreign = {"name": said["english_name"], "chinese_name": said["name"]} if "english_name" in said else {}
    library.lay(card_block(layout, said), {**said, **foreign})
    card = parse_card(chip_in(answered(library, READ)).text, ON)
    without_chinese = library.make == "termb" and foreign
    assert card.name == ("" if without_chinese else said["name"]) or said["english_name"]
    assert (card.layout, card.number) == (layout, said["number"])


FAULTS = {
    "no_card": dict.fromkeys(MAKES, "card_not_there"),
    "removed": dict.fromkeys(MAKES, "card_not_readable"),
    "unread": dict.fromkeys(MAKES, "card_not_readable"),
    "no_reader": dict.fromkeys(MAKES, "reader_not_there"),
    "cable": dict.fromkeys(("sdt", "syn", "huashi"), "reader_not_there"),
    "cable_in_the_middle": {
        **dict.fromkeys(("sdt", "syn"), "reader_not_there"),
        **dict.fromkeys(("huashi", "termb"), "card_not_readable"),
    },
    "self_test": dict.fromkeys(("sdt", "syn", "termb"), "reader_refused"),
    "no_library": {"huashi": "reader_library_unusable"},
}


@pytest.mark.parametrize(("fault", "make"), [(fault, make) for fault in FAULTS for make in FAULTS[fault]])
def test_what_a_library_does_wrong_is_told_by_its_reason(
    libraries: dict[str, Path], monkeypatch: pytest.MonkeyPatch, fault: str, make: str
) -> None:
    library = VendorLibrary(make, libraries[make], monkeypatch)
    library.go_wrong(fault)
    with pytest.raises((Refusal, Hindrance), match=FAULTS[fault][make]):
        answered(library, READ)


@pytest.mark.parametrize("fault", ["garbage", "short", "absurd_length"])
def test_whatever_a_library_hands_over_is_refused_or_read(library: VendorLibrary, fault: str) -> None:
    library.go_wrong(fault)
    try:
        read = parse_card(chip_in(answered(library, READ)).text, ON).number
    except Stop as stop:
        assert stop.code.startswith(("card_", "id_number_", "reader_"))
    else:
        assert read == PERSON.id_number
        assert fault != "garbage"


@pytest.mark.parametrize(("fault", "code"), [("crash", "reader_library_broke"), ("hang", "reader_silent")])
def test_a_library_that_dies_or_hangs_costs_a_message(
    libraries: dict[str, Path], monkeypatch: pytest.MonkeyPatch, fault: str, code: str
) -> None:
    library = VendorLibrary("sdt", libraries["sdt"], monkeypatch)
    library.go_wrong(fault)
    with pytest.raises(Hindrance, match=code):
        reader(library, starting=0.6 if fault == "hang" else 10).read_chip()


def test_the_reader_behind_a_library_is_found_and_kept_to(
    libraries: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    library = VendorLibrary("huashi", libraries["huashi"], monkeypatch)
    library.lay(CARD, FIELDS)
    any_reader = AnyReader(lambda: ON, lambda: [], HURRIED, lambda: [library.path])
    assert any_reader.read().reader == "huashi:libtermb.so"
    library.go_wrong("cable")
    with pytest.raises(Hindrance):
        any_reader.read()
    assert any_reader.look() == ReaderStanding(ReaderFound("huashi", "libtermb.so"), any_reader.last_stop)
    library.go_wrong("")
    assert any_reader.read().name == PERSON.name


def test_what_is_no_library_is_told(tmp_path: Path) -> None:
    file = tmp_path / "termb.dll"
    file.write_bytes(b"no library")
    with pytest.raises(Hindrance, match="reader_library_unusable"):
        LibraryReader(file, HURRIED).describe()
    with pytest.raises(Hindrance, match="reader_library_unusable"):
        AnyReader(lambda: ON, lambda: [], HURRIED, lambda: [file]).read()
    assert found_libraries([tmp_path]) == [file]


def test_the_program_itself_is_the_helper_where_it_is_packaged(tmp_path: Path) -> None:
    def packaged(_library: Path) -> Sequence[str]:
        return [sys.executable, "main.py", READER_HELPER]

    with pytest.raises(Hindrance, match="reader_library_unusable"):
        LibraryReader(tmp_path / "termb.dll", HURRIED, packaged).describe()


def test_a_library_of_32_bits_wants_a_helper_of_32_bits(tmp_path: Path) -> None:
    file = tmp_path / "termb.dll"
    file.write_bytes(b"MZ" + bytes(0x3A) + (0x80).to_bytes(4, "little") + bytes(0x40) + b"PE\0\0\x4c\x01")
    with pytest.raises(Hindrance, match="reader_library_32_bit"):
        LibraryReader(file, HURRIED).describe()
    file.write_bytes(file.read_bytes()[:-2] + b"\x64\x86")
    assert helper_command(file)[0] == sys.executable


def says_nothing(_library: Path) -> Sequence[str]:
    return [sys.executable, "-c", "pass"]


def is_missing(library: Path) -> Sequence[str]:
    return [str(library / "no-such-helper")]


@pytest.mark.parametrize(
    ("command", "code"), [(says_nothing, "reader_answer_damaged"), (is_missing, "reader_library_broke")]
)
def test_a_helper_that_is_no_help_is_told(command: type, code: str, tmp_path: Path) -> None:
    with pytest.raises(Hindrance, match=code):
        LibraryReader(tmp_path, HURRIED, command).describe()


NOISE = st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.lists(st.text(max_size=3))
SAID = st.dictionaries(st.sampled_from(["name", "number", "birth", "sex"]), NOISE)
ANSWERS = st.dictionaries(st.sampled_from(["text", "photo", "fields", "stop", "status"]), NOISE | SAID)


@settings(max_examples=50)
@given(ANSWERS)
def test_whatever_a_helper_answers_is_read_or_refused(told: dict[str, object]) -> None:
    try:
        parse_card(chip_in(told).text, ON)
    except Stop as stop:
        assert "_" in stop.code


@settings(max_examples=50)
@given(st.binary(max_size=60))
def test_whatever_bytes_a_helper_sends_are_read_or_refused(said: bytes) -> None:
    try:
        answer_in(said)
    except Stop as stop:
        assert stop.code


@given(st.sampled_from(CardLayout))
def test_the_number_tells_the_layout(layout: CardLayout) -> None:
    number = CARDS[layout][0]["number"] if layout in CARDS else PERSON.id_number
    assert layout_by_number(number) is layout
