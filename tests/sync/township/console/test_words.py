"""The words of the console's pages stand in several files; a page knows them by name alone."""

import inspect
import re

from core import console
from core.province_ports import OutcomeKind
from sync.township.console.rendering import WORDINGS
from sync.township.console.wording.trail import FACTS, deed_facts
from ui.wording.reasons import sentence_for_code


def test_one_name_means_one_word_whatever_file_it_stands_in() -> None:
    meanings: dict[str, object] = {}
    for wording in WORDINGS:
        for name, word in vars(wording).items():
            if not name.startswith("_"):
                assert meanings.setdefault(name, word) is word, name


def test_every_fact_a_deed_is_written_down_with_has_words() -> None:
    told = " ".join(re.findall(r"Facts: ([^.]*)\.", inspect.getsource(console.ConsoleDeed)))
    names = set(re.findall(r"`([a-z_]+)`", told)) | {kind.value for kind in OutcomeKind}
    assert len(names) > 15
    assert names == set(FACTS)


def test_a_line_of_the_trail_says_what_its_codes_mean() -> None:
    mode = {"clinic": "C01", "institution": "H33011100009", "mode": "own"}
    assert deed_facts(mode, sentence_for_code) == (
        "村卫生室 C01，单独定点（村卫生室自己的编号），机构编号 H33011100009"
    )
    refused = deed_facts({"code": "import_undone_already", "deed": "import_undone"}, sentence_for_code)
    assert refused.startswith("撤销导入，") and "_" not in refused
    rested = deed_facts({"code": "import_rested_upon"}, sentence_for_code)
    assert "之后还有第 …… 次导入" in rested and "{" not in rested
    assert deed_facts({"of_tomorrow": 3, "keep": ""}, sentence_for_code) == "of_tomorrow 3"
