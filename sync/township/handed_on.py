"""Taking what a PC hands on of others: each range on its own device's signature, or not at all."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from core.clinic_log import LogBatch, OtherLife
from core.errors import Refusal
from core.ids import DeviceId
from core.ports import Clock
from core.township_ports import TownshipStore
from core.township_rows import DeviceRow, OfferOutcome
from sync.device_words import Shown, make_device_word, read_device_word
from sync.envelope import Realm, Signer
from sync.hand_on_messages import HandedOn
from sync.ledger_messages import Batch
from sync.township.county_epoch import keys_that_count
from sync.township.judge import judge_waiting
from sync.township.returning import Returning


def words_about(store: TownshipStore, signer: Signer, ranges: Sequence[LogBatch]) -> tuple[bytes, ...]:
    """Say whose the devices of some ranges are: whoever is given them can hand them on one day."""
    devices = (store.device(one) for one in dict.fromkeys(batch.device for batch in ranges))
    return tuple(make_device_word(signer, one) for one in devices if one is not None)


@dataclass(frozen=True, slots=True)
class HandedOnDesk:
    """One township, taking events from others than who wrote them."""

    store: TownshipStore
    clock: Clock
    random: Callable[[int], bytes] = secrets.token_bytes

    def held(self, caller: DeviceRow, lives: Sequence[OtherLife]) -> list[int]:
        """Tell how far lives of the caller's clinic are held; of others nothing is wanted."""
        return [self._held(caller, life) for life in lives]

    def take(self, caller: DeviceRow, handed: HandedOn) -> int:
        """Take the ranges that prove themselves; give how many did. One that does not is passed over."""
        words = self._words(handed.words)
        taken = 0
        for batch in handed.ranges:
            device = self.store.device(batch.device) or self._taken_back(batch, words)
            if device is not None and device.clinic == caller.clinic and self._accept(device, batch):
                taken += 1
        judge_waiting(self.store, self.clock, caller.clinic)
        return taken

    def _held(self, caller: DeviceRow, life: OtherLife) -> int:
        device = self.store.device(life.device)
        if device is not None and device.clinic != caller.clinic:
            return life.last
        return self.store.held(life.device, life.incarnation).sequence if device else 0

    def _words(self, words: Sequence[bytes]) -> Mapping[DeviceId, bytes]:
        township = self.store.township()
        keys = keys_that_count(self.store, township)
        found: dict[DeviceId, bytes] = {}
        for word in words:
            try:
                found[read_device_word(word, keys, township.code).word.device] = word
            except Refusal:  # nobody's word: its device stays unknown
                continue
        return found

    def _taken_back(self, batch: LogBatch, words: Mapping[DeviceId, bytes]) -> DeviceRow | None:
        """Write a forgotten device down on our own word about it; it is not confirmed by that."""
        word = words.get(batch.device)
        if word is None:
            return None
        try:
            Returning(self.store, self.clock, self.random).take_back(
                Shown(word, ()), batch.device, lambda key: self._check(key, batch)
            )
        except Refusal:
            return None
        return self.store.device(batch.device)

    def _accept(self, device: DeviceRow, batch: LogBatch) -> bool:
        ours = keys_that_count(self.store, self.store.township())
        if batch.signing_key not in (device.signing_key, *ours):
            return False
        try:
            self._check(batch.signing_key, batch)
        except Refusal:
            return False
        if any(event.header.clinic != device.clinic for event in batch.events):
            return False
        # Where the township signed in the device's place, its other PCs have to be told so again.
        signed = replace(batch.signed, key=batch.signing_key if batch.signing_key in ours else b"")
        acceptance = self.store.accept(device, batch.incarnation, batch.events, signed)
        return acceptance.outcome is OfferOutcome.ACCEPTED

    def _check(self, key: bytes, batch: LogBatch) -> None:
        signed = batch.signed
        realm = Realm(self.store.township().code, signed.epoch_number, signed.epoch_id)
        offered = Batch(batch.incarnation, signed.first, batch.events, signed.signature)
        offered.check(key, batch.device, realm)
