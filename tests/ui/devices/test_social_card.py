"""Social security cards: what the first generations tell, what the third keeps, and how a card can fail."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from core.errors import Hindrance, Refusal, Stop
from core.identity.id_number import Concern
from core.identity.social_card import parse_social_card
from core.identity.social_records import NAME as NAME_RECORD
from core.identity.social_records import NUMBER as NUMBER_RECORD
from core.identity.social_records import VERSION, key_of
from tests.helpers.cards import specimen_cards
from tests.helpers.social_cards import HOLDER, NAME, NUMBER, THIRD, Readers, SocialChip
from ui.desk import CardSeen, ReaderFound
from ui.devices import social_reader
from ui.devices.any_reader import AnyReader
from ui.devices.reader import ChipRead, Patience, card_seen
from ui.devices.social_reader import SocialReader
from ui.devices.vendor.helper import PCSC
from ui.devices.vendor.library_reader import chip_in
from ui.devices.vendor.makes import ReaderStop
from ui.devices.vendor.social_card import Slot, SocialCards

ON = date(2026, 6, 1)
STAND_IN = Path(__file__).parents[2] / "helpers" / "stand_in_pcsc"
HURRIED = Patience(answer=0.3, card=0.0)


def records_of(*chips: Slot | None) -> Mapping[str, bytes]:
    """Read what lies in the readers of a PC."""
    cards = SocialCards(Readers({f"reader {number}": chip for number, chip in enumerate(chips)}))
    cards.open()
    if not cards.find():
        raise ReaderStop("card_not_there")
    return cards.read().records


@pytest.mark.parametrize("version", ["1.00", "2.00"])
@pytest.mark.parametrize(
    "made",
    [
        SocialChip,
        partial(SocialChip, wants_exact_lengths=True),
        partial(SocialChip, knows_chosen_files=False),
    ],
)
def test_the_first_generations_tell_their_holder_whatever_way_they_are_asked(
    version: str, made: Callable[[str], SocialChip]
) -> None:
    read = parse_social_card(records_of(made(version)), ON)
    assert (read.name, read.credential.number, read.version) == (NAME, NUMBER, version)
    assert (read.expires, read.expired(ON), read.expired(date(2035, 7, 1))) == (
        date(2035, 6, 30),
        False,
        True,
    )


def test_the_chip_hears_the_commands_of_the_cards_own_book() -> None:
    chip = SocialChip()
    records_of(chip)
    heard = [command.hex() for command in chip.heard]
    assert heard[0] == "00a404000f7378312e73682ec9e7bbe1b1a3d5cf"
    assert "00b2080014" in heard
    assert "00b2090020" in heard


def test_the_third_generation_says_why_it_cannot_and_the_number_is_offered() -> None:
    with pytest.raises(Refusal, match="social_card_third_generation"):
        parse_social_card(records_of(SocialChip("3.00", holder=THIRD)), ON)
    readable = parse_social_card(records_of(SocialChip("3.00")), ON)
    assert readable.name == NAME


def test_a_long_name_goes_on_in_its_second_record_and_an_old_number_is_lengthened() -> None:
    holder = {**HOLDER, 0x09: ("迪丽热巴" * 4).encode("gbk")[:30], 0x4E: "·阿卜".encode("gb18030").ljust(20)}
    read = parse_social_card(records_of(SocialChip(holder=holder)), ON)
    assert read.name == ("迪丽热巴" * 4)[:15] + "·阿卜"
    old = {**HOLDER, 0x08: b"110101900307002".ljust(18)}
    assert parse_social_card(records_of(SocialChip(holder=old)), ON).credential.number == NUMBER


def test_a_wrong_check_on_the_chip_is_a_concern_and_a_number_that_cannot_be_is_refused() -> None:
    wrong = {**HOLDER, 0x08: (NUMBER[:17] + ("0" if NUMBER[17] != "0" else "1")).encode()}
    read = parse_social_card(records_of(SocialChip(holder=wrong)), ON)
    assert Concern.CHECK_ON_CHIP in read.credential.concerns
    with pytest.raises(Refusal, match="id_number_birth_date"):
        parse_social_card({key_of(NUMBER_RECORD): b"\x08\x12110101199013070023", **_named()}, ON)


def _named() -> Mapping[str, bytes]:
    return {key_of(NAME_RECORD): b"\x09\x02" + "甲".encode("gbk")}


@pytest.mark.parametrize(
    "record", [b"", b"\x08", b"\x08\x12" + NUMBER.encode()[:10], b"\x07\x12" + NUMBER.encode()]
)
def test_a_record_that_is_cut_or_another_is_no_record(record: bytes) -> None:
    with pytest.raises(Refusal, match="social_card_not_readable"):
        parse_social_card({key_of(NUMBER_RECORD): record, **_named(), key_of(VERSION): b"\x03\x042.00"}, ON)


def test_the_card_is_found_in_whichever_reader_it_is_and_another_kind_of_card_is_named() -> None:
    other = SocialChip(application=b"\xa0\x00\x00\x03\x33")
    assert records_of(None, other, SocialChip())
    with pytest.raises(ReaderStop, match="social_card_unknown"):
        records_of(None, other)
    with pytest.raises(ReaderStop, match="card_not_there"):
        records_of(None)
    with pytest.raises(ReaderStop, match="reader_not_there"):
        records_of()


def test_a_card_taken_out_at_any_command_is_not_readable() -> None:
    whole = SocialChip()
    records_of(whole)
    for pulled_after in range(1, len(whole.heard)):
        with pytest.raises(ReaderStop, match="card_not_readable"):
            records_of(SocialChip(pulled_after=pulled_after))


def test_a_card_that_says_for_ever_that_there_is_more_is_let_go() -> None:
    class Endless:
        said = 0

        def transmit(self, _: bytes) -> bytes:
            self.said += 1
            return b"\x61\x10"

    endless = Endless()
    with pytest.raises(ReaderStop, match="social_card_unknown"):
        records_of(endless)
    assert endless.said < 10


@pytest.mark.parametrize(
    ("card", "told"),
    [
        ("2.00", NUMBER),
        ("3.00", "social_card_third_generation"),
        ("empty", "social_card_not_there"),
        ("none", "reader_not_there"),
        ("service-away", "reader_not_there"),
    ],
)
def test_a_helper_process_reads_what_lies_in_the_reader(
    card: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(STAND_IN))
    monkeypatch.setenv("CUNZHEN_STAND_IN_CARD", card)
    try:
        seen = card_seen(SocialReader(Patience(card=0)), ON)
    except Stop as stop:
        assert stop.code == told
    else:
        assert (seen.id_number, seen.name, seen.reader, seen.expired) == (told, NAME, PCSC, False)


def test_the_helper_starts_with_little() -> None:
    """It is started at every card: the desk's own modules, and what makes classes, would double its start."""
    loaded = "import ui.devices.vendor.helper, ui.devices.vendor.social_card, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, check=True, text=True)
    modules = done.stdout.split()
    assert [one for one in modules if one.startswith("core.identity.")] == ["core.identity.social_records"]
    assert not {"dataclasses", "inspect", "subprocess"} & set(modules)


