"""Judging a county's histories line by line on several processors: bounded in memory, with progress."""

import json
import multiprocessing
import time
from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import IO, Any

import typer

from core.errors import Refusal
from core.policy.batch import LONGEST_LINE, BatchQuestion, Numbered, judge_lines
from core.policy.in_force import PackShelf, packs_of
from core.policy.loader import load_shelf
from ui.wording import policy_batch as words
from ui.wording.reasons import sentence_for

_LINES_A_CHUNK = 500
_CHUNKS_AHEAD = 3
"""Chunks each worker may have waiting; more would only fill the memory."""
_PROGRESS_SECONDS = 2.0


@dataclass(frozen=True)
class Batch:
    """What to judge: the file of histories, the texts of the packs and which of them, the day."""

    histories: Path
    packs: Mapping[str, str]
    pack_id: str
    on: date | None
    with_steps: bool
    workers: int


@dataclass(frozen=True, slots=True)
class Judged:
    """A chunk as it came out: the lines to write, how many answers, what is wrong with which line."""

    text: str
    answers: int
    faults: tuple[str, ...]
    read_up_to: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a batch went: lines answered, lines refused among them, seconds it took."""

    answers: int
    refused: int
    seconds: float


def turn_aside_as_worker() -> None:
    """Let a worker of the packaged program, which starts the whole program, work before commands are read."""
    multiprocessing.freeze_support()


def run_batch(batch: Batch, into: IO[str]) -> Outcome:
    """Judge a whole file and write one JSON object a line, in the order of the file.

    Raises:
        Refusal: `case_file_missing`, or a fault of the packs.
    """
    began = time.monotonic()
    told, answers, refused = began, 0, 0
    whole = _size(batch.histories)
    for judged in _chunks_judged(batch):
        into.write(judged.text)
        answers += judged.answers
        refused += len(judged.faults)
        for fault in judged.faults:
            _say(fault)
        now = time.monotonic()
        if now - told >= _PROGRESS_SECONDS:
            told = now
            _say(words.progress(answers, refused, judged.read_up_to / whole, answers / (now - began)))
    return Outcome(answers, refused, time.monotonic() - began)


def _chunks_judged(batch: Batch) -> Iterator[Judged]:
    question = _question(batch)
    if batch.workers <= 1:
        for chunk in _chunks(batch.histories):
            yield _judge(chunk, question)
        return
    waiting: deque[Future[Judged]] = deque()
    with ProcessPoolExecutor(batch.workers, initializer=_begin, initargs=(batch,)) as pool:
        for chunk in _chunks(batch.histories):
            waiting.append(pool.submit(_judge_here, chunk))
            if len(waiting) >= batch.workers * _CHUNKS_AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


_Chunk = tuple[list[Numbered], int]


def _chunks(path: Path) -> Iterator[_Chunk]:
    with path.open("rb") as file:
        lines = enumerate(_lines(file), start=1)
        while chunk := list(islice(lines, _LINES_A_CHUNK)):
            yield chunk, file.tell()


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    """Read line by line; of one that is too long only so much is kept that it is seen to be."""
    while line := file.readline(LONGEST_LINE + 1):
        rest = line
        while len(rest) > LONGEST_LINE and not rest.endswith(b"\n"):
            rest = file.readline(LONGEST_LINE + 1)
            if not rest:
                break
        yield line


def _question(batch: Batch) -> BatchQuestion:
    shelf: PackShelf = load_shelf(batch.packs)
    return BatchQuestion(packs_of(shelf, batch.pack_id), batch.on, batch.with_steps)


_here: list[BatchQuestion] = []
"""The question in a worker's own process, made once when it begins."""


def _begin(batch: Batch) -> None:
    _here.append(_question(batch))


def _judge_here(chunk: _Chunk) -> Judged:
    return _judge(chunk, _here[0])


def _judge(chunk: _Chunk, question: BatchQuestion) -> Judged:
    lines, read_up_to = chunk
    text, faults = [], []
    for answer in judge_lines(lines, question):
        plain: dict[str, Any] = dict(answer.plain)
        if answer.refusal is not None:
            plain["sentence"] = sentence_for(answer.refusal)
            faults.append(words.fault(answer.line, plain["id"], plain["sentence"]))
        text.append(json.dumps(plain, ensure_ascii=False, default=str) + "\n")
    return Judged("".join(text), len(text), tuple(faults), read_up_to)


def _size(path: Path) -> int:
    try:
        return max(path.stat().st_size, 1)
    except OSError as error:
        raise Refusal("case_file_missing", file=str(path)) from error


def _say(sentence: str) -> None:
    typer.echo(sentence, err=True)
