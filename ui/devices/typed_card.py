"""Readers that are keyboards (HID): most type the number, some the module's whole answer in hexadecimal."""

from datetime import date

from core.errors import Hindrance
from core.identity.card import parse_card
from ui.desk import CardSeen
from ui.devices.sam_frames import reply_in, take_content, text_in

READER = "typed"


def card_in_frame(frame: str, on: date) -> CardSeen:
    """Read a card out of the answer to READ as a reader typed it.

    Raises:
        Hindrance: `reader_answer_damaged`: keys were lost on the way.
        Refusal: as `core.identity.card`.
    """
    try:
        heard = bytearray.fromhex(frame)
    except ValueError as error:
        raise Hindrance("reader_answer_damaged") from error
    content = take_content(heard)
    if content is None:
        raise Hindrance("reader_answer_damaged")
    card = parse_card(text_in(reply_in(content).data), on)
    return CardSeen(card.number, card.name, READER, card.expired(on), card.credential)
