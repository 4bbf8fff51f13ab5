"""Work done a slice at a time makes what is made at once."""

from collections.abc import Generator
from datetime import date

from core.data_sets import DataSetName
from core.training.township import make_township
from sync.codec import decode, encode
from sync.columns.read import columns_in_slices, read_columns
from sync.columns.write import write_columns
from sync.data_sets import Edition, decode_manifest, pack_rows, unpack_in_slices, unpack_rows
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


def test_columns_are_read_some_at_a_time_to_what_they_are_at_once() -> None:
    many = [
        {"name": f"{n}号", "of": {"day": n % 7, "years": [n, n % 3]}, "flag": n % 2 > 0} for n in range(1_200)
    ]
    column = decode(encode(write_columns(many)))
    pauses = list(columns_in_slices(column, len(many)))
    assert len(pauses) >= 5
    assert max(pauses) < 2 * 2_400, "one pause lies behind every column or two, not behind all of them"
    assert read_columns(column, len(many)) == many


def test_a_first_roster_is_read_with_a_pause_behind_every_few_columns_of_a_chunk_too() -> None:
    today, until = date(2026, 11, 12), date(2026, 12, 31)
    people = make_township(7, today, villages=1, people=1_200).entries
    rows = sorted((row_of(one.person.person_id, one.to_plain()) for one in people), key=lambda row: row.key)
    published, chunks = pack_rows(Edition(DataSetName.ROSTER, "clinic:V01", 1, today, until), rows, bytes)
    manifest = decode_manifest(published.manifest)
    assert manifest is not None
    pauses = sum(1 for _ in unpack_in_slices(manifest, list(chunks.values())))
    behind_rows = len(rows) // 50 + 1
    assert pauses > behind_rows + 20
    assert unpack_rows(manifest, list(chunks.values())) == rows


def test_rows_are_changed_in_slices_to_what_they_are_changed_to_at_once() -> None:
    held, changes = [row.record for row in OLD], decode(encode(changes_between(OLD, NEW)))
    pauses = sum(1 for _ in changed_in_slices(held, changes))
    assert pauses > 10
    assert changed(held, changes) == NEW