def test_without_pyscard_nothing_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(social_reader, "find_spec", lambda _: None)
    assert social_reader.social_reader() is None


class Beside:
    """A reader of smart cards and one of identity cards at one PC; what lies in either is told to it."""

    def __init__(self, social: Stop | Mapping[str, bytes]) -> None:
        self.social = social
        self.name = PCSC

    def describe(self) -> ReaderFound:
        return ReaderFound(PCSC, "Stand-in Reader")

    def read_chip(self) -> ChipRead:
        if isinstance(self.social, Stop):
            raise self.social
        return chip_in({"records": {key: record.hex() for key, record in self.social.items()}})


class IdentityCards:
    make = name = "sdt"

    def describe(self) -> ReaderFound:
        return ReaderFound("sdt", "libsdtapi.so")

    def read_chip(self) -> ChipRead:
        return ChipRead(next(iter(specimen_cards(ON).values())))


def desk(social: Stop | Mapping[str, bytes], *, alone: bool = False) -> AnyReader:
    beside = Beside(social)
    reader = AnyReader(
        today=lambda: ON,
        ports=lambda: [],
        patience=HURRIED,
        libraries=lambda: [] if alone else [Path("libsdtapi.so")],
        reader_of=lambda *_: IdentityCards(),
        social=lambda _: beside,
    )
    return reader


def test_a_card_in_the_smart_card_reader_goes_before_the_wait_for_another() -> None:
    seen = desk(records_of(SocialChip())).read()
    assert seen == CardSeen(NUMBER, NAME, PCSC, False, seen.credential)
    for code in ("social_card_not_there", "social_card_unknown", "social_card_not_readable"):
        assert desk(Refusal(code)).read().reader == "sdt"
    with pytest.raises(Refusal, match="social_card_third_generation"):
        desk(records_of(SocialChip("3.00", holder=THIRD))).read()


def test_a_smart_card_reader_that_went_away_keeps_nobody_from_the_other() -> None:
    reader = desk(Hindrance("reader_silent"))
    assert reader.read().reader == "sdt"
    reader_of_smart_cards = reader.social(HURRIED)
    assert isinstance(reader_of_smart_cards, Beside)
    reader_of_smart_cards.social = records_of(SocialChip())
    assert reader.read().reader == "sdt"
    assert reader.look().beside == ReaderFound(PCSC, "Stand-in Reader")
    assert reader.read().reader == PCSC


def test_a_smart_card_reader_alone_is_the_reader() -> None:
    reader = desk(records_of(SocialChip()), alone=True)
    standing = reader.look()
    assert (standing.found, standing.beside) == (ReaderFound(PCSC, "Stand-in Reader"), None)
    assert reader.read().id_number == NUMBER


def test_what_is_no_record_in_a_helpers_answer_is_damaged() -> None:
    for records in ({"0608": 7}, {"0608": "xyz"}, [1]):
        with pytest.raises(Hindrance, match="reader_answer_damaged"):
            chip_in(json.loads(json.dumps({"records": records})))
