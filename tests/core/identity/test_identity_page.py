"""The page about identity names refusals the desk has sentences for, and every way and word of a check."""

import re

from core.identity.identity_check import CheckMethod, CheckResult
from tests.helpers.source import ROOT
from ui.wording.reasons import sentences

PAGE = (ROOT / "docs" / "identity.md").read_text("utf-8")


def test_every_refusal_of_the_table_has_its_sentence() -> None:
    rows = [line.rsplit("|", 2)[1] for line in PAGE.splitlines() if line.count("|") == 6]
    codes = {code for row in rows for code in re.findall(r"`(\w+)`", row)}
    assert len(codes) > 12
    assert codes - sentences().keys() == set()


def test_every_method_and_result_is_named() -> None:
    named = [*CheckMethod, *(one for one in CheckResult if one is not CheckResult.AGREES)]
    assert [one.value for one in named if f"`{one.value}`" not in PAGE] == []
