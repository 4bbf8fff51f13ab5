"""The pace of keys tells a scanner from fingers."""

from collections.abc import Iterable
from itertools import accumulate

from ui.typing_rhythm import BETWEEN_KEYS, SHORTEST_SCAN, TypingRhythm

SCAN = "110105194912310021"
QUICK, SLOW = BETWEEN_KEYS / 2, BETWEEN_KEYS * 2


def paced(gaps: Iterable[float]) -> TypingRhythm:
    moments = accumulate(gaps)
    return TypingRhythm(lambda: next(moments))


def typed(gap: float, text: str) -> TypingRhythm:
    rhythm = paced([gap] * len(text))
    for sign in text:
        rhythm.came(sign)
    return rhythm


def test_what_comes_without_a_pause_is_a_scan() -> None:
    rhythm = typed(QUICK, SCAN)
    assert rhythm.scanned(SCAN) == SCAN
    assert rhythm.scanned("王" + SCAN) == SCAN
    assert rhythm.scanned(SCAN + "1") == ""
    rhythm.broken()
    assert rhythm.scanned(SCAN) == ""


def test_fingers_are_no_scanner() -> None:
    assert typed(SLOW, SCAN).scanned(SCAN) == ""


def test_a_short_run_of_fast_keys_is_no_scan() -> None:
    short = SCAN[: SHORTEST_SCAN - 1]
    assert typed(QUICK, short).scanned(short) == ""
    assert typed(QUICK, SCAN[:SHORTEST_SCAN]).scanned(SCAN[:SHORTEST_SCAN])


def test_what_an_input_method_holds_back_keeps_the_rhythm_going() -> None:
    rhythm = paced([QUICK, QUICK, QUICK])
    rhythm.came("w")
    rhythm.came("")
    rhythm.came("230012345")
    assert rhythm.scanned("w230012345") == "w230012345"
