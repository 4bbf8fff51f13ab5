"""The doctor's window, the township's service, its worker and the platform as they are: who sees what."""

import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import select

import main
from core.money import in_yuan
from core.training.characters import Character
from storage.township.engines import open_embedded
from storage.township.tables import townships
from tests.helpers.commands import PROGRAM
from tests.helpers.served_town import PASSWORD
from tests.helpers.settling_town import Settling, settling_in
from tests.ui.person import PersonAtDesk
from ui.main_window import MainWindow
from ui.wording import settling as words

SECONDS = 25
"""As long as the busiest machine that runs the tests may take; a township would set eight."""


@pytest.fixture(scope="module")
def settling(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settling]:
    with settling_in(tmp_path_factory.mktemp("settling")) as made:
        made.town.run("settings", "--await-settlement", SECONDS)
        made.clinic.run("sync")
        yield made


@contextmanager
def standing_by(settling: Settling, bot: QtBot) -> Iterator[None]:
    """Let the township settle visits as they come."""
    arguments = [*PROGRAM, *map(str, settling.settle("--watch"))]
    worker = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
    try:
        bot.waitUntil(lambda: settles(settling), timeout=60_000)
        yield
    finally:
        worker.terminate()
        assert worker.wait(60) == 0
        if worker.stdout:
            worker.stdout.close()
    assert not settles(settling)


def settles(settling: Settling) -> bool:
    with closing(open_embedded(settling.town.folder / "township")) as database, database.reading() as one:
        until = one.scalar(select(townships.c.settles_until))
    return until is not None and until > main._CLOCK.now().timestamp() * 1000


@contextmanager
def doctor(settling: Settling, bot: QtBot) -> Iterator[PersonAtDesk]:
    door = main._DeskDoor(settling.clinic.data)
    window = MainWindow(main.window_parts(door, None, calls_by_itself=True))
    window.resize(1366, 768)
    window.show()
    person = PersonAtDesk(window, bot)
    person.wait_to_see("unlock_screen")
    person.unlock(PASSWORD)
    person.wait_to_see("reception_screen")
    bot.waitUntil(lambda: not (window.rounds and window.rounds.running()), timeout=30_000)
    person.rest()
    try:
        yield person
    finally:
        window.close()
        window.deleteLater()


def see(person: PersonAtDesk, settling: Settling, who: Character) -> None:
    """Receive somebody, write and save a visit."""
    person.receive(settling.town.people.characters[who].person.id_number)
    person.start_visit()
    person.pick("visit_diagnosis", "yfxgxy")
    person.pick("visit_drug", "bhsaldpp")
    person.wait(lambda: person.focus_name() == "line_1_quantity")
    person.write("2")
    person.press(Qt.Key.Key_F9)
    person.wait_to_see("slip_screen")


def news(person: PersonAtDesk, bot: QtBot, said: str) -> str:
    bot.waitUntil(lambda: said in person.reads("slip_news"), timeout=(SECONDS + 20) * 1000)
    return person.reads("slip_news")


def go_wrong(settling: Settling, **fault: Any) -> None:
    httpx.post(f"http://127.0.0.1:{settling.platform.port}/simulator/faults", json=fault, trust_env=False)


def test_the_doctor_sees_the_real_split_or_at_once_that_nobody_has_to_wait(
    settling: Settling, qtbot: QtBot, tmp_path: Path
) -> None:
    with doctor(settling, qtbot) as person:
        see(person, settling, Character.ACTIVE)
        assert news(person, qtbot, "稍后结算") == words.LATER  # nobody stands by
        person.click("slip_next")
        with standing_by(settling, qtbot):
            see(person, settling, Character.ACTIVE_CHRONIC)
            said = news(person, qtbot, "已结算：")
            total, fund = settling.standing()[-1][1:]
            assert f"基金 {in_yuan(fund)} 元" in said
            assert f"现金 {in_yuan(total - fund)} 元" in said
            person.window.grab().save(str(tmp_path / "settled.png"))
            person.click("slip_next")
            go_wrong(settling, infno="2207", when="after", kind="drop")
            see(person, settling, Character.RARE_NAME)
            assert news(person, qtbot, "没有给出明确结果") == words.IN_DOUBT
            person.click("slip_next")
            see(person, settling, Character.NOT_ENROLLED)
            assert "由患者自付" in news(person, qtbot, "医保不予支付")
            person.click("slip_next")
        settling.town.service.stop()
        see(person, settling, Character.NAMESAKE_OLDER)
        assert news(person, qtbot, "联系不上卫生院") == words.OUT_OF_REACH
        person.click("slip_next")
        person.wait_to_see("reception_screen")
