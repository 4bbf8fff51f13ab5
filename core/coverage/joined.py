"""What the law gives somebody who is known under several numbers: their years are one life."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import reduce

from core.coverage.enrolment import Balances, LookUp, RosterEntry
from core.coverage.history import History, Record, RepairPayment, ResidentPayment
from core.coverage.verdict import Caution, Verdict, give_verdict
from core.money import Fen
from core.policy.certainty import Certainty
from core.policy.in_force import PackShelf


def joined_entry(own: RosterEntry | None, others: Sequence[RosterEntry]) -> RosterEntry | None:
    """Lay the rows of one person together, as far as they can be of one life.

    Who it is, the account and the platform's answer are those of the number that was shown, where the roster
    has it.
    """
    rows = [*([own] if own else []), *others]
    return reduce(_together, rows[1:], rows[0]) if rows else None


def give_joined_verdict(
    look_up: LookUp, others: Sequence[RosterEntry], packs: PackShelf, on: date
) -> Verdict:
    """Tell what a person can count on that day whose other numbers have rows of their own.

    The platform may keep the numbers apart: where the years of both change the answer, that is said.
    """
    if not others:
        return give_verdict(look_up, packs, on)
    rows = [*([look_up.entry] if look_up.entry else []), *others]
    alone = give_verdict(LookUp(rows[0], look_up.scope), packs, on)
    verdict = give_verdict(LookUp(joined_entry(look_up.entry, others), look_up.scope), packs, on)
    told = list[Caution]()
    if look_up.entry is None:
        told.append(Caution.JOINED_OTHER_NUMBER)
    if any(not _is_one_life(rows[0], other) for other in rows[1:]):
        told.append(Caution.JOINED_NOT_COUNTED)
    if any(_is_one_life(rows[0], other) for other in rows[1:]):
        changed = (alone.kind, alone.benefit_date) != (verdict.kind, verdict.benefit_date)
        told.append(Caution.JOINED_CHANGES if changed else Caution.JOINED_YEARS)
        if changed and verdict.certainty is Certainty.SURE:
            verdict = replace(verdict, certainty=Certainty.CONFIRM)
    return replace(verdict, cautions=(*verdict.cautions, *told))


def _is_one_life(one: RosterEntry, other: RosterEntry) -> bool:
    """Tell whether two rows can be counted together: the law counts from the day of birth on."""
    return one.history.birth_date == other.history.birth_date


def _together(own: RosterEntry, other: RosterEntry) -> RosterEntry:
    if not _is_one_life(own, other):
        return own
    return replace(
        own,
        history=_one_history(own.history, other.history),
        elsewhere=own.elsewhere or other.elsewhere,
        chronic=tuple(dict.fromkeys([*own.chronic, *other.chronic])),
        balances=_one_balance(own.balances, other.balances),
        contract_since=_earliest(own.contract_since, other.contract_since),
        deceased_on=_earliest(own.deceased_on, other.deceased_on),
        in_hospital_since=_earliest(own.in_hospital_since, other.in_hospital_since),
        is_whole=own.is_whole and other.is_whole,
    )


def _one_history(own: History, other: History) -> History:
    """Count both; before the later of the years they are complete from, nothing is known for certain."""
    known_from = [year for year in (own.history_from_year, other.history_from_year) if year is not None]
    return replace(
        own,
        identities=tuple(dict.fromkeys([*own.identities, *other.identities])),
        events=tuple(dict.fromkeys([*own.events, *other.events])),
        records=tuple(_once([*own.records, *other.records])),
        history_from_year=max(known_from, default=None),
    )


def _once(records: Iterable[Record]) -> Iterable[Record]:
    """Leave out what stands in both; of a year paid twice the earlier known day counts."""
    paid: dict[tuple[type[Record], int], ResidentPayment | RepairPayment] = {}
    for record in dict.fromkeys(records):
        if not isinstance(record, ResidentPayment | RepairPayment):
            yield record
            continue
        key = type(record), record.coverage_year
        paid[key] = min(paid.get(key, record), record, key=_paid_on)
    yield from paid.values()


def _paid_on(record: ResidentPayment | RepairPayment) -> date:
    return record.paid_on or date.max


def _one_balance(own: Balances | None, other: Balances | None) -> Balances | None:
    """Add up what the fund has paid; the account is that of the number that settles."""
    if own is None or other is None:
        return own or other
    return replace(
        own,
        as_of=min(own.as_of, other.as_of),
        outpatient_used=Fen(own.outpatient_used + other.outpatient_used),
        two_diseases_used=Fen(own.two_diseases_used + other.two_diseases_used),
    )


def _earliest(one: date | None, other: date | None) -> date | None:
    days = [day for day in (one, other) if day is not None]
    return min(days, default=None)
