"""The thin roster tells the verdict of every day, and nothing a neighbour should not know."""

import json
import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.coverage.enrolment import CoverElsewhere, LookUp, PlatformAnswer, RosterEntry, RosterScope, Scheme
from core.coverage.history import History
from core.coverage.summary import COARSE, CoarseReason
from core.coverage.thin_answers import Period, ThinJudge, period_of
from core.coverage.thin_entry import ThinEntry, ThinSpan, span_of, thin_verdict
from core.coverage.verdict import Caution, VerdictKind, give_verdict
from core.identity.person import Person, Sex
from core.ids import PersonId
from core.policy.certainty import Certainty
from core.policy.steps import Article
from core.policy.waiting_period import Reason
from tests.core.coverage.test_verdict import ACTIVE, WAITING
from tests.core.policy.lives import SHELF, employed, in_time, life, paid
from tests.property.random_lives import a_person

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
JUDGE = ThinJudge(SHELF, "CN-210900", YEAR)
SCOPE = RosterScope(date(2026, 1, 20), date(2026, 12, 31), "CN-210900")
ONE_DAY = timedelta(days=1)


def days(period: Period, step: int = 1) -> list[date]:
    return [period.first + n * ONE_DAY for n in range(0, (period.last - period.first).days + 1, step)]


def differing_days(judge: ThinJudge, entry: RosterEntry, step: int = 1) -> list[date]:
    """Ask the engine day by day, and give the days on which the thin row tells otherwise."""
    thin = ThinEntry.from_plain(json.loads(json.dumps(judge.entry_of(entry).to_plain())))
    scope = RosterScope(judge.period.first, judge.period.last, judge.pack)
    return [
        day
        for day in days(judge.period, step)
        if span_of(give_verdict(LookUp(entry, scope), judge.packs, day), None)
        != replace(thin.on(day), since=None)
    ]


@pytest.mark.parametrize("seed", range(8))
def test_random_lives_are_told_as_the_engine_judges_them_day_by_day(seed: int) -> None:
    rng = random.Random(seed)
    tree, _ = a_person(rng, 2026)
    history = History.from_plain(tree)
    person = Person(PersonId("p1"), "", "王小满", Sex.FEMALE, history.birth_date)
    judge = replace(JUDGE, pack=rng.choice(["CN", "CN-23", "CN-210900"]))
    assert differing_days(judge, RosterEntry(person, history), step=5) == []


FACTS = {
    "elsewhere": {"elsewhere": CoverElsewhere(Scheme.RESIDENT, "某省", date(2026, 3, 5), date(2026, 6, 7))},
    "deceased": {"deceased_on": date(2026, 8, 9)},
    "moved": {"moved_on": date(2026, 4, 30)},
    "platform no": {
        "platform_answer": PlatformAnswer(False, None, date(2026, 5, 6), "原文", date(2026, 3, 1))
    },
    "platform yes": {
        "platform_answer": PlatformAnswer(True, date(2026, 7, 1), None, "原文", date(2026, 3, 1))
    },
}


@pytest.mark.parametrize("name", FACTS)
@pytest.mark.parametrize("entry", [ACTIVE, WAITING], ids=["active", "waiting"])
def test_what_else_the_roster_knows_begins_and_ends_on_its_days(entry: RosterEntry, name: str) -> None:
    known = replace(entry, **FACTS[name])  # type: ignore[arg-type]
    assert differing_days(JUDGE, known) == []
    assert len(JUDGE.entry_of(known).spans) > 1


def test_employee_cover_ends_with_its_month() -> None:
    worker = replace(ACTIVE, history=life(employed("2024-01", "2026-05")))
    kinds = [(one.kind, one.since) for one in JUDGE.entry_of(worker).spans]
    assert kinds[0] == (VerdictKind.EMPLOYEE, None)
    assert kinds[1][1] == date(2026, 6, 1)
    assert differing_days(JUDGE, worker) == []


