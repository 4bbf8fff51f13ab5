"""How a PC becomes a clinic's device, without I/O: who answers, is it whom the code names, then enrol."""

from collections.abc import Callable
from dataclasses import dataclass

from core.errors import Hindrance, Refusal
from core.events import Epoch
from core.ids import DeviceId
from core.ports import DeviceKeys, Enrolment
from sync.asks import NONCE_BYTES, Ask
from sync.client import Request
from sync.envelope import Label, Signer, public_half, read_statement, realm_of, sealing_half
from sync.introduction import (
    EnrolAnswer,
    EnrolAsk,
    Identity,
    decode_enrol_answer,
    encode_enrol,
    encode_identity_ask,
    read_identity,
)
from sync.one_time_code import fingerprint, parse

_KEY_BYTES = 32
_ID_BYTES = 16


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What the clinic's store is made with."""

    enrolment: Enrolment
    epoch: Epoch


class EnrolRun:
    """One enrolment: identity, then enrol; after a cut it may be prepared again with the same device keys.

    `user` is who will sign in first: a name the township does not know spends no code.

    Raises:
        Refusal: `code_not_readable`.
    """

    def __init__(
        self, code: str, address: str, program: str, random: Callable[[int], bytes], user: str = ""
    ) -> None:
        self._fingerprint, self._secret = parse(code)
        self._address = address
        self._program = program
        self._user = user
        self._random = random
        self._keys = DeviceKeys(signing=random(_KEY_BYTES), sealing=random(_KEY_BYTES))
        self._device = DeviceId(random(_ID_BYTES).hex())
        self._nonce = b""
        self._identity: Identity | None = None
        self._answer: EnrolAnswer | None = None

    @property
    def identity(self) -> Identity | None:
        """Give the township once it has proved to be the one of the code; its pin is to be insisted on."""
        return self._identity

    @property
    def enrolled(self) -> Enrolled | None:
        """Give what was achieved; None before the end."""
        if self._identity is None or self._answer is None:
            return None
        enrolment = Enrolment(
            township=self._identity.township,
            township_name=self._answer.township_name,
            clinic=self._answer.clinic,
            clinic_name=self._answer.clinic_name,
            device=self._device,
            address=address_of(self._address, self._identity.township),
            township_key=self._identity.signing_key,
            tls_pin=self._identity.tls_pin,
            keys=self._keys,
            county=self._answer.county,
            township_sealing=self._identity.sealing_key,
            word=self._answer.word,
        )
        return Enrolled(enrolment, self._identity.epoch)

    def prepare(self) -> Request | None:
        """Give the next request; None when enrolled."""
        if self._answer is not None:
            return None
        self._nonce = self._random(NONCE_BYTES)
        if self._identity is None:
            return Request(Ask.IDENTITY, encode_identity_ask(self._nonce))
        ask = EnrolAsk(
            secret=self._secret,
            signing_key=public_half(self._keys.signing),
            sealing_key=sealing_half(self._keys.sealing),
            program=self._program,
            user=self._user,
        )
        signer = Signer(self._keys.signing, realm_of(self._identity.township, self._identity.epoch))
        return Request(Ask.ENROL, signer.request(Label.ENROL, self._device, encode_enrol(self._nonce, ask)))

    def absorb(self, answer: bytes, tls_pin: bytes) -> None:
        """Verify an answer; `tls_pin` is that of the very connection it came over.

        Raises:
            Refusal: `code_of_another_township`.
            Hindrance: `township_not_ours`, `township_answer_not_understood`.
        """
        try:
            if self._identity is None:
                self._identity = self._recognised(read_identity(answer, self._nonce), tls_pin)
            else:
                self._answer = self._read_answer(self._identity, answer)
        except Refusal as refusal:
            if refusal.code == "code_of_another_township":
                raise
            if refusal.code == "signature_wrong":
                raise Hindrance("township_not_ours") from refusal
            raise Hindrance("township_answer_not_understood", reason=refusal.code) from refusal

    def _recognised(self, identity: Identity, tls_pin: bytes) -> Identity:
        if fingerprint(identity.signing_key) != self._fingerprint:
            raise Refusal("code_of_another_township")
        if identity.tls_pin != tls_pin:
            raise Hindrance("township_not_ours")
        return identity

    def _read_answer(self, identity: Identity, answer: bytes) -> EnrolAnswer:
        statement = read_statement(answer)
        statement.check(identity.signing_key, Label.ANSWER)
        if statement.realm != realm_of(identity.township, identity.epoch):
            raise Refusal("message_not_understood", message="enrol", field="realm")
        return decode_enrol_answer(statement.payload, self._nonce)


def address_of(address: str, township: str) -> str:
    """Name the township in an address that left it out: its service may host another one some day."""
    plain = address.strip().rstrip("/")
    names_it = "/" in plain.partition("://")[2] if "://" in plain else "/" in plain
    return plain if names_it else f"{plain}/{township}"
