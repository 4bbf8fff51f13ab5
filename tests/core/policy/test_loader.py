"""A pack that is wrong anywhere is refused with file, key and reason; versions follow one another in time."""

import json
from collections.abc import Mapping
from datetime import date

import pytest

from core.errors import Refusal
from core.policy.emergency import relief_on
from core.policy.in_force import pack_in_force, packs_of
from core.policy.loader import load_shelf, packaged_sources, shelf_in_use, texts_with
from core.policy.variation import variant, with_value

HEAD = """
schema = "policy-pack/1"
pack_id = "CN-99"
region_code = "990000"
region_name = "某省"
parent = "CN"
effective_from = 2025-01-01
[verification]
status = "unverified"
"""
CN = {name: text for name, text in packaged_sources().items() if name.startswith("CN/")}


def load(text: str, **more: str) -> Mapping[str, object]:
    return load_shelf({**CN, "CN-99/pack.toml": text, **more}).versions


def refusal(text: str, **more: str) -> Refusal:
    with pytest.raises(Refusal) as caught:
        load(text, **more)
    return caught.value


@pytest.mark.parametrize(
    ("addition", "code", "key"),
    [
        ("[waiting]\nfixed_month = 3", "pack_key_unknown", "waiting.fixed_month"),
        ("[wating]\nfixed_months = 3", "pack_key_unknown", "wating"),
        ('[waiting]\nfixed_months = "3"', "pack_value_wrong_type", "waiting.fixed_months"),
        ("[waiting]\nfixed_months = 3.5", "pack_value_wrong_type", "waiting.fixed_months"),
        ("[waiting]\nfixed_months = true", "pack_value_wrong_type", "waiting.fixed_months"),
        ("[waiting]\nfixed_months = -1", "pack_value_not_allowed", "waiting.fixed_months"),
        ('[waiting]\nfixed_months = "null"', "pack_value_wrong_type", "waiting.fixed_months"),
        ('[waiting]\nstart_rule = "tomorrow"', "pack_value_not_allowed", "waiting.start_rule"),
        ("[waiting]\napply_to_late = 1", "pack_value_wrong_type", "waiting.apply_to_late"),
        ('[enrolment_window]\nclose = "Y-1:02-30"', "pack_date_impossible", "enrolment_window.close"),
        ('[enrolment_window]\nclose = "Y:02-29"', "pack_date_impossible", "enrolment_window.close"),
        ('[enrolment_window]\nclose = "Y:13-last"', "pack_date_impossible", "enrolment_window.close"),
        ('[enrolment_window]\nclose = "12-31"', "pack_date_impossible", "enrolment_window.close"),
        ("[enrolment_window]\nclose = 1231", "pack_date_impossible", "enrolment_window.close"),
        (
            '[enrolment_window.overrides.2026]\nclosing = "Y-1:12-31"',
            "pack_key_unknown",
            "enrolment_window.overrides.2026.closing",
        ),
        (
            '[enrolment_window.overrides.soon]\nclose = "Y-1:12-31"',
            "pack_value_wrong_type",
            "enrolment_window.overrides.soon",
        ),
        (
            "[contribution.personal_cny]\n2026 = 400.001",
            "pack_value_not_allowed",
            "contribution.personal_cny.2026",
        ),
        (
            '[contribution.personal_cny]\n2026 = "400"',
            "pack_value_wrong_type",
            "contribution.personal_cny.2026",
        ),
        (
            "[critical_illness]\nbonus_cap_ratio = 20",
            "pack_value_not_allowed",
            "critical_illness.bonus_cap_ratio",
        ),
        ('[[exemptions]]\ncategory = "x"\nkind = "status"', "pack_key_missing", "exemptions.0.benefit_start"),
        ("exemption = []", "pack_value_wrong_type", "verification.exemption"),
        (
            '[verification."waiting.sart_rule"]\nstatus = "text"',
            "pack_key_unknown",
            "verification.waiting.sart_rule",
        ),
        ('[alternatives]\n"waiting.sart_rule" = ["next_day"]', "pack_key_unknown", "waiting.sart_rule"),
        ('[alternatives]\n"waiting.start_rule" = ["soon"]', "pack_value_not_allowed", "waiting.start_rule"),
        ("[waiting]\nfixed_months = 3\nfixed_months = 4", "pack_not_readable", ""),
    ],
)
def test_a_fault_is_named_with_file_key_and_reason(addition: str, code: str, key: str) -> None:
    found = refusal(f"{HEAD}\n{addition}\n")
    assert (found.code, found.facts["file"], found.facts["key"]) == (code, "CN-99/pack.toml", key)


def test_a_pack_without_a_head_is_refused() -> None:
    found = refusal(HEAD.replace('pack_id = "CN-99"\n', ""))
    assert (found.code, found.facts["key"]) == ("pack_key_missing", "pack_id")


def test_a_pack_of_another_schema_is_refused() -> None:
    assert refusal(HEAD.replace("pack/1", "pack/9")).code == "pack_value_not_allowed"


