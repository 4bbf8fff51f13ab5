"""The platform over HTTP, with its faults, and the control address under /simulator/."""

import asyncio
import json
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import Receive, Scope, Send

from sync.platform_simulator.control import control_routes
from sync.platform_simulator.faults import Fault, Faults, Kind, When
from sync.platform_simulator.gateway import admitted
from sync.platform_simulator.people import load_people
from sync.platform_simulator.platform import Platform
from sync.platform_simulator.tables import transaction

LARGEST_BODY = 1_000_000
_HALF = b'{"infcode": 0, "output": {}}'


class CutLine(Response):
    """Promise an answer, send half of it and cut the line."""

    def __init__(self, body: bytes) -> None:
        super().__init__(body, media_type="application/json")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  # the form every ASGI answer has
        """Send the head and half the body, then return without the rest."""
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        half = self.body[: len(self.body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})


class FrontDoor:
    """Where messages come in: signed headers, faults, then the platform."""

    def __init__(self, platform: Platform, faults: Faults) -> None:
        self.platform = platform
        self.faults = faults
        self.parked: list[tuple[bytes, str]] = []
        self._last_answer: dict[str, bytes] = {}

    async def receive(self, request: Request) -> Response:
        """Take one message."""
        gateway = self.platform.rules.gateway
        if gateway is not None and not admitted(gateway, request.headers):
            return JSONResponse({"message": "invalid signature"}, 401)
        if not self.platform.rules.open_at(self.platform.now().time()):
            return Response("Service Unavailable", 503, media_type="text/plain")
        body = await request.body()
        if len(body) > LARGEST_BODY:
            return Response(status_code=413)
        service = request.path_params.get("service", "")
        infno = _number_of(body)
        fault = self.faults.strike(infno)
        if fault is None:
            answer = self._answer(infno, body, service)
            return _whole(answer)
        return await self._go_wrong(fault, infno, body, service)

    def deliver(self) -> int:
        """Let the parked messages take effect; their senders have long gone."""
        parked, self.parked = self.parked, []
        for body, service in parked:
            self.platform.answer(body, service)
        return len(parked)

    def _answer(self, infno: str, body: bytes, service: str) -> bytes:
        answer = self.platform.answer(body, service)
        self._last_answer[infno] = answer
        return answer

    def _change(self, fault: Fault, infno: str, body: bytes, service: str) -> bytes:
        answer = self._answer(infno, body, service) if fault.when is When.AFTER else b""
        if fault.kind is Kind.MIDNIGHT:
            self.platform.now.put_to_midnight()
            return b""
        with transaction(self.platform.db):
            load_people(self.platform.db, fault.people, self.platform.now().year)
        return answer or self._answer(infno, body, service)

    async def _go_wrong(self, fault: Fault, infno: str, body: bytes, service: str) -> Response:
        if fault.kind in (Kind.CHANGE, Kind.MIDNIGHT):
            answer = self._change(fault, infno, body, service)
            return _whole(answer) if answer else CutLine(_HALF)
        answer = b""
        stale = self._last_answer.get(infno, b"")
        if fault.when is When.LATE:
            self.parked.append((body, service))
        if fault.when is When.AFTER or fault.kind is Kind.SLOW:
            answer = self._answer(infno, body, service)
        if fault.kind is Kind.TWICE:
            self._answer(infno, body, service)
            return _whole(self._answer(infno, body, service))
        if fault.kind in (Kind.TIMEOUT, Kind.SLOW):
            await asyncio.sleep(fault.hold_ms / 1000)
        match fault.kind:
            case Kind.SLOW:
                return _whole(answer)
            case Kind.ERROR:
                return Response("Internal Server Error", 500, media_type="text/plain")
            case Kind.EMPTY:
                return Response(status_code=200)
            case Kind.REFUSE:
                return JSONResponse({"infcode": -1, "err_msg": "FSI-系统繁忙,请稍后再试", "output": None})
            case Kind.STALE if stale:
                return _whole(stale)
            case _:
                return CutLine(answer or _HALF)


def build_app(platform: Platform) -> Starlette:
    """Put platform and control address behind one port."""
    faults = Faults()
    door = FrontDoor(platform, faults)
    routes: list[BaseRoute] = [
        Route("/fsi/api", door.receive, methods=["POST"]),
        Route("/fsi/api/{service:path}", door.receive, methods=["POST"]),
        Mount("/simulator", routes=control_routes(platform, faults, door.deliver)),
    ]
    return Starlette(routes=routes)


def _number_of(body: bytes) -> str:
    try:
        message: Any = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    infno = message.get("infno") if isinstance(message, dict) else None
    return infno if isinstance(infno, str) else ""


def _whole(answer: bytes) -> Response:
    return Response(answer, media_type="application/json")
