"""The township's side before it knows who asks: who it is, enrolment, and devices it has forgotten."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from core.errors import Refusal
from core.ids import ClinicCode
from core.ports import Clock
from core.township_ports import TownshipStore
from core.township_rows import DeviceRow, Township
from sync.asks import Ask, opened
from sync.device_words import decode_return, encode_return_answer, make_device_word
from sync.envelope import DeviceRequest, Label, public_half, sealing_half
from sync.introduction import EnrolAnswer, Identity, decode_enrol, encode_enrol_answer, make_identity
from sync.one_time_code import secret_hash
from sync.township.caller import signer_for
from sync.township.county_epoch import words_shown
from sync.township.key_roll import rolls_shown
from sync.township.returning import Returning


@dataclass(frozen=True, slots=True)
class Strangers:
    """One township, answering whoever it does not know."""

    store: TownshipStore
    clock: Clock
    random: Callable[[int], bytes] = secrets.token_bytes

    def identity(self, nonce: bytes, tls_pin: bytes) -> bytes:
        """Say who answers here."""
        township = self.store.township()
        identity = Identity(
            township=township.code,
            name=township.name,
            signing_key=public_half(township.keys.signing),
            sealing_key=sealing_half(township.keys.sealing),
            epoch=township.epoch,
            tls_pin=tls_pin,
            at=self.clock.now(),
            words=words_shown(self.store),
            rolls=rolls_shown(self.store),
        )
        return make_identity(signer_for(township), nonce, identity)

    def enrol(self, township: Township, request: DeviceRequest) -> bytes:
        """Enrol a device by a one-time code, and sign what it may show one day."""
        nonce, ask = decode_enrol(request.payload)
        request.check(ask.signing_key, Label.ENROL)
        signer = signer_for(township)
        if request.realm != signer.realm:
            raise Refusal("epoch_differs", epoch=township.epoch.number)
        now = self.clock.now()
        device = DeviceRow(request.device, ClinicCode(""), ask.signing_key, ask.sealing_key, now)
        clinic = self.store.redeem_code(secret_hash(ask.secret), device, now, user=ask.user)
        enrolled = self.store.device(request.device)
        word = make_device_word(signer, enrolled) if enrolled else b""
        answer = EnrolAnswer(clinic.code, clinic.name, township.name, self.store.county(), word)
        return signer.statement(Label.ANSWER, encode_enrol_answer(nonce, answer))

    def answer(self, township: Township, name: str, request: DeviceRequest) -> bytes:
        """Answer a device nobody here knows: it is asked for its word, and taken back on it.

        Raises:
            Refusal: `device_unknown`, and those of `Returning.take_back`.
        """
        if name == Ask.RETURN:
            nonce, shown = decode_return(request.payload)
            signed = partial(request.check, label=Label.REQUEST)
            Returning(self.store, self.clock, self.random).take_back(shown, request.device, signed)
            township = self.store.township()
        elif name == Ask.HELLO:
            nonce, _ = opened(request.payload, Ask.HELLO)
        else:
            raise Refusal("device_unknown")
        return signer_for(township).statement(Label.ANSWER, encode_return_answer(nonce))
