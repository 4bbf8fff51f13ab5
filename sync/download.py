"""Data sets on their way into the clinic's store: which chunk is missing, and what is whole put in use."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.calling import DueSet
from core.data_sets import DataRow, DataSetName
from core.errors import Refusal
from core.sync_ports import SyncStore
from sync.codec import digest
from sync.data_sets import Manifest, Pieces, names_in, step_in_slices, unpack_in_slices
from sync.purse import MAY_WAIT, Purse

_LET_GO_AT_ONCE = 500
_ORDER = (
    DataSetName.PACKS,
    DataSetName.PEOPLE,
    DataSetName.SETTINGS,
    DataSetName.ROSTER,
    DataSetName.CATALOGUE,
    DataSetName.ROSTER_THIN,
)


@dataclass(slots=True)
class _Plan:
    """How a version is fetched: by steps from the one in use where they weigh less, else as a snapshot."""

    manifest: Manifest
    steps: tuple[Pieces, ...] | None

    @property
    def name(self) -> DataSetName:
        return self.manifest.version.name

    @property
    def pieces(self) -> Pieces:
        if self.steps is not None:
            return tuple(piece for step in self.steps for piece in step)
        return self.manifest.chunks

    @property
    def wanted(self) -> list[bytes]:
        return [name for name, _ in self.pieces]


class Download:
    """The sets one round fetches, chunk by chunk; each may fail alone."""

    def __init__(self, store: SyncStore, purse: Purse | None = None) -> None:
        self._store = store
        self._purse = purse or Purse()
        self._waiting: list[_Plan] = []
        self._put_off: list[_Plan] = []
        self._faults: list[Refusal] = []
        self._putting: Iterator[int] | None = None
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
        plans = []
        for manifest in manifests:
            version = held.get(manifest.version.name, 0)
            if manifest.version.version > version:
                plans.append(_Plan(manifest, manifest.steps_from(version)))
        self._waiting = sorted(plans, key=lambda one: _ORDER.index(one.name))
        self.chunks_total = sum(len(one.wanted) for one in self._waiting)

    def keep_inline(self, chunks: Sequence[bytes]) -> None:
        """Keep the chunks that came with the manifests; what nobody wants is passed over."""
        wanted = {name for plan in self._waiting for name in plan.wanted}
        for chunk in chunks:
            name = digest(chunk)
            if name in wanted and name not in self._here:
                self._store.keep_chunk(name, chunk)
                self._here.add(name)

    def missing(self) -> bytes | None:
        """Give the digest of the next chunk to ask for, or None; put complete sets in use on the way."""
        while self.work() or self._put_one_off():
            pass
        self._wanted = (self._next_missing() if self._waiting else None) or b""
        return self._wanted or None

    def work(self) -> bool:
        """Do one slice of putting a complete set in use; tell whether there was one to do."""
        if self._putting is None:
            if not self._waiting or self._next_missing() is not None:
                return False
            self._putting = self._put_in_use(self._waiting[0])
        if next(self._putting, None) is None:
            self._putting = None
        return True

    def due(self) -> Sequence[DueSet]:
        """List what is still to come of the sets of this round."""
        return [self._due(one, put_off=False) for one in self._waiting] + [
            self._due(one, put_off=True) for one in self._put_off
        ]

    def _due(self, plan: _Plan, *, put_off: bool) -> DueSet:
        size = sum(size for name, size in plan.pieces if not self._is_here(name))
        return DueSet(plan.name, plan.manifest.version.version, size, put_off)

    def _put_one_off(self) -> bool:
        """Let a set wait for another day where the budget is spent; what is here of it stays."""
        if not (self._purse.empty and self._waiting and self._waiting[0].name in MAY_WAIT):
            return False
        self._put_off.append(self._waiting.pop(0))
        return True

    def _next_missing(self) -> bytes | None:
        return next((name for name in self._waiting[0].wanted if not self._is_here(name)), None)

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

    def _put_in_use(self, plan: _Plan) -> Iterator[int]:
        try:
            yield from self._bring(plan)
        except Refusal as refusal:
            if plan.steps is not None:  # they do not lead there: this set alone is fetched as a whole
                plan.steps = None
                self.chunks_total += len(plan.wanted)
                return
            self._faults.append(refusal)
        else:
            self.applied += 1
        self._waiting.remove(plan)

    def _bring(self, plan: _Plan) -> Iterator[int]:
        rows = yield from self._rows(plan)
        yield from self._store.apply_in_slices(plan.manifest.version, rows, names_in(plan.manifest))
        while rows:  # a million small things are let go of in slices too
            del rows[-_LET_GO_AT_ONCE:]
            yield 0

    def _rows(self, plan: _Plan) -> Generator[int, None, list[DataRow]]:
        if plan.steps is None:
            return (yield from unpack_in_slices(plan.manifest, self._chunks(plan.manifest.chunks)))
        steps, held = [self._chunks(step) for step in plan.steps], list[bytes]()
        for some in self._store.records_in_slices(plan.name):
            held += some
            yield 0
        return (yield from step_in_slices(plan.manifest, held, steps))

    def _chunks(self, pieces: Pieces) -> list[bytes]:
        return [chunk for name, _ in pieces if (chunk := self._chunk(name)) is not None]