def test_a_wait_that_ends_is_two_answers_with_reason_and_article() -> None:
    wait, then = JUDGE.entry_of(WAITING).spans[-2:]
    assert (wait.kind, then.kind) == (VerdictKind.WAITING, VerdictKind.ACTIVE)
    assert wait.summary is not None
    assert wait.summary.benefit == then.since
    assert wait.summary.article is Article.WAITING_PERIOD
    assert wait.pack.startswith("CN-210900@")


def test_a_row_tells_no_birth_no_payment_no_category_no_illness() -> None:
    entry = replace(
        WAITING,
        in_hospital_since=date(2026, 1, 2),
        person=replace(WAITING.person, id_number="110105197006150022", phone="00012345678", address="某路"),
    )
    written = json.dumps(JUDGE.entry_of(entry).to_plain(), ensure_ascii=False)
    payments = [one.paid_on.isoformat() for one in entry.history.records if getattr(one, "paid_on", None)]  # type: ignore[union-attr]
    secrets = ["1970", "0615", "110105", "000123", "某路", "甲某某", "hospital", *payments]
    assert payments
    assert [one for one in secrets if one in written] == []


def test_every_way_around_the_wait_looks_alike() -> None:
    telling = (Reason.EXEMPT_NEWBORN, Reason.EXEMPT_STATUS, Reason.EXEMPT_EVENT, Reason.TRANSFER)
    assert {COARSE[reason] for reason in telling} == {CoarseReason.NO_WAIT}
    assert set(COARSE) == set(Reason)


def test_the_desk_finds_the_answer_of_the_day_without_the_engine() -> None:
    thin = JUDGE.entry_of(WAITING)
    for day in days(YEAR, 9):
        if day < SCOPE.as_of:
            continue
        full = give_verdict(LookUp(WAITING, SCOPE), SHELF, day)
        told = thin_verdict(thin, SCOPE, day)
        assert (told.kind, told.benefit_date, told.certainty) == (
            full.kind,
            full.benefit_date,
            full.certainty,
        )
        assert (told.roster_as_of, told.roster_valid_until, told.pack) == (
            full.roster_as_of,
            full.roster_valid_until,
            full.pack,
        )


def test_an_old_list_and_a_clock_set_back_are_told_as_such() -> None:
    thin = JUDGE.entry_of(ACTIVE)
    after = thin_verdict(thin, SCOPE, date(2027, 1, 1))
    assert (after.kind, after.certainty) == (VerdictKind.ROSTER_EXPIRED, Certainty.CANNOT_TELL)
    before = thin_verdict(thin, SCOPE, date(2026, 1, 18))
    assert (before.kind, before.refusal) == (VerdictKind.CANNOT_TELL, "today_before_roster")


def test_cautions_are_told_but_not_the_stay_in_hospital() -> None:
    known = replace(ACTIVE, moved_on=date(2025, 1, 1), in_hospital_since=date(2026, 1, 1))
    (span,) = JUDGE.entry_of(known).spans
    assert span.cautions == (Caution.MOVED,)


def test_the_days_begin_one_before_the_roster_and_end_with_it() -> None:
    assert period_of(date(2026, 5, 1), date(2026, 6, 30)) == Period(date(2026, 4, 30), date(2026, 6, 30))
    assert period_of(date(2026, 5, 1), date(2026, 4, 1)).last == date(2026, 5, 1)


def test_a_row_without_an_answer_is_no_row() -> None:
    with pytest.raises(ValueError, match="without an answer"):
        ThinEntry("王*", ())


def test_a_payment_for_the_next_year_does_not_split_this_one() -> None:
    entry = replace(ACTIVE, history=life(*in_time(2025, 2026), paid(2027, "2026-09-30")))
    assert [one.kind for one in JUDGE.entry_of(entry).spans] == [VerdictKind.ACTIVE]
    assert ThinSpan.from_plain(JUDGE.entry_of(entry).spans[0].to_plain()) == JUDGE.entry_of(entry).spans[0]
