"""The township's side of a stick: taking a clinic's events from one, writing what a device lacks on one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from core.clinic_log import LogBatch, SignedRange
from core.data_sets import DataSetName
from core.errors import Refusal
from core.events import Result
from core.ports import Clock
from core.township_ports import TownshipStore
from core.township_rows import DeviceRow, OfferOutcome, Township
from sync.asks import MAX_WORD_BYTES, RESULTS_BYTES
from sync.bundle import BundleHeader, Direction, Member, pieces_of
from sync.device_words import Shown
from sync.envelope import Label, Realm, Signer, realm_of
from sync.fields import Fields
from sync.ledger_messages import Batch, read_batch_fields
from sync.log_messages import LogPart, encode_log_answer, parts_of
from sync.protocol import Hello, HelloAnswer, decode_hello, encode_hello_answer, make_results, results_fields
from sync.stick import NO_NONCE
from sync.township.judge import judge_waiting
from sync.township.lost_past import chain_of
from sync.township.publishing import TOWNSHIP_SCOPE, clinic_scope
from sync.township.receipts import receipt_of
from sync.township.returning import Returning

_AT_ONCE = 500


@dataclass(slots=True)
class TakenUp:
    """What came with a stick; `faults` are the codes of what was left where it is."""

    events: int = 0
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class StickDesk:
    """One township, reading and writing sticks."""

    store: TownshipStore
    clock: Clock

    def take(self, source: BinaryIO, member: Member) -> TakenUp | None:
        """Take what a member brings; None for one that is not for this township.

        Raises:
            Refusal: `bundle_of_stranger`, `bundle_of_another_epoch`, `signature_wrong`, `bundle_for_another`,
                `bundle_for_support`.
        """
        township, header = self.store.township(), member.header
        if header.direction is Direction.SUPPORT and header.realm.township == township.code:
            raise Refusal("bundle_for_support")
        if header.direction is not Direction.UP or header.realm.township != township.code:
            return None
        device = self.store.device(header.device) or self._returned(source, member, township)
        if device is None or device.clinic != header.clinic:
            raise Refusal("bundle_of_stranger")
        member.check(device.signing_key)
        if header.realm not in [realm_of(township.code, one) for one in chain_of(self.store, township.epoch)]:
            raise Refusal("bundle_of_another_epoch")
        taken = self._take_pieces(pieces_of(source, member, township.keys.sealing), device, header.realm)
        self.store.note_contact(device.clinic, self.clock.now())
        judge_waiting(self.store, self.clock, device.clinic)
        return taken

    def _returned(self, source: BinaryIO, member: Member, township: Township) -> DeviceRow | None:
        """Take a forgotten device back if the first piece is this township's word about it; else None."""
        device = member.header.device
        first = next(pieces_of(source, member, township.keys.sealing), None)
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
        return taken

    def _take_batch(self, batch: Batch, device: DeviceRow, realm: Realm, taken: TakenUp) -> None:
        batch.check(device.signing_key, device.device, realm)
        if any(event.header.clinic != device.clinic for event in batch.events):
            raise Refusal("event_damaged", sequence=batch.first)
        before = self.store.held(device.device, batch.incarnation).sequence
        signed = SignedRange(batch.first, realm.epoch_number, realm.epoch_id, batch.signature)
        acceptance = self.store.accept(device, batch.incarnation, batch.events, signed)
        if acceptance.outcome is OfferOutcome.ACCEPTED:
            taken.events += acceptance.sequence - before
        else:
            taken.faults.append("bundle_gap" if acceptance.outcome is OfferOutcome.GAP else "bundle_fork")

    # --- down

    def header_for(self, device: DeviceRow) -> BundleHeader:
        """Say whom a member is for."""
        township = self.store.township()
        realm = realm_of(township.code, township.epoch)
        return BundleHeader(Direction.DOWN, realm, device.clinic, device.device, self.clock.now())

    def pieces_for(self, device: DeviceRow) -> Iterator[Any]:
        """Give what a device lacks, as far as its last stick tells; without one, everything."""
        township = self.store.township()
        signer = Signer(township.keys.signing, realm_of(township.code, township.epoch))
        word = self.store.stick_word(device.device)
        hello = decode_hello(word[0])[1] if word else None
        yield ["hello", signer.statement(Label.ANSWER, self._announcement(township))]
        yield from self._receipts(township, signer, device)
        if device.returned:  # nothing goes to a device nobody has confirmed but that it was heard
            return
        yield from self._results(signer, device, hello)
        yield from self._log(device, hello, word[1] if word else 0)
        yield from self._sets(device, hello)

    def _announcement(self, township: Township) -> bytes:
        epoch, again = township.epoch, township.calls.interval_seconds
        answer = HelloAnswer(self.clock.now(), again, 0, epoch=epoch, epochs=chain_of(self.store, epoch))
        return encode_hello_answer(NO_NONCE, answer)

    def _receipts(self, township: Township, signer: Signer, device: DeviceRow) -> Iterator[Any]:
        """Say what is held of every life; a device that has another branch sees it by the hash."""
        for life in self.store.device_lives(device.device):
            held = self.store.held(device.device, life.incarnation)
            whose = (township.epoch, device.device)
            yield ["receipt", receipt_of(self.store, signer, whose, held, self.clock)]

    def _results(self, signer: Signer, device: DeviceRow, hello: Hello | None) -> Iterator[Any]:
        after = hello.results_position if hello else 0
        if after > self.store.results_head(device.clinic):
            after = 0
        while results := self.store.results(device.clinic, after, _AT_ONCE):
            part = _fitting(results)
            yield ["results", results_fields(make_results(signer, device.clinic, part))]
            after = part[-1].position

    def _log(self, device: DeviceRow, hello: Hello | None, after: int) -> Iterator[Any]:
        own, here = self._own_branch(device, hello) if hello else ("", 0)
        while ranges := self.store.log_batches(device.clinic, after, 20):
            lacking = [one for one in ranges if one.incarnation != own or _last(one) > here]
            for some in parts_of(lacking):
                last = some[-1].number
                yield ["log", after, encode_log_answer(NO_NONCE, LogPart(tuple(some), last))]
                after = last
            after = ranges[-1].number

    def _own_branch(self, device: DeviceRow, hello: Hello) -> tuple[str, int]:
        """Tell how far what is held of a device's life is what the device itself has of it.

        A copied disk may have gone on in another branch; what only a receipt it knows covers is sure.
        """
        head, held = hello.head, self.store.held(device.device, hello.head.incarnation)
        agreed = (held.sequence, held.hash) == (head.sequence, head.hash)
        return head.incarnation, head.sequence if agreed else hello.receipt or 0

    def _sets(self, device: DeviceRow, hello: Hello | None) -> Iterator[Any]:
        held: Mapping[str, int] = hello.data_sets if hello else {}
        scopes = (clinic_scope(device.clinic), TOWNSHIP_SCOPE)
        for name in DataSetName:
            for scope in scopes:
                published = self.store.published(name, scope)
                if published is None or published.version.version <= held.get(name.value, 0):
                    continue
                yield ["set", published.manifest]
                for chunk in published.chunks:
                    data = self.store.chunk(chunk, scopes)
                    if data is not None:
                        yield ["chunk", data]


def _last(batch: LogBatch) -> int:
    return batch.events[-1].header.sequence


def _fitting(results: Sequence[Result]) -> list[Result]:
    taken, size = [results[0]], len(results[0].record)
    for result in results[1:]:
        size += len(result.record)
        if size > RESULTS_BYTES:
            break
        taken.append(result)
    return taken


def devices_of(store: TownshipStore, clinics: Sequence[str]) -> Iterator[DeviceRow]:
    """List the devices a stick is for: those of some clinics, or of all; a revoked one gets nothing.

    Raises:
        Refusal: `clinic_unknown`.
    """
    known = {clinic.code: clinic for clinic in store.clinics()}
    for code in clinics or list(known):
        clinic = next((one for one in known.values() if one.code == code), None)
        if clinic is None:
            raise Refusal("clinic_unknown", clinic=code)
        yield from (one for one in store.devices(clinic.code) if not one.revoked)
