"""The simulated platform's catalogue in this very process, on a line that can be cut at a page."""

import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from core.dates import CHINA
from core.ports import Clock
from sync.platform_simulator.platform import Platform
from sync.platform_simulator.rules import read_rules
from sync.platform_simulator.tables import open_tables
from sync.township.settlement.answers import NoAnswer

Touch = Callable[[dict[str, Any]], None]


@dataclass
class PagedPlatform:
    """Implements `sync.township.settlement.platform.Platform`; `asked` are the queries and their pages."""

    folder: Path
    clock: Clock
    parameters: Mapping[str, Any]
    asked: list[tuple[str, int]] = field(default_factory=list)
    cut: dict[tuple[str, int], int] = field(default_factory=dict)
    """How often the answer to a page of a query is still lost."""
    touch: Touch | None = None
    """What is done to every page on its way."""
    tables: sqlite3.Connection = field(init=False)

    def __post_init__(self) -> None:
        self.tables = open_tables(self.folder)
        file = self.folder / "parameters.json"
        file.write_text(json.dumps(self.parameters))
        self.platform = Platform(self.tables, read_rules(file), self._now)  # type: ignore[arg-type]  # a clock that is put by hand

    def _now(self) -> datetime:
        return self.clock.now().astimezone(CHINA)

    def send(self, message_id: str, service: str, body: bytes) -> bytes:
        assert message_id
        message = json.loads(body)
        answer = self.platform.answer(body, service)
        node = message["input"].get("data", {})
        if "page_num" not in node:
            return answer
        page = (message["infno"], node["page_num"])
        self.asked.append(page)
        if self.cut.get(page, 0):
            self.cut[page] -= 1
            raise NoAnswer("platform_line_cut")
        if self.touch:
            told = json.loads(answer)
            self.touch(told["output"])
            return json.dumps(told).encode()
        return answer
