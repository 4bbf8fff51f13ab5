"""One sentence for every reason code: the tables of ui/wording/reasons_*.py put together."""

import importlib
import pkgutil
import re
from collections.abc import Mapping, Sequence
from functools import cache
from types import ModuleType
from typing import Any

import ui.wording
from core.errors import Stop

_PREFIX = "reasons_"
_FACT = re.compile(r"\{[^}]*\}")


@cache
def sentences() -> Mapping[str, str]:
    """Give every known sentence by reason code."""
    found: dict[str, str] = {}
    for table in _tables():
        found.update(table.REASONS)
    return found


def sentence_for(stop: Stop) -> str:
    """Put a refusal or hindrance into words: what happened, what it means, what to do."""
    return sentence_with(stop.code, stop.facts)


def sentence_with(code: str, facts: Mapping[str, Any]) -> str:
    """Put a reason code into words with the facts it came with."""
    sentence = sentences().get(code)
    if sentence is None:
        return f"出现了没有说明的情况（代码 {code}），已写下的内容没有丢失。请把代码告诉乡镇卫生院。"
    told = _words().get(code, {})
    return sentence.format_map(
        {name: told.get(name, {}).get(str(value), value) for name, value in facts.items()}
    )


@cache
def _tables() -> Sequence[ModuleType]:
    names = (module.name for module in pkgutil.iter_modules(ui.wording.__path__))
    return [importlib.import_module(f"ui.wording.{name}") for name in names if name.startswith(_PREFIX)]


@cache
def _words() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Give by reason code what its table says for facts that are codes themselves."""
    return {code: getattr(table, "WORDS", {}) for table in _tables() for code in table.REASONS}


def sentence_for_code(code: str) -> str:
    """Put a bare reason code, as the sync diary keeps it, into words; what facts would say is left open."""
    sentence = sentences().get(code)
    return _FACT.sub("……", sentence) if sentence else f"代码 {code}"
