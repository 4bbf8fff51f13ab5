"""The county's key file: both private keys, each sealed for itself under the passphrase."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from core.county import CountyKeys, CountySecrets
from core.errors import Hindrance, Refusal
from storage.clinic.durable_file import replace_durably
from storage.clinic.key_slot import Cost, Slot, wrap
from storage.clinic.password_rule import require_strong

KEY_FILE = "county.key"
PUBLIC_FILE = "county.json"
COUNTY = Cost(memory_kib=256 * 1024, passes=3)
"""Opened a few times a year and worth every clinic of the county: a guess may cost more than at a desk."""
_FORMAT = 1
_SIGNING, _RECOVERY = "signing", "recovery"


@dataclass(frozen=True, slots=True)
class CountyKeyFile:
    """Implements `core.county.CountySafe` in a folder that belongs to the county alone."""

    folder: Path
    cost: Cost = COUNTY

    def create(self, keys: CountyKeys, drawn: CountySecrets, passphrase: str, introduction: bytes) -> str:
        """Write the public file, then the key file, which alone makes the folder a county's.

        Raises:
            Refusal: `county_exists_here`, `password_too_weak`.
            Hindrance: `disk_full`, `store_not_writable`: there is no county here then.
        """
        if self._path.exists():
            raise Refusal("county_exists_here")
        require_strong(passphrase, keys.name)
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise Hindrance("store_not_writable", file=self.folder.name) from error
        plain = {
            "format": _FORMAT,
            "name": keys.name,
            _SIGNING: self._sealed(keys, _SIGNING, keys.signing, drawn.signing, passphrase),
            _RECOVERY: self._sealed(keys, _RECOVERY, keys.recovery, drawn.recovery, passphrase),
        }
        replace_durably(self.folder / PUBLIC_FILE, introduction)
        replace_durably(self._path, json.dumps(plain, ensure_ascii=False, indent=1).encode())
        return str(self.folder / PUBLIC_FILE)

    def keys(self) -> CountyKeys:
        """Give the public keys.

        Raises:
            Refusal: `no_county_here`.
            Hindrance: `county_key_file_damaged`.
        """
        return _keys(self._read())

    def signing_key(self, passphrase: str) -> bytes:
        """Open the key that signs packs and updates, and nothing else.

        Raises:
            Refusal: `county_passphrase_wrong`, and those of `keys`.
        """
        key, keys = self._opened(_SIGNING, passphrase)
        if Ed25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw() != keys.signing:
            raise Hindrance("county_key_file_damaged")
        return key

    def recovery_key(self, passphrase: str) -> bytes:
        """Open the key that answers forgotten passwords, and nothing else.

        Raises:
            Refusal: `county_passphrase_wrong`, and those of `keys`.
        """
        key, keys = self._opened(_RECOVERY, passphrase)
        if X25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw() != keys.recovery:
            raise Hindrance("county_key_file_damaged")
        return key

    @property
    def _path(self) -> Path:
        return self.folder / KEY_FILE

    def _sealed(
        self, keys: CountyKeys, purpose: str, public: bytes, private: bytes, passphrase: str
    ) -> Mapping[str, Any]:
        slot = wrap(private, _place(purpose, keys.name), passphrase, self.cost)
        return {"public": public.hex(), "slot": slot.to_plain()}

    def _opened(self, purpose: str, passphrase: str) -> tuple[bytes, CountyKeys]:
        plain = self._read()
        keys = _keys(plain)
        try:
            slot = Slot.from_plain(plain[purpose]["slot"])
        except (KeyError, TypeError, ValueError) as error:
            raise Hindrance("county_key_file_damaged") from error
        key = slot.open(_place(purpose, keys.name), passphrase)
        if key is None:
            raise Refusal("county_passphrase_wrong")
        return bytes(key), keys

    def _read(self) -> Mapping[str, Any]:
        try:
            plain = json.loads(self._path.read_bytes())
        except FileNotFoundError:
            raise Refusal("no_county_here") from None
        except (OSError, ValueError) as error:
            raise Hindrance("county_key_file_damaged") from error
        if not isinstance(plain, dict) or plain.get("format") != _FORMAT:
            raise Hindrance("county_key_file_damaged")
        return plain


def _place(purpose: str, name: str) -> str:
    """Tie a sealed key to its purpose and its county, so that no slot can stand in for another."""
    return f"county/{purpose}/{name}"


def _keys(plain: Mapping[str, Any]) -> CountyKeys:
    try:
        signing, recovery = (bytes.fromhex(plain[one]["public"]) for one in (_SIGNING, _RECOVERY))
        return CountyKeys(plain["name"], signing, recovery)
    except (KeyError, TypeError, ValueError, AttributeError, Refusal) as error:
        raise Hindrance("county_key_file_damaged") from error