def test_a_root_pack_must_give_every_parameter() -> None:
    found = refusal(HEAD.replace('parent = "CN"', 'parent = "null"'))
    assert found.code == "pack_key_missing"


def test_a_missing_parent_is_refused() -> None:
    assert refusal(HEAD.replace('parent = "CN"', 'parent = "CN-98"')).facts["pack"] == "CN-98"


def test_parents_that_go_in_a_circle_are_refused() -> None:
    other = HEAD.replace("CN-99", "CN-98").replace('parent = "CN"', 'parent = "CN-99"')
    text = HEAD.replace('parent = "CN"', 'parent = "CN-98"')
    found = refusal(text, **{"CN-98/pack.toml": other})
    assert (found.code, found.facts["key"]) == ("pack_parent_cycle", "parent")
    assert found.facts["file"] in ("CN-98/pack.toml", "CN-99/pack.toml")


def test_a_folder_without_its_head_file_is_refused() -> None:
    with pytest.raises(Refusal) as caught:
        load_shelf({**CN, "CN-99/waiting.toml": "[waiting]\n"})
    assert caught.value.code == "pack_file_missing"


def test_a_subject_written_in_two_files_is_refused() -> None:
    found = refusal(
        HEAD + "[waiting]\nfixed_months = 3\n", **{"CN-99/wait.toml": "[waiting]\nfixed_months = 2\n"}
    )
    assert (found.code, found.facts["file"]) == ("pack_key_twice", "CN-99/wait.toml")


SECOND = HEAD.replace("2025-01-01", "2026-07-01") + "[waiting]\nfixed_months = 2\n"


def test_versions_that_overlap_are_refused() -> None:
    found = refusal(HEAD, **{"CN-99-b/pack.toml": SECOND})
    assert found.code == "pack_versions_overlap"
    assert found.facts == {"file": "CN-99-b/pack.toml", "key": "effective_from", "other": "CN-99/pack.toml"}


def test_versions_that_leave_a_hole_are_refused() -> None:
    first = HEAD.replace("[verification]", "effective_to = 2026-05-31\n[verification]")
    found = refusal(first, **{"CN-99-b/pack.toml": SECOND})
    assert found.code == "pack_versions_hole"
    assert found.facts == {"file": "CN-99-b/pack.toml", "key": "effective_from", "other": "CN-99/pack.toml"}


def test_a_pack_that_ends_before_it_begins_is_refused() -> None:
    assert refusal(HEAD.replace("[verification]", "effective_to = 2024-05-31\n[verification]")).code == (
        "pack_date_impossible"
    )


def test_the_version_of_the_day_answers_and_the_first_one_before_it() -> None:
    first = HEAD.replace("[verification]", "effective_to = 2026-06-30\n[verification]")
    shelf = load_shelf({**CN, "CN-99/pack.toml": first, "CN-99-b/pack.toml": SECOND})
    packs = packs_of(shelf, "CN-99")
    assert [
        packs(day).waiting.fixed_months for day in (date(2024, 1, 1), date(2026, 6, 30), date(2026, 7, 1))
    ] == [
        3,
        3,
        2,
    ]


def test_after_the_last_version_ended_no_pack_answers() -> None:
    first = HEAD.replace("[verification]", "effective_to = 2026-06-30\n[verification]")
    shelf = load_shelf({**CN, "CN-99/pack.toml": first})
    with pytest.raises(Refusal) as caught:
        pack_in_force(shelf, "CN-99", date(2026, 7, 1))
    assert caught.value.code == "pack_not_in_force"


def test_an_unknown_pack_is_refused() -> None:
    with pytest.raises(Refusal, match="pack_unknown"):
        pack_in_force(load_shelf(CN), "CN-77", date(2026, 7, 1))


def test_a_null_in_a_child_takes_a_parents_value_away() -> None:
    parent = HEAD.replace("CN-99", "CN-98") + '[enrolment_window]\nextended_close = "Y:02-last"\n'
    child = (
        HEAD.replace('parent = "CN"', 'parent = "CN-98"') + '[enrolment_window]\nextended_close = "null"\n'
    )
    shelf = load_shelf({**CN, "CN-98/pack.toml": parent, "CN-99/pack.toml": child})
    assert pack_in_force(shelf, "CN-98", date(2026, 1, 1)).enrolment_window.of(2026).extended_close == date(
        2026, 2, 28
    )
    assert pack_in_force(shelf, "CN-99", date(2026, 1, 1)).enrolment_window.of(2026).extended_close is None


def test_one_year_may_have_its_own_window() -> None:
    text = HEAD + '[enrolment_window.overrides.2026]\nclose = 2025-12-25\nextended_close = "Y:03-15"\n'
    window = pack_in_force(
        load_shelf({**CN, "CN-99/pack.toml": text}), "CN-99", date(2026, 1, 1)
    ).enrolment_window
    assert (window.of(2026).close, window.of(2026).extended_close) == (date(2025, 12, 25), date(2026, 3, 15))
    assert (window.of(2027).close, window.of(2027).extended_close) == (date(2026, 12, 31), None)


