"""The county's commands: its keys are drawn and used here, on a PC that needs no network."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from core.county import CountyKeys, CountySafe, CountySecrets
from sync.county.introduction import introduce
from sync.envelope import public_half, sealing_half


@dataclass(frozen=True, slots=True)
class CountyOffice:
    """县医保局 or whoever keeps the county's keys; `safe_in` opens the safe of a data folder."""

    safe_in: Callable[[Path], CountySafe]

    def init(self, data: Path, name: str, passphrase: str) -> Mapping[str, Any]:
        """Draw the county's keys, seal them, and write the public file for the townships.

        Raises:
            Refusal: `county_name_not_usable`, and those of `CountySafe.create`.
        """
        drawn = CountySecrets(
            Ed25519PrivateKey.generate().private_bytes_raw(), X25519PrivateKey.generate().private_bytes_raw()
        )
        keys = CountyKeys(name.strip(), public_half(drawn.signing), sealing_half(drawn.recovery))
        file = self.safe_in(data).create(keys, drawn, passphrase, introduce(keys, drawn.signing))
        return {"name": keys.name, "fingerprint": keys.fingerprint, "file": file}
