"""What vectors of columns and of steps between versions mean: the runners `test_vectors` gathers."""

from collections.abc import Callable, Mapping
from typing import Any

from sync.codec import decode, decompress, encode
from sync.columns.read import read_columns
from sync.columns.write import write_columns
from sync.data_sets import MAX_STEP_CONTENT_BYTES
from sync.row_changes import changed

Given = Mapping[str, Any]


def _columns(given: Given) -> Given:
    """Read a column; a writer is free, so writing it again gives the same values, not the same bytes."""
    values = read_columns(decode(bytes.fromhex(given["column"])), given["count"])
    assert read_columns(write_columns(values), len(values)) == values
    return {"values": encode(values).hex()}


def _step(given: Given) -> Given:
    held = [bytes.fromhex(record) for record in given["records"]]
    step = decompress(bytes.fromhex(given["step"]), MAX_STEP_CONTENT_BYTES)
    return {"records": [row.record.hex() for row in changed(held, decode(step))]}


ROWS: Mapping[str, Callable[[Given], Given]] = {"columns": _columns, "step": _step}
