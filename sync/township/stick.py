"""The township's side of a stick: taking what a clinic brings on one."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from core.errors import Refusal
from core.ids import DeviceId
from core.ports import Clock
from core.township_ports import TownshipStore
from core.township_rows import DeviceRow, OfferOutcome
from sync.asks import MAX_WORD_BYTES
from sync.bundle import MAX_PIECE_BYTES, Direction, Member, fitting_key, pieces_of
from sync.device_words import Shown
from sync.envelope import Realm, Signer, realm_of
from sync.fields import Fields
from sync.hand_on_messages import decode_hand_on
from sync.ledger_messages import Batch, read_batch_fields
from sync.protocol import decode_hello
from sync.township.founding import take_in
from sync.township.handed_on import HandedOnDesk
from sync.township.intake import take_range
from sync.township.judge import judge_waiting
from sync.township.key_roll import sealing_keys
from sync.township.lost_past import chain_of
from sync.township.returning import Returning


@dataclass(slots=True)
class TakenUp:
    """What came with a stick; `faults` are the codes of what was left where it is."""

    events: int = 0
    faults: list[str] = field(default_factory=list)
    new_device: DeviceId | None = None


@dataclass(frozen=True, slots=True)
class StickDesk:
    """One township, reading sticks; `by_hand` are new devices somebody there knows (`take_in`)."""

    store: TownshipStore
    clock: Clock
    by_hand: frozenset[DeviceId] = frozenset()

    def take(self, source: BinaryIO, member: Member) -> TakenUp | None:
        """Take what a member brings; None for one that is not for this township.

        Raises:
            Refusal: `bundle_of_stranger`, `bundle_of_another_epoch`, `signature_wrong`, `bundle_for_another`,
                `bundle_for_support`, those of `take_in`.
        """
        township, header = self.store.township(), member.header
        if header.direction is Direction.SUPPORT and header.realm.township == township.code:
            raise Refusal("bundle_for_support")
        if header.direction is not Direction.UP or header.realm.township != township.code:
            return None
        key, now = fitting_key(member, sealing_keys(self.store)), self.clock.now()
        pieces = pieces_of(source, member, key)
        known = self.store.device(header.device)
        first = None if known else next(pieces, None)
        known = known or self._returned(first, member)
        if known:
            if known.clinic != header.clinic:
                raise Refusal("bundle_of_stranger")
            member.check(known.signing_key)
        if header.realm not in [realm_of(township.code, one) for one in chain_of(self.store, township.epoch)]:
            raise Refusal("bundle_of_another_epoch")
        device = known or take_in(self.store, member, first, now, self.by_hand)
        taken = self._take_pieces(pieces, device, header.realm)
        taken.new_device = None if known else device.device
        if device.revoked:
            taken.faults.append("bundle_of_revoked")
        self.store.note_contact(device, now)
        judge_waiting(self.store, self.clock, device.clinic)
        return taken

    def _returned(self, first: Any, member: Member) -> DeviceRow | None:
        """Take a forgotten device back if the first piece is this township's word about it; else None."""
        device = member.header.device
        fields = Fields("piece", first)
        if not isinstance(first, list) or fields.text(0, 64) != "word":
            return None
        shown = Shown(fields.blob(1, MAX_WORD_BYTES), ())
        try:
            Returning(self.store, self.clock).take_back(shown, device, member.check)
        except Refusal as refusal:
            if refusal.code == "device_unknown":  # its word is about another one
                return None
            raise
        return self.store.device(device)

    def _take_pieces(self, pieces: Iterable[Any], device: DeviceRow, realm: Realm) -> TakenUp:
        taken = TakenUp()
        for piece in pieces:
            fields = Fields("piece", piece)
            kind = fields.text(0, 64)
            if kind == "hello":
                decode_hello(fields.blob(1, 64 * 1024))
                self.store.keep_stick_word(device.device, fields.blob(1, 64 * 1024), fields.number(2))
            elif kind == "events":
                self._take_batch(read_batch_fields(fields, 1), device, realm, taken)
            elif kind == "handed":
                _, handed = decode_hand_on(fields.blob(1, MAX_PIECE_BYTES))
                HandedOnDesk(self.store, self.clock).take(device, handed)
        return taken

    def _take_batch(self, batch: Batch, device: DeviceRow, realm: Realm, taken: TakenUp) -> None:
        batch.check(device.signing_key, device.device, realm)
        if any(event.header.clinic != device.clinic for event in batch.events):
            raise Refusal("event_damaged", sequence=batch.first)
        before = self.store.held(device.device, batch.incarnation).sequence
        township = self.store.township()
        signer = Signer(township.keys.signing, realm_of(township.code, township.epoch))
        acceptance = take_range(self.store, signer, device, batch, realm)
        if acceptance.outcome is OfferOutcome.ACCEPTED:
            taken.events += acceptance.sequence - before
        else:
            taken.faults.append("bundle_gap" if acceptance.outcome is OfferOutcome.GAP else "bundle_fork")
