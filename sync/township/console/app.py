"""HTTP around the console's pages: who asks, and whether they may."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from core.console import ConsoleUser
from core.console_ports import Console
from core.errors import Hindrance, Refusal, Stop
from core.ids import TownshipCode
from core.township_ports import TownshipStore
from sync.township.bug_place import place_of
from sync.township.console.asking import Answer, Ask, Desk, Moved, Sent, Shown, read_fields, read_form
from sync.township.console.door import (
    DOOR_COOKIE,
    SESSION_COOKIE,
    Door,
    form_token,
    is_form_token,
)
from sync.township.console.hosting import ConsoleHosting
from sync.township.console.imports import begin_upload, end_upload
from sync.township.console.metrics import MEDIA_TYPE, Measured, may_measure, metrics_text
from sync.township.console.pages import HOME, PAGES, UPLOAD, Page
from sync.township.console.receiving import Received, receive
from sync.township.console.rendering import STYLE
from sync.township.console.replies import HEADERS, Guest, frame_of, html, moved, status_of

SIGN_IN, SIGN_OUT, STYLE_SHEET = "/sign-in", "/sign-out", "/style.css"
_AT_ONCE, _SIGN_INS_AT_ONCE, _UPLOADS_AT_ONCE, _JOBS_AT_ONCE = 8, 2, 2, 1
"""Questions in the store at a time; a password is checked with 32 MB of memory, a roster read with more."""

log = logging.getLogger(__name__)


def make_console(hosting: ConsoleHosting) -> Starlette:
    """Build the console's application."""
    reception = _Reception(hosting)
    return Starlette(
        routes=[
            Route(STYLE_SHEET, reception.style, methods=["GET"]),
            Route("/metrics", reception.metrics, methods=["GET"]),
            Route(SIGN_IN, reception.show_door, methods=["GET"]),
            Route(SIGN_IN, reception.sign_in, methods=["POST"]),
            Route(SIGN_OUT, reception.sign_out, methods=["POST"]),
            Route(UPLOAD, reception.upload, methods=["POST"]),
            *(Route(page.path, reception.page(page), methods=list(page.methods)) for page in PAGES),
            Route("/{rest:path}", reception.nothing_here, methods=["GET", "POST"]),
        ]
    )


