"""Python holds the shape of the law; its numbers, dates and sentences are in the packs."""

import ast
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).parents[3] / "core" / "policy"
HARMLESS = {0, 1, -1}
EXPLAINED = {
    ("exemptions.py", 12): "months in a year",
    ("shape.py", 100): "fen in a yuan",
    ("batch.py", 1_000_000): "bytes no line has",
    ("shape.py", 15): "digits no amount has",
    ("benefits.py", 1000): "per mille",
    ("loader.py", 2): "the second folder of a name",
    ("timeline.py", 7): "columns of the picture",
    ("cases.py", 0.8): "how alike a misspelt key must be",
    ("fields.py", 1850): "years a living person's records can speak of",
    ("fields.py", 2200): "years a living person's records can speak of",
    ("fields.py", 12): "months in a year",
}


def numbers(path: Path) -> Iterator[tuple[str, int, float]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and type(node.value) in (int, float) and node.value not in HARMLESS:
            yield path.name, node.lineno, float(node.value)  # type: ignore[arg-type]


def test_no_number_of_law_stands_in_python() -> None:
    found = [one for path in sorted(FOLDER.glob("*.py")) for one in numbers(path)]
    assert [one for one in found if (one[0], one[2]) not in EXPLAINED] == []
    assert {(name, value) for name, _, value in found} == set(EXPLAINED)


def test_no_date_of_law_stands_in_python() -> None:
    found = []
    for path in sorted(FOLDER.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("date", "datetime", "datetime.date"):
                found += [path.name for argument in node.args if constant_year(argument)]
    assert found == []


def constant_year(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int) and node.value > 1
