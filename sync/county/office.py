"""The county's commands: its keys are drawn and used here, on a PC that needs no network."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from core.county import CountyKeys, CountyLabel, CountySafe, CountySecrets
from core.county_pack import pack_from, package_of, payload_of
from core.county_recovery import RecoveryBook
from core.errors import Hindrance
from core.policy.loader import texts_of
from core.ports import Clock
from core.services.adopt_pack import require_sound
from sync.codec import CborCodec, to_milliseconds
from sync.county.epochs import CountySigning
from sync.county.introduction import introduce
from sync.county.recovery import CountyRecovery
from sync.county.signature import sign_for_county
from sync.envelope import public_half, sealing_half


@dataclass(frozen=True, slots=True)
class CountyOffice:
    """县医保局 or whoever keeps the county's keys.

    `safe_in` opens the safe of a data folder, `book_in` the book of recovery beside it with its private key.
    """

    safe_in: Callable[[Path], CountySafe]
    book_in: Callable[[Path, bytes], RecoveryBook]
    clock: Clock

    @property
    def recovery(self) -> CountyRecovery:
        """The deeds about forgotten passwords."""
        return CountyRecovery(self.safe_in, self.book_in, self.clock)

    @property
    def epochs(self) -> CountySigning:
        """The deed for townships that lost their keys."""
        return CountySigning(self.safe_in, self.book_in, self.clock)

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

    def sign_pack(self, data: Path, folders: Sequence[Path], out: Path, passphrase: str) -> Mapping[str, Any]:
        """Check a pack (its folders are its versions), run its cases, sign it and write the package.

        Raises:
            Refusal: any fault of the pack; those of `CountySafe.signing_key`; nothing was written.
            Hindrance: `package_not_written`.
        """
        texts = [texts_of(folder) for folder in folders]
        pack = pack_from(texts, to_milliseconds(self.clock.now()))
        cases = require_sound([pack])
        safe, codec = self.safe_in(data), CborCodec()
        payload = payload_of(pack, codec)
        signature = sign_for_county(safe.signing_key(passphrase), CountyLabel.PACK, payload)
        _write(out, package_of(payload, signature, codec))
        told = {"pack": pack.pack_id, "region": pack.region_code, "versions": list(pack.versions)}
        return {
            **told,
            "files": len(pack.files),
            "cases": cases,
            "file": str(out),
            "county": safe.keys().name,
        }


def _write(out: Path, package: bytes) -> None:
    beside = out.with_name(out.name + ".part")
    try:
        beside.write_bytes(package)
        beside.replace(out)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise Hindrance("package_not_written", file=out.name) from error
