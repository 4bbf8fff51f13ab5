"""A device this township enrolled and has forgotten: taken back on the township's own word, nothing else."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from core.errors import Refusal
from core.ids import DeviceId
from core.ports import Clock
from core.township_ports import TownshipStore
from core.township_rows import DeviceRow
from sync.device_words import Shown, read_device_word
from sync.envelope import public_half, realm_of
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
            Refusal: `signature_wrong`, `device_unknown` (the word is about another device), `epoch_unknown`,
                `clinic_unknown` (the clinic was forgotten too), `epoch_does_not_follow`,
                `message_not_understood`, `bytes_not_canonical`.
        """
        township = self.store.township()
        spoken = read_device_word(shown.word, [public_half(township.keys.signing)], township.code)
        word = spoken.word
        if word.device != device:
            raise Refusal("device_unknown")
        signed(word.signing_key)
        if self.store.clinic(word.clinic) is None:
            raise Refusal("clinic_unknown", clinic=word.clinic)
        former = self.store.former_epochs()
        if spoken.realm not in [realm_of(township.code, one) for one in former]:
            before = unknown_epochs(township.epoch, former, shown.epochs)
            if spoken.realm not in [realm_of(township.code, one) for one in (township.epoch, *before)]:
                raise Refusal("epoch_unknown")
            begin_epoch(self.store, self.clock, before, self.random)
        keys = (word.signing_key, word.sealing_key)
        self.store.take_back_device(DeviceRow(word.device, word.clinic, *keys, word.enrolled_at))
