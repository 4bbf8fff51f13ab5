"""The source of the project as data: its files, what they import, what they call."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("core", "storage", "sync", "ui", "installer")


@dataclass(frozen=True, slots=True)
class Import:
    """One imported module (`from a import b` names `a` and, where it is a module, `a.b`) and its line."""

    module: str
    line: int
    for_types_only: bool

    @property
    def top(self) -> str:
        return self.module.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Source:
    """One file: its path from the root, its dotted module name, its tree."""

    path: str
    module: str
    tree: ast.Module

    def at(self, line: int) -> str:
        return f"{self.path}:{line}"


def _module_name(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _read(file: Path) -> Source:
    path = file.relative_to(ROOT)
    return Source(path.as_posix(), _module_name(path), ast.parse(file.read_text(encoding="utf-8")))


@cache
def product() -> tuple[Source, ...]:
    """Read every Python file of the product: the rooms and main.py."""
    files = [file for room in ROOMS for file in sorted((ROOT / room).rglob("*.py"))]
    return tuple(_read(file) for file in [*files, *ROOT.glob("main.py")])


@cache
def checks() -> tuple[Source, ...]:
    """Read every Python file under tests."""
    return tuple(_read(file) for file in sorted((ROOT / "tests").rglob("*.py")))


@cache
def module_names() -> frozenset[str]:
    """Name every module of the product."""
    return frozenset(source.module for source in product())


def in_package(module: str, *packages: str) -> bool:
    """Tell whether a module is one of these packages or lies inside one."""
    return any(module == package or module.startswith(f"{package}.") for package in packages)


@cache
def imports(source: Source) -> tuple[Import, ...]:
    """List what a file imports, wherever in it the statement stands."""
    return tuple(_imports_under(source.tree, for_types_only=False))


def _imports_under(node: ast.AST, *, for_types_only: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            for alias in child.names:
                yield Import(alias.name, child.lineno, for_types_only)
        elif isinstance(child, ast.ImportFrom):
            yield from _from_import(child, for_types_only)
        else:
            guarded = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)
            yield from _imports_under(child, for_types_only=for_types_only or guarded)


def _from_import(node: ast.ImportFrom, for_types_only: bool) -> Iterator[Import]:
    base = "." * node.level + (node.module or "")
    inside = [f"{base}.{alias.name}" for alias in node.names if f"{base}.{alias.name}" in module_names()]
    for module in inside or [base]:
        yield Import(module, node.lineno, for_types_only)


def dotted(node: ast.AST) -> str:
    """Write a chain of names (`a.b.c`) as text; anything else as nothing."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return ""


def calls(source: Source) -> Iterator[ast.Call]:
    """Walk over every call in a file."""
    return (node for node in ast.walk(source.tree) if isinstance(node, ast.Call))
