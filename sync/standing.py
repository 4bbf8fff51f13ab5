"""Where a clinic stands, and what an answer says about it once it is verified."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from core.errors import Hindrance, Refusal
from core.events import NO_HASH, Epoch, Event, Receipt, Result
from core.ids import DeviceId, Incarnation
from core.sync_ports import Standing, SyncStore
from sync.asks import INLINE_BATCH_BYTES
from sync.codec import encode, to_wire
from sync.data_sets import Manifest, read_manifest
from sync.device_words import read_device_word
from sync.envelope import Realm, Signer, public_half, realm_of, sealing_half
from sync.ledger_messages import Batch, LedgerAnswer, batch_fields, make_batch, read_fork, read_receipt
from sync.log_messages import LogPart
from sync.protocol import Reader, ResultsPart, read_results


@dataclass(frozen=True, slots=True)
class HeldHere:
    """What the township holds of a life of our ledger, verified; `other_branch`: it says that we forked."""

    sequence: int
    hash: bytes
    receipt: Receipt | None = None
    other_branch: bool = False


@contextmanager
def reading() -> Iterator[None]:
    """Turn what an answer cannot be into what it means for the clinic."""
    try:
        yield
    except Refusal as refusal:
        if refusal.code == "signature_wrong":
            raise Hindrance("township_not_ours") from refusal
        raise Hindrance("township_answer_not_understood", reason=refusal.code) from refusal


def realm_here(standing: Standing) -> Realm:
    """Give the realm this clinic speaks in."""
    return realm_of(standing.enrolment.township, standing.epoch)


def signer_of(standing: Standing) -> Signer:
    """Give the hand this device signs with."""
    return Signer(standing.enrolment.keys.signing, realm_here(standing))


def signed_batch(store: SyncStore, standing: Standing, events: Sequence[Event]) -> Batch:
    """Sign a contiguous range, with what spares its ids the way."""
    return make_batch(signer_of(standing), events, store.start_before(events[0]))


def next_batch(store: SyncStore, standing: Standing, after: int, most_bytes: int) -> Batch:
    """Sign the next events of the present life; there is at least one."""
    return signed_batch(store, standing, store.events_after(after, most_bytes))


def small_rest(store: SyncStore, standing: Standing, after: int, limit: int) -> Batch | None:
    """Give all that waits if it weighs little enough to travel with a hello, else nothing."""
    if after >= standing.head.sequence:
        return None
    batch = next_batch(store, standing, after, limit)
    if batch.events[-1].header.sequence != standing.head.sequence:
        return None
    return batch if len(to_wire(encode(batch_fields(batch)))) <= INLINE_BATCH_BYTES else None


def reader_of(standing: Standing) -> Reader:
    """Tell whose signature is believed here."""
    enrolment = standing.enrolment
    return Reader(enrolment.township_key, enrolment.township, standing.epoch, enrolment.clinic)


def receipt_that_counts(standing: Standing) -> Receipt | None:
    """Give the last receipt if it is of this life of the ledger and this epoch."""
    receipt = standing.receipt
    if receipt and (receipt.incarnation, receipt.epoch) == (standing.head.incarnation, standing.epoch):
        return receipt
    return None


def read_held(answer: LedgerAnswer, standing: Standing, life: Incarnation) -> HeldHere | None:
    """Read and verify what the township holds of a life; None when it says nothing new of it."""
    enrolment, ours = standing.enrolment, (standing.enrolment.device, life)
    if answer.gap:
        return HeldHere(*answer.gap)
    if answer.receipt:
        receipt = read_receipt(answer.receipt, enrolment.township_key, enrolment.township, standing.epoch)
        if (receipt.device, receipt.incarnation) != ours:
            raise Refusal("message_not_understood", message="receipt", field="incarnation")
        return HeldHere(receipt.sequence, receipt.hash, receipt)
    if answer.fork:
        fork = read_fork(answer.fork, enrolment.township_key, enrolment.township, standing.epoch)
        if (fork.device, fork.incarnation) != ours:
            raise Refusal("message_not_understood", message="fork", field="incarnation")
        return HeldHere(fork.sequence, fork.hash, other_branch=True)
    return None


def is_ours(store: SyncStore, standing: Standing, held: HeldHere) -> bool:
    """Tell whether what the township holds of the present life is a part of our own chain."""
    head = standing.head
    if held.sequence > head.sequence:
        return False
    if held.sequence == head.sequence:
        return held.hash == head.hash
    if held.sequence == 0:
        return held.hash == NO_HASH
    return store.events_after(held.sequence - 1, 1)[0].hash == held.hash


def lacks_word(store: SyncStore, standing: Standing) -> bool:
    """Tell whether the ledger holds no word about this device that the township's present key signed."""
    own = standing.enrolment
    try:
        read_device_word(store.device_word(own.device), [own.township_key], own.township)
    except Refusal:
        return True
    return False


def own_word(statement: bytes, standing: Standing) -> Mapping[DeviceId, bytes]:
    """Read and verify the township's word about this device; nothing where none came."""
    if not statement:
        return {}
    own = standing.enrolment
    word = read_device_word(statement, [own.township_key], own.township).word
    keys = (public_half(own.keys.signing), sealing_half(own.keys.sealing))
    if (word.device, word.clinic, word.signing_key, word.sealing_key) != (own.device, own.clinic, *keys):
        raise Refusal("message_not_understood", message="device", field="word")
    return {own.device: statement}


def words_with(part: LogPart, standing: Standing) -> Mapping[DeviceId, bytes]:
    """Give the township's words about the devices whose ranges came, each verified and about the key it used.

    Where one is not, its device's ranges count all the same: they only could not be handed on one day.
    """
    own, found = standing.enrolment, dict[DeviceId, bytes]()
    used = {(batch.device, batch.signing_key) for batch in part.batches}
    for data in part.words:
        with suppress(Refusal):
            word = read_device_word(data, [own.township_key], own.township).word
            if (word.device, word.signing_key) in used:
                found[word.device] = data
    return found


def read_part(part: ResultsPart, standing: Standing) -> tuple[Result, ...]:
    """Read and verify results that follow those held."""
    return read_results(part, reader_of(standing), standing.results_position, standing.results_hash)


def believed(
    statements: Sequence[bytes], standing: Standing
) -> tuple[Sequence[Manifest], Sequence[Hindrance]]:
    """Verify manifests; one that is not to be believed fails alone."""
    manifests: list[Manifest] = []
    faults: list[Hindrance] = []
    for statement in statements:
        try:
            with reading():
                manifest = read_manifest(statement, reader_of(standing))
        except Hindrance as hindrance:
            faults.append(hindrance)
        else:
            manifests += [manifest] if manifest else []
    return manifests, faults


def leads_to(ours: Epoch, chain: tuple[Epoch, ...]) -> tuple[Epoch, ...]:
    """Give the part of a chain of epochs that goes on from ours, each naming the one before; else nothing."""
    followed: list[Epoch] = []
    for epoch in chain:
        last = followed[-1] if followed else ours
        if epoch.predecessor == last.epoch_id and epoch.number > last.number:
            followed.append(epoch)
        elif followed:
            return ()
    return tuple(followed)
