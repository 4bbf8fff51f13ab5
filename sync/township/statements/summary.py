"""The lines of a statement's sums, in the order in which every form of it shows them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from core.money import Fen
from core.statement import ClinicStatement, Why
from core.visits.payment_names import CASH_BY, NAMES
from sync.township.statements import words


@dataclass(frozen=True, slots=True)
class Line:
    """A line: under which heading, what, how many where that is counted, and how much."""

    group: str
    what: str
    count: int | None
    sum: Fen | None


def summary_of(statement: ClinicStatement, word_for: Callable[[str], str]) -> Iterator[Line]:
    """Give the lines of a clinic's month."""
    yield Line(words.ALL, words.VISITS_ALL, statement.all.count, statement.all.sum)
    for fate, tally in statement.fates.items():
        yield Line(words.BY_FATE, words.FATES[fate], tally.count, tally.sum)
    for fee_class, amount in statement.fee_classes.items():
        yield Line(words.BY_CLASS, words.FEE_CLASSES[fee_class], None, amount)
    for payer, amount in zip(words.PAYERS, statement.estimated, strict=True):
        yield Line(words.BY_ESTIMATE, payer, None, amount)
    for payer, amount in zip(words.PAYERS, statement.settled, strict=True):
        yield Line(words.BY_SETTLEMENT, payer, None, amount)
    for fund, amount in statement.funds.items():
        yield Line(words.BY_FUND, fund, None, amount)
    for way, amount in statement.ways.items():
        yield Line(CASH_BY, NAMES.get(way, way), None, amount)
    for why, tally in statement.differences.items():
        if tally.count:
            yield Line(
                words.BY_DIFFERENCE, words.WHYS[why], tally.count, None if _unknown(why) else tally.sum
            )
    for (fate, reason), count in sorted(statement.reasons.items()):
        told = words.reason_told(reason, word_for)
        yield Line(words.BY_REASON, f"{words.FATES[fate]}：{told}", count, None)


def _unknown(why: Why) -> bool:
    """Tell whether nobody can say what patients bear beyond an estimate that there was not."""
    return why is Why.NOT_ESTIMATED
