"""Spaces follow the letters: what was laid out for one text size is laid out again for another."""

from PySide6.QtCore import QMargins
from PySide6.QtWidgets import QGridLayout, QLayout, QSizePolicy, QStyle, QWidget

_LAID_OUT = "laid_out_for"
_LETTERS = "letters_wide"


def letters_wide(field: QWidget, letters: float, em: int) -> None:
    """Keep a field as wide as some letters of any size: exactly where its policy is fixed, else at least."""
    field.setProperty(_LETTERS, letters)
    width = round(letters * em)
    if field.sizePolicy().horizontalPolicy() is QSizePolicy.Policy.Fixed:
        field.setFixedWidth(width)
    else:
        field.setMinimumWidth(width)


def exactly_wide(field: QWidget, letters: float, em: int) -> None:
    """Keep a field exactly as wide as some letters, so that several stand in a row."""
    field.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    letters_wide(field, letters, em)


def lay_out_again(root: QWidget, former: int, em: int) -> None:
    """Fit spaces and margins below a widget to letters of `em` pixels; they were laid out for `former`.

    The first measures are remembered, so that going back and forth wears nothing off.
    """
    style, margin = root.style(), QStyle.PixelMetric.PM_LayoutLeftMargin
    of_the_style = {style.pixelMetric(margin), style.pixelMetric(margin, None, root)} - {0}
    every = root.findChildren(QLayout)
    layouts = [layout for layout in every if layout.contentsMargins().left() not in of_the_style]
    for layout in layouts:  # all of them before any is changed: some take their spaces from the one around
        if layout.property(_LAID_OUT) is None:
            layout.setProperty(_LAID_OUT, (former, *_measures(layout)))
    for layout in layouts:
        _fit(layout, em)
    for widget in root.findChildren(QWidget):
        letters = widget.property(_LETTERS)
        if letters is not None:
            letters_wide(widget, float(letters), em)


def _fit(layout: QLayout, em: int) -> None:
    base, *measures = layout.property(_LAID_OUT)
    left, top, right, bottom, across, down = (round(measure * em / base) for measure in measures)
    layout.setContentsMargins(QMargins(left, top, right, bottom))
    if isinstance(layout, QGridLayout):
        layout.setHorizontalSpacing(across)
        layout.setVerticalSpacing(down)
    else:
        layout.setSpacing(across)


def _measures(layout: QLayout) -> tuple[int, ...]:
    margins = layout.contentsMargins()
    across = layout.horizontalSpacing() if isinstance(layout, QGridLayout) else layout.spacing()
    down = layout.verticalSpacing() if isinstance(layout, QGridLayout) else across
    return (margins.left(), margins.top(), margins.right(), margins.bottom(), across, down)
