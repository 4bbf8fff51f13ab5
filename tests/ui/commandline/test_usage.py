"""A command that cannot be read as it was typed is told in the words of the program, with exit code 2."""

from pathlib import Path

import pytest

from tests.helpers.commands import command

WHO = ("--data", "d", "--user", "u")
MISTYPED = [
    (("clinic", "status"), "缺少选项 --data。"),
    (("clinic", "record", *WHO), "缺少参数 "),
    (("clinic", "statu"), "没有“statu”这个命令，是不是要用 status？"),
    (("nobody",), "没有“nobody”这个命令。"),
    (("--nobody",), "没有“--nobody”这个选项。"),
    (("clinic", "status", "--dat", "d"), "没有“--dat”这个选项，是不是要用 --data？"),
    (("clinic", "status", *WHO, "more"), "后面多了“more”。"),
    (("clinic", "status", "--data"), "选项 --data 后面要跟一个值。"),
    (("clinic", "audit", *WHO, "--limit", "x"), "--limit 的值不对：要填一个整数。"),
    (("clinic", "audit", *WHO, "--limit", "5000"), "--limit 的值不对：不能大于 1000。"),
    (("clinic", "audit", *WHO, "--limit", "0"), "--limit 的值不对：不能小于 1。"),
    (("clinic", "close-day", *WHO, "--day", "2026-13-01"), "--day 的值不对：日期要写成 2026-11-30 这样。"),
    (("clinic", "record", "/nowhere.jsonl", *WHO), "找不到 /nowhere.jsonl。"),
    (("county", "recover", "--data", "d"), "请"),
]


@pytest.mark.parametrize(("typed", "said"), MISTYPED, ids=lambda value: " ".join(value)[:40])
def test_what_is_mistyped_is_told_in_words(typed: tuple[str, ...], said: str) -> None:
    result = command(*typed)
    assert result.exit_code == 2
    sentence, *how = result.stderr.splitlines()
    assert said in sentence
    assert [line[:3] for line in how] in (
        ["用法：", "要看说"],
        [],
    )  # a value left out is noticed without a place
    assert not any(word in result.stderr for word in ("Error", "Usage", "Invalid", "OPTIONS"))


def test_a_file_in_the_place_of_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = command("clinic", "backup", *WHO, "--to", tmp_path / "file")
    assert result.exit_code == 2
    assert "是一个文件，这里要一个文件夹。" in result.stderr


def test_help_and_a_group_without_a_command_stay_what_they_were() -> None:
    assert command("clinic", "--help").exit_code == 0
    alone = command("clinic")
    assert alone.exit_code == 2
    assert "status" in alone.output
