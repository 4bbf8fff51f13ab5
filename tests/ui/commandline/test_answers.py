"""Every command answers with a sentence or JSON, and with 0, 1 or 2."""

import io
import json
import sys

import pytest
import typer

from core.errors import Hindrance, Refusal, Stop
from ui.commandline.answers import report, sentences
from ui.commandline.start import speak_utf8
from ui.wording.reasons import sentence_for


@pytest.mark.parametrize("stop", [Refusal("wrong_password"), Hindrance("disk_full")])
def test_a_no_is_a_sentence_on_standard_error_and_exit_code_1(
    stop: Stop, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit) as caught, sentences():
        raise stop
    told = capsys.readouterr()
    assert caught.value.exit_code == 1
    assert told.err == sentence_for(stop) + "\n"
    assert told.out == ""


def test_a_bug_is_not_dressed_up_as_a_sentence() -> None:
    with pytest.raises(ZeroDivisionError), sentences():
        raise ZeroDivisionError


def test_a_report_is_one_line_of_json_or_words(capsys: pytest.CaptureFixture[str]) -> None:
    facts = {"name": "演示", "count": 2}
    report(facts, True, lambda _: "words")
    report(facts, False, lambda told: f"{told['name']} {told['count']}")
    first, second = capsys.readouterr().out.splitlines()
    assert json.loads(first) == facts
    assert "演示" in first
    assert second == "演示 2"


def test_a_console_of_another_code_page_gets_utf8_and_never_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="cp1252")
    monkeypatch.setattr(sys, "stdout", stream)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    speak_utf8()
    stream.write("村诊 \ud800")
    stream.flush()
    assert raw.getvalue() == "村诊 ?".encode()
