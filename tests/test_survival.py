"""The page of what the program survives names every case, and every test it names is there."""

import ast
import re
from functools import cache

import pytest

from tests.helpers.source import ROOT

PAGE = (ROOT / "docs" / "survival.md").read_text("utf-8")
CASES = 35
_CASE = re.compile(r"^## (\d+)\. (.+)$", re.MULTILINE)
_SHOWN = re.compile(r"^- (tests/\S+\.py)::(test_\w+)$", re.MULTILINE)
_OF_A_CASE = re.compile(r"test_case_(\d\d)_\w+")


def told() -> dict[int, str]:
    """Give what is told of each case."""
    parts = _CASE.split(PAGE)[1:]
    return {int(number): text for number, text in zip(parts[::3], parts[2::3], strict=True)}


@cache
def written_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_every_case_is_told_once_and_in_order() -> None:
    assert [int(number) for number, _ in _CASE.findall(PAGE)] == list(range(1, CASES + 1))


@pytest.mark.parametrize("number", range(1, CASES + 1))
def test_a_case_is_told_in_words_and_shown_by_tests_that_are_there(number: int) -> None:
    text = told()[number]
    shown = _SHOWN.findall(text)
    assert len(_SHOWN.sub("", text).split()) > 8, "told in words"
    assert shown, "shown by a test"
    assert [f"{path}::{name}" for path, name in shown if name not in written_in(path)] == []


def test_every_test_of_a_case_is_named_under_its_number() -> None:
    named = {(int(found[1]), name) for number, text in told().items() for _, name in _SHOWN.findall(text)
             if (found := _OF_A_CASE.fullmatch(name)) and int(found[1]) == number}  # fmt: skip
    scenarios = sorted((ROOT / "tests" / "sync" / "scenarios").glob("test_*.py"))
    written = {
        (int(found[1]), name)
        for file in scenarios
        for name in written_in(file.relative_to(ROOT).as_posix())
        if (found := _OF_A_CASE.fullmatch(name))
    }
    assert written - named == set()
