"""People are found by what a doctor types."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from core.catalogue.items import ItemKind
from core.identity.person import Person
from core.ids import PersonId
from storage.clinic.desk import ClinicStore
from tests.storage.clinic.sample import bring_catalogue, bring_roster, item, new_clinic, person

NAMES = {
    1: "王小满", 2: "王晓敏", 3: "王小满子", 4: "单雄飞", 5: "解小龙", 6: "仇大山", 7: "曾国强", 8: "朴正南",
    9: "区晓红", 10: "盖春花", 11: "查文斌", 12: "任建国", 13: "尉迟春", 14: "万俟雪", 15: "吕布衣",
    16: "王𠮷", 17: "买买提·阿不都", 18: "欧阳秋", 19: "单于飞", 20: "张䶮", 21: "长孙明", 22: "Anna Li",
}  # fmt: skip
NUMBERS = {1: "110105194912310021", 2: "11010519491231004X", 12: "330621197001015678"}


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClinicStore]:
    """One village for all questions: nothing here writes."""
    opened = new_clinic(tmp_path_factory.mktemp("village"))
    bring_roster(opened, [person(number, name, NUMBERS.get(number, "")) for number, name in NAMES.items()])
    yield opened
    opened.close()


def found(store: ClinicStore, text: str, limit: int = 20, offset: int = 0) -> list[int]:
    return [int(one.person_id[1:]) for one in store.records.search(text, limit, offset)]


@pytest.mark.parametrize(
    ("typed", "people"),
    [
        ("110105194912310021", [1]),
        ("１１０１０５１９４９１２３１００２１", [1]),
        (" 11010519491231004x ", [2]),
        ("004X", [2]),
        ("04x", []),
        ("5678", [12]),
        ("310021", [1]),
        ("330621", [12]),
        ("110105", [1, 2]),
        ("021", []),
    ],
)
def test_a_number_is_found_whole_by_its_end_or_its_beginning(
    village: ClinicStore, typed: str, people: list[int]
) -> None:
    assert found(village, typed) == people


@pytest.mark.parametrize(
    ("typed", "people"),
    [
        ("王", [16, 1, 3, 2]),
        ("王小", [1, 3]),
        ("王 小满", [1, 3]),
        ("𠮷", []),
        ("王𠮷", [16]),
        ("张䶮", [20]),
        ("买买提·阿", [17]),
        ("买买提阿不都", [17]),
        ("阿不都", [17]),
        ("anna li", [22]),
        ("ａｎｎａ", [22]),
        ("小满", []),
        ("%", []),
        ("王%", []),
        ("", []),
        ("   ", []),
    ],
)
def test_a_name_is_found_by_its_beginning(village: ClinicStore, typed: str, people: list[int]) -> None:
    assert sorted(found(village, typed)) == sorted(people)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        *(("wxm", 1), ("wangxiaomin", 2), ("wang xiaoman", 1), ("WXMZ", 3)),
        *(("shanxf", None), ("shanxiong", 4), ("danxiong", 4), ("sxf", 4), ("xiexiaolong", 5)),
        *(("qiudashan", 6), ("choudashan", 6), ("zeng", 7), ("piaozheng", 8), ("pzn", 8), ("ouxiao", 9)),
        *(("gechun", 10), ("zhawen", 11), ("zwb", 11), ("renjian", 12), ("yuchichun", 13), ("ycc", 13)),
        *(("weichi", 13), ("moqi", 14), ("mqx", 14), ("lvbu", 15), ("lyubu", 15), ("lü bu", 15), ("lby", 15)),
        *(("wj", 16), ("wangji", 16), ("abd", 17), ("maimaiti", 17), ("oyq", 18), ("shanyufei", 19)),
        *(("chanyu", 19), ("syf", 19), ("zy", 20), ("zhangsunming", 21), ("csm", 21), ("zsm", 21)),
    ],
)
def test_a_name_is_found_by_every_way_it_is_read(village: ClinicStore, typed: str, first: int | None) -> None:
    assert next(iter(found(village, typed)), None) == first


def test_whole_initials_stand_before_beginnings(village: ClinicStore) -> None:
    assert found(village, "wxm") == [1, 2, 3]


def test_whole_initials_stand_even_before_a_surname_spelled_alike(store: ClinicStore) -> None:
    bring_roster(store, [person(1, "马超"), person(2, "毛安"), person(3, "马安"), person(4, "毛晓")])
    assert found(store, "ma") == [2, 3, 1, 4]
    assert [found(store, "ma", limit=limit) for limit in (1, 2, 3)] == [[2], [2, 3], [2, 3, 1]]


def test_pages_follow_each_other_where_one_person_has_several_readings(store: ClinicStore) -> None:
    bring_roster(store, [person(1, "王乐"), person(2, "王志"), person(3, "吴安")])
    assert found(store, "w") == [1, 2, 3]
    pages = [found(store, "w", limit=1, offset=offset) for offset in range(3)]
    assert pages == [[1], [2], [3]], "wangle and wangyue are one person, and nobody is left out for it"


def test_pages_follow_each_other_without_gap_or_repetition(store: ClinicStore) -> None:
    people = [person(number, "王小满" if number % 3 else "王晓") for number in range(1, 90)]
    bring_roster(store, people)
    whole = found(store, "wx", limit=1000)
    pages = [found(store, "wx", limit=7, offset=offset) for offset in range(0, 100, 7)]
    assert [one for page in pages for one in page] == whole
    assert len(whole) == len(set(whole)) == 89


def test_a_line_of_the_list_says_who_lives_where(village: ClinicStore) -> None:
    (line,) = village.records.search("5678", 5)
    expected: Person = person(12, "任建国", NUMBERS[12])
    assert (line.name, line.id_number, line.birth_date) == ("任建国", NUMBERS[12], expected.birth_date)
    assert (line.village, line.village_group, line.household) == ("柳树村", "三组", "h3")


FAMILY = [
    replace(person(1, "王建国"), household="230001", phone="138-0000-1234"),
    replace(person(2, "李秀英"), household="230001", phone="+86 13900005678"),
    replace(person(3, "王小满"), household="230001"),
    replace(person(4, "王建国"), household="230002"),
    replace(person(5, "赵春花"), household="230001", village="杨树村"),
    replace(person(6, "李国家"), household="230003", phone="0451-8888123"),
]


@pytest.mark.parametrize(
    ("typed", "people"),
    [
        ("1234", [1]),
        ("13800001234", [1]),
        ("138 0000 1234", [1]),
        ("１３８００００１２３４", [1]),
        ("13900005678", [2]),
        ("04518888123", [6]),
        ("138000", []),
        ("230001", [1, 2, 3, 5]),
        ("王建国家", [1, 2, 3, 4]),
        ("王建国户", [1, 2, 3, 4]),
        ("王小满家", [1, 2, 3]),
        ("wangjianguo家", [1, 2, 3, 4]),
        ("wxm家", [1, 2, 3]),
        ("李国家", [6]),
        ("没有人家", []),
    ],
)
def test_a_household_and_a_telephone_find_people(store: ClinicStore, typed: str, people: list[int]) -> None:
    bring_roster(store, FAMILY)
    assert sorted(found(store, typed)) == people


def test_forms_of_one_character_find_each_other(store: ClinicStore) -> None:
    bring_roster(
        store, [person(1, "王𠮷"), person(2, "王吉"), person(3, "劉国華"), person(4, "買买提•阿不都")]
    )
    assert sorted(found(store, "王𠮷")) == sorted(found(store, "王吉")) == [1, 2]
    assert found(store, "刘國华") == [3]
    assert found(store, "阿不都") == [4]
    assert found(store, "lgh") == [3]


def test_an_item_found_in_several_places_of_its_name_takes_one_place(store: ClinicStore) -> None:
    items = [item(ItemKind.DRUG, "X1", "丙", "baaa"), item(ItemKind.DRUG, "X2", "丁", "bab")]
    bring_catalogue(store, items)
    assert [one.code for one in store.records.find_items(ItemKind.DRUG, "a", 2)] == ["X1", "X2"]


def test_the_roster_is_gone_through_once_in_pieces(store: ClinicStore) -> None:
    assert store.records.outreach.people(PersonId(""), 2) == []
    bring_roster(store, [person(number, f"测试{number}") for number in range(1, 6)])
    seen = [PersonId("")]
    while some := store.records.outreach.people(seen[-1], 2):
        seen += [entry.person.person_id for entry in some]
    assert seen[1:] == [f"p00000{number}" for number in range(1, 6)]
