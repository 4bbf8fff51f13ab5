"""A month's statement as a workbook: the sums, and every visit on a line; nothing in it is ever a formula."""

import io
from collections.abc import Callable, Iterable, Sequence

from core.money import Fen, in_yuan
from core.statement import ClinicStatement, StatedVisit
from sync.township.imports.sheet_writer import Sheet, write_workbook_to
from sync.township.statements import words
from sync.township.statements.summary import summary_of

WordFor = Callable[[str], str]


def write_sheets(statements: Sequence[ClinicStatement], word_for: WordFor) -> bytes:
    """Give the bytes of a workbook: the sums of each clinic beside one another, and all visits.

    Args:
        word_for: words a reason that is a code of ours.
    """
    packed = io.BytesIO()
    write_workbook_to(packed, [_sums(statements, word_for), _visits(statements, word_for)])
    return packed.getvalue()


def _sums(statements: Sequence[ClinicStatement], word_for: WordFor) -> Sheet:
    titles = [words.CLINIC, words.GROUP, words.WHAT, words.COUNT, words.SUM]
    rows = [
        [
            statement.name,
            line.group,
            line.what,
            "" if line.count is None else str(line.count),
            _yuan(line.sum),
        ]
        for statement in statements
        for line in summary_of(statement, word_for)
    ]
    return Sheet(words.SUMS, titles, rows)


def _visits(statements: Sequence[ClinicStatement], word_for: WordFor) -> Sheet:
    payers = [f"{part}{payer}" for part in (words.ESTIMATED, words.SETTLED) for payer in words.PAYERS]
    titles = [words.CLINIC, words.DAY, words.VISIT, words.STATE, words.TOTAL, *payers]
    rows = ([statement.name, *_line(one, word_for)] for statement in statements for one in statement.visits)
    return Sheet(words.VISITS, [*titles, words.DIFFERENCE, words.REASON], list(rows))


def _line(one: StatedVisit, word_for: WordFor) -> Iterable[str]:
    yield from (one.day.isoformat(), one.event_id, words.FATES[one.fate], _yuan(one.total))
    for shares in (one.estimate, one.settled):
        yield from [_yuan(share) for share in shares] if shares else [""] * len(words.PAYERS)
    yield _yuan(one.difference)
    yield words.why_told(one.why, one.reason, word_for)


def _yuan(amount: Fen | None) -> str:
    return "" if amount is None else in_yuan(amount)
