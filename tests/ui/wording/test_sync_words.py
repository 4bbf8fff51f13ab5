"""How old the data are is said in days people know."""

from datetime import date

from core.sync_ports import DataAge
from ui.wording.sync import data_age

TODAY = date(2026, 11, 25)


def test_data_good_for_ever_name_no_year() -> None:
    told = data_age(DataAge("packs", 1, TODAY, date.max), TODAY)
    assert "长期有效" in told and "9999" not in told


def test_data_good_until_a_day_name_it() -> None:
    assert "可用到 2027年2月10日" in data_age(DataAge("roster", 3, TODAY, date(2027, 2, 10)), TODAY)


def test_data_past_their_day_say_so() -> None:
    assert "已过期" in data_age(DataAge("roster", 3, TODAY, date(2026, 11, 24)), TODAY)
