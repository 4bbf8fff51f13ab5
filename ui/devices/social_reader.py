"""A reader of smart cards for 社会保障卡: asked through the helper process, where pyscard is installed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec

from core.errors import Refusal
from ui.desk import ReaderFound
from ui.devices.reader import USUAL, ChipRead, Patience
from ui.devices.vendor.helper import FIND, PCSC, READ
from ui.devices.vendor.library_reader import ask_helper, chip_in, our_helper

_STARTING = 10.0


@dataclass(frozen=True, slots=True)
class SocialReader:
    """All readers of smart cards at this PC: the card is looked for in each."""

    patience: Patience = USUAL
    command: Sequence[str] = ()

    @property
    def name(self) -> str:
        """Give what a check says it was read with."""
        return PCSC

    def describe(self) -> ReaderFound:
        """Ask which readers there are.

        Raises:
            Hindrance: as `read_chip`.
        """
        told = self._ask(FIND, 0)
        return ReaderFound(PCSC, str(told.get("sam", "")))

    def read_chip(self) -> ChipRead:
        """Wait for a card and read its records.

        Raises:
            Refusal: `social_card_not_there`, `social_card_not_readable`, `social_card_unknown`.
            Hindrance: `reader_not_there`, `reader_silent`, `reader_answer_damaged`,
                `reader_library_unusable`, `reader_library_broke`.
        """
        return chip_in(self._ask(READ, self.patience.card))

    def _ask(self, act: str, wait: float) -> Mapping[str, object]:
        asked = {"act": act, "library": PCSC, "wait": wait}
        try:
            return ask_helper(self.command or our_helper(), asked, _STARTING + wait + self.patience.answer)
        except Refusal as no:  # the same noes, of a card that is put in and not laid on
            if no.code == "card_not_there":
                raise Refusal("social_card_not_there") from no
            if no.code == "card_not_readable":
                raise Refusal("social_card_not_readable") from no
            raise


def social_reader(patience: Patience = USUAL) -> SocialReader | None:
    """Give the way to readers of smart cards; None where pyscard is not installed."""
    return SocialReader(patience) if find_spec("smartcard") else None
