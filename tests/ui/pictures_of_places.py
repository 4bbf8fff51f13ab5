"""What is done at the places behind the box, so that pictures of their screens can be grabbed."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableView

from tests.ui.person import PersonAtDesk


def outreach(person: PersonAtDesk, shot: Callable[[str], None]) -> None:
    """Look at who is not enrolled, note a contact of a household, and look at its sheet."""
    person.click("place_outreach")
    person.wait_to_see("outreach_table")
    shot("outreach")
    person.press(Qt.Key.Key_F7)
    shot("outreach-contact")
    person.click("outreach_will_pay")
    person.wait_to_read("outreach_progress", "答应缴")
    person.click("outreach_print")
    shot("outreach-sheet")


def follow_up(person: PersonAtDesk, shot: Callable[[str], None]) -> None:
    """Look at who is due, write a follow-up, come back for the next one, and take somebody in."""
    person.click("place_follow_up")
    shot("follow-ups")
    for upper in ("162", "152"):
        person.find("follow_up_table", QTableView).selectRow(0)
        person.press(Qt.Key.Key_Return)
        person.wait_to_see("follow_up_form")
        for key, text in (("way", "1"), ("systolic", upper), ("diastolic", "96"), ("weight", "71")):
            person.type_into(f"follow_up_{key}", text)
        shot(f"follow-up-{upper}")
        person.press(Qt.Key.Key_F9)
        person.wait_to_see("follow_up_list")
        person.rest()
    person.press(Qt.Key.Key_F7)
    person.write("王")
    shot("follow-up-take-in")
    person.press(Qt.Key.Key_Escape)


def stock(person: PersonAtDesk, shot: Callable[[str], None]) -> None:
    """Take a delivery in, count, look at the shelf and at the documents."""
    person.click("place_stock")
    shot("stock-empty")
    for key, drug, texts in (
        (Qt.Key.Key_F7, "阿莫西林", ("A260311", "2027-03", "40", "")),
        (Qt.Key.Key_F7, "布洛芬", ("B2", "2026-12", "6", "")),
        (Qt.Key.Key_F8, "阿莫西林", ("36",)),
    ):
        person.press(key)
        person.wait_to_see("stock_entry")
        person.pick("stock_drug", drug)
        for text in texts:
            person.write(text)
            person.press(Qt.Key.Key_Return)
            person.rest()
        shot(f"stock-{drug}")
        person.press(Qt.Key.Key_F9)
        person.wait_to_see("stock_list")
        person.rest()
    shot("stock")
    person.click("stock_view_moves")
    person.rest()
    person.click("stock_cancel_open")
    shot("stock-moves")
