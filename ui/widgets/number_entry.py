"""The number of a document as a field: how it came, and its kind where the number does not tell that."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from core.errors import Refusal, Stop
from core.identity.box import AskedKind, read_box, spoilt_scan
from core.identity.credentials import kind_by_form, kinds_to_choose
from core.identity.id_number import NumberKind, normalise_number
from core.identity.identity_check import CheckMethod
from core.identity.name import is_a_number
from core.identity.number_said import NumberSaid
from ui.devices.typed_card import card_in_frame
from ui.spacing import letters_wide
from ui.widgets.labels import caption, name_field, unit
from ui.widgets.scanned_field import ScannedField
from ui.wording import people as words


def _no_number(text: str) -> Refusal | None:
    """Tell what is no number: it stays for no moment longer than it takes to come, and in no draft."""
    match read_box(text).kind:
        case AskedKind.INSURANCE_TOKEN:
            return Refusal("insurance_code_at_the_box")
        case AskedKind.TRACE_CODE:
            return Refusal("trace_code_is_no_person")
        case AskedKind.CARD_FRAME:
            return Refusal("reader_answer_damaged")
    return None


def said_before(content: Mapping[str, Any], since: str = "") -> NumberSaid:
    """Read what `NumberEntry.typed` gave, each under its name and what was put behind that."""
    number, kind, how = (str(content.get(key + since, "")) for key in ("number", "kind", "how"))
    return NumberSaid(
        number,
        kind=NumberKind(kind) if kind in set(NumberKind) else None,
        how=CheckMethod(how) if how in set(CheckMethod) else CheckMethod.NUMBER_TYPED,
    )


def name_for_draft(name: str) -> str:
    """Give a name for a draft; what was scanned beside its field, a 医保码 as it may be, is none."""
    return "" if is_a_number(name) else name.strip()


class _NumberField(ScannedField):
    """Signals: as `ScannedField`, and `leaving` before the keyboard goes on to the next field."""

    leaving = Signal()

    def focusNextPrevChild(self, on: bool) -> bool:  # as Qt has it
        """Tell it while a field behind this one can still come to be seen."""
        if on:
            self.leaving.emit()
        return super().focusNextPrevChild(on)


class NumberEntry(QWidget):
    """Take in a number as the one box does; the kinds come only where the number may be of several.

    Signals: `edited` at every change; `entered` on Enter, and by itself where a scan says it all; `stands`
    when it was entered or left, or its kind was chosen; `card_typed(CardSeen)` where a reader typed a whole
    card; `not_read(Stop)` of what is no number.

    Args:
        name: what the field is called by tests and scripts; its kinds are `<name>_kind`.
        said: what stands before it, on `caption`.
        today: gives the day a card is judged on.
    """

    edited = Signal()
    entered = Signal()
    stands = Signal()
    card_typed = Signal(object)
    not_read = Signal(object)

    def __init__(
        self, name: str, said: str, today: Callable[[], date], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._today = today
        self.field, self._kind = _NumberField(), QComboBox()
        self.caption = caption(said, self.field, name)
        name_field(self._kind, words.KIND, f"{name}_kind")
        self._choice: tuple[NumberKind | None, ...] = ()
        self._kept = NumberSaid("")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(round(unit(self) * 0.5))
        letters_wide(self.field, 7, unit(self))
        row.addWidget(self.field, 1)
        row.addWidget(self._kind)
        self._kind.hide()
        self.field.textEdited.connect(self._typed)
        self.field.scan_ended.connect(self._scanned)
        self.field.returnPressed.connect(self._entered)
        self.field.editingFinished.connect(self._left)
        self.field.leaving.connect(self._ask_kind)
        self._kind.currentIndexChanged.connect(self._chosen)

    @property
    def number(self) -> str:
        """Give the number; nothing while a machine is still writing, or of what is none."""
        return "" if self._is_coming() or self._no_number() else self.field.text().strip()

    def said(self, name: str = "") -> NumberSaid:
        """Give the number with what is said beside it, and how it came.

        Raises:
            Refusal: `insurance_code_at_the_box`, `trace_code_is_no_person`, `reader_answer_damaged`: another
                thing stands here, and nobody is to go on as if it were nothing.
        """
        if (no := self._no_number()) and not self._is_coming():
            raise no
        return self._said(name)

    def _said(self, name: str = "") -> NumberSaid:
        number, scanned = self.number, self.field.rhythm.scanned(self.field.text())
        how = CheckMethod.CARD_SEEN if scanned == self.field.text() else CheckMethod.NUMBER_TYPED
        if number == self._kept.number and self._kept.how.proof.meets(how.proof):
            how = self._kept.how
        return NumberSaid(number, name, self._told_kind(), how if number else CheckMethod.NUMBER_TYPED)

    def show_said(self, said: NumberSaid) -> None:
        """Let a number stand here as it came before."""
        self._kept = said
        self.field.put(said.number)
        self._fit(True)
        self._kind.setCurrentIndex(max(0, self._kind.findData(said.kind)) if said.kind else 0)

    def typed(self) -> dict[str, str]:
        """Give what stands here, for a draft."""
        said = self._said()
        how = "" if said.how is CheckMethod.NUMBER_TYPED else said.how.value
        told = {"number": said.number, "kind": said.kind.value if said.kind else "", "how": how}
        return {key: text for key, text in told.items() if text or key == "number"}

    @Slot()
    def _typed(self) -> None:
        self._fit(False)
        self.edited.emit()

    @Slot()
    def _entered(self) -> None:
        if self.field.keep_scan():
            self._scanned()
            return
        self.field.settle()
        self._take()

    @Slot()
    def _scanned(self) -> None:
        self.field.settle()
        text = self.field.text()
        if spoilt_scan(text):
            self.field.selectAll()
            self.not_read.emit(Refusal("scan_spoilt"))
        elif (asked := read_box(text)).kind is AskedKind.CARD_FRAME:
            self._take_card(asked.text)
        else:
            self._take()

    def _take(self) -> None:
        """Go on with what stands here; what is no number goes, and is told."""
        if no := self._no_number():
            self.field.put("")
            self.edited.emit()
            self.not_read.emit(no)
            return
        self._ask_kind()
        self.entered.emit()
        self.stands.emit()
        if self._is_open():
            self._kind.setFocus()

    def _take_card(self, frame: str) -> None:
        self.field.put("")
        self.edited.emit()
        try:
            card = card_in_frame(frame, self._today())
        except Stop as stop:
            self.not_read.emit(stop)
            return
        self.card_typed.emit(card)

    @Slot()
    def _left(self) -> None:
        if (no := self._no_number()) and not self._is_coming():
            self.not_read.emit(no)
            return
        self._ask_kind()
        self.stands.emit()

    @Slot()
    def _chosen(self) -> None:
        self.edited.emit()
        self.stands.emit()

    @Slot()
    def _ask_kind(self) -> None:
        self._fit(True)

    def _is_coming(self) -> bool:
        return self.field.by_machine and self.field.is_settling()

    def _no_number(self) -> Refusal | None:
        return _no_number(self.field.text())

    def _is_open(self) -> bool:
        """Tell whether nothing tells the kind so far, and somebody can."""
        return len(self._choice) > 1 and self._choice[0] is None and self._told_kind() is None

    def _told_kind(self) -> NumberKind | None:
        chosen = self._kind.currentData() if self._kind.currentIndex() > 0 else None
        return NumberKind(chosen) if chosen else None

    def _fit(self, asked: bool) -> None:
        """Offer the kinds that fit; before it is asked only where the form tells one that it may not be."""
        number = normalise_number(self.number)
        told, kinds = kind_by_form(number), kinds_to_choose(number)
        shown = bool(kinds) and (asked or told is not None or not self._kind.isHidden())
        choice = (told, *kinds) if shown else ()
        if choice != self._choice:
            self._choice = choice
            self._kind.blockSignals(True)
            self._kind.clear()
            for one in choice:
                self._kind.addItem(words.KINDS[one] if one else words.WHICH_KIND, one)
            self._kind.blockSignals(False)
        self._kind.setVisible(shown)
