"""A PostgreSQL that lives in a temporary folder, speaks over a Unix socket only and vanishes when done.

`python -m tests.helpers.throwaway_postgres COMMAND...` runs a command with CUNZHEN_TEST_POSTGRES naming it;
without a command it shows the address and stays until interrupted.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import psycopg
from sqlalchemy.engine import make_url

VARIABLE = "CUNZHEN_TEST_POSTGRES"
OLDEST_MAJOR = 15
_SETTINGS = (
    "listen_addresses=''",
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "max_connections=60",
)


def newest_programs(root: Path = Path("/usr/lib/postgresql")) -> Path | None:
    """Find the folder of the newest installed server programs, if any is new enough."""
    found = [(int(one.name), one / "bin") for one in root.glob("*") if re.fullmatch(r"\d+", one.name)]
    fitting = [bin_ for major, bin_ in sorted(found) if major >= OLDEST_MAJOR and (bin_ / "initdb").exists()]
    if fitting:
        return fitting[-1]
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


@contextmanager
def running_server(programs: Path) -> Iterator[str]:
    """Start a server on a fresh folder and give its address; stop and erase it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="cunzhen-pg-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        data = folder / "data"
        make = (
            "-D",
            str(data),
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        )
        _run((str(programs / "initdb"), *make), folder)
        settings = " ".join(f"-c {one}" for one in (*_SETTINGS, f"unix_socket_directories='{folder}'"))
        control = str(programs / "pg_ctl")
        log = str(folder / "log")
        _run((control, "-D", str(data), "-l", log, "-w", "-o", settings, "start"), folder)
        try:
            yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
        finally:
            _run((control, "-D", str(data), "-m", "immediate", "-w", "stop"), folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: Sequence[str], folder: Path) -> None:
    # PostgreSQL refuses to run as root: there, its own user runs it.
    user = "postgres" if os.geteuid() == 0 else None
    log = folder / "commands.log"
    with log.open("a") as out:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            cwd="/",
            user=user,
            group=user,
            extra_groups=[] if user else None,
            check=False,
        )
    if done.returncode:
        raise RuntimeError(f"{Path(command[0]).name} failed:\n{log.read_text()}")


@contextmanager
def fresh_database(server_url: str) -> Iterator[str]:
    """Create an empty database on the server, give its address, and drop it whoever still holds it."""
    server = make_url(server_url)
    name = f"t{uuid.uuid4().hex}"
    plain = server.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f'create database "{name}"'.encode())
        try:
            yield server.set(database=name).render_as_string(hide_password=False)
        finally:
            connection.execute(f'drop database "{name}" with (force)'.encode())


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def main(command: Sequence[str]) -> int:
    """Run a command beside a throw-away server, or wait until interrupted."""
    programs = newest_programs()
    if programs is None:
        print(f"没有 PostgreSQL {OLDEST_MAJOR} 以上的服务程序，请安装 postgresql 软件包。", file=sys.stderr)
        print(f"No PostgreSQL {OLDEST_MAJOR}+ server: install the package postgresql.", file=sys.stderr)
        return 1
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    with running_server(programs) as url:
        if command:
            return subprocess.run(command, env={**os.environ, VARIABLE: url}, check=False).returncode
        print(f"export {VARIABLE}='{url}'", flush=True)
        print("Ctrl+C 停止 / stops it", flush=True)
        try:
            signal.pause()
        except KeyboardInterrupt:
            print()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
