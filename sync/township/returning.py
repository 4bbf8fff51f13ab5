"""A device this township enrolled and has forgotten: taken back on the township's own word, nothing else."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.errors import Refusal
from core.events import Epoch
from core.ids import DeviceId
from core.ports import Clock
from core.township_ports import TownshipStore
from core.township_rows import DeviceRow, Township
from sync.device_words import Shown, SpokenWord, read_device_word
from sync.envelope import Realm, realm_of
from sync.township.county_epoch import declared_below, keys_that_count
from sync.township.lost_past import begin_epoch, unknown_epochs


@dataclass(frozen=True, slots=True)
class Returning:
    """Takes devices back; a word of the present epoch about a device not known here proves a loss."""

    store: TownshipStore
    clock: Clock
    random: Callable[[int], bytes] = secrets.token_bytes

    def take_back(self, shown: Shown, device: DeviceId, signed: Callable[[bytes], None]) -> None:
        """Verify what a forgotten device shows, declare the loss unless it was declared, write it down again.

        Args:
            shown: its word, and the epochs it followed.
            device: who shows it.
            signed: requires that it is the holder of this key who shows it.

        Raises:
            Refusal: `device_unknown` (no word of this township about this device), `signature_wrong`
                (whoever shows it is not the device), `epoch_unknown`, `clinic_unknown` (the clinic was
                forgotten too), `epoch_does_not_follow`, `message_not_understood`, `bytes_not_canonical`.
        """
        township = self.store.township()
        spoken = self._spoken(shown, township)
        word = spoken.word
        if word.device != device:
            raise Refusal("device_unknown")
        signed(word.signing_key)
        if self.store.clinic(word.clinic) is None:
            raise Refusal("clinic_unknown", clinic=word.clinic)
        self._declare(township, spoken.realm, shown.epochs)
        keys = (word.signing_key, word.sealing_key)
        self.store.take_back_device(DeviceRow(word.device, word.clinic, *keys, word.enrolled_at))

    def _spoken(self, shown: Shown, township: Township) -> SpokenWord:
        try:
            return read_device_word(shown.word, keys_that_count(self.store, township), township.code)
        except Refusal as refusal:
            if refusal.code == "signature_wrong":  # nobody's word, or that of a key that no longer counts
                raise Refusal("device_unknown") from refusal
            raise

    def _declare(self, township: Township, realm: Realm, epochs: Sequence[Epoch]) -> None:
        """Begin another epoch, unless the loss the word was lost in was declared already."""
        former = self.store.former_epochs()
        if realm in [realm_of(township.code, one) for one in former]:
            return
        before = unknown_epochs(township.epoch, former, epochs)
        if realm in [realm_of(township.code, one) for one in (township.epoch, *before)]:
            begin_epoch(self.store, self.clock, before, self.random)
        elif realm.epoch_number >= declared_below(self.store):
            raise Refusal("epoch_unknown")
