"""A county's histories line by line: the same answers as one by one, faults named, memory bounded."""

import json
import tracemalloc
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from core.coverage.history import History
from core.policy.cases import Case, answer_plain
from core.policy.decision import decide
from core.policy.in_force import packs_of
from core.policy.loader import packaged_sources
from tests.core.policy.lives import SHELF
from tests.property.random_lives import a_person
from ui.commandline.policy import policy_commands
from ui.commandline.policy_batch import Batch, run_batch

ON = date(2026, 3, 1)


def lives(count: int) -> list[dict[str, Any]]:
    rng = Random(7)
    return [{"id": f"p{index}", "person": a_person(rng, 2026)[0]} for index in range(count)]


def written(folder: Path, lines: list[bytes]) -> Path:
    path = folder / "histories.jsonl"
    path.write_bytes(b"\n".join(lines) + b"\n")
    return path


def as_lines(rows: list[dict[str, Any]]) -> list[bytes]:
    return [json.dumps(row, ensure_ascii=False).encode() for row in rows]


def run(*arguments: object) -> Result:
    application = typer.Typer()
    application.add_typer(policy_commands(), name="policy")
    return CliRunner().invoke(application, ["policy", "batch", *map(str, arguments)])


def test_a_batch_answers_as_one_by_one_would(tmp_path: Path) -> None:
    rows = lives(40)
    found = run(written(tmp_path, as_lines(rows)), "--pack", "CN-36", "--on", ON, "--steps")
    assert found.exit_code == 0
    packs = packs_of(SHELF, "CN-36")
    for row, line in zip(rows, found.stdout.splitlines(), strict=True):
        alone = answer_plain(Case(0, row), decide(packs, History.from_plain(row["person"]), 2026, ON))
        told = json.loads(line)
        assert {key: told[key] for key in alone} == json.loads(json.dumps(alone))
        assert (told["personal_cny"], told["fiscal_cny"]) == (400, 700)


def test_several_workers_give_the_very_same_file(tmp_path: Path) -> None:
    rows = as_lines(lives(1200))
    rows[700] = b"{broken"
    file = written(tmp_path, rows)
    one, many = tmp_path / "one.jsonl", tmp_path / "many.jsonl"
    for out, workers in ((one, 1), (many, 2)):
        assert run(file, "--on", ON, "--workers", workers, "--out", out).exit_code == 1
    assert one.read_bytes() == many.read_bytes()
    assert [json.loads(line)["line"] for line in many.read_text("utf-8").splitlines()] == list(range(1, 1201))


BAD: list[tuple[bytes, str]] = [
    (b"{broken", "batch_line_not_readable"),
    (b"[]", "batch_line_not_readable"),
    (b"\xff\xfe{}", "batch_line_not_readable"),
    (b"[" * 100_000, "batch_line_not_readable"),
    (b'{"id": "x"}', "record_key_missing"),
    (b'{"id": "x", "person": {"birth_date": "2026-13-01"}}', "record_value_wrong"),
    (b'{"id": "x", "person": 7}', "record_value_wrong"),
    (b'{"x": "' + b"a" * 3_000_000 + b'"}', "batch_line_too_long"),
]


@pytest.mark.parametrize(("line", "code"), BAD, ids=range(len(BAD)))
def test_a_bad_line_is_named_and_the_rest_goes_on(tmp_path: Path, line: bytes, code: str) -> None:
    good = as_lines(lives(2))
    found = run(written(tmp_path, [good[0], line, b"", good[1]]), "--on", ON)
    assert found.exit_code == 1
    answers = [json.loads(one) for one in found.stdout.splitlines()]
    assert [answer["line"] for answer in answers] == [1, 2, 4]
    assert answers[1]["refused"] == code and answers[1]["sentence"]
    assert "status" in answers[2]
    assert "第 2 行" in found.stderr and "第 1 行" not in found.stderr


def test_without_a_day_each_line_brings_its_own(tmp_path: Path) -> None:
    with_day, without = lives(2)
    file = written(tmp_path, as_lines([{**with_day, "as_of": "2026-05-01", "target_year": 2026}, without]))
    answers = [json.loads(line) for line in run(file).stdout.splitlines()]
    assert "status" in answers[0]
    assert answers[1]["refused"] == "record_key_missing"


def test_a_missing_file_or_an_unknown_pack_is_refused_in_words(tmp_path: Path) -> None:
    assert run(tmp_path / "none.jsonl", "--on", ON).exit_code == 1
    found = run(written(tmp_path, as_lines(lives(1))), "--on", ON, "--pack", "CN-77")
    assert found.exit_code == 1 and "CN-77" in found.stderr


def test_an_answer_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    out = tmp_path / "answers.jsonl"
    assert run(tmp_path / "none.jsonl", "--on", ON, "--out", out).exit_code == 1
    assert list(tmp_path.iterdir()) == []
    assert (
        run(written(tmp_path, as_lines(lives(1))), "--on", ON, "--out", tmp_path / "no" / "a").exit_code == 1
    )


class _Nowhere:
    def write(self, text: str) -> int:
        return len(text)


def test_memory_does_not_grow_with_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.commandline.policy_batch._LINES_A_CHUNK", 80)  # both files are several of them
    lines = as_lines(lives(40))

    def peak(times: int) -> int:
        file = written(tmp_path, lines * times)
        tracemalloc.start()
        run_batch(Batch(file, packaged_sources(), "CN", ON, False, 1), _Nowhere())  # type: ignore[arg-type]
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(1)
    assert peak(14) < peak(7) * 1.2
