"""Work done a slice at a time makes what is made at once."""

from collections.abc import Generator

from sync.codec import decode, encode
from sync.row_changes import changed, changed_in_slices, changes_between, row_of
from sync.slices import at_once

OLD = [row_of(f"p{number:04d}", {"name": "王小满", "years": [number]}) for number in range(400)]
NEW = [row_of(f"p{number:04d}", {"name": "李大雪", "years": [number]}) for number in range(200, 700)]


def test_at_once_gives_what_the_slices_made() -> None:
    def slices() -> Generator[int, None, str]:
        yield 1
        yield 2
        return "made"

    assert at_once(slices()) == "made"


def test_rows_are_changed_in_slices_to_what_they_are_changed_to_at_once() -> None:
    held, changes = [row.record for row in OLD], decode(encode(changes_between(OLD, NEW)))
    pauses = sum(1 for _ in changed_in_slices(held, changes))
    assert pauses > 10
    assert changed(held, changes) == NEW
