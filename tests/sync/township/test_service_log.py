"""The log of a service tells what was asked and what came of it, line by line, and no text of anybody's."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from core.errors import Hindrance
from core.ids import TownshipCode
from storage.township.store import SqlTownshipStore
from sync.asks import path_of
from sync.introduction import encode_identity_ask
from sync.township.app import Hosting
from sync.township.service_log import begin_log
from tests.sync.township.test_service import NONCE, Service, running
from tests.sync.township.test_service import hosting as hosting
from tests.sync.township.test_service import service as service

NAME = "张谷雨"


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    room = logging.getLogger("sync.township")
    level, before = room.level, list(room.handlers)
    begin_log(tmp_path / "service.log")
    yield tmp_path / "service.log"
    for handler in [one for one in room.handlers if one not in before]:
        room.removeHandler(handler)
        handler.close()
    room.setLevel(level)


def lines(log: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.read_text("utf-8").splitlines()]


def test_a_question_is_a_line_with_its_outcome_and_foreign_texts_are_none(
    service: Service, store: SqlTownshipStore, log: Path
) -> None:
    path = quote(path_of(NAME, "identity"))
    assert service.post(path, encode_identity_ask(NONCE))[0] != 200
    assert service.post(path_of(store.code, "identity"), encode_identity_ask(NONCE))[0] == 200
    assert service.post(quote(path_of(store.code, NAME)), NAME.encode())[0] == 400
    strange, known, unknown = lines(log)
    assert (strange["township"], strange["question"]) == ("", "identity")
    assert strange["outcome"] not in ("", "ok")
    assert (known["township"], known["outcome"], known["status"]) == (store.code, "ok", 200)
    assert known["bytes"] > 0
    assert (unknown["township"], unknown["question"], unknown["status"]) == (store.code, "", 400)
    assert (unknown["level"], unknown["said"]) == ("info", "answered")
    assert NAME not in log.read_text("utf-8")


@pytest.mark.expects_log("a question found a bug: RuntimeError in test_service_log.py")
def test_a_bug_is_a_line_with_its_place_and_not_its_text(
    hosting: Hosting, store: SqlTownshipStore, log: Path
) -> None:
    def faulty(_: TownshipCode) -> SqlTownshipStore:
        raise RuntimeError(NAME)

    broken = Hosting(hosting.codes, faulty, hosting.tls_pin, hosting.clock)
    with running(broken, store.township().keys.tls) as service:
        assert service.post(path_of(store.code, "identity"), encode_identity_ask(NONCE))[0] == 500
    bug, answered = lines(log)
    assert bug["level"] == "error"
    assert "RuntimeError in test_service_log.py:" in bug["said"]
    assert (answered["outcome"], answered["status"]) == ("bug", 500)
    assert NAME not in log.read_text("utf-8")


def test_a_log_that_cannot_be_written_is_told_before_the_service_begins(tmp_path: Path) -> None:
    with pytest.raises(Hindrance) as caught:
        begin_log(tmp_path / "missing" / "service.log")
    assert caught.value.code == "log_not_writable"
