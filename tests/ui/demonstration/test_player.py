"""A story goes on when what it waits for has happened, and fails loudly when it does not."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from core.errors import Hindrance, Refusal, Stop
from ui.demonstration.player import Player, Story, Wait

PATIENCE_MS = 5_000


def played(qtbot: QtBot, story: Story) -> tuple[bool, list[Stop]]:
    """Play to the end; tell whether it ended well, and with what it failed."""
    ended: list[bool] = []
    failures: list[Stop] = []
    player = Player(story)
    player.ended.connect(lambda: ended.append(True))
    player.failed.connect(failures.append)
    player.start()
    qtbot.waitUntil(lambda: bool(ended or failures), timeout=PATIENCE_MS)
    return bool(ended), failures


def after(looks: int) -> Callable[[], bool]:
    """Become true at a look."""
    seen: list[int] = []

    def look() -> bool:
        seen.append(1)
        return len(seen) >= looks

    return look


def test_steps_happen_in_order_each_when_its_time_has_come(qtbot: QtBot) -> None:
    happened: list[str] = []

    def story() -> Story:
        happened.append("begin")
        yield Wait("first", after(3))
        happened.append("first")
        yield Wait("second", lambda: True)
        happened.append("second")

    assert played(qtbot, story()) == (True, [])
    assert happened == ["begin", "first", "second"]


def test_what_never_happens_is_named_and_nothing_follows(qtbot: QtBot) -> None:
    happened: list[str] = []

    def story() -> Story:
        yield Wait("picture", lambda: False, 0.0)
        happened.append("never")

    ended, (stop,) = played(qtbot, story())
    assert not ended
    assert (stop.code, stop.facts) == ("demo_step_failed", {"step": "picture"})
    assert happened == []


@pytest.mark.parametrize("stop", [Hindrance("demo_widget_missing", widget="x"), Refusal("wrong_password")])
def test_a_no_within_a_step_ends_the_story_as_itself(qtbot: QtBot, stop: Stop) -> None:
    def story() -> Story:
        yield Wait("first", lambda: True)
        raise stop

    assert played(qtbot, story()) == (False, [stop])


def test_a_no_while_looking_ends_the_story_too(qtbot: QtBot) -> None:
    stop = Hindrance("demo_widget_missing", widget="x")

    def look() -> bool:
        raise stop

    def story() -> Story:
        yield Wait("first", look)

    assert played(qtbot, story()) == (False, [stop])


def test_a_bug_ends_the_story_and_is_not_swallowed(qtbot: QtBot) -> None:
    def story() -> Story:
        yield Wait("first", lambda: True)
        raise ZeroDivisionError

    with qtbot.captureExceptions() as caught:
        ended, (stop,) = played(qtbot, story())
    assert not ended
    assert (stop.code, stop.facts) == ("demo_step_failed", {"step": "first"})
    assert [one[0] for one in caught] == [ZeroDivisionError]
