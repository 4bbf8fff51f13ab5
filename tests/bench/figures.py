"""One measured figure: what we cost, what the barest way costs in the same run, and what was promised."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Figure:
    """A cost and its budget.

    Args:
        ours: in `unit`; for a rate (`faster_is_more`) how much gets done.
        floor: the same for the barest way, measured beside it; None where nothing is comparable.
        floor_name: what the barest way is.
        budget: most that `ours` may be of `floor`; where there is no floor, most that `ours` may be.
        remark: what else belongs beside it.
    """

    what: str
    ours: float
    unit: str
    budget: float
    floor: float | None = None
    floor_name: str = ""
    faster_is_more: bool = False
    remark: str = ""

    @property
    def ratio(self) -> float | None:
        """Give how many times the floor we cost."""
        if self.floor is None:
            return None
        return self.floor / self.ours if self.faster_is_more else self.ours / self.floor

    @property
    def kept(self) -> bool:
        """Tell whether the budget holds."""
        return (self.ours if self.ratio is None else self.ratio) <= self.budget

    def cells(self) -> tuple[str, ...]:
        """Give the figure as a row of the table."""
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}x"
        budget = f"<= {self.budget:g}x" if self.ratio is not None else f"<= {_short(self.budget)} {self.unit}"
        floor = "" if self.floor is None else f"{_short(self.floor)} {self.unit}"
        return (
            self.what,
            f"{_short(self.ours)} {self.unit}",
            floor,
            ratio,
            budget,
            "kept" if self.kept else "MISSED",
            "; ".join(part for part in (self.floor_name, self.remark) if part),
        )


TITLES = ("measurement", "ours", "floor", "ratio", "budget", "", "the floor is; beside it")


def table(figures: Sequence[Figure]) -> str:
    """Lay figures out under their titles."""
    rows = [TITLES, *(figure.cells() for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(TITLES))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
    return "\n".join([lines[0], "-" * sum(widths), *lines[1:]])


def seconds_of(deed: Callable[[], object]) -> float:
    """Time one deed."""
    started = perf_counter()
    deed()
    return perf_counter() - started


def percentile(values: Sequence[float], share: float) -> float:
    """Give the value that this share of all values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _short(value: float) -> str:
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"
