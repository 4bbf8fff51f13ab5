"""A township restored from an older copy: it notices by its own signatures, and takes back what it said.

A clinic's claim alone moves nothing: only statements that a key of this township signed which counts begin
another epoch; one that was rolled over signed what was lost before.
"""

import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from core.epoch_ports import ResultsHead
from core.errors import Refusal
from core.events import NO_HASH, Epoch, LedgerHead
from core.ids import ClinicCode, DeviceId, Incarnation
from core.ports import Clock
from core.township_ports import TownshipStore
from core.township_rows import DeviceRow, Township
from sync.envelope import Label, Statement, read_statement, realm_of
from sync.fields import Fields
from sync.protocol import Hello, Reader, ResultsPart, read_results
from sync.recovery_messages import Proof
from sync.township.county_epoch import declared_below, keys_that_count
from sync.township.publishing import publish_sets

_EPOCH_ID_BYTES = 16


@dataclass(frozen=True, slots=True)
class LostPast:
    """What one township makes of clinics that know more of it than it does."""

    store: TownshipStore
    clock: Clock
    random: Callable[[int], bytes] = secrets.token_bytes

    def ladder(self, clinic: ClinicCode, position: int, hash_there: bytes) -> Sequence[ResultsHead]:
        """Give heads of a clinic's results to a clinic that stands elsewhere than on this stream."""
        if (position, hash_there) == (0, NO_HASH):
            return ()
        held = self.store.results(clinic, position - 1, 1)
        if held and (held[0].position, held[0].hash) == (position, hash_there):
            return ()
        return self.store.results_ladder(clinic)

    def knows_more(self, device: DeviceId, hello: Hello) -> bool:
        """Tell whether a clinic has a receipt of this epoch for more than is held here."""
        return (hello.receipt or 0) > self.store.held(device, hello.head.incarnation).sequence

    def believe(self, clinic: ClinicCode, proof: Proof) -> bool:
        """Look whether the proof shows words of ours that we do not know; if so, begin another epoch."""
        township = self.store.township()
        before = unknown_epochs(township.epoch, self.store.former_epochs(), proof.epochs)
        for shown in proof.statements:
            if self._is_beyond(township, clinic, shown, before):
                begin_epoch(self.store, self.clock, before, self.random)
                return True
        return False

    def take_back(self, clinic: ClinicCode, part: ResultsPart) -> ResultsHead:
        """Take results this township gave in a former epoch.

        Raises:
            Refusal: `signature_wrong`, `results_chain_broken`, `message_not_understood`,
                `bytes_not_canonical`, `epoch_unknown`.
        """
        township = self.store.township()
        spoken = read_statement(part.statement).realm
        epochs = (*self.store.former_epochs(), township.epoch)
        epoch = next((one for one in epochs if realm_of(township.code, one) == spoken), None)
        if epoch is None and spoken.epoch_number < declared_below(self.store):
            epoch = Epoch(spoken.epoch_number, spoken.epoch_id, "")  # of a life before the county's word
        if epoch is None:
            raise Refusal("epoch_unknown")
        key = read_statement(part.statement).signed_by(keys_that_count(self.store, township), Label.RESULTS)
        reader = Reader(key, township.code, epoch, clinic)
        first = Fields.of_list(part.records[0], "result", 8)
        before = first.number(2, least=1) - 1
        return self.store.adopt_results(clinic, read_results(part, reader, before, first.hash(3)))

    def _is_beyond(
        self, township: Township, clinic: ClinicCode, shown: bytes, before: Sequence[Epoch]
    ) -> bool:
        statement = read_statement(shown)
        label = _label_of(statement, keys_that_count(self.store, township))
        if label is None or statement.realm.township != township.code:
            return False
        if any(realm_of(township.code, one) == statement.realm for one in before):
            return True
        if label is Label.ANSWER or statement.realm != realm_of(township.code, township.epoch):
            return False
        if label is Label.RECEIPT:
            return self._has_lost_receipt(statement)
        return self._has_lost_results(clinic, statement)

    def _has_lost_receipt(self, statement: Statement) -> bool:
        fields = Fields.of_list(statement.payload, "receipt", 9)
        head = LedgerHead(Incarnation(fields.id(1)), fields.number(2), fields.hash(3))
        held = self.store.held(DeviceId(fields.id(0)), head.incarnation)
        other = held.sequence == head.sequence and held.hash != head.hash
        return held.sequence < head.sequence or other or held.log_position < fields.number(6)

    def _has_lost_results(self, clinic: ClinicCode, statement: Statement) -> bool:
        fields = Fields.of_list(statement.payload, "results", 3)
        if fields.text(0) != clinic:
            return False
        return bool(self.ladder(clinic, fields.number(1), fields.hash(2)))


def begin_epoch(
    store: TownshipStore,
    clock: Clock,
    before: Sequence[Epoch] = (),
    random: Callable[[int], bytes] = secrets.token_bytes,
) -> Epoch:
    """Declare the township restored: another epoch, settlements frozen, every data set signed anew.

    Raises:
        Refusal: `epoch_does_not_follow`: another one was begun meanwhile.
    """
    last = before[-1] if before else store.township().epoch
    epoch = Epoch(last.number + 1, random(_EPOCH_ID_BYTES).hex(), last.epoch_id)
    store.begin_epoch(epoch, before, clock.now())
    publish_sets(store, clock)
    return epoch


def thaw(store: TownshipStore, agreed: bool) -> Sequence[ClinicCode]:
    """Let settlements go on; give the clinics with a PC that has not called since they froze.

    Raises:
        Refusal: `clinics_not_heard`: some have not, and nobody said that it is agreed to go on without them;
            `devices_not_confirmed`: somebody has to look at devices that were taken back.
    """
    returned = [
        one.device for clinic in store.clinics() for one in store.devices(clinic.code) if one.returned
    ]
    if returned:
        raise Refusal("devices_not_confirmed", devices="、".join(returned))
    silent = clinics_not_heard(store, store.frozen_since())
    if silent and not agreed:
        raise Refusal("clinics_not_heard", clinics="、".join(silent))
    store.thaw()
    return silent


def clinics_not_heard(store: TownshipStore, since: datetime | None) -> Sequence[ClinicCode]:
    """List the clinics with a PC that has not called since a moment: each may hold what the others lack.

    A revoked one is not waited for.
    """
    if since is None:
        return []

    def is_silent(device: DeviceRow) -> bool:
        heard = device.last_contact is not None and device.last_contact >= since
        return not (heard or device.revoked)

    clinics = [one.code for one in store.clinics()]
    return [clinic for clinic in clinics if any(map(is_silent, store.devices(clinic)))]


def chain_of(store: TownshipStore, present: Epoch) -> tuple[Epoch, ...]:
    """Give all epochs of the township, oldest first."""
    return (*store.former_epochs(), present)


def unknown_epochs(present: Epoch, former: Sequence[Epoch], shown: Sequence[Epoch]) -> tuple[Epoch, ...]:
    """Give the epochs a clinic followed after our present one."""
    ids = [one.epoch_id for one in shown]
    if present.epoch_id not in ids:
        return ()
    later = shown[ids.index(present.epoch_id) + 1 :]
    known = {one.epoch_id for one in former}
    last = present
    for one in later:
        if one.predecessor != last.epoch_id or one.number <= last.number or one.epoch_id in known:
            return ()
        last = one
    return tuple(later)


def _label_of(statement: Statement, keys: Sequence[bytes]) -> Label | None:
    for label in (Label.RECEIPT, Label.RESULTS, Label.ANSWER):
        with suppress(Refusal):
            statement.signed_by(keys, label)
            return label
    return None
