"""日终对账: a day's books here beside the platform's, by group, and by settlement where they differ."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from core.dates import china_day
from core.errors import Hindrance, Refusal
from core.reconciliation import (
    Booked,
    Difference,
    DifferenceKind,
    Group,
    GroupCompared,
    ReconciliationBook,
)
from sync.township.settlement.answers import NoAnswer, NotReached, PlatformRefused
from sync.township.settlement.institutions import Institutions
from sync.township.settlement.national_statements import (
    AGREES,
    AMOUNTS_DIFFER,
    DetailLine,
    NationalStatements,
)


def reconcile_day(
    book: ReconciliationBook, institutions: Institutions, day: date
) -> tuple[Sequence[GroupCompared], int]:
    """Compare a day that is over; give its groups and how many differences are open.

    Each institution is asked about every group any of them ever met, also one with nothing booked here that
    day: the platform may have something. Asked again at any time, it closes what is no longer found.

    Raises:
        Refusal: `day_not_over`.
        Hindrance: `platform_not_reachable`, `reconciliation_not_answered`: nothing was kept.
    """
    now, own = institutions.clock.now(), institutions.desk.institution.code
    if day >= china_day(now):
        raise Refusal("day_not_over")
    booked = [_named(one, own) for one in book.booked_on(day)]
    groups: list[GroupCompared] = []
    found = [_ours(day, DifferenceKind.NO_GROUP, one) for one in booked if not one.group.centre]
    places = _places(book, booked)
    try:
        for one in institutions.everyone() if places else ():
            mine = [b for b in booked if b.group.centre and b.group.institution == one.code]
            try:
                statements = NationalStatements(institutions.signed_in(one))
            except PlatformRefused:
                if mine or one.code == own:
                    raise
                continue  # its contract is over, and nothing is booked under it that day
            asked = _groups(places, one.code, institutions.desk.province.insurances)
            compared, differ = _compared(statements, day, mine, asked)
            groups += compared
            found += differ
    except NotReached as error:
        raise Hindrance("platform_not_reachable") from error
    except NoAnswer as error:
        raise Hindrance("reconciliation_not_answered", told="") from error
    except PlatformRefused as refused:
        raise Hindrance("reconciliation_not_answered", told=refused.told) from refused
    return groups, book.keep_day(day, groups, found, now)


def _named(one: Booked, own: str) -> Booked:
    """Name the township's own institution where a settlement was booked before codes were noted."""
    return one if one.group.institution else replace(one, group=one.group._replace(institution=own))


def _places(book: ReconciliationBook, booked: Sequence[Booked]) -> Collection[Group]:
    """Give the groups met so far, of whichever institution."""
    met = {one.group for one in booked if one.group.centre} | set(book.groups_met())
    return {group._replace(institution="") for group in met}


def _groups(met: Collection[Group], institution: str, insurances: Sequence[str]) -> Sequence[Group]:
    """Give the groups to ask about: each insurance of the province wherever anything was ever cleared."""
    places = {(group.clearing, group.centre) for group in met}
    kinds = {*insurances, *(group.insurance for group in met)}
    return sorted(Group(insurance, *place, institution) for place in places for insurance in kinds)


def _compared(
    statements: NationalStatements, day: date, booked: Sequence[Booked], groups: Sequence[Group]
) -> tuple[Sequence[GroupCompared], Sequence[Difference]]:
    of_group: Mapping[Group, list[Booked]] = defaultdict(list)
    for one in booked:
        of_group[one.group].append(one)
    compared = [statements.compare_totals(day, group, of_group.get(group, [])) for group in groups]
    found: list[Difference] = []
    places = sorted({(one.group.clearing, one.group.centre) for one in compared if not one.agrees})
    for clearing, centre in places:
        here = [one for one in booked if one.group[1:3] == (clearing, centre)]
        lines = statements.compare_details(day, clearing, centre, here)
        details = list(_differences(day, here, lines))
        found += details or [
            Difference(day, DifferenceKind.TOTALS, "-".join(one.group), told=one.told)
            for one in compared
            if not one.agrees and one.group[1:3] == (clearing, centre)
        ]
    return compared, found


def _differences(day: date, booked: Sequence[Booked], lines: Sequence[DetailLine]) -> Iterator[Difference]:
    """Tell the differences; what the platform leaves out of its answer it does not have."""
    told = {(line.settlement, line.is_refund): line for line in lines}
    by_message = {line.message: line.settlement for line in lines if line.is_refund}
    for one in booked:
        # Where nobody heard the number of a refund, it was not on the list that was handed in.
        known = one.settlement or next((by_message[sent] for sent in one.messages if sent in by_message), "")
        line = told.pop((known, one.is_refund), None)
        if line is not None and not one.settlement and _same(one, line):
            continue
        if line is None:
            yield _ours(day, DifferenceKind.ONLY_HERE, one)
        elif line.verdict != AGREES:
            kind = DifferenceKind.AMOUNTS if line.verdict == AMOUNTS_DIFFER else DifferenceKind.ONLY_HERE
            yield _ours(day, kind, one, line)
    for line in told.values():
        yield Difference(
            day,
            DifferenceKind.ONLY_THERE,
            line.settlement,
            person=line.person,
            message=line.message,
            their_total=line.total,
            their_fund=line.fund,
            told=line.told,
        )


def _same(one: Booked, line: DetailLine) -> bool:
    return line.total in (None, one.total) and line.fund in (None, one.fund)


def _ours(day: date, kind: DifferenceKind, one: Booked, line: DetailLine | None = None) -> Difference:
    return Difference(
        day,
        kind,
        one.name,
        clinic=one.clinic,
        visit=one.visit,
        person=one.person,
        message=line.message if line else "",
        total=one.total,
        fund=one.fund,
        their_total=line.total if line else None,
        their_fund=line.fund if line else None,
        told=line.told if line else "",
    )
