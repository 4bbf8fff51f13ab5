"""Start the platform simulator: `python -m sync.platform_simulator --people people.json --state DIR`."""

import argparse
import asyncio
import json
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from sync.platform_simulator.app import build_app
from sync.platform_simulator.people import load_people
from sync.platform_simulator.platform import Platform
from sync.platform_simulator.rules import read_rules
from sync.platform_simulator.system_clock import PlatformClock
from sync.platform_simulator.tables import open_tables, transaction


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until told to end (SIGTERM or SIGINT); prints one JSON line with the address when ready."""
    wanted = _arguments(argv)
    now = PlatformClock(wanted.now)
    db = open_tables(wanted.state)
    if wanted.people:
        with transaction(db):
            load_people(db, json.loads(wanted.people.read_text("utf-8")), now().year)
    try:
        asyncio.run(_serve(build_app(Platform(db, read_rules(wanted.parameters), now)), wanted.port))
    except KeyboardInterrupt:
        return 0
    finally:
        db.close()
    return 0


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="platform_simulator", description=__doc__)
    parser.add_argument("--people", type=Path, help="JSON array of insured people (format: people.py)")
    parser.add_argument(
        "--parameters", type=Path, help="JSON object of the platform's rules (format: rules.py)"
    )
    parser.add_argument("--state", type=Path, required=True, help="folder of the platform's own tables")
    parser.add_argument("--port", type=int, default=0, help="0 takes any free port")
    parser.add_argument("--now", help="start the platform's clock at this moment, e.g. 2026-03-02T09:00:00")
    return parser.parse_args(argv)


async def _serve(app: Starlette, port: int) -> None:
    # The protocol is named so that the event loop knows the line for TCP and sends small answers at once.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen()  # before saying so: whoever reads the line may call at once
    config = uvicorn.Config(
        app, log_level="critical", access_log=False, timeout_graceful_shutdown=1, lifespan="off"
    )
    address = f"127.0.0.1:{listener.getsockname()[1]}"
    sys.stdout.write(json.dumps({"listening": address, "message": f"listening on {address}"}) + "\n")
    sys.stdout.flush()
    await uvicorn.Server(config).serve(sockets=[listener])


if __name__ == "__main__":
    sys.exit(main())
