"""The story the demonstration tells: a morning at the desk with a cut and a settlement, on real widgets."""

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListView

from core.errors import Hindrance
from core.training.characters import Character
from ui.demonstration.hands import Hands
from ui.demonstration.player import Story, Wait
from ui.demonstration.setting import Setting
from ui.screens.note import NoteScreen
from ui.screens.slip import SlipScreen

_ENTER, _DOWN, _READ_CARD, _SAVE = Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_F2, Qt.Key.Key_F9


_LOOKS_BEFORE_A_PICTURE = (False,) * 5
ON_THE_READER = Character.NOT_ENROLLED
"""Whose card lies on the practice reader."""


@dataclass(slots=True)
class Told:
    """What the story saw: headlines by who was received, pictures, what the sync said while offline."""

    verdicts: dict[str, str] = field(default_factory=dict)
    pictures: list[str] = field(default_factory=list)
    offline_note: str = ""


@dataclass(slots=True)
class Morning:
    """The scenes, in order; each waits until the window shows that it really happened."""

    setting: Setting
    hands: Hands
    told: Told
    tell: Callable[[str], None]

    def story(self) -> Story:
        """Tell it all."""
        yield from self.unlock()
        yield from self.first_sync()
        yield from self.verdicts()
        yield from self.visit_online()
        yield from self.visit_offline()
        yield from self.follow_up()
        yield from self.back_online()
        yield from self.settlement()

    def unlock(self) -> Story:
        """Choose the user, type the password."""
        yield Wait("unlock", lambda: self.hands.can_press("unlock_button"))
        yield from self.picture("01-unlock")
        self.hands.type_into("unlock_password", self.setting.password)
        self.hands.press(_ENTER)
        yield Wait("unlocked", lambda: self.hands.sees("reception_screen") and self.hands.rests())
        self.tell("unlocked")

    def first_sync(self) -> Story:
        """Fetch roster, packs and catalogue over the real link."""
        yield from self._sync("同步完成")
        yield from self.picture("02-sync")
        self.tell("first_sync")

    def verdicts(self) -> Story:
        """Receive people of every kind: by number, by initials, by card, by name."""
        people = self.setting.township.characters
        number = {who: entry.person.id_number for who, entry in people.items()}
        yield from self._to_box()
        yield from self._by_initials("qlh", Character.WAITING_AFTER_BREAK)
        yield from self._by_card()
        for who in (
            Character.ACTIVE,
            Character.WAITING_LATE,
            Character.EMPLOYEE,
            Character.ELSEWHERE,
            Character.PAID_SOME_DAY,
            Character.EXEMPT_DIBAO,
        ):
            yield from self._by_number(who.value, number[who])
        yield from self._note()
        yield from self._stranger()
        self.tell("verdicts_shown")

    def visit_online(self) -> Story:
        """Write a visit with diagnosis, two drugs and a service, save it, put its slip into a PDF."""
        yield from self._visit(Character.ACTIVE_CHRONIC, "头晕两天", ("yfxgxy", "bhsaldpp", "asplcrp"))
        slip = self.setting.out / "slip.pdf"
        self.hands.find("slip_screen", SlipScreen).save_pdf(str(slip))
        yield Wait("slip", slip.exists)
        yield from self.picture("06-slip")
        self.tell("visit_saved")

    def visit_offline(self) -> Story:
        """Go on while the township cannot be reached: the visit is saved, the sync says why it failed."""
        self.setting.service.stop()
        yield from self._visit(Character.WAITING_LATE, "咳嗽三天", ("jxshxdgr", "amxljn", "gmlkl"))
        yield from self._sync("")
        self.told.offline_note = self.hands.reads("sync_note")
        yield from self.picture("07-offline")
        self.tell("offline_visit_saved")

    def follow_up(self) -> Story:
        """Follow whoever is due first up: the pressure is too high, and due again within two weeks."""
        self.hands.click("place_follow_up")
        yield Wait("who is due", lambda: self.hands.sees("follow_up_table") and self.hands.rests())
        yield from self.picture("11-follow-ups")
        self.hands.click("follow_up_open")
        yield Wait("follow-up form", lambda: self.hands.sees("follow_up_form") and self.hands.rests())
        values = {"way": "1", "systolic": "152", "diastolic": "94", "height": "165", "weight": "66"}
        if self.hands.sees("follow_up_fasting_glucose"):
            values["fasting_glucose"] = "8.2"
        for key, text in values.items():
            self.hands.type_into(f"follow_up_{key}", text)
        yield from self.picture("12-follow-up-form")
        self.hands.press(_SAVE)
        yield Wait("follow-up saved", lambda: self.hands.sees("follow_up_list") and self.hands.rests())
        self.tell("follow_up_saved")

    def back_online(self) -> Story:
        """The township answers again: everything that waited gets its receipt."""
        self.setting.serve_again()
        yield from self._sync("同步完成")
        yield from self.picture("08-receipts")
        yield from self._list()
        yield from self.picture("09-delivered")
        self.tell("receipts")

    def settlement(self) -> Story:
        """The township settles with the platform; the results come back and stand beside the estimates."""
        self.setting.backstage.run(
            *("township", "settle", "--data", str(self.setting.township_data)),
            *("--platform", f"http://127.0.0.1:{self.setting.platform.port}"),
            *("--institution-file", str(self.setting.out / "institution.toml"), "--json"),
        )
        self.tell("settled")
        yield from self._sync("同步完成")
        yield from self._list()
        yield from self.picture("10-settled")
        self.tell("results")

    # --- deeds

    def picture(self, name: str) -> Story:
        """Take a picture of the window once what it shows has been laid out and painted."""
        looks = iter(_LOOKS_BEFORE_A_PICTURE)
        yield Wait("picture", lambda: next(looks, True))
        file = self.setting.out / f"{name}.png"
        self.hands.take_picture(file)
        self.told.pictures.append(file.name)

    def _to_box(self) -> Story:
        self.hands.click("place_reception")
        yield Wait("box", self.hands.rests)
        if self.hands.sees("slip_screen"):
            self.hands.click("slip_next")
        if self.hands.sees("verdict_screen"):
            self.hands.click("verdict_back")
        yield Wait("box", lambda: self.hands.sees("reception_box") and self.hands.rests())

    def _by_number(self, who: str, number: str) -> Story:
        yield from self._to_box()
        self.hands.type_into("reception_box", number)
        self.hands.press(_ENTER)
        yield from self._verdict(who)

    def _stranger(self) -> Story:
        stranger = self.setting.township.strangers[0]
        yield from self._to_box()
        self.hands.type_into("reception_box", stranger.id_number)
        self.hands.press(_ENTER)
        yield Wait("outside form", lambda: self.hands.sees("outside_form") and self.hands.rests())
        self.hands.type_into("outside_name", stranger.name)
        self.hands.click("outside_go")
        yield from self._verdict("stranger")

    def _by_initials(self, initials: str, who: Character) -> Story:
        name = self.setting.township.characters[who].person.name
        self.hands.type_into("reception_box", initials)
        yield Wait("candidates", lambda: self.hands.rests() and self._candidate(name) is not None)
        yield from self.picture("03-candidates")
        for _ in range(self._candidate(name) or 0):
            self.hands.press(_DOWN)
        self.hands.press(_ENTER)
        yield from self._verdict(who.value)

    def _candidate(self, name: str) -> int | None:
        model = self.hands.find("reception_candidates", QListView).model()
        told = [str(model.index(row, 0).data()) for row in range(model.rowCount())]
        return next((row for row, one in enumerate(told) if name in one), None)

    def _by_card(self) -> Story:
        yield from self._to_box()
        self.hands.press(_READ_CARD)
        yield from self._verdict(ON_THE_READER.value)

    def _verdict(self, who: str) -> Story:
        yield Wait(f"verdict of {who}", lambda: self.hands.sees("verdict_screen") and self.hands.rests())
        self.told.verdicts[who] = self.hands.reads("verdict_headline")
        yield from self.picture(f"04-verdict-{who.replace('_', '-')}")

    def _note(self) -> Story:
        """Put the note on the verdict that is shown into a PDF, and go back to it."""
        note = self.setting.out / "note.pdf"
        yield Wait("note offered", lambda: self.hands.can_press("verdict_note"))
        self.hands.click("verdict_note")
        yield Wait("note screen", lambda: self.hands.sees("note_screen") and self.hands.rests())
        self.hands.find("note_screen", NoteScreen).save_pdf(str(note))
        yield Wait("note", note.exists)
        self.hands.click("note_next")
        yield Wait("verdict again", lambda: self.hands.sees("verdict_screen") and self.hands.rests())

    def _visit(self, who: Character, complaint: str, picked: tuple[str, ...]) -> Story:
        yield from self._by_number(who.value, self.setting.township.characters[who].person.id_number)
        self.hands.press(_ENTER)
        yield Wait("visit form", lambda: self.hands.sees("visit_form") and self.hands.rests())
        self.hands.type_into("visit_complaint", complaint)
        diagnosis, *drugs = picked
        for field_name, letters in (
            ("visit_diagnosis", diagnosis),
            *(("visit_drug", drug) for drug in drugs),
            ("visit_service", "ybzlf"),
        ):
            yield from self._pick(field_name, letters)
        yield Wait("estimate", lambda: bool(self.hands.reads("visit_estimate")) and self.hands.rests())
        yield from self.picture(f"05-visit-{who.value.replace('_', '-')}")
        self.hands.press(_SAVE)
        yield Wait("saved", lambda: self.hands.sees("slip_screen") and self.hands.rests())

    def _pick(self, name: str, letters: str) -> Story:
        self.hands.type_into(name, letters)
        self.hands.press(_ENTER)
        yield Wait(f"{name} {letters}", lambda: not self.hands.typed(name) and self.hands.rests())

    def _sync(self, expected: str) -> Story:
        rounds = self.hands.window.rounds
        self.hands.click("place_sync")
        yield Wait("sync page", lambda: self.hands.can_press("sync_now") and self.hands.rests())
        self.hands.click("sync_now")
        yield Wait("sync", lambda: not (rounds and rounds.running()) and self.hands.rests(), 60.0)
        if expected not in self.hands.reads("sync_note"):
            raise Hindrance("demo_step_failed", step="sync")

    def _list(self) -> Story:
        self.hands.click("place_visits")
        yield Wait("visit list", lambda: self.hands.sees("visits_table") and self.hands.rests())
