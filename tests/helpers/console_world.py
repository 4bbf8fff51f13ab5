"""The console of two townships on one store, and a browser that keeps cookies as browsers do."""

import asyncio
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
from starlette.applications import Starlette

from core.console import ConsoleRole, ConsoleUser
from core.events import EventType
from core.ids import EventId, TownshipCode, UserId
from storage.clinic.key_slot import Cost
from storage.township.console import SqlConsole
from storage.township.engines import TownshipDatabase
from storage.township.store import SqlTownshipStore
from storage.township.townships import township_codes
from sync.codec import CborCodec
from sync.township.console.app import make_console
from sync.township.console.asking import FORM, Speech
from sync.township.console.door import SESSION_COOKIE
from sync.township.console.hosting import ConsoleHosting
from sync.township.imports.uploads import Uploads
from sync.township.judge import judge_waiting
from tests.helpers.township_store import CLINIC, CODEC, Writer, a_device, a_store
from tests.helpers.township_talk import SetClock, a_visit
from ui.wording.reasons import sentence_for, sentence_for_code

HERE, ELSEWHERE = TownshipCode("T330111"), TownshipCode("T330112")
PASSWORD = "green-stone-bridge"
METRICS_TOKEN = "m" * 32
CHEAP = Cost(memory_kib=8, passes=1)
ORIGIN = "https://testserver"
_TOKEN = re.compile(r'name="form_token" value="([0-9a-f]{64})"')


@dataclass(slots=True)
class ConsoleWorld:
    """Two townships; here is a user of every role, whose sign-in name is the role's, elsewhere a clerk."""

    database: TownshipDatabase
    folder: Path
    clock: SetClock = field(default_factory=SetClock)

    def __post_init__(self) -> None:
        for code in (HERE, ELSEWHERE):
            a_store(self.database, code)
            for role in ConsoleRole if code == HERE else (ConsoleRole.CLERK,):
                self.console(code).keep_user(ConsoleUser(UserId(role.value), f"{role}甲", role), PASSWORD)

    def console(self, code: TownshipCode = HERE) -> SqlConsole:
        return SqlConsole(self.database, code, CborCodec(), CHEAP)

    def store(self, code: TownshipCode = HERE) -> SqlTownshipStore:
        return SqlTownshipStore(self.database, code, CborCodec())

    def visit(self, code: TownshipCode = HERE, **changes: Any) -> EventId:
        """Let a clinic's PC hand in a visit, and judge it."""
        return self.hand_in([CODEC.encode(a_visit(**changes).to_plain())], code)[0]

    def hand_in(
        self, bodies: Sequence[bytes], code: TownshipCode = HERE, kind: str = EventType.VISIT_RECORDED
    ) -> list[EventId]:
        """Let a clinic's PC hand in events, and judge them."""
        store = self.store(code)
        device = a_device(store)
        writer = Writer(device.device, township=code)
        for body in bodies:
            writer.write(body, kind)
        store.accept(device, writer.incarnation, writer.events)
        judge_waiting(store, self.clock)
        return [one.header.event_id for one in writer.events]

    def said(self, code: TownshipCode = HERE) -> list[tuple[str, str]]:
        """Give what the clinic is told: kinds and reasons."""
        told = self.store(code).results(CLINIC, 0, 999)
        return [(str(one.kind), str(one.facts.get("reason", ""))) for one in told]

    def browser(self, uploads: Path | None = None) -> "Browser":
        """Open a browser at a console of its own; `uploads` is where that one keeps what waits."""
        hosting = ConsoleHosting(
            codes=lambda: township_codes(self.database),
            store_of=self.store,
            console_of=self.console,
            clock=self.clock,
            speech=Speech(sentence_for, sentence_for_code),
            uploads=Uploads(uploads or self.folder, self.database.sealer.seed, secrets.token_bytes),
            random=secrets.token_bytes,
            metrics_token=METRICS_TOKEN,
        )
        return Browser(make_console(hosting))

    def signed_in(
        self, role: ConsoleRole, code: TownshipCode = HERE, uploads: Path | None = None
    ) -> "Browser":
        browser = self.browser(uploads)
        assert browser.sign_in(role.value, PASSWORD, code).status_code == 303
        return browser

    def deeds(self, code: TownshipCode = HERE) -> list[str]:
        """Give the trail, oldest first."""
        return [one.deed for one in reversed(self.console(code).trail(None, 99))]


@dataclass(slots=True)
class Browser:
    """Sends forms with what the page it was shown carries."""

    app: Starlette
    token: str = ""
    cookies: httpx.Cookies = field(default_factory=httpx.Cookies)

    def get(self, path: str) -> httpx.Response:
        response = self.send("GET", path)
        found = _TOKEN.search(response.text)
        self.token = found[1] if found else ""
        return response

    def post(self, path: str, form: Mapping[str, str], **headers: str) -> httpx.Response:
        body = urlencode({"form_token": self.token, **form}).encode()
        return self.send("POST", path, body, {"origin": ORIGIN, "content-type": FORM, **headers})

    def upload(
        self, files: Mapping[str, bytes], fields: Mapping[str, str] | None = None, **headers: str
    ) -> httpx.Response:
        """Send files as browsers do, behind the fields of the form."""
        told = {"form_token": self.token, "kind": "roster", "as_of": "2026-05-06", **(fields or {})}
        mark = "----cunzhen"
        parts = [_part(mark, name, value.encode()) for name, value in told.items()]
        parts += [_part(mark, "file", data, name) for name, data in files.items()]
        body = b"".join(parts) + f"--{mark}--\r\n".encode()
        kind = f"multipart/form-data; boundary={mark}"
        return self.send("POST", "/imports/upload", body, {"origin": ORIGIN, "content-type": kind, **headers})

    def send(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        return asyncio.run(self._send(method, path, body, headers))

    def sign_in(self, user: str, password: str, code: TownshipCode = HERE) -> httpx.Response:
        self.get("/sign-in")
        return self.post("/sign-in", {"user": user, "password": password, "township": code})

    @property
    def cookie(self) -> str | None:
        """Give the cookie of the session."""
        return self.cookies.get(SESSION_COOKIE)

    def holding(self, cookie: str) -> "Browser":
        """Take another cookie in its place."""
        self.cookies = httpx.Cookies()
        self.cookies.set(SESSION_COOKIE, cookie, domain="testserver.local")
        return self

    async def _send(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str] | None
    ) -> httpx.Response:
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(
            transport=transport, base_url=ORIGIN, cookies=self.cookies, trust_env=False
        ) as client:
            response = await client.request(method, path, content=body, headers=headers)
            self.cookies = client.cookies
            return response


def _part(mark: str, name: str, data: bytes, file_name: str | None = None) -> bytes:
    named = "" if file_name is None else f'; filename="{file_name}"\r\nContent-Type: application/octet-stream'
    head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'
    return head.encode() + data + b"\r\n"
