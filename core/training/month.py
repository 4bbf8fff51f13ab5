"""What a month does to a roster: a share of its people are changed, each in one way that happens."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from core.coverage.enrolment import Balances, ChronicDisease, ChronicRegistration, RosterEntry
from core.coverage.history import ResidentPayment
from core.money import Fen

_DAYS = 30
_WAYS = ("seen", "paid", "chronic", "phone", "signed", "gone", "died")
_LIKELY = (50, 25, 6, 8, 5, 4, 2)


def month_later(entries: Sequence[RosterEntry], on: date, share: float, rng: Random) -> list[RosterEntry]:
    """Give the same people after a month in which this share of them changed; `on` is its last day."""
    changed = set(rng.sample(range(len(entries)), round(len(entries) * share)))
    return [_changed(entry, on, rng) if place in changed else entry for place, entry in enumerate(entries)]


def _changed(entry: RosterEntry, on: date, rng: Random) -> RosterEntry:
    day = on - timedelta(days=rng.randint(0, _DAYS - 1))
    match rng.choices(_WAYS, _LIKELY)[0]:
        case "seen":
            old = entry.balances or Balances(on)
            more = Fen(old.outpatient_used + rng.randrange(300, 6000, 10))
            return replace(entry, balances=replace(old, as_of=on, outpatient_used=more))
        case "paid":
            payment = ResidentPayment(on.year + 1, max(day, entry.person.birth_date))
            history = entry.history
            rest = tuple(
                one
                for one in history.records
                if not (isinstance(one, ResidentPayment) and one.coverage_year == payment.coverage_year)
            )
            return replace(entry, history=replace(history, records=(*rest, payment)))
        case "chronic":
            return replace(entry, chronic=(ChronicRegistration(ChronicDisease.HYPERTENSION, day),))
        case "phone":
            return replace(entry, person=replace(entry.person, phone=f"000{rng.randrange(10**8):08d}"))
        case "signed":
            return replace(entry, contract_since=day)
        case "gone":
            return replace(entry, moved_on=day)
    return replace(entry, deceased_on=day)
