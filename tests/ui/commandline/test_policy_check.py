"""`policy check` says of each kind of bad pack which file, which key and why, in one sentence."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from tests.helpers.county import Texts, a_pack, laid_out
from ui.commandline.policy import policy_commands


def check(*packs: Path | str) -> Result:
    application = typer.Typer(pretty_exceptions_enable=False)
    application.add_typer(policy_commands(), name="policy")
    arguments = ["policy", "check", *map(str, packs)]
    return CliRunner().invoke(application, arguments, catch_exceptions=False)


def said(tmp_path: Path, *folders: Texts) -> str:
    """Check folders called one, two, ...; give the sentence."""
    names = ("one", "two", "three")
    result = check(*(laid_out(tmp_path / name, texts) for name, texts in zip(names, folders, strict=False)))
    assert (result.exit_code, result.stdout) == (1, "")
    (sentence,) = result.stderr.splitlines()
    return sentence


def without(key: str) -> Texts:
    texts = a_pack()
    lines = [line for line in texts["mine/pack.toml"].splitlines() if not line.startswith(key)]
    return {**texts, "mine/pack.toml": "\n".join(lines)}


@pytest.mark.parametrize(
    ("folder", "key", "why"),
    [
        (a_pack(body="[waiting]\nfixed_month = 3\n"), "waiting.fixed_month", "不是认识的参数"),
        (without("region_code"), "region_code", "缺少参数"),
        (
            a_pack(body='[[exemptions]]\ncategory = "x"\nkind = "status"\n'),
            "exemptions.0.benefit_start",
            "缺少参数",
        ),
        (a_pack(body='[waiting]\nfixed_months = "3"\n'), "waiting.fixed_months", "写法不对"),
        (a_pack(body="[waiting]\nfixed_months = 2.5\n"), "waiting.fixed_months", "写法不对"),
        (
            a_pack(body="[critical_illness]\nbonus_cap_ratio = 20\n"),
            "critical_illness.bonus_cap_ratio",
            "0 .. 1",
        ),
        (
            a_pack(body="[contribution.personal_cny]\n2026 = 400.001\n"),
            "contribution.personal_cny.2026",
            ">= 0, 0.01",
        ),
        (a_pack(body='[waiting]\nstart_rule = "soon"\n'), "waiting.start_rule", "“soon”不允许"),
        (a_pack(body='[enrolment_window]\nclose = "Y-1:02-30"\n'), "enrolment_window.close", "“Y-1:02-30”"),
        (a_pack(until="2024-12-31"), "effective_to", "2024-12-31"),
    ],
)
def test_a_fault_of_one_file_is_said_with_file_key_and_reason(
    tmp_path: Path, folder: Texts, key: str, why: str
) -> None:
    sentence = said(tmp_path, folder)
    assert "one/pack.toml" in sentence and key in sentence and why in sentence


def test_parents_in_a_circle_are_said_with_the_file_that_closes_it(tmp_path: Path) -> None:
    sentence = said(tmp_path, a_pack(parent="CN-239902"), a_pack("CN-239902", "CN-239901"))
    assert "绕成了圈" in sentence and "parent" in sentence and "/pack.toml" in sentence


def test_a_parent_nobody_has_is_said(tmp_path: Path) -> None:
    sentence = said(tmp_path, a_pack(parent="CN-98"))
    assert "one/pack.toml" in sentence and "CN-98" in sentence


@pytest.mark.parametrize(
    ("until", "since", "why"), [("2026-12-31", "2026-12-31", "重叠"), ("2026-12-31", "2027-01-02", "空档")]
)
def test_versions_that_overlap_or_leave_a_hole_are_said_with_both_files(
    tmp_path: Path, until: str, since: str, why: str
) -> None:
    sentence = said(tmp_path, a_pack(until=until), a_pack(since=since))
    assert "one/pack.toml" in sentence and "two/pack.toml" in sentence and why in sentence


def test_versions_that_follow_one_another_run_all_their_cases(tmp_path: Path) -> None:
    folders = [a_pack(until="2026-12-31"), a_pack(since="2027-01-01")]
    places = [laid_out(tmp_path / name / "same", texts) for name, texts in zip("ab", folders, strict=True)]
    result = check(*places)
    assert result.exit_code == 0
    assert "2" in result.stdout and "CN-239901" in result.stdout
