"""The command that joins and parts records says what became of each line; numbers stand in the file alone."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from typer import Typer
from typer.testing import CliRunner

from core.clinic import SignIn
from ui.commandline.clinic_joins import add_clinic_joins


class Deeds:
    """Saves the first line and refuses the second."""

    def record_joins(self, _who: SignIn, lines: Iterable[str]) -> Iterator[Mapping[str, Any]]:
        assert len(list(lines)) == 2
        yield {"line": 1, "outcome": "saved"}
        yield {"line": 2, "outcome": "not_joined", "facts": {}}


def test_each_line_is_told(tmp_path: Path) -> None:
    file = tmp_path / "joins.jsonl"
    file.write_text("{}\n{}\n")
    group = Typer()
    add_clinic_joins(group, Deeds)
    asking = ("--data", "clinic", "--user", "wang", "--password-stdin")
    done = CliRunner().invoke(group, [str(file), *asking], input="a synthetic password\n")
    assert done.exit_code == 1
    assert "第 1 行：已保存" in done.output
    assert "第 2 行：这两个档案没有并在一起" in done.output
