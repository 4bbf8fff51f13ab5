"""县: the county as townships and clinics know it, by its public keys, and the safe of its private ones."""

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from core.errors import Refusal

_KEY_BYTES = 32
_LONGEST_NAME = 60
_GROUP = 4
_GROUPS = 8
_LABEL = b"cunzhen/1/county\0"


class CountyLabel(StrEnum):
    """What a signature of the county is for; one made for one purpose is worth nothing for another."""

    KEYS = "county-keys"
    PACK = "county-pack"
    RECOVERY_HELD = "county-recovery-held"
    EPOCH = "county-epoch"


@dataclass(frozen=True, slots=True)
class CountyKeys:
    """县: its name and public keys, raw 32 bytes each: Ed25519 for packs and updates, X25519 for recovery.

    Raises:
        Refusal: `county_name_not_usable`, `county_keys_not_usable`.
    """

    name: str
    signing: bytes
    recovery: bytes

    def __post_init__(self) -> None:
        name = self.name
        if not name or name != name.strip() or len(name) > _LONGEST_NAME or not name.isprintable():
            raise Refusal("county_name_not_usable")
        if (len(self.signing), len(self.recovery)) != (_KEY_BYTES, _KEY_BYTES):
            raise Refusal("county_keys_not_usable")

    @property
    def fingerprint(self) -> str:
        """Give what two people compare by telephone: 128 bits over keys and name as eight groups of hex."""
        digest = hashlib.sha256(_LABEL + self.signing + self.recovery + self.name.encode()).hexdigest()
        return " ".join(digest[at : at + _GROUP] for at in range(0, _GROUP * _GROUPS, _GROUP))

    def has_fingerprint(self, told: str) -> bool:
        """Compare with a fingerprint as somebody typed it: spaces, hyphens and case do not count."""
        typed = "".join(sign for sign in told if sign.isalnum()).casefold()
        return typed == self.fingerprint.replace(" ", "")


@dataclass(frozen=True, slots=True)
class CountySecrets:
    """The private halves of the county's keys, raw 32 bytes each; they never leave the county."""

    signing: bytes = field(repr=False)
    recovery: bytes = field(repr=False)


class CountySafe(Protocol):
    """Where the county's private keys lie, each sealed under a passphrase."""

    def create(self, keys: CountyKeys, drawn: CountySecrets, passphrase: str, introduction: bytes) -> str:
        """Keep new keys, and beside them the public file for the townships; name that file.

        Raises:
            Refusal: `county_exists_here`, `password_too_weak`.
            Hindrance: `disk_full`, `store_not_writable`: nothing was kept.
        """
        ...

    def keys(self) -> CountyKeys:
        """Give the public keys.

        Raises:
            Refusal: `no_county_here`.
            Hindrance: `county_key_file_damaged`.
        """
        ...

    def signing_key(self, passphrase: str) -> bytes:
        """Open the key that signs packs and updates, and nothing else.

        Raises:
            Refusal: `county_passphrase_wrong`, and those of `keys`.
        """
        ...

    def recovery_key(self, passphrase: str) -> bytes:
        """Open the key that answers forgotten passwords, and nothing else.

        Raises:
            Refusal: `county_passphrase_wrong`, and those of `keys`.
        """
        ...
