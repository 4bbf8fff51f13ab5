"""What a fake desk writes out of its store and reads into it: as open as a test wants to read it."""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from core.errors import Stop
from core.insurance_code import CodeHolder
from core.stock.entry import StockSheet
from sync.township.imports.stock_sheet import read_stock_sheet
from ui.desk import StickJob


@dataclass
class FakeStickJob:
    """Goes in as many steps as told, until the stick breaks; remembers on which lane each was done."""

    folder: Path
    steps: int = 3
    breaks: Stop | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    ended: list[Stop | None] = field(default_factory=list)

    @property
    def progress(self) -> tuple[int, int]:
        return self.done.count("inside"), self.steps

    def beside(self) -> bool:
        self.done.append("beside")
        if self.breaks and self.done.count("beside") > 1:
            raise self.breaks
        return self.done.count("inside") < self.steps

    def inside(self) -> None:
        self.done.append("inside")

    def leave(self) -> None:
        self.done.append("leave")

    def end(self, stop: Stop | None) -> Mapping[str, Any]:
        self.ended.append(stop)
        return self.facts


class FakeCodes:
    """Knows whose code is whose; remembers on which lane each step was done, and never a code."""

    def __init__(self) -> None:
        self.holders: dict[str, CodeHolder | Stop] = {}
        self.done: list[str] = []
        self.hold: threading.Event | None = None

    def ask(self, code: str) -> str:
        self.done.append(f"ask in {threading.current_thread().name[:5]}")
        return code

    def carry(self, question: str) -> str:
        self.done.append(f"carry in {threading.current_thread().name[:6]}")
        if self.hold is not None:
            self.hold.wait(10)
        return question

    def hear(self, answer: str) -> CodeHolder:
        self.done.append(f"hear in {threading.current_thread().name[:5]}")
        told = self.holders[answer]
        if isinstance(told, Stop):
            raise told
        return told


class FakeOutputs:
    """Writes sheets as tabbed text, a support bundle of nothing, sticks that may break; counts foldings."""

    stick_jobs: list[FakeStickJob]
    sticks_break: Stop | None = None
    folds = 0

    @cached_property
    def codes(self) -> FakeCodes:
        return FakeCodes()

    def fold(self) -> None:
        self.folds += 1

    def write_sheet(
        self, file: Path, name: str, titles: Sequence[str], rows: Iterable[Sequence[str]]
    ) -> None:
        file.write_text("\n".join("\t".join(row) for row in (titles, *rows)), "utf-8")

    def read_stock_sheet(self, file: Path) -> StockSheet:
        return read_stock_sheet(file)

    def write_support(self, file: Path) -> Mapping[str, Any]:
        file.write_bytes(b"sealed")
        return {"file": file.name, "bytes": 6, "sections": ["program"]}

    def write_stick(self, folder: Path) -> FakeStickJob:
        facts = {"file": "C001-up.cunzhen", "events": 3, "bytes": 2048}
        return self._begin(FakeStickJob(folder, facts=facts))

    def read_stick(self, folder: Path) -> FakeStickJob:
        counts = {"receipts": 1, "results": 4, "ranges": 0, "data_sets": 2, "words": 0, "carried": 0}
        return self._begin(FakeStickJob(folder, facts={"file": "d", "faults": [], **counts}))

    def end_stick(self, job: StickJob, stop: Stop | None) -> Mapping[str, Any]:
        return job.end(stop)

    def _begin(self, job: FakeStickJob) -> FakeStickJob:
        job.breaks = self.sticks_break
        self.stick_jobs.append(job)
        return job
