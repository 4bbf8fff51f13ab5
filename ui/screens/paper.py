"""A form on the screen as it will be on paper; print it, keep it as PDF, or go on."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QShortcut, QShowEvent
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.audit import Deed
from core.clinic import Clinic
from core.errors import Stop
from core.ids import PersonId
from core.roles import Right
from ui import theme
from ui.desk import OpenDesk
from ui.preferences import Preferences
from ui.printing.page import A5, PAGES, Page, page_for
from ui.printing.paper import PrintedForm, draw_page, print_on, write_pdf
from ui.tasks import Lane
from ui.widgets.flow import pair
from ui.widgets.labels import button, caption, label, one_line, unit
from ui.widgets.message import message, say, say_stop
from ui.wording import papers as words


@dataclass(frozen=True, slots=True)
class Paper:
    """A form, whom it is about, what the audit trail says of it, and what its file is called."""

    form: PrintedForm
    person: PersonId
    facts: Mapping[str, str]
    file_name: str

    @property
    def key(self) -> str:
        """Name the kind of form, by which paper and printer are kept."""
        return self.facts["form"]


@dataclass(frozen=True, slots=True)
class PaperWords:
    """What a screen of paper says; `name` begins the names of its widgets."""

    name: str
    title: str
    line: str
    preview: str
    leave: str


def _note_print(clinic: Clinic, paper: Paper) -> None:
    """Write down a print; the patient's paper does not wait for a full disk."""
    clinic.audit.note_in_passing(Deed.PRINTED, paper.person, facts=paper.facts)


def _note_pdf(clinic: Clinic, paper: Paper) -> None:
    """Write down a file that leaves the encrypted store; what cannot be written down is not done."""
    clinic.staff.require(Right.EXPORT)
    clinic.audit.note(Deed.SAVED_PDF, paper.person, facts=paper.facts)


