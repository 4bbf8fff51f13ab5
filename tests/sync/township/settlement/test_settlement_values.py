"""Settings are read or refused whole; amounts pass the border to the fen; message ids stay apart."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Refusal
from core.ids import ClinicCode, EventId, UserId
from core.money import Fen
from core.settlement_ports import (
    Deed,
    Heard,
    LineSums,
    Message,
    OutboxRow,
    PlatformKeys,
    Step,
)
from sync.township.settlement.amounts import fen_of, yuan_of
from sync.township.settlement.institution import read_institution
from sync.township.settlement.institutions import read_desk
from sync.township.settlement.message_ids import MessageIds
from sync.township.settlement.platform import HttpPlatform
from sync.township.settlement.province import Addressing, Signing, read_province, shipped_province
from tests.helpers.settlement_book import MORNING, HandClock

SETTINGS = """
code = "H43098100001"
name = "试验镇卫生院"
area = "430981"
operator = {code = "op1", name = "经办", mac = "00-00", ip = "127.0.0.1"}
department = {code = "03", name = "全科", category = "A02"}
physicians = {wang = "D430981000001"}
departments = {CL02 = {code = "0302", name = "东村卫生室", category = "A02"}}
"""


@given(st.integers(min_value=-(10**14), max_value=10**14))
def test_an_amount_comes_back_as_it_went(fen: int) -> None:
    assert fen_of(yuan_of(fen)) == fen_of(str(yuan_of(fen))) == fen


@pytest.mark.parametrize("wrong", ["12.345", "NaN", "", "twelve", None, Decimal("Infinity"), {}])
def test_what_is_no_amount_is_none(wrong: object) -> None:
    with pytest.raises(ValueError, match="not"):
        fen_of(wrong)


def test_settings_give_each_clinic_its_department_and_each_physician_a_code() -> None:
    institution = read_institution(SETTINGS.encode())
    assert institution.department_of(ClinicCode("CL01")).name == "全科"
    assert institution.department_of(ClinicCode("CL02")).name == "东村卫生室"
    assert institution.physician(UserId("wang")) == "D430981000001"
    with pytest.raises(Refusal) as told:
        institution.physician(UserId("li"))
    assert told.value.code == "physician_code_missing"


@pytest.mark.parametrize("line", ["code =", "operator", "department", "area"])
def test_settings_with_a_hole_are_refused(line: str) -> None:
    holed = "\n".join(one for one in SETTINGS.splitlines() if not one.startswith(line))
    with pytest.raises(Refusal) as told:
        read_institution(holed.encode())
    assert told.value.code == "settlement_settings_not_readable"


def test_settings_of_another_encoding_are_refused() -> None:
    with pytest.raises(Refusal, match="settlement_settings_not_readable"):
        read_institution(SETTINGS.encode("gb18030"))


def test_the_shipped_provinces_differ_where_they_say() -> None:
    baseline, gateway = shipped_province("baseline"), shipped_province("tif_gateway")
    assert (baseline.addressing, baseline.signing) == (Addressing.SINGLE, Signing.NONE)
    assert (gateway.addressing, gateway.signing) == (Addressing.SERVICE, Signing.TIF)
    assert baseline.patience == timedelta(minutes=10)


def test_what_is_otherwise_here_stands_with_the_institution() -> None:
    assert not read_desk(SETTINGS.encode(), "baseline").province.codes_told_first
    changed = f"{SETTINGS}\n[province]\ncodes_told_first = true\npatience_minutes = 5\n"
    province = read_desk(changed.encode(), "baseline").province
    assert (province.codes_told_first, province.patience) == (True, timedelta(minutes=5))
    with pytest.raises(Refusal, match="province_profile_not_readable"):
        read_desk(changed.replace("codes_told", "codes_sold").encode(), "baseline")


@pytest.mark.parametrize("name", ["nowhere", "../institution", ""])
def test_a_province_nobody_ships_is_refused(name: str) -> None:
    with pytest.raises(Refusal) as told:
        shipped_province(name)
    assert told.value.code == "province_profile_unknown"


@pytest.mark.parametrize("text", ["", "=", 'name = "x"'])
def test_a_profile_with_holes_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as told:
        read_province(text)
    assert told.value.code == "province_profile_not_readable"


def test_message_ids_of_one_second_are_thirty_characters_and_all_different() -> None:
    ids = MessageIds("H43098100001", "0123456789")
    made = [ids.next_at(MORNING) for _ in range(10_000)]
    assert {len(one) for one in made} == {30}
    assert len(set(made)) == len(made)
    assert made[0].startswith("H4309810000120260302090000")


def test_a_row_survives_being_written_down() -> None:
    row = OutboxRow(
        clinic=ClinicCode("CL01"),
        visit=EventId("ab" * 16),
        due=MORNING,
        step=Step.UNKNOWN,
        revision=7,
        attempts=2,
        keys=PlatformKeys("p", "390", "430981", "v", "s"),
        sums=LineSums(Fen(1), Fen(2), Fen(3), Fen(4)),
        messages=(Message(Deed.SETTLE, "m", MORNING, Heard.UNKNOWN),),
        trouble="platform_too_slow",
        told="原因",
    )
    assert OutboxRow.from_plain(row.to_plain()) == row


def test_a_province_with_signed_headers_is_not_called_without_a_secret() -> None:
    with pytest.raises(Refusal) as told:
        HttpPlatform("http://127.0.0.1:1", Signing.TIF, HandClock())
    assert told.value.code == "platform_credentials_missing"
