"""The table tells the truth: a budget that is missed is printed as missed, and the bench still ends well."""

import pytest

from tests.bench import __main__ as bench
from tests.bench.figures import Figure, percentile, table


@pytest.mark.parametrize(
    ("figure", "kept"),
    [
        (Figure("x", 20, "ms", 2.0, 10, "bare"), True),
        (Figure("x", 21, "ms", 2.0, 10, "bare"), False),
        (Figure("x", 50, "rows/s", 2.0, 100, "bare", faster_is_more=True), True),
        (Figure("x", 49, "rows/s", 2.0, 100, "bare", faster_is_more=True), False),
        (Figure("x", 7, "kB", 7), True),
        (Figure("x", 7.1, "kB", 7), False),
    ],
)
def test_a_budget_is_kept_or_missed_and_printed_so(figure: Figure, kept: bool) -> None:
    assert figure.kept is kept
    assert ("MISSED" in table([figure])) is not kept


def test_the_floor_is_named_beside_its_figure() -> None:
    line = table([Figure("save", 20, "ms", 2.0, 10, "a bare insert")]).splitlines()[-1]
    for part in ("save", "20 ms", "10 ms", "2.00x", "<= 2x", "a bare insert"):
        assert part in line


def test_a_percentile_is_a_value_that_was_measured() -> None:
    assert percentile(range(1, 101), 0.99) == 100
    assert percentile([5.0], 0.99) == 5.0


def test_a_missed_budget_is_named_at_the_end_and_no_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = [Figure("slow thing", 9, "ms", 1, 1, "bare"), Figure("quick thing", 1, "ms", 2, 1, "bare")]
    monkeypatch.setattr(bench, "_all", lambda _: figures)
    assert bench.main() == 0
    said = capsys.readouterr().out
    assert "1 of 2 budgets kept; missed: slow thing" in said
