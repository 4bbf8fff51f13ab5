"""Three visits as a doctor types them, key by key, with what each costs; free text is counted apart."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt

from tests.ui.person import PersonAtDesk

LIMIT = 40
"""Keys a visit may cost beyond free text."""


@dataclass(slots=True)
class Typist:
    """Presses keys where the cursor is, never a mouse, and counts them; free text is counted apart."""

    person: PersonAtDesk
    keys: int = 0
    letters: int = 0

    def enter(self, times: int = 1) -> None:
        for _ in range(times):
            self.press(Qt.Key.Key_Return)

    def press(self, key: Qt.Key) -> None:
        self.keys += 1
        self.person.press(key)
        self.person.rest()

    def type(self, text: str) -> None:
        self.keys += len(text)
        self.person.write(text)
        self.person.rest()

    def tell(self, text: str) -> None:
        """Type free text: a complaint in the patient's own words."""
        self.letters += len(text)
        self.person.write(text)

    def at(self, name: str) -> None:
        """Wait until the cursor stands in a field: whoever types has seen it there."""
        self.person.wait(lambda: self.person.focus_name() == name)

    def pick(self, letters: str) -> None:
        self.type(letters)
        self.enter()

    def receive(self, initials: str) -> None:
        self.at("reception_box")
        self.type(initials)
        self.enter()
        self.person.wait_to_see("verdict_screen")
        self.person.rest()
        self.enter()
        self.at("visit_complaint")

    def save(self) -> None:
        self.press(Qt.Key.Key_F9)
        self.person.wait_to_see("slip_screen")
        self.person.rest()

    def next_patient(self) -> None:
        self.press(Qt.Key.Key_Escape)
        self.at("reception_box")


def ordinary(typist: Typist) -> None:
    """See a cold: complaint, onset, temperature, a diagnosis, a drug and the consultation fee."""
    typist.receive("wxl")
    typist.tell("咳嗽、流涕三天")
    typist.enter()
    typist.type("3")
    typist.enter()
    typist.type("37.8")
    typist.enter(4)
    typist.at("visit_diagnosis")
    typist.pick("jxsh")
    typist.at("visit_drug")
    typist.pick("gml")
    typist.at("line_1_quantity")
    typist.enter(6)
    typist.at("visit_drug")
    typist.enter()
    typist.pick("ybz")
    typist.save()


def chronic(typist: Typist) -> None:
    """Write on what somebody had the last time, with the pressure of today."""
    typist.receive("sgd")
    typist.tell("来续降压药")
    typist.enter(3)
    typist.type("146")
    typist.enter()
    typist.type("88")
    typist.press(Qt.Key.Key_F4)
    typist.save()


def from_template(typist: Typist) -> None:
    """See the second cold of the day: what was kept under a name after the first."""
    typist.receive("xjj")
    typist.tell("咳嗽两天")
    typist.press(Qt.Key.Key_F3)
    typist.pick("1")
    typist.save()


SCRIPTS: Mapping[str, Callable[[Typist], None]] = {
    "ordinary": ordinary,
    "chronic": chronic,
    "from_template": from_template,
}


def prepare_desk(person: PersonAtDesk) -> None:
    """Let the desk know a former visit and a template, as on any day but the first."""
    for patient, diagnosis, drug in (("sgd", "yfxgxy", "bhsaldpp"), ("zxy", "jxsh", "gml")):
        person.receive(patient)
        person.start_visit()
        person.pick("visit_diagnosis", diagnosis)
        person.pick("visit_drug", drug)
        person.pick("visit_service", "ybz")
        if patient == "zxy":
            person.press(Qt.Key.Key_F3)
            person.write("感冒")
            person.click("template_keep")
            person.wait_to_read("template_known", "1 感冒")
            person.press(Qt.Key.Key_F3)
        person.press(Qt.Key.Key_F9)
        person.wait_to_see("slip_screen")
        person.press(Qt.Key.Key_Escape)
        person.rest()
