"""How every table looks: fixed rows from the font, no grid of lines, columns the user may draw."""

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView


def table(model: QAbstractItemModel, name: str, accessible: str) -> QTableView:
    """Make a table over a model; rows are chosen whole, nothing is edited or sorted here."""
    view = QTableView()
    view.setObjectName(name)
    view.setAccessibleName(accessible)
    view.setModel(model)
    view.setShowGrid(False)
    view.setAlternatingRowColors(False)
    view.setWordWrap(False)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setTabKeyNavigation(False)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    rows = view.verticalHeader()
    rows.setVisible(False)
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    heads = view.horizontalHeader()
    heads.setHighlightSections(False)
    heads.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    fit_rows(view)
    return view


def fit_rows(view: QTableView) -> None:
    """Set the height of rows from the font; called again when the font changes."""
    view.verticalHeader().setDefaultSectionSize(round(view.fontMetrics().height() * 1.7))


def set_widths(view: QTableView, letters: tuple[int, ...], stretch: int) -> None:
    """Give columns a width in Chinese letters; one takes what is left."""
    heads = view.horizontalHeader()
    width = view.fontMetrics().horizontalAdvance("医")
    for column, count in enumerate(letters):
        mode = QHeaderView.ResizeMode.Stretch if column == stretch else QHeaderView.ResizeMode.Interactive
        heads.setSectionResizeMode(column, mode)
        if column != stretch:
            view.setColumnWidth(column, round(width * (count + 1.2)))