class _Reception:
    """The one place where a browser comes in."""

    def __init__(self, hosting: ConsoleHosting) -> None:
        self._hosting = hosting
        self._door = Door(hosting.console_of, hosting.clock, hosting.random)
        self._turn = asyncio.Semaphore(_AT_ONCE)
        self._sign_in_turn = asyncio.Semaphore(_SIGN_INS_AT_ONCE)
        self._upload_turn = asyncio.Semaphore(_UPLOADS_AT_ONCE)
        self._job_turn = asyncio.Semaphore(_JOBS_AT_ONCE)

    async def style(self, _: Request) -> Response:
        """Give the style sheet."""
        return Response(STYLE, media_type="text/css", headers=HEADERS)

    async def metrics(self, request: Request) -> Response:
        """Tell how the townships stand to whoever shows the token; to others there is no such page."""
        if not may_measure(request.headers.get("authorization", ""), self._hosting.metrics_token):
            return await self.nothing_here(request)
        return await self._answered(request, self._turn, self._metrics)

    async def show_door(self, request: Request) -> Response:
        """Show the form for signing in."""
        return await self._answered(request, self._turn, self._show_door)

    async def sign_in(self, request: Request) -> Response:
        """Let somebody in."""
        return await self._answered(request, self._sign_in_turn, self._sign_in)

    async def sign_out(self, request: Request) -> Response:
        """Let somebody go."""
        return await self._answered(request, self._turn, self._sign_out)

    async def upload(self, request: Request) -> Response:
        """Take files in."""
        return await self._guarded(self._uploaded(request))

    async def nothing_here(self, request: Request) -> Response:
        """Say that there is no such page; whoever is not signed in learns not even that."""

        def nothing(_: Desk, __: Ask) -> Answer:
            raise Refusal("console_page_unknown")

        page = Page("/", None, look=nothing, do=nothing)
        return await self._answered(request, self._turn, lambda asked, ask: self._page(page, asked, ask))

    def page(self, page: Page) -> Callable[[Request], Any]:
        """Give what answers for a page."""

        async def answer(request: Request) -> Response:
            return await self._answered(request, self._turn, lambda asked, ask: self._page(page, asked, ask))

        return answer

    async def _answered(
        self, request: Request, turn: asyncio.Semaphore, respond: Callable[[Request, Ask], Response]
    ) -> Response:
        async def answer() -> Response:
            ask = await _read(request)
            async with turn:
                return await run_in_threadpool(respond, request, ask)

        return await self._guarded(answer())

    async def _uploaded(self, request: Request) -> Response:
        """Take files in from whoever is signed in and sends them with a form of ours."""
        _require_own_origin(request)
        guest = await run_in_threadpool(self._guest, request)
        if guest is None:
            return moved(SIGN_IN)

        def begin(fields: Mapping[str, str]) -> Received:
            if not is_form_token(fields.get("form_token", ""), guest.cookie):
                raise Refusal("form_not_ours")
            return begin_upload(guest.desk, fields)

        try:
            async with self._upload_turn:
                received = await receive(request, begin)
            return self._response(await run_in_threadpool(end_upload, guest.desk, received), guest, None)
        except Stop as stop:
            return self._no(stop, guest)

    async def _guarded(self, answering: Awaitable[Response]) -> Response:
        try:
            return await answering
        except ClientDisconnect:
            return Response(status_code=400)
        except Stop as stop:
            return self._no(stop, None)
        except Exception as error:  # a bug: its text could name a person, so the log tells only where it was
            log.error("a page found a bug: %s in %s", type(error).__name__, place_of(error))
            return self._no(Hindrance("console_bug"), None)

    def _metrics(self, _: Request, __: Ask) -> Response:
        hosting = self._hosting
        measured = [
            Measured(code, hosting.store_of(code), hosting.console_of(code)) for code in hosting.codes()
        ]
        return Response(metrics_text(measured), headers=HEADERS, media_type=MEDIA_TYPE)

    def _show_door(self, request: Request, _: Ask) -> Response:
        if self._guest(request):
            return moved(HOME)
        return self._door_page()

    def _sign_in(self, request: Request, ask: Ask) -> Response:
        _require_ours(ask, request.cookies.get(DOOR_COOKIE, ""))
        try:
            township = self._township(ask.given("township"))
            cookie = self._door.sign_in(township, ask.given("user"), ask.form.get("password", ""))
        except Refusal as refusal:
            return self._door_page(refusal)
        response = moved(HOME)
        response.set_cookie(SESSION_COOKIE, cookie, secure=True, httponly=True, samesite="strict")
        response.delete_cookie(DOOR_COOKIE, secure=True, httponly=True, samesite="strict")
        return response

    def _sign_out(self, request: Request, ask: Ask) -> Response:
        cookie = request.cookies.get(SESSION_COOKIE, "")
        _require_ours(ask, cookie)
        self._door.sign_out(cookie)
        response = moved(SIGN_IN)
        response.delete_cookie(SESSION_COOKIE, secure=True, httponly=True, samesite="strict")
        return response

    def _page(self, page: Page, request: Request, ask: Ask) -> Response:
        guest = self._guest(request)
        if guest is None:
            return moved(SIGN_IN)
        try:
            answer = _answer(page, request, ask, guest)
        except Stop as stop:
            return self._no(stop, guest)
        return self._response(answer, guest, page)

    def _response(self, answer: Answer, guest: Guest, page: Page | None) -> Response:
        if isinstance(answer, Moved):
            return moved(answer.path, BackgroundTask(self._work, answer.after) if answer.after else None)
        if isinstance(answer, Sent):
            headers = {**HEADERS, "content-disposition": f'attachment; filename="{answer.name}"'}
            return StreamingResponse(answer.pieces, headers=headers, media_type=answer.kind)
        return html(answer, {**frame_of(guest, page), **answer.facts})

    async def _work(self, job: Callable[[], None]) -> None:
        """Do what goes on behind an answer, one job at a time."""
        async with self._job_turn:
            try:
                await run_in_threadpool(job)
            except Exception as error:  # as with a page: nobody is left to tell
                log.error("work behind a page found a bug: %s in %s", type(error).__name__, place_of(error))

    def _desk(
        self, store: TownshipStore, console: Console, user: ConsoleUser, township: TownshipCode
    ) -> Desk:
        hosting = self._hosting
        return Desk(store, console, hosting.clock, user, hosting.speech, hosting.uploads.of(township))

    def _guest(self, request: Request) -> Guest | None:
        cookie = request.cookies.get(SESSION_COOKIE, "")
        signed_in = self._door.whose(cookie)
        if signed_in is None:
            return None
        township, user = signed_in
        store, console = self._hosting.store_of(township), self._hosting.console_of(township)
        return Guest(cookie, self._desk(store, console, user, township))

    def _township(self, given: str) -> TownshipCode:
        codes = self._hosting.codes()
        if len(codes) == 1:
            return codes[0]
        if given not in codes:
            raise Refusal("console_sign_in_wrong")
        return TownshipCode(given)

    def _door_page(self, stop: Stop | None = None) -> Response:
        token = self._door.new_token()
        facts = {
            "form_token": form_token(token),
            "ask_township": len(self._hosting.codes()) > 1,
            "no": self._hosting.speech.sentence_for(stop) if stop else "",
        }
        response = html(Shown("sign_in.html", status=status_of(stop) if stop else 200), facts)
        response.set_cookie(DOOR_COOKIE, token, secure=True, httponly=True, samesite="strict")
        return response

    def _no(self, stop: Stop, guest: Guest | None) -> Response:
        facts = {"no": self._hosting.speech.sentence_for(stop)}
        frame = frame_of(guest, None) if guest else {}
        return html(Shown("no.html" if guest else "no_outside.html", status=status_of(stop)), frame | facts)


async def _read(request: Request) -> Ask:
    form: Mapping[str, str] = {}
    if request.method == "POST":
        _require_own_origin(request)
        form = await read_form(request)
    return Ask(request.path_params, read_fields(request.url.query.encode()), form)


def _require_own_origin(request: Request) -> None:
    """Go on only with what a page of this very console sends."""
    if request.headers.get("origin") != f"https://{request.headers.get('host', '')}":
        raise Refusal("form_not_ours")


def _answer(page: Page, request: Request, ask: Ask, guest: Guest) -> Answer:
    if request.method == "POST":
        _require_ours(ask, guest.cookie)
    if page.right is not None:
        guest.desk.require(page.right)
    way = page.do if request.method == "POST" else page.look
    if way is None:
        raise Refusal("console_page_unknown")
    return way(guest.desk, ask)


def _require_ours(ask: Ask, cookie: str) -> None:
    """Go on only with a form this console made for this very browser."""
    if not is_form_token(ask.form.get("form_token", ""), cookie):
        raise Refusal("form_not_ours")
