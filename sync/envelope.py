"""Sign and verify: every signature covers a label, the township and the epoch."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from core.errors import Refusal
from core.events import Epoch
from core.ids import DeviceId, TownshipCode
from sync.codec import encode
from sync.fields import Fields

VERSION = 1
SIGNATURE_BYTES = 64
KEY_BYTES = 32
MAX_PAYLOAD_BYTES = 4 * 1024 * 1024


class Label(StrEnum):
    """What a signature is for; one made for one purpose is worth nothing for another."""

    REQUEST = "request"
    ENROL = "enrol"
    BATCH = "batch"
    IDENTITY = "identity"
    ANSWER = "answer"
    RECEIPT = "receipt"
    FORK = "fork"
    RESULTS = "results"
    MANIFEST = "manifest"
    RECOVERY_PAIRS = "recovery-pairs"
    BUNDLE = "bundle"
    DEVICE = "device"
    EPOCH_ASKED = "epoch-asked"
    KEY_ROLL = "key-roll"
    TLS_ROLL = "tls-roll"


@dataclass(frozen=True, slots=True)
class Realm:
    """Where a signature counts: one epoch of one township."""

    township: TownshipCode
    epoch_number: int
    epoch_id: str


@dataclass(frozen=True, slots=True)
class Signer:
    """A raw Ed25519 private key at work in a realm."""

    key: bytes = field(repr=False)
    realm: Realm

    def signature(self, label: Label, payload: bytes) -> bytes:
        """Sign a payload, without wrapping it."""
        return sign(self.key, label, self.realm, payload)

    def statement(self, label: Label, payload: bytes) -> bytes:
        """Sign a payload and wrap it so that it stands alone."""
        realm = self.realm
        signature = self.signature(label, payload)
        return encode(
            [VERSION, realm.township, realm.epoch_number, bytes.fromhex(realm.epoch_id), payload, signature]
        )

    def request(self, label: Label, device: DeviceId, payload: bytes) -> bytes:
        """Sign a device's request and wrap it."""
        realm = self.realm
        head = [VERSION, realm.township, realm.epoch_number, bytes.fromhex(realm.epoch_id)]
        return encode([*head, bytes.fromhex(device), payload, self.signature(label, payload)])


@dataclass(frozen=True, slots=True)
class Statement:
    """What a township says and signs; not verified until `check` was called."""

    realm: Realm
    payload: bytes
    signature: bytes

    def check(self, key: bytes, label: Label) -> None:
        """Verify.

        Raises:
            Refusal: `signature_wrong`.
        """
        verify(key, label, self.realm, self.payload, self.signature)

    def signed_by(self, keys: Sequence[bytes], label: Label) -> bytes:
        """Verify that one of these keys signed it; give that key.

        Raises:
            Refusal: `signature_wrong`.
        """
        for key in keys:
            with suppress(Refusal):
                self.check(key, label)
                return key
        raise Refusal("signature_wrong")


@dataclass(frozen=True, slots=True)
class DeviceRequest:
    """What a device asks and signs; not verified until `check` was called."""

    realm: Realm
    device: DeviceId
    payload: bytes
    signature: bytes

    def check(self, key: bytes, label: Label) -> None:
        """Verify.

        Raises:
            Refusal: `signature_wrong`.
        """
        verify(key, label, self.realm, self.payload, self.signature)


def realm_of(township: TownshipCode, epoch: Epoch) -> Realm:
    """Give the realm of a township's epoch."""
    return Realm(township, epoch.number, epoch.epoch_id)


def sign(key: bytes, label: Label, realm: Realm, payload: bytes) -> bytes:
    """Sign with a raw Ed25519 private key."""
    return Ed25519PrivateKey.from_private_bytes(key).sign(_signed(label, realm, payload))


def verify(key: bytes, label: Label, realm: Realm, payload: bytes, signature: bytes) -> None:
    """Verify with a raw Ed25519 public key.

    Raises:
        Refusal: `signature_wrong`.
    """
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, _signed(label, realm, payload))
    except (InvalidSignature, ValueError) as error:
        raise Refusal("signature_wrong") from error


def public_half(key: bytes) -> bytes:
    """Give the raw Ed25519 public key of a private one."""
    return Ed25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw()


def sealing_half(key: bytes) -> bytes:
    """Give the raw X25519 public key of a private one."""
    return X25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw()


def read_statement(data: bytes) -> Statement:
    """Take a township's statement apart, without believing it yet.

    Raises:
        Refusal: `bytes_not_canonical`, `message_not_understood`.
    """
    fields = Fields.of_list(data, "statement", 6)
    return Statement(_realm(fields), fields.blob(4, MAX_PAYLOAD_BYTES), fields.exactly(5, SIGNATURE_BYTES))


def read_request(data: bytes) -> DeviceRequest:
    """Take a device's request apart, without believing it yet.

    Raises:
        Refusal: `bytes_not_canonical`, `message_not_understood`.
    """
    fields = Fields.of_list(data, "request", 7)
    return DeviceRequest(
        _realm(fields),
        DeviceId(fields.id(4)),
        fields.blob(5, MAX_PAYLOAD_BYTES),
        fields.exactly(6, SIGNATURE_BYTES),
    )


def _realm(fields: Fields) -> Realm:
    if fields.number(0) != VERSION:
        raise fields.refusal("version")
    return Realm(TownshipCode(fields.text(1)), fields.number(2), fields.id(3))


def _signed(label: Label, realm: Realm, payload: bytes) -> bytes:
    return encode([label.value, realm.township, bytes.fromhex(realm.epoch_id), payload])
