"""Taking in a range a device signed; of one that crosses its revocation the township vouches for the rest."""

from core.clinic_log import SignedRange
from core.township_ports import TownshipStore
from core.township_rows import Acceptance, DeviceRow, OfferOutcome
from sync.envelope import Realm, Signer, public_half
from sync.ledger_messages import Batch, make_batch


def take_range(
    store: TownshipStore, signer: Signer, device: DeviceRow, batch: Batch, realm: Realm
) -> Acceptance:
    """Commit the new part of a verified range, and keep what counts of it for the clinic's other PCs.

    Args:
        store: of the township.
        signer: the township's own.
        device: whose range it is.
        batch: the range, verified.
        realm: what the device signed it in.
    """
    signed = SignedRange(batch.first, realm.epoch_number, realm.epoch_id, batch.signature)
    good = store.last_good(device.device, batch.incarnation) if device.revoked else None
    count = len(batch.events) if good is None else sum(e.header.sequence <= good for e in batch.events)
    if 0 < count < len(batch.events):
        # The device's signature covers what it wrote too late as well.
        ours = make_batch(signer, batch.events[:count])
        place = (signer.realm.epoch_number, signer.realm.epoch_id, ours.signature)
        vouched = SignedRange(batch.first, *place, public_half(signer.key))
        before = store.accept(device, batch.incarnation, ours.events, vouched)
        if before.outcome is not OfferOutcome.ACCEPTED:
            return before
    return store.accept(device, batch.incarnation, batch.events, signed)
