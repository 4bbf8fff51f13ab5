"""The simulated platform looks at trace codes and at the mapping of own codes, and refuses what is none."""

import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.platform_process import PlatformProcess, insured, running_platform
from tests.helpers.platform_sender import Sender

CATALOGUES = {"1301": [{"version": "X001_1", "rows": [{"code": "A", "name": "药", "grade": "02"}]}]}
PARAMETERS = {
    "catalogues": CATALOGUES,
    "trace_field": "drugtracinfo",
    "items": [
        {"code": "PILL-A", "charge_kind": "09", "grade": "01"},
        {"code": "PILL-B", "charge_kind": "09", "grade": "02"},
    ],
}
_people = count(1)


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlatformProcess]:
    with running_platform(Path(tmp_path_factory.mktemp("platform")), PARAMETERS) as process:
        yield process


@pytest.fixture
def sender(platform: PlatformProcess) -> Sender:
    person = insured(next(_people))
    platform.insure(person)
    sender = Sender(platform, psn_no=person["psn_no"])
    sender.sign_in()
    return sender


def _lines_held(sender: Sender) -> int:
    (held,) = (v["fee_lines"] for v in sender.platform.visits() if v["mdtrt_id"] == sender.mdtrt_id)
    return int(held)


def _batch(sender: Sender) -> dict[str, str]:
    return {"mdtrt_id": sender.mdtrt_id, "chrg_bchno": "b1", "psn_no": sender.psn_no}


@pytest.mark.parametrize(
    "told", ["[]", "{}", '{"drugtracinfo": "1"}', '{"drugtracinfo": ["12"]}', '{"drugtracinfo": [7]}', "{"]
)
def test_trace_codes_that_are_none_are_refused(sender: Sender, told: str) -> None:
    sender.open_visit()
    answer = sender.ask("2204", {"feedetail": [sender.line(exp_content=told)]})
    assert answer["infcode"] == -1
    assert _lines_held(sender) == 0


def test_a_box_is_traced_once_until_its_line_is_taken_back(sender: Sender) -> None:
    told = json.dumps({"drugtracinfo": ["81234567890123456789"]})
    sender.open_visit()
    lines = {"feedetail": [sender.line(exp_content=told)]}
    sender.done("2204", lines)
    assert [one["code"] for one in sender.platform.traces() if one["mdtrt_id"] == sender.mdtrt_id] == [
        "81234567890123456789"
    ]
    first = sender.mdtrt_id
    sender.open_visit(ipt_otp_no="v2")
    assert "追溯码" in sender.refused("2204", {"feedetail": [sender.line(exp_content=told)]})
    second, sender.mdtrt_id = sender.mdtrt_id, first
    sender.done("2205", {"data": _batch(sender)})
    sender.mdtrt_id = second
    sender.done("2204", {"feedetail": [sender.line(exp_content=told)]})


def mapping(**changes: Any) -> dict[str, Any]:
    row = {
        "fixmedins_hilist_id": "own-1",
        "fixmedins_hilist_name": "甘草片",
        "list_type": "101",
        "med_list_codg": "PILL-A",
        "begndate": "2026-03-01",
    }
    return {"data": [{**row, **changes}]}


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"fixmedins_hilist_id": ""}, "fixmedins_hilist_id"),
        ({"fixmedins_hilist_name": None}, "fixmedins_hilist_name"),
        ({"list_type": "999"}, "list_type"),
        ({"list_type": "201"}, "list_type"),
        ({"list_type": "301"}, "list_type"),
        ({"med_list_codg": "PILL-X"}, "med_list_codg"),
        ({"begndate": "2026-3-1"}, "begndate"),
        ({"enddate": "2026-02-01"}, "enddate"),
    ],
)
def test_a_wrong_mapping_is_refused(sender: Sender, changes: dict[str, Any], word: str) -> None:
    assert word in sender.refused("3301", mapping(**changes))


def test_at_most_a_hundred_mappings_go_in_one_message(sender: Sender) -> None:
    rows = mapping()["data"]
    sender.done("3301", {"data": rows * 100})
    assert "100" in sender.refused("3301", {"data": rows * 101})


def test_where_mappings_are_asked_for_a_line_needs_its_own(tmp_path: Path) -> None:
    with running_platform(tmp_path, PARAMETERS | {"mapping_required": True}) as platform:
        person = insured(1)
        platform.insure(person)
        sender = Sender(platform, psn_no=person["psn_no"])
        sender.sign_in()
        sender.open_visit()
        line = sender.line(medins_list_codg="own-1")
        assert "未对照" in sender.refused("2204", {"feedetail": [line]})
        sender.done("3301", mapping(med_list_codg="PILL-B"))
        assert "未对照" in sender.refused("2204", {"feedetail": [line]})
        sender.done("3301", mapping())
        sender.done("2204", {"feedetail": [line]})


@pytest.mark.parametrize("ver", ["", None, "X001_2", "v" * 21])
def test_a_version_there_is_not_is_refused(sender: Sender, ver: Any) -> None:
    assert "ver" in sender.refused("1301", {"data": {"ver": ver}})


def test_a_catalogue_is_handed_out_version_by_version_under_its_one_name(sender: Sender) -> None:
    told = sender.done("1301", {"data": {"ver": "0"}})
    assert told["data_cnt"] == 1
    file = {"file_qury_no": told["file_qury_no"], "filename": "plc", "fixmedins_code": "H43098100001"}
    assert "filename" in sender.refused("9102", {"fsDownloadIn": {**file, "filename": told["filename"]}})
    assert sender.done("1301", {"data": {"ver": "X001_1"}})["data_cnt"] == 0
    assert sender.done("1302", {"data": {"ver": "0"}})["file_qury_no"] == ""
