"""What reads cards, numbers and readers' answers, as functions of bytes, and where mutating begins."""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import date

from core.errors import Hindrance, Refusal
from core.identity.box import read_box, text_to_look_for
from core.identity.card import parse_card
from core.identity.credentials import kinds_to_choose, read_credential
from core.identity.id_number import NumberKind, normalise_number
from core.identity.social_card import parse_social_card
from core.identity.social_records import WANTED, key_of
from tests.helpers.cards import CARDS, specimen_cards
from tests.helpers.social_cards import Readers, SocialChip
from ui.devices.sam_frames import Status, framed, reply_in, take_content, text_and_photo, text_and_photo_in
from ui.devices.typed_card import card_in_frame
from ui.devices.vendor.library_reader import answer_in, chip_in
from ui.devices.vendor.makes import ReaderStop
from ui.devices.vendor.social_card import SocialCards

ON = date(2026, 5, 6)
_TYPED = (
    *("110101 19900307 002Ⅹ", "110101900307002", "810000199408230021", "CAN110078010601", "W230012345"),
    *("E12345678", "H1234567801", "1234567890(B)", "83000012345678901234", "王小明", "AAAAAA96690004000090"),
    "(01)06901028118347(21)X9",
)


def card(data: bytes) -> object:
    """Read a text block."""
    return parse_card(data, ON)


def card_seeds() -> Iterator[bytes]:
    """Give a card of each layout."""
    yield from specimen_cards(ON).values()


def social(data: bytes) -> None:
    """Read records, each behind a byte that tells its length; and the same as a chip's own answers."""
    records, left = {}, data
    for place in WANTED:
        size = left[0] if left else 0
        records[key_of(place)], left = left[1 : 1 + size], left[1 + size :]
    with suppress(Refusal):
        parse_social_card(records, ON)
    answers = [data[start : start + _ANSWER_BYTES] for start in range(0, len(data), _ANSWER_BYTES)]
    with suppress(Refusal, ReaderStop):
        cards = SocialCards(Readers({"reader": _Chip(answers)}))
        cards.open()
        if cards.find():
            parse_social_card(cards.read().records, ON)


_ANSWER_BYTES = 40


class _Chip:
    """A chip that answers what it was given, one answer after the other, and then nothing."""

    def __init__(self, answers: list[bytes]) -> None:
        self._answers = answers

    def transmit(self, _: bytes) -> bytes:
        return self._answers.pop(0) if self._answers else b""


def social_seeds() -> Iterator[bytes]:
    """Give the records of a card, and the answers of one."""
    chip = SocialChip()
    cards = SocialCards(Readers({"reader": chip}))
    cards.open()
    cards.find()
    records = cards.read().records
    yield b"".join(bytes([len(records.get(key, b""))]) + records.get(key, b"") for key in map(key_of, WANTED))
    again = SocialChip()
    answers = [again.transmit(command).ljust(_ANSWER_BYTES, b"\0") for command in chip.heard]
    yield b"".join(answers)


def number(data: bytes) -> object:
    """Read what was typed or scanned as the box does, and as every kind of number."""
    text = data.decode("utf-8", "replace")
    asked = read_box(text)
    for kind in (None, *NumberKind):
        with suppress(Refusal):
            read_credential(text, ON, kind, from_chip=kind is NumberKind.CITIZEN)
    for kind in kinds_to_choose(normalise_number(text)):
        read_credential(text, ON, kind)  # what is offered to be chosen is never refused
    return asked, text_to_look_for(text)


def number_seeds() -> Iterator[bytes]:
    """Give a number of each form."""
    yield from (text.encode() for text in _TYPED)


def reader(data: bytes) -> None:
    """Read what a serial module, a reader that types and a helper process may send."""
    with suppress(Refusal, Hindrance):
        heard = bytearray(data)
        while (content := take_content(heard)) is not None:
            with suppress(Refusal, Hindrance):
                parse_card(text_and_photo_in(reply_in(content).data)[0], ON)
    with suppress(Refusal, Hindrance):
        card_in_frame(data.hex(), ON)
    with suppress(Refusal, Hindrance):
        parse_card(chip_in(answer_in(data)).text, ON)


def reader_seeds() -> Iterator[bytes]:
    """Give an answer of each kind."""
    for block in specimen_cards(ON).values():
        yield framed(Status.DONE.value + text_and_photo(block, bytes(1024)))
        yield json.dumps({"make": "sdt", "text": block.hex(), "photo": "", "fields": {}}).encode()
    for said, _ in CARDS.values():
        yield json.dumps(
            {"make": "termb", "text": "", "photo": "", "fields": said}, ensure_ascii=False
        ).encode()
    yield json.dumps({"stop": "reader_refused", "status": 96}).encode()
