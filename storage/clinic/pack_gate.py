"""The gate policy packs pass on their way into the cache, whichever way they came."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from core.county import CountyKeys, CountyLabel
from core.county_pack import CountyCheck
from core.data_sets import DataRow, DataSetName
from core.errors import Refusal
from core.ports import EventCodec
from core.services.adopt_pack import require_acceptable
from storage.clinic.data_sets import DataSets


@dataclass(frozen=True, slots=True)
class PackGate:
    """Judges a set of packs by the county this clinic pinned; the township's word is not enough."""

    sets: DataSets
    codec: EventCodec
    county: CountyKeys | None

    def require(self, rows: Sequence[DataRow]) -> None:
        """Let a set pass, or say why it stays outside.

        Raises:
            Refusal: those of `core.services.adopt_pack.require_acceptable`.
        """
        coming = {row.key: self._content(row) for row in rows}
        former = self.sets.rows(DataSetName.PACKS)
        require_acceptable(coming, former, self.county, CountyCheck(self.codec, self._verify))

    def _content(self, row: DataRow) -> Any:
        """Read the very bytes that are kept, not what somebody says is in them."""
        return self.codec.decode(row.record)[1]

    def _verify(self, public: bytes, payload: bytes, signature: bytes) -> None:
        signed = self.codec.encode([CountyLabel.PACK.value, public, payload])
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, signed)
        except (InvalidSignature, ValueError) as error:
            raise Refusal("county_signature_wrong") from error
