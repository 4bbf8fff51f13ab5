"""Receipts: the same words for the same thing held, however often they are asked for."""

from core.events import Epoch
from core.ids import DeviceId
from core.ports import Clock
from core.township_ports import TownshipStore
from core.township_rows import Acceptance
from sync.envelope import Label, Signer, read_statement
from sync.ledger_messages import Held, Reached, make_receipt


def receipt_of(
    store: TownshipStore, signer: Signer, whose: tuple[Epoch, DeviceId], held: Acceptance, clock: Clock
) -> bytes:
    """Give the signed receipt for what is held of a life of a device's ledger."""
    epoch, device = whose
    last = store.last_receipt(device, held.incarnation)
    if last is not None and (last.epoch, last.sequence, last.hash) == (epoch, held.sequence, held.hash):
        # The same payload under the hand that signs now: the same bytes, unless keys were rolled over since.
        return signer.statement(Label.RECEIPT, read_statement(last.signed).payload)
    place = Held(device, held.incarnation, held.sequence, held.hash, clock.now())
    receipt = make_receipt(signer, epoch, Reached(place, held.log_position, held.log_hash))
    store.keep_receipt(receipt)
    return receipt.signed
