"""What a township writes on a stick for a device: what it lacks, as far as its last stick tells."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.clinic_log import LogBatch, OtherLife
from core.data_sets import DataSetName
from core.errors import Refusal
from core.events import Result
from core.ids import ClinicCode
from core.ports import Clock
from core.township_ports import TownshipStore
from core.township_rows import DeviceRow, Township
from sync.asks import NO_NONCE, RESULTS_BYTES
from sync.bundle import BundleHeader, Direction
from sync.device_words import make_device_word
from sync.envelope import Label, Signer, realm_of
from sync.founding import NO_DEVICE
from sync.hand_on_messages import held_piece
from sync.log_messages import LogPart, encode_log_answer, parts_of
from sync.protocol import Hello, HelloAnswer, decode_hello, encode_hello_answer, make_results, results_fields
from sync.tls_roll import write_tls_roll
from sync.township.county_epoch import words_shown
from sync.township.handed_on import words_about
from sync.township.lost_past import chain_of
from sync.township.publishing import TOWNSHIP_SCOPE, clinic_scope
from sync.township.receipts import receipt_of

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class DownStick:
    """One township, writing for its devices."""

    store: TownshipStore
    clock: Clock

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
        if device.device != NO_DEVICE:
            yield ["word", make_device_word(signer, device)]
        if township.epoch.predecessor:
            yield held_piece(list(self._of_the_clinic(device.clinic)))
        if roll := self.store.tls_roll():
            yield ["tls", write_tls_roll(signer, roll)]
        yield from self._results(signer, device, hello)
        yield from self._log((device, signer), hello, word[1] if word else 0)
        yield from self._sets(device, hello)

    def _announcement(self, township: Township) -> bytes:
        epoch, again = township.epoch, township.calls.interval_seconds
        chain, words = chain_of(self.store, epoch), words_shown(self.store)
        answer = HelloAnswer(self.clock.now(), again, 0, epoch=epoch, epochs=chain, words=words)
        return encode_hello_answer(NO_NONCE, answer)

    def _receipts(self, township: Township, signer: Signer, device: DeviceRow) -> Iterator[Any]:
        """Say what is held of every life; a device that has another branch sees it by the hash."""
        for life in self.store.device_lives(device.device):
            held = self.store.held(device.device, life.incarnation)
            whose = (township.epoch, device.device)
            yield ["receipt", receipt_of(self.store, signer, whose, held, self.clock)]

    def _of_the_clinic(self, clinic: ClinicCode) -> Iterator[OtherLife]:
        """Say how far what its PCs wrote is held: a restore may have lost some of it."""
        for device in self.store.devices(clinic):
            for life in self.store.device_lives(device.device):
                if life.sequence:
                    yield OtherLife(device.device, life.incarnation, life.sequence)

    def _results(self, signer: Signer, device: DeviceRow, hello: Hello | None) -> Iterator[Any]:
        after = hello.results_position if hello else 0
        if after > self.store.results_head(device.clinic):
            after = 0
        while results := self.store.results(device.clinic, after, _AT_ONCE):
            part = _fitting(results)
            yield ["results", results_fields(make_results(signer, device.clinic, part))]
            after = part[-1].position

    def _log(self, whom: tuple[DeviceRow, Signer], hello: Hello | None, after: int) -> Iterator[Any]:
        device, signer = whom
        own, here = self._own_branch(device, hello) if hello else ("", 0)
        while ranges := self.store.log_batches(device.clinic, after, 20):
            lacking = [one for one in ranges if one.incarnation != own or _last(one) > here]
            for some in parts_of(lacking):
                last = some[-1].number
                part = LogPart(tuple(some), last, words_about(self.store, signer, some))
                yield ["log", after, encode_log_answer(NO_NONCE, part)]
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
