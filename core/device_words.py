"""登记凭据: the township's word that a device is a clinic's, kept for the day the township forgot it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from core.ids import ClinicCode, DeviceId
from core.township_rows import DeviceRow


@dataclass(frozen=True, slots=True)
class DeviceWord:
    """What a township signed when it enrolled a device: whose it is, and its public keys (raw 32 bytes)."""

    device: DeviceId
    clinic: ClinicCode
    signing_key: bytes
    sealing_key: bytes
    enrolled_at: datetime


class DeviceWords(Protocol):
    """The clinic's side: signed words, in the ledger file."""

    def device_word(self, device: DeviceId) -> bytes:
        """Give the township's last signed word about a device; empty where none is here."""
        ...

    def keep_device_words(self, words: Mapping[DeviceId, bytes]) -> None:
        """Keep verified words beside those of before."""
        ...


class ReturnedDevices(Protocol):
    """The township's side: devices it had forgotten and took back on its own word.

    Until somebody confirms one, what it sends is kept and given a receipt, but judged by nobody.
    """

    def take_back_device(self, device: DeviceRow) -> None:
        """Write a device down that showed this township's word; one that is known stays as it is.

        Raises:
            Refusal: `clinic_unknown`.
        """
        ...

    def confirm_device(self, device: DeviceId) -> None:
        """Let a device that was taken back be one like any other.

        Raises:
            Refusal: `device_unknown`.
        """
        ...
