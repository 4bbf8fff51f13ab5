"""The list of counties is the one its source names."""

import hashlib
from pathlib import Path

from core.reference.counties import CODE_DIGITS, known_counties

HOME = Path("core/reference")


def test_the_list_is_the_one_whose_origin_is_told() -> None:
    told = hashlib.sha256((HOME / "counties.txt").read_bytes()).hexdigest()
    assert told in (HOME / "SOURCES.md").read_text("utf-8")


def test_counties_of_today_and_abolished_ones_are_known() -> None:
    assert {len(code) for code in known_counties()} == {CODE_DIGITS}
    assert {"110101", "330127", "110103"} <= known_counties()  # 崇文区 went in 2010
    assert "239999" not in known_counties()
