"""登记凭据 in the file `ledger`: what the township signed about this device and the clinic's other ones."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.ids import DeviceId
from storage.clinic.database import StoreFile
from storage.sqlcipher import Database

_LAST = "SELECT word FROM device_words WHERE device = ? ORDER BY number DESC LIMIT 1"
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
    row = database.execute(_LAST, (device,)).fetchone()
    return bytes(row[0]) if row else b""


def keep_device_word(database: Database, device: DeviceId, word: bytes) -> None:
    """Write a word down unless it is here."""
    database.execute(_KEEP, (device, word))
