"""Measure everything, print the table; a budget that is missed is printed as missed."""

import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter

from core.training.township import make_township
from tests.bench import (
    accepting,
    applying,
    at_the_box,
    beside_the_reader,
    console_pages,
    folding,
    keystrokes,
    lookup,
    on_the_line,
    opening,
    password,
    policy_rate,
    real_split,
    roster_import,
    saving,
    start,
    thin_rows,
    verdicts,
)
from tests.bench.crowd import PEOPLE as CROWD
from tests.bench.crowd import bring_crowd
from tests.bench.figures import Figure, seconds_of, table
from tests.helpers.open_desk import TODAY, desk_in

PEOPLE = 30_000


def main() -> int:
    """Measure in a folder of the disk the system keeps temporary files on."""
    started = perf_counter()
    with tempfile.TemporaryDirectory(prefix="cunzhen-bench-") as folder:
        figures = _all(Path(folder))
    missed = [figure.what for figure in figures if not figure.kept]
    sys.stdout.write(f"\n{table(figures)}\n\n")
    sys.stdout.write(f"{len(figures) - len(missed)} of {len(figures)} budgets kept")
    sys.stdout.write(f"; missed: {', '.join(missed)}" if missed else "")
    sys.stdout.write(f"; {perf_counter() - started:.0f} s\n")
    return 0


def _all(folder: Path) -> list[Figure]:
    figures = [*_told("start", lambda: start.measure(folder))]
    figures += _told("beside the reader", lambda: beside_the_reader.measure(folder / "smart cards"))
    figures += _told("password", password.measure)
    town = make_township(7, TODAY, villages=10, people=PEOPLE)
    with desk_in(folder / "desk") as desk:
        figures += _told("saving", lambda: saving.measure(folder, desk, town))
        figures += _told("a roster coming into use", lambda: applying.measure(desk, town))
        figures += _told("opening", lambda: opening.measure(desk, town))
        figures += _told("verdicts", lambda: verdicts.measure(desk.clinic.packs, town))
        figures += _told("thin roster", lambda: thin_rows.measure(desk.clinic.packs, town))
        figures += _told("folding", lambda: folding.measure(desk))
    with desk_in(folder / "crowd") as desk:
        took = seconds_of(lambda: bring_crowd(desk, town))
        sys.stdout.write(f"a crowd of {CROWD:,} made and put in force: {took:.1f} s\n")
        figures += _told("look-ups", lambda: lookup.measure(folder, desk))
        figures += _told("at the box", lambda: at_the_box.measure(desk))
    figures += _told("county batch", lambda: policy_rate.measure(folder, town))
    figures += _told("import", lambda: roster_import.measure(folder, town))
    figures += _told("on the line", lambda: on_the_line.measure(folder / "line"))
    figures += _told("the real split", lambda: real_split.measure(folder / "split"))
    figures += _told("accepting", lambda: accepting.measure(folder))
    figures += _told("keystrokes", lambda: keystrokes.measure(folder / "keystrokes"))
    figures += _told("the console's pages", lambda: console_pages.measure(folder))
    return figures


def _told(name: str, measure: Callable[[], Sequence[Figure]]) -> Sequence[Figure]:
    """Measure, and say how long that took: nobody should wonder whether it hangs."""
    started = perf_counter()
    figures = measure()
    sys.stdout.write(f"{name}: {perf_counter() - started:.1f} s\n")
    sys.stdout.flush()
    return figures


if __name__ == "__main__":
    sys.exit(main())
