"""乡镇密钥: the public keys a township is known by, and the words, its own or its county's, for others."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from core.events import Epoch
from core.ids import TownshipCode
from core.township_rows import TownshipKeys


@dataclass(frozen=True, slots=True)
class TownshipFace:
    """What clinics know a township by: public Ed25519 and X25519 keys, raw; SHA-256 of the TLS key (SPKI)."""

    signing: bytes
    sealing: bytes
    tls_pin: bytes


@dataclass(frozen=True, slots=True)
class EpochRequest:
    """What a township asks its county to sign: the epoch it wants to begin, and its present keys.

    The number of `epoch` is the least it may have; the county gives it one above all that were.
    """

    township: TownshipCode
    name: str
    epoch: Epoch
    face: TownshipFace
    at: datetime


@dataclass(frozen=True, slots=True)
class CountyEpoch:
    """县签记录段: an epoch of a township that the county signed, with the keys to know it by from then on.

    `former` are signing keys the township had before and lost: what they signed before still counts.
    """

    township: TownshipCode
    epoch: Epoch
    face: TownshipFace
    former: tuple[bytes, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class KeyRoll:
    """换钥: the keys a township has from now on, in its own words, signed with the key it had until then.

    `number` rises with each. What `former`, the signing key until then, signed before goes on counting.
    """

    number: int
    former: bytes
    face: TownshipFace
    at: datetime


@dataclass(frozen=True, slots=True)
class TlsRoll:
    """换服务密钥: the pin of the TLS key the service speaks with from a moment on.

    `number` rises with each. A clinic that was told of it believes it and the `former` one, up to `until`.
    """

    number: int
    former: bytes
    pin: bytes
    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class NextTlsKey:
    """A TLS key that is announced, as PKCS 8 DER."""

    roll: TlsRoll
    key: bytes = field(repr=False)


class TownshipFaces(Protocol):
    """The clinic's side: the keys it knows its township by, in the ledger file."""

    def take_tls_roll(self, roll: TlsRoll) -> None:
        """Believe the next TLS key of the service beside the present one.

        Raises:
            Refusal: `key_roll_goes_backwards`: one as late was taken before, or the present one is another.
        """
        ...

    def insist_on_tls(self, pin: bytes) -> None:
        """Believe this TLS key of the service and no other."""
        ...

    def take_county_epoch(self, epoch: Epoch, face: TownshipFace, word: bytes) -> None:
        """Follow into an epoch the county signed, and know the township by these keys, in one step.

        Raises:
            Refusal: `epoch_goes_backwards`.
        """
        ...

    def take_key_roll(self, roll: KeyRoll, word: bytes) -> None:
        """Know the township by these keys from now on; nothing else changes.

        Raises:
            Refusal: `key_roll_goes_backwards`: one as late was taken since the county said anything.
        """
        ...


class CountyEpochs(Protocol):
    """The township's side: the county's words for epochs of it, which clinics are shown."""

    def keep_county_epoch(self, number: int, word: bytes) -> None:
        """Keep the word for the epoch of a number; one that is here stays."""
        ...

    def county_epochs(self) -> Sequence[bytes]:
        """List the words, the oldest epoch first."""
        ...


class KeyRolls(Protocol):
    """The township's side: the keys it had, and its words for those that came after them."""

    def roll_keys(self, before: bytes, keys: TownshipKeys, number: int, word: bytes) -> None:
        """Put other keys in the place of the present ones and keep the word for them, in one step.

        Args:
            before: the private signing key that signed the word.
            keys: the new ones.
            number: of the word.
            word: signed.

        Raises:
            Refusal: `keys_rolled_meanwhile`: that key is not the present one any more.
        """
        ...

    def key_rolls(self) -> Sequence[bytes]:
        """List the words, the oldest first."""
        ...

    def former_sealing(self) -> Sequence[bytes]:
        """List the private sealing keys there were, the latest first: for what was sealed to them before."""
        ...

    def tls_roll(self) -> TlsRoll | None:
        """Tell which TLS key the service has announced; None where the present one stays."""
        ...
