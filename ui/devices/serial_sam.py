"""A card reader on a serial port, spoken to in the raw protocol: any maker, no vendor library."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import serial

from core.errors import Hindrance, Refusal
from ui.desk import ReadCard, ReaderFound
from ui.devices.reader import USUAL, ChipRead, Patience, card_seen
from ui.devices.sam_frames import Command, Reply, Status, framed, reply_in, take_content, text_and_photo_in

if sys.platform == "win32":
    LOST_LINE: tuple[type[Exception], ...] = (OSError,)
else:
    import termios

    LOST_LINE = (OSError, termios.error)
"""What a serial line that was pulled out raises; pyserial lets the second through between two questions."""
MAKE = "sam"
_BAUD = 115200
_LISTEN_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class SerialSam:
    """A reader at a port such as `COM3` or `/dev/ttyUSB0`; the port is held only while a card is read."""

    port: str
    patience: Patience = USUAL

    @property
    def name(self) -> str:
        """Give what a check says it was read with."""
        return f"sam:{self.port}"

    def describe(self) -> ReaderFound:
        """Ask the module for its state and its id.

        Raises:
            Hindrance: `reader_not_there`, `reader_silent`, `reader_answer_damaged`, `reader_refused`.
        """
        with self._line() as line:
            self._done(line, Command.STATUS)
            reply = self._ask(line, Command.SAM_ID)
        told = reply.data.hex().upper() if reply.status == Status.DONE.value else ""
        return ReaderFound(MAKE, self.port, told)

    def read_text(self) -> bytes:
        """Wait for a card and give the text block of its chip.

        Raises:
            Refusal, Hindrance: as `read_chip`.
        """
        return self.read_chip().text

    def read_chip(self) -> ChipRead:
        """Wait for a card and read its chip.

        Raises:
            Refusal: `card_not_there`, `card_not_readable`: lay it on again.
            Hindrance: `reader_not_there`, `reader_silent`, `reader_answer_damaged`, `reader_refused`.
        """
        with self._line() as line:
            self._wait_for_card(line)
            self._done(line, Command.SELECT)
            return ChipRead(*text_and_photo_in(self._done(line, Command.READ).data))

    def answers(self) -> bool:
        """Tell whether a reader is at this port."""
        try:
            with self._line() as line:
                return self._ask(line, Command.STATUS).status == Status.DONE.value
        except Hindrance:
            return False

    @contextmanager
    def _line(self) -> Iterator[serial.Serial]:
        try:
            with serial.Serial(
                self.port, _BAUD, timeout=_LISTEN_SECONDS, write_timeout=self.patience.answer
            ) as line:
                yield line
        except LOST_LINE as error:
            raise Hindrance("reader_not_there") from error

    def _wait_for_card(self, line: serial.Serial) -> None:
        until = time.monotonic() + self.patience.card
        while (reply := self._ask(line, Command.FIND)).status != Status.FOUND.value:
            if reply.status != Status.NO_CARD.value:
                raise _refused(reply)
            if time.monotonic() > until:
                raise Refusal("card_not_there")
            time.sleep(self.patience.look_again)

    def _done(self, line: serial.Serial, command: Command) -> Reply:
        reply = self._ask(line, command)
        if reply.status in (Status.NOT_SELECTED.value, Status.NOT_READ.value, Status.NO_CARD.value):
            raise Refusal("card_not_readable")
        if reply.status != Status.DONE.value:
            raise _refused(reply)
        return reply

    def _ask(self, line: serial.Serial, command: Command) -> Reply:
        line.reset_input_buffer()
        line.write(framed(command.value))
        heard = bytearray()
        until = time.monotonic() + self.patience.answer
        while (content := take_content(heard)) is None:
            if time.monotonic() > until:
                raise Hindrance("reader_silent")
            heard += line.read(max(1, line.in_waiting))
        return reply_in(content)


def _refused(reply: Reply) -> Hindrance:
    return Hindrance("reader_refused", status=reply.status.hex())


def card_reader(sam: SerialSam, today: Callable[[], date]) -> ReadCard:
    """Make the window's way to a card: the number and name on the chip, and whether the card has expired."""
    return lambda: card_seen(sam, today())
