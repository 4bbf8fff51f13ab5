"""Several consoles over one store: an upload is known to those that share its folder, and others say so."""

from pathlib import Path

import pytest

from core.console import ConsoleRole
from tests.helpers.console_world import Browser, ConsoleWorld
from tests.sync.township.console.test_imports import bring, many, workbook

CLERK, ADMINISTRATOR = ConsoleRole.CLERK, ConsoleRole.ADMINISTRATOR


@pytest.fixture
def roster(tmp_path: Path) -> dict[str, bytes]:
    return {"名册.xlsx": workbook(tmp_path, *many(3))}


def publish(browser: Browser, page: str) -> int:
    browser.get(page)
    return browser.post(f"{page}/publish", {"sure": "yes"}).status_code


def test_what_one_console_took_in_another_publishes_that_shares_its_folder(
    world: ConsoleWorld, tmp_path: Path, roster: dict[str, bytes]
) -> None:
    shared = tmp_path / "shared"
    page = bring(world.signed_in(CLERK, uploads=shared), roster)

    other = world.signed_in(ADMINISTRATOR, uploads=shared)
    assert page in other.get("/imports").text
    assert publish(other, page) == 303

    assert [people for _, people in world.store().villages()] == [3]
    assert b"P1" not in b"".join(file.read_bytes() for file in shared.rglob("*") if file.is_file())


def test_a_console_with_a_folder_of_its_own_says_that_the_upload_may_lie_at_another_machine(
    world: ConsoleWorld, tmp_path: Path, roster: dict[str, bytes]
) -> None:
    page = bring(world.signed_in(CLERK, uploads=tmp_path / "one"), roster)

    other = world.signed_in(ADMINISTRATOR, uploads=tmp_path / "other")
    assert page not in other.get("/imports").text
    answer = other.get(page)
    assert answer.status_code == 404
    assert "另一台没有共用上传文件夹的机器" in answer.text
    assert world.store().villages() == []
