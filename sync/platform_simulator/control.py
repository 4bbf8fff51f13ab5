"""The control address: ask for faults, change people, read the ledger back; no part of the interface.

POST   /simulator/faults      one or a list: {"infno": "2207", "when": "after", "kind": "timeout", "times": 1}
DELETE /simulator/faults      none from now on
GET    /simulator/faults      how many have not struck yet, and those that have, by kind and moment
POST   /simulator/clock       {"now": "2026-03-03T00:30:00"}: the platform's clock goes on from there
POST   /simulator/deliver     messages parked by `"when": "late"` take effect now
POST   /simulator/people      people as in the people file: inserted or replaced
POST   /simulator/codes       {"code": "...", "psn_no": "...", "minutes": 5}: a telephone shows a code
POST   /simulator/ledger      books that differ: {"setl_id": "...", "fund_fen": 100}, or "lost": true,
                              or "copied": true for a settlement that only this ledger knows
POST   /simulator/clearing    {"fixmedins_code": "...", "month": "2026-03", "cleared": true}: of a month
                              that was cleared nothing is cancelled any more
GET    /simulator/ledger      every settlement ever made, with its state and amounts in fen
GET    /simulator/messages    every message heard: number, id, outcome
GET    /simulator/traces      the trace codes of the fee lines that stand here
GET    /simulator/visits      registrations and how many fee lines each holds
"""

import json
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sync.platform_simulator.faults import Fault, Faults
from sync.platform_simulator.people import load_people
from sync.platform_simulator.platform import Platform
from sync.platform_simulator.tables import transaction

_LEDGER = (
    "select setl_id, msgid, undoes, psn_no, mdtrt_id, ipt_otp_no, chrg_bchno, fixmedins_code, insutype,"
    " med_type, clr_optins, setl_time, sum_fen, fund_fen, acct_fen, cash_fen, state"
    " from settlements order by rowid"
)
_CLEARED = "insert or ignore into clearings values (?, ?)"
_NOT_CLEARED = "delete from clearings where fixmedins_code = ? and month = ?"
_MESSAGES = "select infno, msgid, infcode, fixmedins_code from messages order by rowid"
_VISITS = (
    "select mdtrt_id, psn_no, ipt_otp_no, cancelled,"
    " (select count(*) from fee_lines f where f.mdtrt_id = r.mdtrt_id) as fee_lines"
    " from registrations r order by mdtrt_id"
)

_TRACES = "select mdtrt_id, feedetl_sn, code from traces order by rowid"
_LISTS = {"ledger": _LEDGER, "messages": _MESSAGES, "visits": _VISITS, "traces": _TRACES}


def change_books(db: sqlite3.Connection, asked: dict[str, Any]) -> int:
    """Make the platform's books differ from everybody else's; give how many rows changed."""
    if asked.get("copied"):
        sql = (
            "insert into settlements select setl_id || 'X', msgid || 'X', undoes, psn_no, mdtrt_id,"
            " ipt_otp_no, chrg_bchno, fixmedins_code, insutype, med_type, clr_optins, setl_time, year,"
            " sum_fen, fund_fen, acct_fen, cash_fen, state, answer from settlements where setl_id = ?"
        )
        return db.execute(sql, (asked["setl_id"],)).rowcount
    if asked.get("lost"):
        sql = "update settlements set state = 'reversed' where setl_id = ?"
        return db.execute(sql, (asked["setl_id"],)).rowcount
    sql = "update settlements set fund_fen = ? where setl_id = ?"
    return db.execute(sql, (asked["fund_fen"], asked["setl_id"])).rowcount


def control_routes(platform: Platform, faults: Faults, deliver: Callable[[], int]) -> list[BaseRoute]:
    """Give the routes below /simulator."""

    async def ask_for_faults(request: Request) -> Response:
        try:
            given = await request.json()
            asked = [Fault.from_plain(plain) for plain in (given if isinstance(given, list) else [given])]
        except (ValueError, KeyError, TypeError, AttributeError):
            return JSONResponse({"error": "not a fault"}, 400)
        for fault in asked:
            faults.ask_for(fault)
        return JSONResponse({"faults": len(asked)})

    async def clear_faults(_: Request) -> Response:
        faults.clear()
        return JSONResponse({"faults": 0})

    async def count_faults(_: Request) -> Response:
        return JSONResponse({"waiting": faults.waiting(), "struck": faults.struck()})

    async def put_clock(request: Request) -> Response:
        platform.now.put_to(datetime.fromisoformat((await request.json())["now"]))
        return JSONResponse({"now": platform.now().isoformat()})

    async def deliver_parked(_: Request) -> Response:
        return JSONResponse({"delivered": deliver()})

    async def change_people(request: Request) -> Response:
        people: list[dict[str, Any]] = json.loads(await request.body())
        with transaction(platform.db):
            load_people(platform.db, people, platform.now().year)
        return JSONResponse({"people": len(people)})

    async def change_ledger(request: Request) -> Response:
        asked = await request.json()
        with transaction(platform.db):
            changed = change_books(platform.db, asked)
        return JSONResponse({"changed": changed})

    async def clear_month(request: Request) -> Response:
        asked = await request.json()
        sql = _CLEARED if asked["cleared"] else _NOT_CLEARED
        with transaction(platform.db):
            platform.db.execute(sql, (asked["fixmedins_code"], asked["month"]))
        return JSONResponse({"cleared": asked["cleared"]})

    return [
        Route("/faults", ask_for_faults, methods=["POST"]),
        Route("/faults", clear_faults, methods=["DELETE"]),
        Route("/faults", count_faults, methods=["GET"]),
        Route("/clock", put_clock, methods=["POST"]),
        Route("/deliver", deliver_parked, methods=["POST"]),
        Route("/people", change_people, methods=["POST"]),
        _codes(platform),
        Route("/ledger", change_ledger, methods=["POST"]),
        Route("/clearing", clear_month, methods=["POST"]),
        *(_listing(platform, name, sql) for name, sql in _LISTS.items()),
    ]


def _listing(platform: Platform, name: str, sql: str) -> Route:
    async def read(_: Request) -> Response:
        return JSONResponse([dict(row) for row in platform.db.execute(sql)])

    return Route(f"/{name}", read, methods=["GET"])


def _codes(platform: Platform) -> Route:
    async def open_code(request: Request) -> Response:
        asked = await request.json()
        until = (platform.now() + timedelta(minutes=asked.get("minutes", 5))).isoformat()
        with transaction(platform.db):
            platform.db.execute(
                "insert into codes (code, psn_no, until) values (?, ?, ?)",
                (asked["code"], asked["psn_no"], until),
            )
        return JSONResponse({"until": until})

    return Route("/codes", open_code, methods=["POST"])
