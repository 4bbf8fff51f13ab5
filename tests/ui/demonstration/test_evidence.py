"""Figures on which clinic, township and platform disagree end the demonstration with the figure's name."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.errors import Hindrance
from tests.helpers.platform_process import running_platform
from ui.demonstration.backstage import Service
from ui.demonstration.evidence import SUMMARY, read_back, require_agreement, write_summary
from ui.demonstration.story import Told

Figures = dict[str, Any]
Tampering = Callable[[Figures], object]


def agreeing() -> Figures:
    """Give figures of a demonstration in which everything went well."""
    booked = {"state": "effective", "fund_fen": 1200, "setl_id": "S1"}
    return {
        "clinic": {
            "clinic": "V01",
            "visits": 2,
            "events": 2,
            "waiting": 0,
            "receipt": 2,
            "outcomes": {"settled": 1, "not_payable": 1},
            "settled_fund": 1200,
            "estimated_fund": 1450,
            "data_sets": {"roster": 500},
        },
        "township": {
            "people": 1500,
            "clinics": [
                {"code": "V02", "visits": 9, "events": 9, "settled": 9, "fund": 9},
                {"code": "V01", "visits": 2, "events": 2, "settled": 1, "fund": 1200},
            ],
        },
        "township_verified": {"faults": [], "events": 2},
        "platform": [booked, {**booked, "state": "reversed", "fund_fen": 999}],
        "verdicts_on_screen": {str(n): f"结论{n}" for n in range(6)},
        "offline_note": "连不上",
        "files": {"slip.pdf": 30_000, "note.pdf": 30_000},
    }


def clinic(**change: Any) -> Tampering:
    return lambda figures: figures["clinic"].update(change)


def served(**change: Any) -> Tampering:
    return lambda figures: figures["township"]["clinics"][1].update(change)


def whole(**change: Any) -> Tampering:
    return lambda figures: figures.update(change)


TAMPERED: list[tuple[str, Tampering]] = [
    ("visits", served(visits=1)),  # the township lost a visit
    ("visits", served(visits=3)),
    ("visits", clinic(visits=1)),
    ("visits", lambda figures: (clinic(visits=0)(figures), served(visits=0)(figures))),
    ("events", served(events=1)),
    ("events", clinic(events=3)),
    ("waiting", clinic(waiting=1)),
    ("waiting", clinic(receipt=1)),
    ("waiting", clinic(receipt=None)),
    ("settled", served(settled=2)),
    ("settled", clinic(outcomes={"not_payable": 2})),
    ("settled", clinic(outcomes={"settled": 2})),
    ("settled", whole(platform=[])),
    ("settled", lambda figures: figures["platform"].append(figures["platform"][0])),  # paid twice
    ("settled", lambda figures: figures["platform"][0].update(state="reversed")),
    ("fund", clinic(settled_fund=1199)),
    ("fund", served(fund=1201)),
    ("fund", lambda figures: figures["platform"][0].update(fund_fen=1201)),
    ("estimate", clinic(estimated_fund=0)),
    ("people", clinic(data_sets={"roster": 0})),
    ("people", clinic(data_sets={"roster": 1501})),
    ("people", lambda figures: figures["township"].update(people=499)),
    ("faults", whole(township_verified={"faults": ["device_chain_broken"], "events": 2})),
    ("verdicts", whole(verdicts_on_screen={str(n): f"结论{n % 5}" for n in range(9)})),
    ("verdicts", whole(verdicts_on_screen={})),
    ("offline", whole(offline_note="")),
    ("slip", whole(files={})),
    ("slip", whole(files={"slip.pdf": 0, "note.pdf": 9})),
    ("note", whole(files={"slip.pdf": 9})),
    ("note", whole(files={"slip.pdf": 9, "note.pdf": 0})),
]


def test_figures_that_agree_are_let_through() -> None:
    require_agreement(agreeing())


@pytest.mark.parametrize(("figure", "tamper"), TAMPERED)
def test_a_tampered_figure_is_named(figure: str, tamper: Tampering) -> None:
    figures = agreeing()
    tamper(figures)
    with pytest.raises(Hindrance) as caught:
        require_agreement(figures)
    assert (caught.value.code, caught.value.facts) == ("demo_figures_differ", {"figure": figure})


def test_every_check_is_tampered_with() -> None:
    told = {figure for figure, _ in TAMPERED}
    assert told == {
        *("visits", "events", "waiting", "settled", "fund", "estimate"),
        *("people", "faults", "verdicts", "offline", "slip", "note"),
    }


def test_a_clinic_the_township_does_not_know_is_no_agreement() -> None:
    figures = agreeing()
    del figures["township"]["clinics"][1]
    with pytest.raises(Hindrance) as caught:
        require_agreement(figures)
    assert (caught.value.code, caught.value.facts) == ("demo_figures_differ", {"figure": "visits"})


def test_the_summary_is_json_with_its_chinese_readable(tmp_path: Path) -> None:
    write_summary(tmp_path, {"note": "连不上"})
    text = (tmp_path / SUMMARY).read_text("utf-8")
    assert "连不上" in text
    assert json.loads(text) == {"note": "连不上"}


class Stage:
    """What `read_back` reads: commands that answer, a platform that listens, files that lie there."""

    def __init__(self, out: Path, process: "subprocess.Popen[str]", port: int) -> None:
        self.out = out
        self.township_data = out / "township"
        self.platform = Service(process, port)
        self.backstage = self
        self.asked: list[tuple[str, ...]] = []

    def run(self, *arguments: str) -> dict[str, object]:
        self.asked.append(arguments)
        return {"answer_to": arguments[1]}


def test_each_party_is_read_for_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    out = tmp_path / "out"
    out.mkdir()
    (out / "slip.pdf").write_bytes(b"12345")
    (out / "logs").mkdir()
    with running_platform(tmp_path) as platform:
        port = int(platform.address.rpartition(":")[2])
        stage: Any = Stage(out, subprocess.Popen(["true"], text=True), port)
        figures = read_back(stage, {"visits": 2}, Told({"active": "可享受"}, [], "连不上"))
        stage.platform.stop()
    assert figures["clinic"] == {"visits": 2}
    assert figures["township"] == {"answer_to": "status"}
    assert figures["township_verified"] == {"answer_to": "verify"}
    assert figures["platform"] == []
    assert figures["files"] == {"slip.pdf": 5}
    assert (figures["verdicts_on_screen"], figures["offline_note"]) == ({"active": "可享受"}, "连不上")


def test_a_platform_that_is_gone_is_a_hindrance(tmp_path: Path) -> None:
    stage: Any = Stage(tmp_path, subprocess.Popen(["true"], text=True), 1)
    with pytest.raises(Hindrance, match="demo_service_silent"):
        read_back(stage, {}, Told())
    stage.platform.stop()
