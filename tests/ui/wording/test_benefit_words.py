"""Every step of an estimate has its sentence, without a code or a missing value in it."""

import re
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from core.policy.benefits import estimate
from core.policy.bill import BillLine, Entitled
from core.policy.choices import Suspendable
from core.policy.pack import Pack
from tests.core.policy.test_benefits import LINES, PACKS, PATIENTS, in_emergency
from ui.wording.benefits import MARK, estimate_sentences

ALL_LIFTED = in_emergency(*(limit.value for limit in Suspendable))


@settings(max_examples=200, deadline=None)
@given(
    LINES, PATIENTS, st.sampled_from(["village_clinic", "township"]), st.sampled_from([*PACKS, ALL_LIFTED])
)
def test_any_estimate_can_be_said_and_is_marked(
    lines: list[BillLine], patient: Entitled, tier: str, pack: Pack
) -> None:
    found = estimate(pack, tier, lines, patient, date(2026, 6, 1))
    assert found is not None
    said = estimate_sentences(found)
    assert said[0] == MARK and said[-1].startswith("预估")
    assert len(said) == len(found.steps) + 2
    for line in said:
        assert line.endswith("。")
        assert re.search(r"[a-z]_[a-z]|None|\{", line) is None, line
