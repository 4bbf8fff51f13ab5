"""The palette can be read: every pair of letters and ground has a contrast of 4.5 to 1 or more (WCAG 2.1)."""

import pytest
from PySide6.QtGui import QColor

from ui import theme
from ui.widgets.verdict_card import LOOKS

ENOUGH = 4.5


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _light(colour: str) -> float:
    made = QColor(colour)
    return 0.2126 * _linear(made.redF()) + 0.7152 * _linear(made.greenF()) + 0.0722 * _linear(made.blueF())


def contrast(one: str, other: str) -> float:
    high, low = sorted((_light(one), _light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_measure_knows_black_on_white() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


@pytest.mark.parametrize(("ink", "ground"), theme.TEXT_PAIRS)
def test_letters_stand_out_from_their_ground(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= ENOUGH


def test_every_verdict_can_be_read_on_its_ground() -> None:
    worst = min(
        contrast(ink, look.ground)
        for look in LOOKS.values()
        for ink in (look.ink, theme.INK, theme.MUTED, theme.WARN)
    )
    assert worst >= ENOUGH


@pytest.mark.parametrize("line", [theme.FIELD_LINE, theme.ACCENT])
def test_the_frame_of_a_field_can_be_seen(line: str) -> None:
    assert contrast(line, theme.SURFACE) >= 3
