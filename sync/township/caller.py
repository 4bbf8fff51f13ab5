"""Who asks a township, and the hand it answers with."""

from dataclasses import dataclass

from core.ids import ClinicCode
from core.township_rows import DeviceRow, Township
from sync.envelope import Signer, realm_of


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: an enrolled device whose signature was verified, and the township it asks."""

    township: Township
    device: DeviceRow
    signer: Signer

    @property
    def clinic(self) -> ClinicCode:
        """Give the caller's clinic."""
        return self.device.clinic


def signer_for(township: Township) -> Signer:
    """Give the township's hand in its present epoch."""
    return Signer(township.keys.signing, realm_of(township.code, township.epoch))
