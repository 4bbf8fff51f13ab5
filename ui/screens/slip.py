"""The slip on the screen as it will be on paper; print it, keep it as PDF, or go on to the next patient."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QShortcut, QShowEvent
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.audit import Deed
from core.clinic import Clinic
from core.errors import Stop
from core.roles import Right
from ui import theme
from ui.desk import OpenDesk
from ui.printing.slip import HEIGHT_MM, WIDTH_MM, Slip, draw_page, print_on, write_pdf
from ui.tasks import Lane
from ui.widgets.labels import button, label, one_line, unit
from ui.widgets.message import message, say, say_stop
from ui.wording import visits as words

_FORM = "slip"


def _note_print(clinic: Clinic, slip: Slip) -> None:
    """Write down a print; the patient's paper does not wait for a full disk."""
    clinic.audit.note_in_passing(Deed.PRINTED, slip.visit.patient.person_id, facts=_which(slip))


def _note_pdf(clinic: Clinic, slip: Slip) -> None:
    """Write down a file that leaves the encrypted store; what cannot be written down is not done."""
    clinic.staff.require(Right.EXPORT)
    clinic.audit.note(Deed.SAVED_PDF, slip.visit.patient.person_id, facts=_which(slip))


def _which(slip: Slip) -> dict[str, str]:
    return {"form": _FORM, "event": slip.event_id}


class SlipPreview(QWidget):
    """The first sheet, as large as the room allows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("slip_preview")
        self.setAccessibleName(words.SLIP_PREVIEW)
        self._slip: Slip | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_slip(self, slip: Slip) -> None:
        """Show another slip."""
        self._slip = slip
        self.update()

    def sizeHint(self) -> QSize:
        """Like paper."""
        height = unit(self) * 20
        return QSize(round(height * WIDTH_MM / HEIGHT_MM), height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw white paper and the sheet on it."""
        if self._slip is None:
            return
        scale = min(self.width() / WIDTH_MM, self.height() / HEIGHT_MM)
        width, height = WIDTH_MM * scale - 2, HEIGHT_MM * scale - 2
        paper = QRectF((self.width() - width) / 2, 1, width, height)
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        painter.setPen(QColor(theme.LINE))
        painter.setBrush(QColor("#FFFFFF"))
        painter.drawRect(paper)
        draw_page(painter, paper, self._slip, 0)
        painter.end()


class SlipScreen(QWidget):
    """Offer the slip of a saved visit.

    Signals: `next_wanted` when the desk is free again; `pdf_written(path)`.
    """

    next_wanted = Signal()
    pdf_written = Signal(str)

    def __init__(self, desk: OpenDesk, store: Lane, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("slip_screen")
        self._desk = desk
        self._store = store
        self._slip: Slip | None = None
        self._file = ""
        self._preview = SlipPreview()
        self._problem = message("slip_problem")
        self._print = button(words.PRINT, "slip_print")
        self._pdf = button(words.TO_PDF, "slip_pdf")
        self._next = button(words.NEXT_PATIENT, "slip_next", "primary")
        self._lay_out()
        self._print.clicked.connect(self._ask_printer)
        self._pdf.clicked.connect(self._ask_file)
        self._next.clicked.connect(self.next_wanted)
        for keys, slot in (("Ctrl+P", self._ask_printer), ("Esc", self.next_wanted)):
            QShortcut(keys, self).activated.connect(slot)

    def show_slip(self, slip: Slip) -> None:
        """Show another slip."""
        self._slip = slip
        self._preview.show_slip(slip)
        say(self._problem, "")
        self._next.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Put Enter on the next patient."""
        super().showEvent(event)
        self._next.setFocus()

    @Slot(str)
    def save_pdf(self, file: str) -> None:
        """Write the slip into a file and say so; the line in the audit trail comes first."""
        if self._slip is None:
            return
        self._file = file
        self._store.run(partial(_note_pdf, self._desk.clinic, self._slip), self._write_pdf, self._failed)

    @Slot(object)
    def _write_pdf(self, _nothing: object) -> None:
        if self._slip is None:
            return
        try:
            write_pdf(self._slip, Path(self._file))
        except Stop as stop:
            say_stop(self._problem, stop)
            return
        say(self._problem, words.PDF_SAVED, "good")
        self.pdf_written.emit(self._file)

    @Slot(object)
    def _failed(self, stop: Stop) -> None:
        say_stop(self._problem, stop)

    @Slot()
    def _ask_file(self) -> None:
        if self._slip is None:
            return
        dialog = QFileDialog(self, words.TO_PDF, "", words.PDF_FILES)
        dialog.setObjectName("slip_file_dialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(f"{self._slip.event_id[:12]}.pdf")
        dialog.fileSelected.connect(self.save_pdf)
        dialog.open()

    @Slot()
    def _ask_printer(self) -> None:
        if not QPrinterInfo.availablePrinterNames():
            say(self._problem, words.NO_PRINTER, "warning")
            return
        self._printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(self._printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(self._print_now)
        dialog.setModal(True)
        dialog.show()

    @Slot()
    def _print_now(self) -> None:
        if self._slip is not None:
            self._store.run(partial(_note_print, self._desk.clinic, self._slip), self._print, self._failed)

    @Slot(object)
    def _print(self, _nothing: object) -> None:
        if self._slip is not None:
            print_on(self._slip, self._printer)

    def _lay_out(self) -> None:
        em = unit(self)
        side = QVBoxLayout()
        side.setSpacing(round(em * 0.6))
        side.addWidget(one_line(words.SLIP_TITLE, "title"))
        side.addWidget(label(words.SAVED_LINE, "muted"))
        side.addWidget(self._problem)
        side.addStretch()
        side.addWidget(self._print)
        side.addWidget(self._pdf)
        side.addWidget(self._next)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(em, em, em, em)
        outer.setSpacing(em)
        outer.addWidget(self._preview, 3)
        outer.addLayout(side, 1)
