"""Every code of a Refusal or a Hindrance has its sentence in ui/wording, and no sentence waits in vain."""

import ast
import importlib
import re
import string
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from tests.helpers.source import Source, calls, dotted, in_package, product

RAISED = ("Refusal", "Hindrance")
WORDS = "ui.wording"


@dataclass(frozen=True, slots=True)
class Raised:
    """One place where a code is raised, and the facts it gives; None when they cannot be read."""

    where: str
    code: str
    facts: frozenset[str] | None


def literals(node: ast.expr) -> list[str] | None:
    """Read a code, or both codes of a choice; nothing when it is not written there."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        one, other = literals(node.body), literals(node.orelse)
        return one + other if one and other else None
    return None


def is_raised(call: ast.Call) -> bool:
    return name_of(call) in RAISED


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else dotted(call.func)


def keywords(call: ast.Call) -> frozenset[str]:
    return frozenset(keyword.arg for keyword in call.keywords if keyword.arg)


def passes_on(function: ast.AST) -> Iterator[ast.Call]:
    """Find the calls in a function that raise the very code the function was given as `code`."""
    if not isinstance(function, ast.FunctionDef) or "code" not in {one.arg for one in function.args.args}:
        return
    for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
        if is_raised(call) and call.args and dotted(call.args[0]) == "code":
            yield call


@cache
def makers() -> dict[str, frozenset[str]]:
    """Name the functions that make a refusal from a code they are given, and the facts they add."""
    return {
        getattr(function, "name", ""): keywords(call)
        for source in product()
        for function in ast.walk(source.tree)
        for call in passes_on(function)
    }


def raised_in(source: Source) -> Iterator[Raised]:
    for call in calls(source):
        name = name_of(call)
        if not call.args or (name not in RAISED and name not in makers()):
            continue
        for code in literals(call.args[0]) or []:
            unread = any(keyword.arg is None for keyword in call.keywords)
            facts = keywords(call) | makers().get(name, frozenset())
            yield Raised(source.at(call.lineno), code, None if unread else facts)


def raised() -> list[Raised]:
    return [one for source in product() for one in raised_in(source)]


def has_reasons(source: Source) -> bool:
    named = [node.target for node in source.tree.body if isinstance(node, ast.AnnAssign)]
    return in_package(source.module, WORDS) and "REASONS" in map(dotted, named)


def reasons() -> dict[str, list[tuple[str, str]]]:
    """Collect code -> (module, sentence) from every REASONS under ui/wording."""
    found = defaultdict(list)
    for source in filter(has_reasons, product()):
        table: Mapping[str, str] = importlib.import_module(source.module).REASONS
        for code, sentence in table.items():
            found[code].append((source.path, sentence))
    return dict(found)


def placeholders(sentence: str) -> set[str]:
    return {re.split(r"[.\[]", name)[0] for _, name, _, _ in string.Formatter().parse(sentence) if name}


def strings_outside_the_words() -> set[str]:
    return {
        node.value
        for source in product()
        if not in_package(source.module, WORDS)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_every_code_is_written_where_it_is_raised() -> None:
    found = []
    for source in product():
        passed_on = {id(call) for node in ast.walk(source.tree) for call in passes_on(node)}
        found += [
            source.at(call.lineno)
            for call in filter(is_raised, calls(source))
            if id(call) not in passed_on and not (call.args and literals(call.args[0]))
        ]
    assert found == []


def test_every_code_is_a_snake_case_word() -> None:
    assert [one for one in raised() if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", one.code)] == []


def test_every_code_has_a_sentence() -> None:
    known = reasons()
    assert sorted({(one.code, one.where) for one in raised() if one.code not in known}) == []


def test_no_sentence_waits_for_a_code_nobody_raises() -> None:
    used = {one.code for one in raised()} | strings_outside_the_words()
    assert {code: where[0][0] for code, where in reasons().items() if code not in used} == {}


def test_a_code_has_one_sentence_only() -> None:
    assert {code: [path for path, _ in where] for code, where in reasons().items() if len(where) > 1} == {}


def test_a_sentence_names_only_facts_it_is_given() -> None:
    known = reasons()
    found = [
        f"{one.where}: {one.code} does not give {sorted(missing)}"
        for one in raised()
        for _, sentence in known.get(one.code, [])
        if one.facts is not None and (missing := placeholders(sentence) - one.facts)
    ]
    assert found == []


def test_sentences_are_chinese_and_end_like_sentences() -> None:
    found = [
        code
        for code, where in reasons().items()
        for _, sentence in where
        if not re.search(r"[\u4e00-\u9fff]", sentence)
        or not sentence.rstrip("”）").endswith(("。", "？", "！"))
    ]
    assert found == []


def docstrings(tree: ast.Module) -> set[int]:
    """Lines of bare strings: docstrings of modules, classes, functions and constants."""
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def test_rooms_without_a_screen_speak_no_sentences() -> None:
    own = ("sync.township.console", "sync.township.statements")
    speaking = ("ui", "installer", "main", "core.training", *own)
    found = []
    for source in product():
        if in_package(source.module, *speaking):
            continue
        silent = docstrings(source.tree)
        found += [
            source.at(node.lineno)
            for node in ast.walk(source.tree)
            if isinstance(node, ast.Constant) and id(node) not in silent
            if isinstance(node.value, str) and "。" in node.value
        ]
    assert found == []
