"""What every card reader can do, whatever its make, and what its cards look like to the window."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from core.identity.card import parse_card
from core.identity.social_card import parse_social_card
from ui.desk import CardSeen, ReaderFound


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds: for one answer, for a card to be laid on, between two looks for one."""

    answer: float = 3.0
    card: float = 5.0
    look_again: float = 0.2


USUAL = Patience()


@dataclass(frozen=True, slots=True)
class ChipRead:
    """The text block of a chip, and the photo as it lies there: only its maker's decoder can show it.

    A 社会保障卡 has `records` instead.
    """

    text: bytes
    photo: bytes = b""
    records: Mapping[str, bytes] = field(default_factory=dict)


class Reader(Protocol):
    """A card reader of one make; nothing is held open between two calls."""

    @property
    def name(self) -> str:
        """Give what a check says it was read with."""
        ...

    def describe(self) -> ReaderFound:
        """Ask the reader what it is.

        Raises:
            Hindrance: it is not there, or does not answer.
        """
        ...

    def read_chip(self) -> ChipRead:
        """Wait for a card and read it.

        Raises:
            Refusal: `card_not_there`, `card_not_readable`: lay it on again.
            Hindrance: the reader is in the way.
        """
        ...


def card_seen(reader: Reader, on: date) -> CardSeen:
    """Read a card as it stands on a day.

    Raises:
        Refusal, Hindrance: as `Reader.read_chip`, `core.identity.card` and `core.identity.social_card`.
    """
    chip = reader.read_chip()
    if chip.records:
        social = parse_social_card(chip.records, on)
        number = social.credential.number
        return CardSeen(number, social.name, reader.name, social.expired(on), social.credential)
    card = parse_card(chip.text, on)
    return CardSeen(card.number, card.name, reader.name, card.expired(on), card.credential)
