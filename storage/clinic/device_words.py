"""登记凭据 in the file `ledger`: what the township signed about this device and the clinic's other ones."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.ids import DeviceId
from storage.clinic.database import StoreFile
from storage.sqlcipher import Database

_LAST = "SELECT max(number), word FROM device_words WHERE device = ?"
"""The word of the row with that number; without a row both are NULL."""
_KEEP = "INSERT OR IGNORE INTO device_words (device, word) VALUES (?, ?)"


@dataclass(frozen=True, slots=True)
class KeptWords:
    """Implements `core.device_words.DeviceWords`."""

    file: StoreFile

    def device_word(self, device: DeviceId) -> bytes:
        """Give the township's last signed word about a device; empty where none is here."""
        with self.file.reading() as database:
            return device_word(database, device)

    def keep_device_words(self, words: Mapping[DeviceId, bytes]) -> None:
        """Keep verified words beside those of before."""
        if not words:
            return
        with self.file.writing() as database:
            for device, word in words.items():
                keep_device_word(database, device, word)


def device_word(database: Database, device: DeviceId) -> bytes:
    """Give the last word about a device; empty where none is here."""
    _, word = database.execute(_LAST, (device,)).fetchone()
    return bytes(word or b"")


def keep_device_word(database: Database, device: DeviceId, word: bytes) -> None:
    """Write a word down unless it is here."""
    database.execute(_KEEP, (device, word))
