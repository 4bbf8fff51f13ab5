"""What the packaged program checks of its window: that names can be written, and that paper comes out."""

import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QFont, QFontDatabase, QFontMetrics, QPageSize, QPainter, QPdfWriter

from core.errors import Hindrance
from ui.application import make_application
from ui.display import find_display
from ui.theme import FAMILIES

_RARE_LETTERS = "䶮堃犇"
_SAMPLE = "村诊 待遇等待期 ¥12.50"


def checks() -> Mapping[str, Callable[[], None]]:
    """Start Qt, and give the checks that need it by their names."""
    find_display()
    make_application(sys.argv[:1])
    return {"letters": _letters, "paper": _paper}


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
