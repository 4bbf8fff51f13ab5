"""A file has at most 400 lines, a function 60, and more than five parameters become a dataclass."""

import ast
from collections.abc import Callable, Iterator

import pytest

from tests.helpers.source import ROOT, Source, checks, product

LINES_OF_A_FILE = 400
LINES_OF_A_FUNCTION = 60
PARAMETERS = 5

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(source: Source) -> Iterator[Function]:
    return (node for node in ast.walk(source.tree) if isinstance(node, Function))


def length(function: Function) -> int:
    first = min([function.lineno, *(one.lineno for one in function.decorator_list)])
    return (function.end_lineno or first) - first + 1


def parameters(function: Function) -> list[str]:
    given = function.args
    named = [one.arg for one in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return named[1:] if named[:1] in (["self"], ["cls"]) else named


def is_command(function: Function) -> bool:
    """The options of a command are its parameters, by the way Typer works."""
    return any(".command" in ast.unparse(one) for one in function.decorator_list)


@pytest.mark.parametrize("sources", [product, checks], ids=["product", "tests"])
def test_no_file_is_longer_than_it_may_be(sources: Callable[[], tuple[Source, ...]]) -> None:
    lengths = {source.path: len((ROOT / source.path).read_text().splitlines()) for source in sources()}
    assert {path: lines for path, lines in lengths.items() if lines > LINES_OF_A_FILE} == {}


def test_no_function_is_longer_than_it_may_be() -> None:
    found = {
        source.at(function.lineno): length(function)
        for source in product()
        for function in functions(source)
        if length(function) > LINES_OF_A_FUNCTION
    }
    assert found == {}


def test_no_function_asks_for_too_much() -> None:
    found = {
        f"{source.at(function.lineno)} {function.name}": len(parameters(function))
        for source in product()
        for function in functions(source)
        if len(parameters(function)) > PARAMETERS and not is_command(function)
    }
    assert found == {}


def test_no_file_is_named_like_a_drawer() -> None:
    drawers = {"utils", "util", "common", "misc", "manager", "base", "info", "helpers"}
    found = [source.path for source in product() if set(source.module.split(".")) & drawers]
    assert found == []