def test_a_pack_may_be_json_too() -> None:
    text = json.dumps(
        {
            "schema": "policy-pack/1",
            "pack_id": "CN-99",
            "region_code": "990000",
            "region_name": "某省",
            "parent": "CN",
            "effective_from": "2025-01-01",
            "effective_to": None,
            "issued": {"title": "意见", "date": "2024-09-30"},
            "verification": {"status": "text"},
            "waiting": {"max_total_months": 8},
        }
    )
    texts, pack_id = texts_with({"mine/pack.json": text})
    assert pack_in_force(load_shelf(texts), pack_id, date(2026, 1, 1)).waiting.max_total_months == 8


def test_a_pack_of_ones_own_stands_in_the_place_of_its_namesake() -> None:
    text = packaged_sources()["CN-23/pack.toml"] + "\n[repair]\nenabled = false\n"
    texts, pack_id = texts_with({"mine/pack.toml": text})
    assert pack_id == "CN-23"
    assert not pack_in_force(load_shelf(texts), "CN-23-TRAINING", date(2026, 1, 1)).repair.enabled


def test_a_grade_may_be_given_for_one_parameter() -> None:
    text = HEAD + '[verification."waiting.start_rule"]\nstatus = "official"\nsources = ["a"]\n'
    pack = pack_in_force(load_shelf({**CN, "CN-99/pack.toml": text}), "CN-99", date(2026, 1, 1))
    assert pack.verification.by_path["waiting.start_rule"].sources == ("a",)


def test_a_star_sets_every_element_of_a_list() -> None:
    pack = pack_in_force(load_shelf(packaged_sources()), "CN-23", date(2026, 1, 1))
    changed = with_value(pack, "exemptions.*.benefit_start", "payment_date", "here")
    assert {exemption.benefit_start for exemption in changed.exemptions} == {"payment_date"}
    assert {exemption.benefit_start for exemption in pack.exemptions} == {"next_day"}


def test_a_variant_is_made_once() -> None:
    pack = pack_in_force(load_shelf(CN), "CN", date(2026, 1, 1))
    choice = (("waiting.start_rule", 0),)
    assert variant(pack, choice) is variant(pack, choice)
    assert variant(pack, choice).waiting.start_rule == "next_day"
    assert variant(pack, ()) is pack


def test_packs_in_use_this_program_cannot_read_any_more_do_not_keep_the_desk_shut() -> None:
    own = {**CN, "CN-99/pack.toml": HEAD}
    assert "CN-99" in shelf_in_use(own).versions
    for sources in ({}, {**own, "CN-99/pack.toml": HEAD + "of_yesterday = 1\n"}):
        assert set(shelf_in_use(sources).versions) == set(load_shelf(packaged_sources()).versions)


RELIEF = """
[[emergency_overrides]]
from = 2026-02-01
to = 2026-04-30
citation = "某通知"
suspends = ["annual_cap", "class_c_exclusion"]
"""


def test_an_emergency_override_of_the_parent_holds_in_its_children_and_only_while_dated() -> None:
    shelf = load_shelf({**CN, "CN-98/pack.toml": HEAD.replace("CN-99", "CN-98") + RELIEF,
                        "CN-99/pack.toml": HEAD.replace('parent = "CN"', 'parent = "CN-98"')})  # fmt: skip
    pack = pack_in_force(shelf, "CN-99", date(2026, 3, 1))
    assert relief_on(pack, date(2026, 1, 31)) == {}
    assert set(relief_on(pack, date(2026, 4, 30)).values()) == {"某通知"}
    assert relief_on(pack, date(2026, 5, 1)) == {}
    assert relief_on(pack_in_force(shelf, "CN", date(2026, 3, 1)), date(2026, 3, 1)) == {}


def test_an_emergency_override_that_ends_before_it_begins_refuses_the_pack() -> None:
    found = refusal(HEAD + RELIEF.replace("2026-04-30", "2026-01-31"))
    assert (found.code, found.facts["key"]) == ("pack_date_impossible", "emergency_overrides.0.to")


def test_three_versions_follow_one_another_without_overlap_or_hole() -> None:
    first = HEAD.replace("[verification]", "effective_to = 2026-06-30\n[verification]")
    second = SECOND.replace("[verification]", "effective_to = 2026-12-31\n[verification]")
    third = HEAD.replace("2025-01-01", "2027-01-01") + "[waiting]\nfixed_months = 1\n"
    files = {"CN-99-c/pack.toml": third, "CN-99/pack.toml": first, "CN-99-b/pack.toml": second}
    packs = packs_of(load_shelf({**CN, **files}), "CN-99")
    days = (date(2026, 6, 30), date(2026, 7, 1), date(2026, 12, 31), date(2027, 1, 1), date(2040, 1, 1))
    assert [packs(day).waiting.fixed_months for day in days] == [3, 2, 2, 1, 1]
    gap = {**files, "CN-99-c/pack.toml": third.replace("2027-01-01", "2027-01-02")}
    with pytest.raises(Refusal, match="pack_versions_hole"):
        load_shelf({**CN, **gap})
