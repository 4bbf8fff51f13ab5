"""What a visit notes now and then: folded away until F6, and a word where the law wants a report."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QVBoxLayout, QWidget

from core.errors import Refusal
from core.reference.notifiable import notifiable
from core.visits import bedside_names as names
from core.visits.bedside import LONGEST, NOTHING, Bedside, Destination, Symptom
from core.visits.visit import Diagnosis
from ui.spacing import exactly_wide
from ui.widgets.flow import Flow, pair
from ui.widgets.labels import button, caption, label, name_field, one_line, unit
from ui.wording import bedside as words

_NUMBER = re.compile(r"^(\d{1,4})(?:[.。](\d))?$", re.ASCII)
_REFERRAL = ("referred_to", "referral_reason")
_CARD = ("crowd", "workplace", "address", "phone")
_FLAGS: Mapping[str, str] = {
    "emergency": names.EMERGENCY,
    "home_visit": names.HOME_VISIT,
    "reported": names.REPORTED,
}
_LETTERS: Mapping[str, int] = {"referral_reason": 10, "referred_to": 9, "address": 12}


class BedsideFields(QWidget):
    """Ask for the rest.

    Signals: `field_edited`.
    """

    field_edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known: Mapping[str, str] = {}
        self._prompt = label("", "warning", "visit_notifiable")
        self._opener = button(words.MORE, "visit_more", "quiet")
        self._said = label("", "muted", "visit_more_said")
        self._body = QWidget()
        self._numbers = {name: QLineEdit() for name in names.NUMBERS}
        self._texts = {name: QLineEdit() for name in names.TEXTS}
        self._symptoms = {code: QCheckBox(names.SYMPTOM_WORDS[code]) for code in Symptom}
        self._flags = {name: QCheckBox(said) for name, said in _FLAGS.items()}
        self._destination = _choice(names.DESTINATIONS)
        self._case = _choice(names.CASE_CLASSES)
        self._pairs: dict[str, QWidget] = {}
        self._lay_out()
        self._connect()

    def begin(self, known: Mapping[str, str]) -> None:
        """Be ready for another patient, of whom the roster knows address and telephone."""
        self._known = known
        self.show_typed({})
        self.show_diagnoses(())
        self._fold(True)

    def show_diagnoses(self, diagnoses: Sequence[Diagnosis]) -> None:
        """Say which of the diagnoses is reported by law."""
        found = next((one for each in diagnoses if (one := notifiable(each.code))), None)
        self._prompt.setText(words.prompt_said(found) if found else "")
        self._prompt.setVisible(found is not None)
        self._show_card()

    def bedside(self) -> Bedside:
        """Read what was filled in.

        Raises:
            Refusal: `bedside_not_readable`.
        """
        destination = str(self._destination.currentData() or "")
        case = str(self._case.currentData() or "")
        texts = {name: field.text().strip() for name, field in self._texts.items()}
        if case:
            texts |= {name: texts[name] or known for name, known in self._known.items()}
        told: dict[str, Any] = {
            **{name: _number(name, field.text()) for name, field in self._numbers.items()},
            **texts,
            "symptoms": list(self.symptoms()),
            **{name: box.isChecked() for name, box in self._flags.items()},
            "destination": destination,
            "case_class": case,
        }
        return Bedside.from_plain(told)

    def symptoms(self) -> tuple[str, ...]:
        """Give the codes that are ticked."""
        return tuple(code.value for code, box in self._symptoms.items() if box.isChecked())

    def tick(self, symptoms: Collection[str]) -> None:
        """Tick more symptoms, and say while it is folded that they are."""
        for code, box in self._symptoms.items():
            box.setChecked(box.isChecked() or code.value in symptoms)
        self._show_said()

    def typed(self) -> dict[str, Any]:
        """Give what stands here, for a draft."""
        return {
            **{name: field.text() for name, field in (self._numbers | self._texts).items()},
            "symptoms": list(self.symptoms()),
            **{name: box.isChecked() for name, box in self._flags.items()},
            "destination": str(self._destination.currentData() or ""),
            "case_class": str(self._case.currentData() or ""),
        }

    def show_typed(self, content: Mapping[str, Any]) -> None:
        """Put back what `typed` gave."""
        for name, field in (self._numbers | self._texts).items():
            field.setText(str(content.get(name, "")))
        for code, box in self._symptoms.items():
            box.setChecked(code.value in content.get("symptoms", ()))
        for name, box in self._flags.items():
            box.setChecked(bool(content.get(name, False)))
        for choice, name in ((self._destination, "destination"), (self._case, "case_class")):
            choice.setCurrentIndex(max(0, choice.findData(str(content.get(name, "")))))
        self._show_card()
        self._show_said()

    @Slot()
    def turn(self) -> None:
        """Unfold, or fold again."""
        folded = self._body.isVisibleTo(self)
        self._fold(folded)
        if not folded:
            self._numbers["pulse"].setFocus()

    def _fold(self, folded: bool) -> None:
        self._body.setVisible(not folded)
        self._opener.setText(words.MORE if folded else words.LESS)
        self._show_said()

    @Slot()
    def _edited(self) -> None:
        self._show_card()
        self.field_edited.emit()

    def _show_card(self) -> None:
        referred = self._destination.currentData() in (Destination.REFERRED, Destination.REFUSED_REFERRAL)
        for name in _REFERRAL:
            self._pairs[name].setVisible(referred or bool(self._texts[name].text()))
        reported = self._flags["reported"]
        asked = not self._prompt.isHidden() or bool(self._case.currentData()) or reported.isChecked()
        for name in _CARD:
            self._pairs[name].setVisible(asked or bool(self._texts[name].text()))
            self._texts[name].setPlaceholderText(self._known.get(name, "") or words.HINTS.get(name, ""))
        for one in (self._pairs["case_class"], reported):
            one.setVisible(asked)

    def _show_said(self) -> None:
        """Say, while it is folded, what is in it."""
        try:
            said = names.bedside_said(self.bedside())
        except Refusal:
            said = ""
        self._said.setText(said)
        self._said.setVisible(bool(said) and self._body.isHidden())

    def _connect(self) -> None:
        self._opener.clicked.connect(self.turn)
        for field in (*self._numbers.values(), *self._texts.values()):
            field.textEdited.connect(self._edited)
        for box in (*self._symptoms.values(), *self._flags.values()):
            box.clicked.connect(self._edited)
        for choice in (self._destination, self._case):
            choice.activated.connect(self._edited)

    def _lay_out(self) -> None:
        em = unit(self)
        gap = em // 2
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(round(em * 0.4))
        first, ticks, rest = Flow(gap), Flow(gap), Flow(gap)
        for name, field in self._numbers.items():
            exactly_wide(field, 3.5, em)
            first.add(self._pair(name, names.NUMBERS[name], field))
        first.add(self._pair("tcm", names.TEXTS["tcm"], self._texts["tcm"]))
        ticks.add(one_line(names.SYMPTOMS, "muted"))
        for code, box in self._symptoms.items():
            name_field(box, names.SYMPTOM_WORDS[code], f"visit_symptom_{code.value}")
            ticks.add(box)
        for name, box in self._flags.items():
            name_field(box, _FLAGS[name], f"visit_{name}")
        rest.add(self._flags["emergency"])
        rest.add(self._flags["home_visit"])
        rest.add(self._pair("destination", names.DESTINATION, self._destination))
        for name in _REFERRAL:
            rest.add(self._pair(name, names.TEXTS[name], self._texts[name]))
        rest.add(self._pair("case_class", names.CASE_CLASS, self._case))
        for name in _CARD:
            rest.add(self._pair(name, names.TEXTS[name], self._texts[name]))
        rest.add(self._flags["reported"])
        for name, field in self._texts.items():
            field.setMaxLength(LONGEST)
            field.setPlaceholderText(words.HINTS.get(name, ""))
            exactly_wide(field, _LETTERS.get(name, 7), em)
        for row in (first, ticks, rest):
            body.addWidget(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(round(em * 0.4))
        column.addWidget(self._prompt)
        head = Flow(gap)
        head.add(self._opener)
        column.addWidget(head)
        column.addWidget(self._said)
        column.addWidget(self._body)
        self._body.hide()

    def _pair(self, name: str, said: str, field: QWidget) -> QWidget:
        made = pair(caption(said, field, f"visit_{name}"), field, unit(self) // 2)
        self._pairs[name] = made
        return made


def typed_of(bedside: Bedside) -> Mapping[str, Any]:
    """Give what was saved as if it had just been typed."""
    if bedside == NOTHING:
        return {}
    numbers = {
        name: "" if getattr(bedside, name) is None else names.number_said(name, getattr(bedside, name))
        for name in names.NUMBERS
    }
    return {**bedside.to_plain(), **numbers}


def _choice(said: Mapping[str, str]) -> QComboBox:
    made = QComboBox()
    made.addItem(words.NOT_SAID, "")
    for code, word in said.items():
        made.addItem(word, str(code))
    return made


def _number(name: str, text: str) -> int | None:
    text = text.strip()
    if not text:
        return None
    found = _NUMBER.match(text)
    tenths = name.endswith("_tenths")
    if found is None or (found[2] and not tenths):
        raise Refusal("bedside_not_readable", field=name)
    return int(found[1]) * 10 + int(found[2] or 0) if tenths else int(found[1])
