"""The packaged program checks itself: libraries, store, law, letters and paper."""

import importlib
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QFont, QFontDatabase, QFontMetrics, QPageSize, QPainter, QPdfWriter

from core.errors import Hindrance, Stop
from core.policy.cases import check_cases
from core.policy.loader import load_shelf, packaged_sources
from ui.application import make_application
from ui.theme import FAMILIES
from ui.wording import selftest as words
from ui.wording.reasons import sentence_for, sentences

_LIBRARIES = (
    *("sqlcipher3", "sqlite_utils", "cryptography", "cbor2", "zstandard", "httpx", "pypinyin", "openpyxl"),
    *("segno", "serial", "sqlalchemy", "psycopg", "alembic", "starlette", "uvicorn", "jinja2"),
)
_RARE_LETTERS = "䶮堃犇"
_SAMPLE = "村诊 待遇等待期 ¥12.50"


def check_all(store_works: Callable[[], None]) -> int:
    """Run every check, say each one's outcome, and give the exit code: 0 when all passed."""
    application = make_application(sys.argv[:1])
    checks: Mapping[str, Callable[[], None]] = {
        "libraries": _libraries,
        "words": _words,
        "law": _law,
        "store": store_works,
        "letters": _letters,
        "paper": _paper,
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
    application.quit()
    return 1 if failed else 0


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


def _letters() -> None:
    if not QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese):
        raise Hindrance("self_test_no_chinese_font")
    metrics = QFontMetrics(QFont(list(FAMILIES)))
    if not all(metrics.inFontUcs4(ord(letter)) for letter in _RARE_LETTERS):
        raise Hindrance("self_test_no_rare_letters")


def _paper() -> None:
    with tempfile.TemporaryDirectory(prefix="cunzhen-selftest-") as folder:
        file = Path(folder) / "paper.pdf"
        writer = QPdfWriter(str(file))
        writer.setPageSize(QPageSize(QPageSize.PageSizeId.A5))
        writer.setPageMargins(QMarginsF(10, 10, 10, 10))
        painter = QPainter(writer)
        painter.drawText(100, 100, _SAMPLE)
        painter.end()
        if not file.read_bytes().startswith(b"%PDF"):
            raise Hindrance("self_test_failed", part="paper")
