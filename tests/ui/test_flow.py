"""Rows that break: what fits stands beside each other, the rest begins a new row."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.flow import Flow, FlowLayout

WIDE, NARROW = 400, 120


@pytest.fixture
def row(qtbot: QtBot) -> Iterator[FlowLayout]:
    """A row of three words that all fit beside each other where there is room."""
    place = QWidget()
    qtbot.addWidget(place)
    layout = FlowLayout(4)
    for word in ("等待期", "可享受", "未参保"):
        label = QLabel(word)
        label.setFixedSize(80, 20)
        layout.addWidget(label)
    place.setLayout(layout)
    yield layout


def test_a_row_breaks_where_the_words_no_longer_fit(row: FlowLayout) -> None:
    assert (row.heightForWidth(WIDE), row.heightForWidth(NARROW)) == (20, 68)


def test_a_word_that_grows_hides_or_comes_to_it_is_measured_anew(row: FlowLayout) -> None:
    before = row.heightForWidth(WIDE), row.heightForWidth(NARROW)
    first = row.itemAt(0)
    assert first is not None
    first.widget().setFixedSize(80, 30)
    assert (row.heightForWidth(WIDE), row.heightForWidth(NARROW)) == (30, 78)
    first.widget().setFixedSize(80, 20)
    assert (row.heightForWidth(WIDE), row.heightForWidth(NARROW)) == before
    more = QLabel("异地参保")
    more.setFixedSize(80, 20)
    row.addWidget(more)
    assert row.heightForWidth(NARROW) == 92
    row.parentWidget().show()
    more.hide()
    assert row.heightForWidth(NARROW) == 68


def test_a_word_that_is_taken_out_leaves_no_gap(row: FlowLayout) -> None:
    assert row.heightForWidth(NARROW) == 68
    assert row.takeAt(0)
    assert row.heightForWidth(NARROW) == 44


def test_what_hangs_from_the_top_or_stands_in_the_middle_gets_the_room_it_wants(row: FlowLayout) -> None:
    first, second = (row.itemAt(place) for place in (0, 1))
    assert first and second
    first.widget().setFixedSize(80, 40)
    row.setGeometry(QRect(0, 0, WIDE, 40))
    assert first.geometry() == QRect(0, 0, 80, 40)
    assert second.geometry() == QRect(84, 10, 80, 20)


def test_a_row_within_a_screen_is_measured_anew_when_a_word_in_it_grows(qtbot: QtBot) -> None:
    screen, words = QWidget(), Flow(4)
    qtbot.addWidget(screen)
    column = QVBoxLayout(screen)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(words)
    word = QLabel("等待期")
    word.setFixedSize(80, 20)
    words.add(word)
    screen.show()
    assert column.heightForWidth(WIDE) == 20
    word.setFixedSize(80, 30)
    qtbot.waitUntil(lambda: column.heightForWidth(WIDE) == 30)
