"""A practice card: an invented person's card on a reader that is not there, for whoever learns the desk."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

import serial

from core.dates import china_day
from core.errors import Hindrance, Refusal
from core.ports import Clock
from core.training.card import training_card
from core.training.characters import Character
from core.training.township import SEED, make_township
from ui.devices.practice_port import announced
from ui.devices.sam_simulator import Fault, SamModule, SamSimulator
from ui.devices.serial_sam import LOST_LINE

_BAUD = 115200
_LISTEN_SECONDS = 0.2
_ISSUED, _VALID = timedelta(days=3 * 365), timedelta(days=20 * 365)
_A_DAY = timedelta(days=1)


class Wishes(Protocol):
    """Whose card is held out, where, and what goes wrong."""

    @property
    def data(self) -> Path | None:
        """The data folder of a training clinic."""
        ...

    @property
    def who(self) -> str:
        """A member of the cast, by what the desk is shown."""
        ...

    @property
    def fault(self) -> str:
        """What the reader does wrong."""
        ...

    @property
    def expired(self) -> bool:
        """Whether the card is out of date."""
        ...

    @property
    def port(self) -> str | None:
        """A serial port to speak at instead of a pseudo-terminal."""
        ...

    @property
    def seen_at(self) -> str | None:
        """The port the window opens, where that is another end of the line."""
        ...


class PracticeCards:
    """Holds cards out.

    Args:
        clock: gives the day the township is made up for.
        default_data: names the data folder where none is given.
    """

    def __init__(self, clock: Clock, default_data: Callable[[], Path]) -> None:
        self._clock, self._default_data = clock, default_data

    def hold_out(self, wishes: Wishes, tell: Callable[[Mapping[str, Any]], None]) -> None:
        """Answer as a reader with a card on it until somebody breaks it off.

        Raises:
            Refusal: `practice_for_training_only`, `practice_card_unknown`.
            Hindrance: `practice_needs_port`: no pseudo-terminal here; `practice_port_away`,
                `practice_not_announced`.
        """
        if wishes.who not in set(Character) or wishes.fault not in {one.value for one in Fault}:
            raise Refusal("practice_card_unknown")
        on = china_day(self._clock.now())
        person = make_township(SEED, on, villages=1, people=0).characters[Character(wishes.who)].person
        card = training_card(person, on - _ISSUED, on - _A_DAY if wishes.expired else on + _VALID)
        data = wishes.data or self._default_data()
        with _line(SamModule(card, Fault(wishes.fault)), wishes.port) as (port, answer):
            seen_at = wishes.seen_at or port
            with announced(data, seen_at):
                tell({"port": seen_at, "name": person.name, "number": person.id_number})
                try:
                    while True:
                        answer()
                except KeyboardInterrupt:
                    return


@contextmanager
def _line(module: SamModule, port: str | None) -> Iterator[tuple[str, Callable[[], None]]]:
    """Give where the module hangs, and what lets it answer once."""
    if port is None:
        if sys.platform == "win32":
            raise Hindrance("practice_needs_port")
        simulator = SamSimulator(module.card, module.fault)
        try:
            yield simulator.path, simulator.answer_waiting
        finally:
            simulator.close()
        return
    try:
        with serial.Serial(port, _BAUD, timeout=_LISTEN_SECONDS) as line:
            yield port, lambda: _answer_at(line, module)
    except LOST_LINE as error:
        raise Hindrance("practice_port_away") from error


def _answer_at(line: serial.Serial, module: SamModule) -> None:
    if heard := line.read(max(1, line.in_waiting)):
        line.write(module.answers_to(heard))
