"""HTTP around the clinic API: bounded bodies in, bounded answers out, many townships by path."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from core.errors import Hindrance, Refusal, Stop
from core.ids import TownshipCode
from core.ports import Clock
from core.township_ports import TownshipStore
from sync.asks import ANY_TOWNSHIP, MAX_MESSAGE_BYTES, MEDIA_TYPE
from sync.codec import from_wire, to_wire
from sync.envelope import read_request
from sync.protocol import encode_no
from sync.township.bug_place import place_of
from sync.township.clinic_api import ClinicApi
from sync.township.insurance_codes import Lines
from sync.township.service_log import Answered, known_question, tell
from sync.township.turnstile import Room, Turnstile

_BODY_SECONDS = 60.0
_STATUS = {
    "signature_wrong": 403,
    "device_unknown": 403,
    "device_revoked": 403,
    "township_not_set_up": 404,
    "question_unknown": 404,
    "chunk_unknown": 404,
    "message_too_slow": 408,
    "epoch_differs": 409,
    "message_too_large": 413,
    "media_type_wrong": 415,
}

_OK = "ok"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Hosting:
    """The townships of a service: their codes, the store of each, the pin of the TLS key it speaks with.

    `lines` are those to the platform, for whose 医保码 somebody shows.
    """

    codes: Callable[[], Sequence[TownshipCode]]
    store_of: Callable[[TownshipCode], TownshipStore]
    tls_pin: Callable[[], bytes]
    clock: Clock
    room: Room = field(default_factory=Room)
    lines: Lines = field(default_factory=Lines)


def make_app(hosting: Hosting) -> Starlette:
    """Build the service's application."""
    door = _Door(hosting)
    return Starlette(
        routes=[
            Route("/v1/{township}/{name}", door.ask, methods=["POST"]),
            Route("/health", door.health, methods=["GET"]),
        ]
    )


class _Door:
    """The one place where requests come in."""

    def __init__(self, hosting: Hosting) -> None:
        self._hosting = hosting
        self._turnstile = Turnstile(hosting.room, time.monotonic)
        self._met = set[str]()
        """Townships somebody was answered for: any other name in a path could be any text."""

    async def ask(self, request: Request) -> Response:
        """Answer a clinic, or say no with a code and no more; the log tells that it was done."""
        begun = time.monotonic()
        township, name = request.path_params["township"], request.path_params["name"]
        response, outcome = await self._asked(request, township, name)
        if outcome == _OK:
            self._met.add(township)
        tell(
            Answered(
                township=township if township in self._met else "",
                question=known_question(name),
                outcome=outcome,
                status=response.status_code,
                milliseconds=round((time.monotonic() - begun) * 1000),
                bytes=len(response.body),
            )
        )
        return response

    async def _asked(self, request: Request, township: str, name: str) -> tuple[Response, str]:
        try:
            if request.headers.get("content-type", "") != MEDIA_TYPE:
                raise Refusal("media_type_wrong")
            with self._turnstile.holding() as hold:
                body = await _body(request, hold)
                async with self._turnstile.turn(lambda: _device_of(body)):
                    if await request.is_disconnected():  # it asked again meanwhile, or gave up
                        raise ClientDisconnect
                    answer = await run_in_threadpool(self._answer, township, name, body)
        except ClientDisconnect:
            return Response(status_code=400), "gave_up"
        except Stop as stop:
            return _no(stop), stop.code
        except Exception as error:  # a bug: its text could name a person, so the log tells only where it was
            log.error("a question found a bug: %s in %s", type(error).__name__, place_of(error))
            return Response(status_code=500), "bug"
        return Response(answer, media_type=MEDIA_TYPE), _OK

    async def health(self, _: Request) -> Response:
        """Tell whether the store answers."""
        try:
            async with self._turnstile.turn(str):
                codes = await run_in_threadpool(self._hosting.codes)
        except Hindrance as hindrance:
            return JSONResponse({"ready": False, "code": hindrance.code}, status_code=503)
        return JSONResponse({"ready": True, "townships": len(codes)})

    def _answer(self, township: str, name: str, body: bytes) -> bytes:
        message = from_wire(body, MAX_MESSAGE_BYTES)
        hosting, code = self._hosting, self._code(township)
        api = ClinicApi(hosting.store_of(code), hosting.clock, codes=hosting.lines.of(code))
        return to_wire(api.handle(name, message, hosting.tls_pin()))

    def _code(self, township: str) -> TownshipCode:
        if township != ANY_TOWNSHIP:
            return TownshipCode(township)
        codes = self._hosting.codes()
        if len(codes) != 1:
            raise Refusal("township_not_named")
        return codes[0]


async def _body(request: Request, hold: Callable[[int], None]) -> bytes:
    """Read a body, giving up at the bound whatever its headers promised."""
    body = bytearray()
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            async for part in request.stream():
                hold(len(part))
                body += part
                if len(body) > MAX_MESSAGE_BYTES:
                    raise Refusal("message_too_large")
    except TimeoutError:
        raise Refusal("message_too_slow") from None
    return bytes(body)


def _device_of(body: bytes) -> str:
    """Tell who says to be asking, before anything is verified: good enough for a place in the queue."""
    try:
        return read_request(from_wire(body, MAX_MESSAGE_BYTES)).device
    except Refusal:
        return ""


def _no(stop: Stop) -> Response:
    if stop.code == "township_busy":
        again = stop.facts["seconds"]
        answer = encode_no(stop.code, again)
        return Response(answer, status_code=503, media_type=MEDIA_TYPE, headers={"connection": "close"})
    if isinstance(stop, Hindrance):
        log.warning("a clinic has to wait: %s", stop.code)
        status = 503
    else:
        status = _STATUS.get(stop.code, 400)
    return Response(encode_no(stop.code), status_code=status, media_type=MEDIA_TYPE)
