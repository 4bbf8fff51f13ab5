"""乡镇密钥: the public keys a township is known by, and the county's word for an epoch with others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from core.events import Epoch
from core.ids import TownshipCode


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


class TownshipFaces(Protocol):
    """The clinic's side: the keys it knows its township by, in the ledger file."""

    def take_county_epoch(self, epoch: Epoch, face: TownshipFace, word: bytes) -> None:
        """Follow into an epoch the county signed, and know the township by these keys, in one step.

        Raises:
            Refusal: `epoch_goes_backwards`.
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
