"""The card reader of this PC, wherever it is plugged in: the USB serial port that answers as one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from serial.tools import list_ports

from core.errors import Hindrance
from ui.desk import CardSeen
from ui.devices.serial_sam import Patience, SerialSam, card_reader

_USUAL, _ASKING = Patience(), Patience(answer=0.5)


def usb_serial_ports() -> list[str]:
    """List serial ports on USB; built-in ones may lead to anything and are not asked."""
    return sorted(port.device for port in list_ports.comports() if port.vid is not None)


@dataclass(slots=True)
class AnyReader:
    """Find the reader at the first card and keep to it until it fails.

    Args:
        today: gives the day a card is judged on.
        ports: lists where a reader may be.
    """

    today: Callable[[], date]
    ports: Callable[[], Iterable[str]] = usb_serial_ports
    patience: Patience = _USUAL
    _found: str = ""

    def read(self) -> CardSeen:
        """Wait for a card and read it.

        Raises:
            Refusal, Hindrance: as `SerialSam.read_text`; `reader_not_there` when no port answers.
        """
        port = self._found or self._find()
        try:
            return card_reader(SerialSam(port, self.patience), self.today)()
        except Hindrance:
            self._found = ""
            raise

    def _find(self) -> str:
        for port in self.ports():
            if SerialSam(port, _ASKING).answers():
                self._found = port
                return port
        raise Hindrance("reader_not_there")
