"""The packaged program checks itself: libraries, words, law, stores; of a window its letters and paper."""

import importlib
import sys
from collections.abc import Callable, Mapping
from importlib.util import find_spec

from core.errors import Hindrance, Stop
from core.policy.cases import check_cases
from core.policy.loader import load_shelf, packaged_sources
from ui.wording import selftest as words
from ui.wording.reasons import sentence_for, sentences

_LIBRARIES = (
    *("sqlcipher3", "sqlite_utils", "cryptography", "cbor2", "zstandard", "httpx", "pypinyin", "openpyxl"),
    *("segno", "serial", "sqlalchemy", "psycopg", "alembic", "starlette", "uvicorn", "jinja2"),
)
_OF_A_WINDOW = "ui.selftest_window"


def check_all(stores: Mapping[str, Callable[[], None]]) -> int:
    """Run every check, say each one's outcome, and give the exit code: 0 when all passed."""
    checks: Mapping[str, Callable[[], None]] = {
        "libraries": _libraries,
        "words": _words,
        "law": _law,
        **stores,
        **(window_checks() if find_spec(_OF_A_WINDOW) else {}),
    }
    failed = 0
    for name, check in checks.items():
        try:
            check()
        except Stop as stop:
            failed += 1
            sys.stdout.write(words.failed(name, sentence_for(stop)) + "\n")
        else:
            sys.stdout.write(words.passed(name) + "\n")
    return 1 if failed else 0


def window_checks() -> Mapping[str, Callable[[], None]]:
    """Give the checks of a program that has a window; the service of a township is packaged without them."""
    from ui.selftest_window import checks

    return checks()


def _libraries() -> None:
    for name in _LIBRARIES:
        try:
            importlib.import_module(name)
        except ImportError as missing:
            raise Hindrance("self_test_failed", part=name) from missing


def _words() -> None:
    if "wrong_password" not in sentences():
        raise Hindrance("self_test_failed", part="words")


def _law() -> None:
    shelf = load_shelf(packaged_sources())
    for pack_id in shelf.versions:
        if not all(result.passed for result in check_cases(shelf, pack_id)):
            raise Hindrance("self_test_failed", part=pack_id)
