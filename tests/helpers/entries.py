"""Any roster entry that a roster file can hold, for laws that must hold for all of them."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from core.coverage.enrolment import (
    Balances,
    ChronicDisease,
    ChronicRegistration,
    CoverElsewhere,
    PlatformAnswer,
    RosterEntry,
    Scheme,
)
from core.coverage.history import (
    EmployeeCover,
    EventType,
    History,
    Identity,
    IdentityCategory,
    LifeEvent,
    MilitaryService,
    RepairPayment,
    ResidentPayment,
)
from core.dates import month_of
from core.identity.id_number import check_character
from core.identity.person import Person, Sex
from core.ids import PersonId
from core.money import Fen

ON = date(2026, 11, 25)
LETTERS = st.characters(exclude_categories=("C", "Z"), exclude_characters="\ufffe\uffff")
STARTS = st.sampled_from(["", "", "=", "+", "-", "@", "'", "''", "'=", '"'])
TEXTS = st.tuples(STARTS, st.text(LETTERS | st.sampled_from(",;；、䶮𠮷·'"), max_size=10)).map("".join)
DAYS = st.dates(date(2019, 1, 1), ON)
YEARS = st.integers(2019, 2027)
FENS = st.integers(0, 10**9).map(Fen)


@st.composite
def people(draw: st.DrawFn, place: int) -> Person:
    birth = draw(st.dates(date(1920, 1, 1), date(2018, 12, 31)))
    sex = draw(st.sampled_from([Sex.MALE, Sex.FEMALE]))
    first = f"239999{birth:%Y%m%d}{place * 2 + (sex is Sex.MALE):03d}"
    has_number = draw(st.booleans())
    text = draw(
        st.fixed_dictionaries(dict.fromkeys(("address", "village_group", "household", "phone"), TEXTS))
    )
    return Person(
        person_id=PersonId(f"P{place}"),
        id_number=first + check_character(first) if has_number else "",
        name=draw(TEXTS.filter(bool)),
        sex=sex,
        birth_date=birth,
        ethnicity=draw(st.sampled_from(["01", "11", ""])),
        village=draw(st.sampled_from(["演示一村", "演示二村"])),
        **text,
    )


@st.composite
def spans(draw: st.DrawFn) -> tuple[int, int | None]:
    first = draw(st.integers(month_of(date(2019, 1, 1)), month_of(ON)))
    return first, draw(st.none() | st.integers(first, first + 40))


@st.composite
def identities(draw: st.DrawFn) -> Identity:
    start = draw(DAYS)
    return Identity(draw(st.sampled_from(IdentityCategory)), start, draw(st.none() | st.dates(start, ON)))


def histories(birth: date) -> st.SearchStrategy[History]:
    records = st.one_of(
        st.builds(ResidentPayment, YEARS, st.none() | DAYS),
        st.builds(RepairPayment, YEARS, st.none() | DAYS),
        spans().map(lambda span: EmployeeCover(*span)),
        spans().map(lambda span: MilitaryService(*span)),
    )
    return st.builds(
        History,
        st.just(birth),
        st.lists(identities(), max_size=3).map(tuple),
        st.lists(st.builds(LifeEvent, st.sampled_from(EventType), DAYS), max_size=2).map(tuple),
        st.lists(records, max_size=6).map(tuple),
        st.none() | YEARS,
    )


@st.composite
def entries(draw: st.DrawFn, place: int) -> RosterEntry:
    """Draw an entry whose person differs from those of other places."""
    person = draw(people(place))
    chronic = st.builds(ChronicRegistration, st.sampled_from(ChronicDisease), DAYS)
    maybe: dict[str, st.SearchStrategy[Any]] = {
        "elsewhere": st.builds(
            CoverElsewhere, st.sampled_from(Scheme), TEXTS, st.none() | DAYS, st.none() | DAYS
        ),
        "balances": st.builds(Balances, DAYS, FENS, FENS, FENS),
        "platform_answer": st.builds(
            PlatformAnswer, st.booleans(), st.none() | DAYS, st.none() | DAYS, TEXTS, DAYS
        ),
        **dict.fromkeys(("contract_since", "deceased_on", "in_hospital_since", "moved_on"), DAYS),
    }
    rest: dict[str, Any] = {key: draw(st.none() | values) for key, values in maybe.items()}
    return RosterEntry(
        person,
        draw(histories(person.birth_date)),
        chronic=tuple(draw(st.lists(chronic, max_size=2))),
        **rest,
    )


def rosters(most: int = 4) -> st.SearchStrategy[tuple[RosterEntry, ...]]:
    """Draw a roster of different people."""
    return st.integers(1, most).flatmap(lambda size: st.tuples(*(entries(place) for place in range(size))))
