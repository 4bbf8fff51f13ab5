"""The log of a service: a line of JSON for each question answered and each bug met, and nobody's name in it.

Texts of a clinic or of an error never go in: they could name a person. What a question is called and which
township it is for are written only where they are ones there are.
"""

import json
import logging
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

from core.errors import Hindrance
from sync.asks import Ask

MOST_BYTES = 10 * 1024 * 1024
KEPT_FILES = 5
"""Of full files beside the present one: some weeks of a county."""
_ROOM = "sync.township"
_log = logging.getLogger(f"{_ROOM}.answered")
_QUESTIONS = frozenset(ask.value for ask in Ask)


@dataclass(frozen=True, slots=True)
class Answered:
    """A question, what came of it (`ok` or the code of the no), how long it took and what went out."""

    township: str
    question: str
    outcome: str
    status: int
    milliseconds: int
    bytes: int


def tell(answered: Answered) -> None:
    """Write down that a question was answered."""
    _log.info("answered", extra={"facts": asdict(answered)})


def known_question(name: str) -> str:
    """Give the name of a question there is; of any other nothing is written down."""
    return name if name in _QUESTIONS else ""


class JsonLines(logging.Formatter):
    """A record as one line: the moment in UTC, how grave, what, and its facts."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"at": at, "level": record.levelname.lower(), "said": record.getMessage()}
        return json.dumps({**line, **getattr(record, "facts", {})}, ensure_ascii=False)


def begin_log(file: Path) -> None:
    """Write the service's log to a file from now on; full files move aside and the oldest goes.

    Raises:
        Hindrance: `log_not_writable`.
    """
    try:
        handler = RotatingFileHandler(file, maxBytes=MOST_BYTES, backupCount=KEPT_FILES, encoding="utf-8")
    except OSError as error:
        raise Hindrance("log_not_writable") from error
    handler.setFormatter(JsonLines())
    room = logging.getLogger(_ROOM)
    room.addHandler(handler)
    room.setLevel(logging.INFO)
