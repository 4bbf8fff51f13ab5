"""Data sets on their way into the clinic's store: which chunk is missing, and what is whole put in use."""

from collections.abc import Mapping, Sequence

from core.data_sets import DataSetName
from core.errors import Refusal
from core.ports import SyncStore
from sync.codec import digest
from sync.data_sets import Manifest, unpack_rows

_ORDER = (
    DataSetName.PACKS,
    DataSetName.PEOPLE,
    DataSetName.SETTINGS,
    DataSetName.ROSTER,
    DataSetName.CATALOGUE,
    DataSetName.ROSTER_THIN,
)


class Download:
    """The sets one round fetches, chunk by chunk; each may fail alone."""

    def __init__(self, store: SyncStore) -> None:
        self._store = store
        self._waiting: list[Manifest] = []
        self._faults: list[Refusal] = []
        self._wanted = b""
        self._here: set[bytes] = set()
        self.applied = 0
        self.chunks_total = 0

    @property
    def chunks_here(self) -> int:
        """Count the chunks of all sets of this round that are in the store."""
        return len(self._here)

    def begin(self, manifests: Sequence[Manifest], held: Mapping[DataSetName, int]) -> None:
        """Take up the verified manifests of versions that are newer than those held."""
        newer = [one for one in manifests if one.version.version > held.get(one.version.name, 0)]
        self._waiting = sorted(newer, key=lambda one: _ORDER.index(one.version.name))
        self.chunks_total = sum(len(one.chunks) for one in self._waiting)

    def missing(self) -> bytes | None:
        """Give the digest of the next chunk to ask for, or None; put complete sets in use on the way."""
        while self._waiting:
            manifest = self._waiting[0]
            wanted = next((name for name, _ in manifest.chunks if not self._is_here(name)), None)
            if wanted is not None:
                self._wanted = wanted
                return wanted
            self._put_in_use(self._waiting.pop(0))
        return None

    def understand(self, chunk: bytes) -> bytes:
        """Verify that a chunk is the one that was asked for.

        Raises:
            Refusal: `message_not_understood`.
        """
        if digest(chunk) != self._wanted:
            raise Refusal("message_not_understood", message="chunk", field="digest")
        return chunk

    def keep(self, chunk: bytes) -> None:
        """Keep a verified chunk."""
        self._store.keep_chunk(self._wanted, chunk)
        self._here.add(self._wanted)

    def take_faults(self) -> list[Refusal]:
        """Give, once, what kept sets from being put in use."""
        faults, self._faults = self._faults, []
        return faults

    def _is_here(self, name: bytes) -> bool:
        if name not in self._here and self._chunk(name) is not None:
            self._here.add(name)
        return name in self._here

    def _chunk(self, name: bytes) -> bytes | None:
        """Give a chunk of the store; one that was damaged there counts as missing."""
        chunk = self._store.chunk(name)
        return chunk if chunk is not None and digest(chunk) == name else None

    def _put_in_use(self, manifest: Manifest) -> None:
        chunks = [chunk for name, _ in manifest.chunks if (chunk := self._chunk(name)) is not None]
        try:
            rows = unpack_rows(manifest, chunks)
            self._store.apply_data_set(manifest.version, rows, [name for name, _ in manifest.chunks])
        except Refusal as refusal:
            self._faults.append(refusal)
        else:
            self.applied += 1
