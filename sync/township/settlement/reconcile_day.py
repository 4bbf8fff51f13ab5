"""日终对账: a day's books here beside the platform's, by group, and by settlement where they differ."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from core.dates import china_day
from core.errors import Hindrance, Refusal
from core.ports import Clock
from core.reconciliation import (
    Booked,
    Difference,
    DifferenceKind,
    Group,
    GroupCompared,
    ReconciliationBook,
    Sums,
)
from sync.township.settlement.answers import NoAnswer, NotReached, PlatformRefused
from sync.township.settlement.message_ids import MessageIds
from sync.township.settlement.national_interface import NationalInterface
from sync.township.settlement.national_statements import (
    AGREES,
    AMOUNTS_DIFFER,
    DetailLine,
    NationalStatements,
)
from sync.township.settlement.platform import Platform
from sync.township.settlement.settle_waiting import Desk


def reconcile_day(
    book: ReconciliationBook, platform: Platform, desk: Desk, day: date, clock: Clock
) -> tuple[Sequence[GroupCompared], int]:
    """Compare a day that is over; give its groups and how many differences are open.

    Every group ever met is asked about, also one with nothing booked here that day: the platform may have
    something. Asked again at any time, it closes what is no longer found.

    Raises:
        Refusal: `day_not_over`.
        Hindrance: `platform_not_reachable`, `reconciliation_not_answered`: nothing was kept.
    """
    if day >= china_day(clock.now()):
        raise Refusal("day_not_over")
    ids = MessageIds(desk.institution.code, desk.province.sequence_digits)
    interface = NationalInterface(platform, desk.province, desk.institution, clock, ids)
    booked = book.booked_on(day)
    try:
        interface.sign_in()
        statements = NationalStatements(interface)
        groups, found = _compared(statements, day, booked, _groups(book, booked, desk))
    except NotReached as error:
        raise Hindrance("platform_not_reachable") from error
    except NoAnswer as error:
        raise Hindrance("reconciliation_not_answered", told="") from error
    except PlatformRefused as refused:
        raise Hindrance("reconciliation_not_answered", told=refused.told) from refused
    return groups, book.keep_day(day, groups, found, clock.now())


def _groups(book: ReconciliationBook, booked: Sequence[Booked], desk: Desk) -> Sequence[Group]:
    """Give the groups to ask about: each insurance of the province wherever anything was ever cleared."""
    met = {one.group for one in booked if one.group.centre} | set(book.groups_met())
    places = {(group.clearing, group.centre) for group in met}
    kinds = set(desk.province.insurances) | {group.insurance for group in met}
    return sorted(Group(insurance, *place) for place in places for insurance in kinds)


def _compared(
    statements: NationalStatements, day: date, booked: Sequence[Booked], groups: Sequence[Group]
) -> tuple[Sequence[GroupCompared], Sequence[Difference]]:
    of_group: Mapping[Group, list[Booked]] = defaultdict(list)
    for one in booked:
        of_group[one.group].append(one)
    compared = [statements.compare_totals(day, group, Sums.of(of_group.get(group, []))) for group in groups]
    found = [_ours(day, DifferenceKind.NO_GROUP, one) for one in booked if not one.group.centre]
    places = sorted({(one.group.clearing, one.group.centre) for one in compared if not one.agrees})
    for clearing, centre in places:
        here = [one for one in booked if one.group[1:] == (clearing, centre)]
        lines = statements.compare_details(day, clearing, centre, here)
        details = list(_differences(day, here, lines))
        found += details or [
            Difference(day, DifferenceKind.TOTALS, "-".join(one.group), told=one.told)
            for one in compared
            if not one.agrees and one.group[1:] == (clearing, centre)
        ]
    return compared, found


def _differences(day: date, booked: Sequence[Booked], lines: Sequence[DetailLine]) -> Iterator[Difference]:
    """Tell the differences; what the platform leaves out of its answer it does not have."""
    told = {line.settlement: line for line in lines}
    for one in booked:
        line = told.pop(one.settlement, None)
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


def _ours(day: date, kind: DifferenceKind, one: Booked, line: DetailLine | None = None) -> Difference:
    return Difference(
        day,
        kind,
        one.settlement,
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
