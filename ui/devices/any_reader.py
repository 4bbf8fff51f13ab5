"""The card reader of this PC, wherever it is: a maker's library, a USB serial port that answers, or PC/SC."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from serial.tools import list_ports

from core.errors import Hindrance, Refusal, Stop
from ui.desk import CardSeen, ReaderFound, ReaderStanding
from ui.devices.reader import USUAL, Patience, Reader, card_seen
from ui.devices.serial_sam import SerialSam
from ui.devices.social_reader import social_reader
from ui.devices.vendor.library_reader import LibraryReader, found_libraries

_ASKING = 0.5
_AT_ONCE = Patience(card=0.0)
_NO_SOCIAL_CARD = ("social_card_not_there", "social_card_not_readable", "social_card_unknown")


def usb_serial_ports() -> list[str]:
    """List serial ports on USB; built-in ones may lead to anything and are not asked."""
    return sorted(port.device for port in list_ports.comports() if port.vid is not None)


@dataclass(slots=True)
class AnyReader:
    """Find the reader at the first card and keep to it until it fails; a pulled cable is looked for anew.

    Args:
        today: gives the day a card is judged on.
        ports: lists where a reader may be.
        libraries: lists makers' libraries; they are asked first, as somebody put them there.
        social: gives the way to readers of smart cards; one of those beside another reader is looked into
            first, without waiting: whoever put a card in there wants it read.
        last_stop: what went wrong last.
    """

    today: Callable[[], date]
    ports: Callable[[], Iterable[str]] = usb_serial_ports
    patience: Patience = USUAL
    libraries: Callable[[], Iterable[Path]] = found_libraries
    reader_of: Callable[[Path, Patience], Reader] = LibraryReader
    social: Callable[[Patience], Reader | None] = social_reader
    _found: tuple[Reader, ReaderFound] | None = None
    _beside: ReaderFound | None = None
    last_stop: Stop | None = None

    def __call__(self) -> CardSeen:
        """Wait for a card and read it."""
        return self.read()

    def read(self) -> CardSeen:
        """Wait for a card and read it.

        Raises:
            Refusal, Hindrance: as `Reader.read_chip`; `reader_not_there` when nothing answers.
        """
        try:
            reader, _ = self._found or self._find()
            return self._social_card() or card_seen(reader, self.today())
        except Stop as stop:
            self.last_stop = stop
            if isinstance(stop, Hindrance):
                self._found = None
            raise

    def look(self) -> ReaderStanding:
        """Look for the reader afresh, and tell what went wrong last."""
        self._found, before = None, self.last_stop
        try:
            _, found = self._find()
        except Hindrance as stop:
            self.last_stop = before or stop
            return ReaderStanding(None, stop)
        return ReaderStanding(found, before, self._beside)

    def _find(self) -> tuple[Reader, ReaderFound]:
        first: Hindrance | None = None
        answered: list[tuple[Reader, ReaderFound]] = []
        smart = self.social(self.patience)
        for reader, asking in (*self._candidates(), *([(smart, smart)] if smart else [])):
            if answered and reader is not smart:
                continue
            try:
                answered.append((reader, asking.describe()))
            except Hindrance as stop:
                first = first or (stop if stop.code != "reader_not_there" else None)
        if not answered:
            raise first or Hindrance("reader_not_there")
        reader, found = answered[0]
        self._beside = answered[1][1] if len(answered) > 1 else None
        self._found = (_named(reader, found), found)
        return self._found

    def _social_card(self) -> CardSeen | None:
        """Give the social security card that is in a reader beside the one for identity cards, if any.

        Raises:
            Refusal: as `card_seen` of a card that is one, and says nothing of its holder.
        """
        smart = self.social(_AT_ONCE) if self._beside else None
        try:
            return card_seen(smart, self.today()) if smart else None
        except Refusal as no:
            if no.code not in _NO_SOCIAL_CARD:
                raise
        except Hindrance:
            self._beside = None
        return None

    def _candidates(self) -> Iterator[tuple[Reader, Reader]]:
        """Give each reader as it is used, and as it is asked who it is."""
        for library in self.libraries():
            reader = self.reader_of(library, self.patience)
            yield reader, reader
        for port in self.ports():
            asked = replace(self.patience, answer=min(_ASKING, self.patience.answer))
            yield SerialSam(port, self.patience), SerialSam(port, asked)


def _named(reader: Reader, found: ReaderFound) -> Reader:
    """Let a library's reader carry the make it turned out to be."""
    return replace(reader, make=found.make) if isinstance(reader, LibraryReader) else reader
