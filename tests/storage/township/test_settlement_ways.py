"""How a clinic settles is kept with who said so and since when, and nothing said before is forgotten."""

from datetime import timedelta

import pytest

from core.console import ConsoleDeed
from core.errors import Refusal
from core.ids import ClinicCode, TownshipCode, UserId
from core.settlement_modes import USUAL_WAY, SettlementMode, SettlementWay, way_in_force
from storage.township.console import SqlConsole
from storage.township.settlement_book import SqlSettlementBook
from storage.township.store import SqlTownshipStore
from tests.helpers.township_store import CLINIC, CODEC, NOW, OTHER_CLINIC, a_store, code_of

LI = UserId("li")
OWN = SettlementWay(SettlementMode.OWN, "H43098100009", "上村卫生室", "op9", "王医生")
TEMPORARY = SettlementWay(SettlementMode.TEMPORARY, operator="op2", operator_name="代录员")


def test_a_clinic_nothing_was_said_about_settles_as_the_township(store: SqlTownshipStore) -> None:
    assert store.settlement_ways(CLINIC) == []
    assert way_in_force(store.settlement_ways(CLINIC)) is USUAL_WAY


def test_the_last_setting_is_in_force_and_all_before_it_stay(store: SqlTownshipStore) -> None:
    for hours, way in enumerate((OWN, TEMPORARY)):
        assert store.keep_settlement_way(CLINIC, way, LI, NOW + timedelta(hours=hours))
    kept = SqlSettlementBook(store.database, store.code, CODEC).settlement_ways(CLINIC)
    assert [(one.number, one.way, one.since, one.user) for one in kept] == [
        (1, OWN, NOW, LI),
        (2, TEMPORARY, NOW + timedelta(hours=1), LI),
    ]
    assert way_in_force(kept) == TEMPORARY
    assert store.settlement_ways(OTHER_CLINIC) == []


def test_saying_the_same_again_changes_nothing_and_leaves_no_line(store: SqlTownshipStore) -> None:
    trail = SqlConsole(store.database, store.code, CODEC)
    assert not store.keep_settlement_way(CLINIC, USUAL_WAY, LI, NOW)
    assert store.keep_settlement_way(CLINIC, OWN, LI, NOW)
    assert not store.keep_settlement_way(CLINIC, OWN, LI, NOW)
    (line,) = trail.trail(None, 9)
    assert (line.user, line.deed) == (LI, ConsoleDeed.SETTLEMENT_WAY_SET)
    assert line.facts == {"clinic": CLINIC, "mode": "own", "institution": "H43098100009"}


@pytest.mark.parametrize(
    ("clinic", "institution"), [(OTHER_CLINIC, OWN.institution), (CLINIC, "H33011100001")]
)
def test_a_code_of_another_clinic_or_of_the_township_is_nobody_elses(
    store: SqlTownshipStore, clinic: ClinicCode, institution: str
) -> None:
    store.keep_settlement_way(CLINIC, OWN, LI, NOW)
    with pytest.raises(Refusal) as caught:
        store.keep_settlement_way(clinic, SettlementWay(SettlementMode.OWN, institution, "某室"), LI, NOW)
    assert code_of(caught) == "institution_code_taken"
    assert [one.way for one in store.settlement_ways()] == [OWN]


def test_a_code_a_clinic_gave_up_is_free(store: SqlTownshipStore) -> None:
    store.keep_settlement_way(CLINIC, OWN, LI, NOW)
    store.keep_settlement_way(CLINIC, TEMPORARY, LI, NOW)
    assert store.keep_settlement_way(OTHER_CLINIC, OWN, LI, NOW)


def test_a_clinic_of_another_township_is_unknown_here(store: SqlTownshipStore) -> None:
    elsewhere = a_store(store.database, TownshipCode("T330112"))
    with pytest.raises(Refusal) as caught:
        elsewhere.keep_settlement_way(ClinicCode("C99"), OWN, LI, NOW)
    assert code_of(caught) == "clinic_unknown"
    elsewhere.keep_settlement_way(CLINIC, OWN, LI, NOW)
    assert store.settlement_ways() == []


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"mode": SettlementMode.OWN}, "own_institution_missing"),
        ({"mode": SettlementMode.OWN, "institution": "H43098100009"}, "own_institution_missing"),
        (
            {"mode": SettlementMode.OWN, "institution": "H4309810000", "institution_name": "某室"},
            "institution_code_not_valid",
        ),
        ({"mode": SettlementMode.TOWNSHIP, "institution_name": "某室"}, "own_institution_not_asked_for"),
        ({"mode": SettlementMode.TEMPORARY, "operator": "op2"}, "settlement_operator_not_whole"),
        (
            {"mode": SettlementMode.TEMPORARY, "operator": "o" * 21, "operator_name": "甲"},
            "settlement_operator_not_whole",
        ),
        (
            {"mode": SettlementMode.TOWNSHIP, "operator": "op2", "operator_name": "甲"},
            "settlement_operator_not_asked_for",
        ),
    ],
)
def test_a_setting_that_says_too_much_or_too_little_is_none(fields: dict[str, str], code: str) -> None:
    with pytest.raises(Refusal) as caught:
        SettlementWay(**fields)  # type: ignore[arg-type]
    assert code_of(caught) == code
