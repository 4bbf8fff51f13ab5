"""The rest of the township on a desk: worked out at the township, sent as one set, found by number alone."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

import sync.township.thin_roster as at_township
from core.clinic import Clinic
from core.coverage.enrolment import RosterEntry
from core.coverage.verdict import Caution, VerdictKind
from core.data_sets import DataSetName
from core.dates import china_day
from core.events import EventIds
from core.identity.number_tag import number_tag
from core.policy.loader import load_shelf, packaged_sources, with_parents
from core.services.receive_patient import receive_number, receive_without_number
from core.training.township import make_township
from sync.township.publishing import publish_sets
from sync.township.thin_roster import thin_roster_rows
from tests.helpers.sync_rounds import finish
from tests.helpers.sync_world import CODEC, DOCTOR, START, World

TODAY = china_day(START)
UNTIL = date(2026, 12, 31)
PACKS = with_parents(packaged_sources(), "CN")
HOME, AWAY = "上村", "下村"


def moved(entry: RosterEntry, village: str) -> RosterEntry:
    return replace(entry, person=replace(entry.person, village=village))


TOWN = make_township(7, TODAY, villages=1, people=60)
AT_HOME = [moved(one, HOME) for one in TOWN.entries[40:]]
NEXT_DOOR = [moved(one, AWAY) for one in TOWN.entries[:40]]


@pytest.fixture
def town(world: World) -> Iterator[World]:
    """A township of two villages, and the clinic of one of them after its sync."""
    world.township.replace_packs(PACKS)
    world.township.replace_roster([*AT_HOME, *NEXT_DOOR], TODAY, UNTIL)
    publish_sets(world.township, world.clock)
    finish(world)
    yield world


SOMEBODY = NEXT_DOOR[-1]


def desk(world: World) -> Clinic:
    store = world.clinic
    packs = load_shelf(store.records.pack_sources())
    return Clinic(
        *(store.place(), store.staff_member(DOCTOR), store.records, store.ledger, store.drafts),
        audit=store.audit,
        packs=packs,
        codec=CODEC,
        clock=world.clock,
        watch=store.watch,
        ids=EventIds(b"a start of 16 b."),
    )


def test_a_neighbour_gets_the_verdict_the_full_row_would_give(town: World) -> None:
    clinic = desk(town)
    finish(town)
    told = {one.person.id_number: receive_number(clinic, one.person.id_number) for one in NEXT_DOOR}
    town.township.keep_clinic(replace(town.township.clinics()[0], villages=(HOME, AWAY)), [])
    publish_sets(town.township, town.clock)
    finish(town)
    full = {one.person.id_number: receive_number(clinic, one.person.id_number) for one in NEXT_DOOR}
    assert [one.thin is not None and one.entry is None for one in told.values()] == [True] * len(NEXT_DOOR)
    assert [one.entry is not None and one.thin is None for one in full.values()] == [True] * len(NEXT_DOOR)
    for number, one in told.items():
        ours, theirs = one.verdict, full[number].verdict
        assert (ours.kind, ours.benefit_date, ours.pack) == (theirs.kind, theirs.benefit_date, theirs.pack)
        assert ours.decision is None
    assert len({one.verdict.kind for one in told.values()}) > 1


def test_a_neighbour_is_found_by_the_whole_number_alone(town: World) -> None:
    person = SOMEBODY.person
    for typed in (person.name, person.id_number[-6:], person.id_number):
        assert town.clinic.records.search(typed, 10) == []
    found = town.clinic.records.thin_entry_by_number(person.id_number)
    assert found is not None
    key = bytes.fromhex(town.clinic.settings()["thin_tag_key"])
    assert found.tag == number_tag(key, person.id_number), "what the audit trail names the person by"
    assert town.clinic.records.thin_entry_by_number("") is None


def test_a_name_that_does_not_fit_the_number_is_pointed_out(town: World) -> None:
    person = SOMEBODY.person
    clinic = desk(town)
    assert Caution.NAME_DIFFERS not in receive_number(clinic, person.id_number, person.name).verdict.cautions
    wrong = receive_number(clinic, person.id_number, "别的人")
    assert Caution.NAME_DIFFERS in wrong.verdict.cautions
    assert wrong.name == "别的人"


def test_not_in_this_roster_is_said_of_the_whole_township_only_where_it_was_asked(town: World) -> None:
    stranger = TOWN.strangers[0]
    clinic = desk(town)
    asked = receive_number(clinic, stranger.id_number, stranger.name).verdict
    assert (asked.kind, asked.township_wide) == (VerdictKind.NOT_IN_ROSTER, True)
    nameless = receive_without_number(clinic, "某人").verdict
    assert (nameless.kind, nameless.township_wide) == (VerdictKind.NOT_IN_ROSTER, False)


def test_the_answer_of_a_later_day_is_there_without_another_sync(town: World) -> None:
    waiting = next(
        one
        for one in NEXT_DOOR
        if (thin := town.clinic.records.thin_entry_by_number(one.person.id_number)) is not None
        and len(thin.spans) > 1
    )
    clinic = desk(town)
    thin = town.clinic.records.thin_entry_by_number(waiting.person.id_number)
    assert thin is not None
    change = thin.spans[1]
    assert change.since is not None
    town.clock.at += timedelta(days=(change.since - TODAY).days)
    assert receive_number(clinic, waiting.person.id_number).verdict.kind is change.kind


def test_tags_of_another_key_are_no_list_of_the_township(
    town: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert town.clinic.records.thin_dates() is not None
    monkeypatch.setattr("sync.township.publishing.tag_key", lambda _township: bytes(32))
    publish_sets(town.township, town.clock)
    finish(town)
    assert town.clinic.settings()["thin_tag_key"] == bytes(32).hex()
    assert town.clinic.records.thin_dates() is None
    assert town.clinic.records.thin_entry_by_number(SOMEBODY.person.id_number) is None


def worked_out(world: World, monkeypatch: pytest.MonkeyPatch, people: Sequence[RosterEntry]) -> list[str]:
    """Put a roster in force and tell of whom the engine was asked."""
    asked: list[str] = []
    real = at_township._row

    def listening(judge: object, key: bytes, digest: bytes, entry: RosterEntry) -> object:
        asked.append(entry.person.person_id)
        return real(judge, key, digest, entry)  # type: ignore[arg-type]

    monkeypatch.setattr(at_township, "_row", listening)
    world.township.replace_roster(people, world.clock.at.date(), UNTIL)
    publish_sets(world.township, world.clock)
    return asked


def test_only_who_changed_is_worked_out_again(town: World, monkeypatch: pytest.MonkeyPatch) -> None:
    town.clock.at += timedelta(days=3)
    changed = replace(SOMEBODY, moved_on=date(2026, 1, 1))
    people = [*AT_HOME, changed, *NEXT_DOOR[1:-1]]
    gone = NEXT_DOOR[0]
    before = town.clinic.sync.standing().data_sets[DataSetName.ROSTER_THIN]
    assert worked_out(town, monkeypatch, people) == [changed.person.person_id]
    finish(town)
    assert town.clinic.sync.standing().data_sets[DataSetName.ROSTER_THIN] == before + 1
    assert town.clinic.records.thin_entry_by_number(gone.person.id_number) is None
    verdict = receive_number(desk(town), changed.person.id_number).verdict
    assert Caution.MOVED in verdict.cautions


def test_other_packs_work_everybody_out_again(town: World, monkeypatch: pytest.MonkeyPatch) -> None:
    people = [*AT_HOME, *NEXT_DOOR]
    assert worked_out(town, monkeypatch, people) == []
    town.township.replace_packs(with_parents(packaged_sources(), "CN-23"))
    assert len(worked_out(town, monkeypatch, people)) == len(people)


@pytest.mark.parametrize("packs", [{"CN/pack.toml": "no pack"}, {}], ids=["no pack", "none at all"])
def test_packs_that_cannot_answer_leave_the_list_as_it_was(town: World, packs: dict[str, str]) -> None:
    before = town.township.published(DataSetName.ROSTER_THIN, "township")
    town.township.replace_packs(packs)
    assert (DataSetName.ROSTER_THIN, "township") not in publish_sets(town.township, town.clock)
    assert town.township.published(DataSetName.ROSTER_THIN, "township") == before


def test_one_set_serves_every_clinic_and_holds_everybody_with_a_number(town: World) -> None:
    rows = thin_roster_rows(town.township, town.township.township(), (TODAY, UNTIL))
    assert rows is not None
    with_number = [one for one in TOWN.entries if one.person.id_number]
    assert len(rows) == len(with_number) + 1
    written = "".join(str(row.content) for row in rows)
    assert [one for one in TOWN.entries if len(one.person.name) > 2 and one.person.name in written] == []
