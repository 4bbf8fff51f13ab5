"""Sentences for the screen are punctuated as Chinese is written."""

import ast
import re
from pathlib import Path

import pytest

import ui.wording

FILES = sorted(Path(next(iter(ui.wording.__path__))).glob("*.py"))
CHINESE = "[\u3400-\u9fff]"
HALF_WIDTH = re.compile(f"{CHINESE}[,:;()]|[,:;()]{CHINESE}")


def literals(source: str) -> list[str]:
    """Give every text of a module that is no docstring."""
    tree = ast.parse(source)
    bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in bare
    ]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_half_width_mark_touches_a_chinese_letter(file: Path) -> None:
    found = [text for text in literals(file.read_text("utf-8")) if HALF_WIDTH.search(text)]
    assert found == []


def test_a_half_width_mark_would_be_found() -> None:
    assert HALF_WIDTH.search("已保存,已送达") and HALF_WIDTH.search("(模拟")
    assert not HALF_WIDTH.search("保存 (F9)，今天 11:25")