class PaperPreview(QWidget):
    """One sheet, as large as the room allows."""

    def __init__(self, said: PaperWords) -> None:
        super().__init__()
        self.setObjectName(f"{said.name}_preview")
        self.setAccessibleName(said.preview)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._form: PrintedForm | None = None
        self._number = 0

    def show_form(self, form: PrintedForm) -> None:
        """Show the first sheet of another form."""
        self._form, self._number = form, 0
        self.update()

    def turn(self, by: int) -> str:
        """Go so many sheets on, and say which of how many it is; nothing where there is but one."""
        pages = self._form.pages if self._form else 1
        self._number = min(max(self._number + by, 0), pages - 1)
        self.update()
        return words.sheet_said(self._number + 1, pages) if pages > 1 else ""

    def sizeHint(self) -> QSize:
        """Ask for the shape of the paper."""
        page, height = self._form.page if self._form else A5, unit(self) * 20
        return QSize(round(height * page.width / page.height), height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw white paper and the sheet on it."""
        if self._form is None:
            return
        page = self._form.page
        scale = min(self.width() / page.width, self.height() / page.height)
        width, height = page.width * scale - 2, page.height * scale - 2
        paper = QRectF((self.width() - width) / 2, 1, width, height)
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        painter.setPen(QColor(theme.LINE))
        painter.setBrush(QColor("#FFFFFF"))
        painter.drawRect(paper)
        draw_page(painter, paper, self._form, self._number)
        painter.end()


class PaperScreen(QWidget):
    """Offer a form on paper or as PDF.

    Signals: `left` when the form is done with; `pdf_written(path)`; `printed` once it is on its way.
    """

    left = Signal()
    pdf_written = Signal(str)
    printed = Signal()

    def __init__(self, desk: OpenDesk, store: Lane, preferences: Preferences, said: PaperWords) -> None:
        super().__init__()
        self.setObjectName(f"{said.name}_screen")
        self._desk = desk
        self._store = store
        self._preferences = preferences
        self._said = said
        self._paper: Paper | None = None
        self._file = ""
        self._printer: QPrinter | None = None
        self._preview = PaperPreview(said)
        self._problem = message(f"{said.name}_problem")
        self._news = message(f"{said.name}_news")
        self._title = one_line(said.title, "title", f"{said.name}_title")
        self._line = label(said.line, "muted")
        self._turned = one_line("", "muted", f"{said.name}_sheet")
        self._size = QComboBox()
        self.extras = QVBoxLayout()
        self._to_printer = button(words.PRINT, f"{said.name}_print")
        self._to_pdf = button(words.TO_PDF, f"{said.name}_pdf")
        self._leave = button(said.leave, f"{said.name}_next", "primary")
        self._lay_out()
        self._to_printer.clicked.connect(self._ask_printer)
        self._to_pdf.clicked.connect(self._ask_file)
        self._leave.clicked.connect(self.left)
        self._size.activated.connect(self._size_chosen)
        on, back = partial(self._turn, 1), partial(self._turn, -1)
        for keys, slot in (
            *(("Ctrl+P", self._ask_printer), ("Esc", self.left)),
            *(("PgDown", on), ("PgUp", back)),
        ):
            QShortcut(keys, self).activated.connect(slot)

    def show_paper(self, paper: Paper) -> None:
        """Show another form."""
        self._paper = paper
        self._preview.show_form(paper.form)
        self._turn(0)
        self._show_sizes(paper)
        self._to_pdf.setVisible(self._desk.clinic.staff.may(Right.EXPORT))
        say(self._problem, "")
        self.say_news("")
        self._leave.setFocus()

    def name_it(self, title: str) -> None:
        """Name the form that is shown."""
        self._title.setText(title)

    def say_news(self, sentence: str, role: str = "muted") -> None:
        """Say what came in the meantime, in the place of what was said when the form was shown."""
        say(self._news, sentence, role)
        self._line.setVisible(not sentence)

    def showEvent(self, event: QShowEvent) -> None:
        """Put Enter on the way on."""
        super().showEvent(event)
        self._leave.setFocus()

    def _turn(self, by: int) -> None:
        said = self._preview.turn(by)
        self._turned.setText(said)
        self._turned.setVisible(bool(said))

    def _show_sizes(self, paper: Paper) -> None:
        """Offer the papers; one of a size of its own is printed on that alone."""
        names = [one.name for one in PAGES]
        own = paper.form.page.name
        names = names if own in names else [own]
        self._size.clear()
        self._size.addItems(names)
        kept = self._preferences.paper_of(paper.key)
        self._size.setCurrentText(kept if kept in names else own)
        self._size.setEnabled(len(names) > 1)

    @Slot()
    def _size_chosen(self) -> None:
        if self._paper is not None:
            self._preferences.choose_paper(self._paper.key, self._size.currentText())

    def _page(self, paper: Paper) -> Page:
        return page_for(paper.form.page, self._preferences.paper_of(paper.key))

    @Slot(str)
    def save_pdf(self, file: str) -> None:
        """Write the form into a file and say so; the line in the audit trail comes first."""
        if self._paper is None:
            return
        self._file = file
        self._store.run(partial(_note_pdf, self._desk.clinic, self._paper), self._write_pdf, self._failed)

    def print_to(self, printer: QPrinter) -> None:
        """Print the form; the line in the audit trail comes first."""
        if self._paper is None:
            return
        self._printer = printer
        self._store.run(partial(_note_print, self._desk.clinic, self._paper), self._print_noted, self._failed)

    @Slot(object)
    def _write_pdf(self, _nothing: object) -> None:
        if self._paper is None:
            return
        try:
            write_pdf(self._paper.form, Path(self._file), self._page(self._paper))
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
        if self._paper is None:
            return
        dialog = QFileDialog(self, words.TO_PDF, "", words.PDF_FILES)
        dialog.setObjectName(f"{self._said.name}_file_dialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(f"{self._paper.file_name}.pdf")
        dialog.fileSelected.connect(self.save_pdf)
        dialog.open()

    @Slot()
    def _ask_printer(self) -> None:
        if not QPrinterInfo.availablePrinterNames():
            say(self._problem, words.NO_PRINTER, "warning")
            return
        self._chosen = QPrinter(QPrinter.PrinterMode.HighResolution)
        kept = self._preferences.printer_of(self._paper.key) if self._paper else ""
        if kept in QPrinterInfo.availablePrinterNames():
            self._chosen.setPrinterName(kept)
        dialog = QPrintDialog(self._chosen, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(self._printer_chosen)
        dialog.setModal(True)
        dialog.show()

    @Slot()
    def _printer_chosen(self) -> None:
        if self._paper is not None:
            self._preferences.choose_printer(self._paper.key, self._chosen.printerName())
        self.print_to(self._chosen)

    @Slot(object)
    def _print_noted(self, _nothing: object) -> None:
        if self._paper is None or self._printer is None:
            return
        try:
            print_on(self._paper.form, self._printer, self._page(self._paper))
        except Stop as stop:
            say_stop(self._problem, stop)
            return
        self.printed.emit()

    def _lay_out(self) -> None:
        em = unit(self)
        side = QVBoxLayout()
        side.setSpacing(round(em * 0.6))
        side.addWidget(self._title)
        side.addWidget(self._line)
        side.addWidget(self._news)
        side.addWidget(self._problem)
        side.addWidget(self._turned)
        side.addStretch()
        side.addLayout(self.extras)
        side.addWidget(
            pair(caption(words.PAPER_SIZE, self._size, f"{self._said.name}_size"), self._size, em // 2)
        )
        side.addWidget(self._to_printer)
        side.addWidget(self._to_pdf)
        side.addWidget(self._leave)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(em, em, em, em)
        outer.setSpacing(em)
        outer.addWidget(self._preview, 3)
        outer.addLayout(side, 1)
