"""Case 31: an upgrade is cut short, at the clinic or at the township; the next start ends it."""

import json
import shutil
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text

from storage.clinic.desk import open_clinic
from storage.clinic.upgrade import copies_before
from storage.sqlcipher import Database, Migrations
from storage.township import schema
from storage.township.engines import open_embedded
from tests.storage.clinic.released.writer import EXPECTED, content_of, released
from tests.storage.clinic.sample import DOCTOR, PASSWORD, Pen, desk_in, person, visit_of


class PowerGone(BaseException):
    """Ends the program where it stands."""


def cut_after(monkeypatch: pytest.MonkeyPatch, steps: int) -> None:
    """Let the power go once so many steps of each file were taken."""
    whole = Migrations.apply

    def apply(self: Migrations, db: Database, **options: Any) -> None:
        waiting = [step.name for step in self.pending(db)]
        if len(waiting) <= steps:
            whole(self, db, **options)
        else:
            whole(self, db, stop_before=waiting[steps])
            raise PowerGone

    monkeypatch.setattr(Migrations, "apply", apply)


@pytest.mark.parametrize("kept", [released()[0], released()[1]], ids=lambda folder: str(folder.name))
def test_case_31_a_clinics_upgrade_cut_short_at_any_step_is_ended_by_the_next_start(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "clinic"
    shutil.copytree(kept, folder)
    (folder / EXPECTED).unlink()
    expected = json.loads((kept / EXPECTED).read_text("utf-8"))
    cuts = 0
    for steps in range(30):
        with monkeypatch.context() as patch:
            cut_after(patch, min(steps, 1))  # before the first step, then after each
            try:
                store = open_clinic(desk_in(folder), DOCTOR, PASSWORD)
            except PowerGone:
                cuts += 1
                continue
        break
    assert cuts > 3
    found, faults = content_of(store), store.verify()
    store.ledger.append(Pen().draft(visit_of(person(9, "王小满"))))
    store.close()
    assert faults == []
    for name, told in expected.items():
        assert (found[name] if name == "drafts" else found[name][: len(told)]) == told
    open_clinic(desk_in(folder), DOCTOR, PASSWORD).close()
    assert copies_before(folder / "ledger") == [], "the copy from before has served"


def revision(folder: Path) -> str:
    """Open a township's store and tell which step it has reached."""
    with closing(open_embedded(folder)) as database, database.reading() as connection:
        return str(connection.scalar(text("select version_num from alembic_version")))


@pytest.mark.parametrize("step", ["0002", "0007", "0012", "head"])
def test_case_31_a_townships_upgrade_cut_short_in_a_step_is_as_if_it_had_not_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    script = ScriptDirectory(str(schema._SCRIPTS))
    target = script.get_current_head() if step == "head" else step
    upgrade = command.upgrade
    with monkeypatch.context() as patch:
        patch.setattr(command, "upgrade", lambda config, _: upgrade(config, "0001"))
        open_embedded(tmp_path / "town", create=True).close()

    def cut(config: Config, revision: str) -> None:
        upgrade(config, str(target))
        raise PowerGone

    with monkeypatch.context() as patch, pytest.raises(PowerGone):
        patch.setattr(command, "upgrade", cut)
        open_embedded(tmp_path / "town")
    with monkeypatch.context() as patch:
        patch.setattr(command, "upgrade", lambda config, _: None)
        assert revision(tmp_path / "town") == "0001"
    assert revision(tmp_path / "town") == script.get_current_head()
