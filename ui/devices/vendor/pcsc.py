"""PC/SC, the system's own way to readers of smart cards, through pyscard where it is installed.

Runs in the helper process: the system's service may be stopped, or stuck.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ui.devices.vendor.makes import ReaderStop
from ui.devices.vendor.social_card import Slot


class PcscTerminals:
    """The readers PC/SC knows.

    Raises:
        ReaderStop: `reader_library_unusable`: pyscard is not there, or does not start.
    """

    def __init__(self) -> None:
        try:
            from smartcard.Exceptions import SmartcardException
            from smartcard.pcsc.PCSCExceptions import BaseSCardException
            from smartcard.System import readers
        except ImportError as error:
            raise ReaderStop("reader_library_unusable") from error
        self._list: Callable[[], Iterable[Any]] = readers
        self._errors: tuple[type[Exception], ...] = (SmartcardException, BaseSCardException)
        self._readers: dict[str, Any] = {}

    def names(self) -> Sequence[str]:
        """List the readers."""
        try:
            self._readers = {str(reader): reader for reader in self._list()}
        except self._errors as error:
            raise ReaderStop("reader_not_there") from error
        return list(self._readers)

    def card_in(self, name: str) -> Slot | None:
        """Give the card in a reader; an empty one says so by an error like any other."""
        connection = self._readers[name].createConnection()
        try:
            connection.connect()
        except self._errors:
            return None
        return _Card(connection, self._errors)


class _Card:
    def __init__(self, connection: Any, errors: tuple[type[Exception], ...]) -> None:
        self._connection, self._errors = connection, errors

    def transmit(self, command: bytes) -> bytes:
        try:
            data, *status = self._connection.transmit(list(command))
        except self._errors as error:
            raise ReaderStop("card_not_readable") from error
        return bytes([*data, *status])
