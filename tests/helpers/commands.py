"""The program's commands as a person runs them: in this process, or as processes of their own."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

import main
from tests.helpers.source import ROOT

PROGRAM = (sys.executable, str(ROOT / "main.py"))
_PATIENCE_SECONDS = 30


def command(*arguments: object, secrets: Sequence[str] = ()) -> Result:
    """Run a command in this process; a bug comes through as itself."""
    given = "".join(f"{secret}\n" for secret in secrets)
    typed = [str(one) for one in arguments]
    return CliRunner().invoke(main.program(*typed[:1]), typed, given, catch_exceptions=False)


def told(result: Result, code: int = 0) -> dict[str, Any]:
    """Give the JSON a command reported."""
    assert result.exit_code == code, result.output
    reported: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
    return reported


def refused(result: Result) -> str:
    """Give the one sentence of a command that said no."""
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    (sentence,) = result.stderr.splitlines()
    return sentence


@dataclass(slots=True)
class Running:
    """A service as a process of its own."""

    process: subprocess.Popen[str]
    port: int

    def stop(self) -> int:
        """Tell it to end; give its exit code."""
        self.process.terminate()
        code = self.process.wait(_PATIENCE_SECONDS)
        if self.process.stdout:
            self.process.stdout.close()
        return code


def start(*arguments: object) -> Running:
    """Start a service and wait until it says where it listens."""
    process = subprocess.Popen(
        [*PROGRAM, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    said = json.loads(process.stdout.readline())
    return Running(process, said.get("port") or int(said["listening"].rpartition(":")[2]))


@contextmanager
def running(*arguments: object) -> Iterator[Running]:
    """Run a service as long as the block."""
    service = start(*arguments)
    try:
        yield service
    finally:
        service.stop()


def answers(port: int) -> bool:
    """Tell whether anybody listens there."""
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


def process(
    *arguments: object,
    secrets: Sequence[str] = (),
    longest_file: int | None = None,
    environment: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a command as a process of its own.

    Args:
        longest_file: what the system lets a file grow to, in units of 512 bytes.
        environment: what is different in it.
    """
    run = [*PROGRAM, *map(str, arguments)]
    if longest_file is not None:
        run = ["sh", "-c", f'ulimit -f {longest_file}; exec "$@"', "sh", *run]
    given = "".join(f"{secret}\n" for secret in secrets)
    around = {**os.environ, **(environment or {})}
    return subprocess.run(run, input=given, capture_output=True, encoding="utf-8", env=around, check=False)


def lines_file(path: Path, lines: Sequence[Mapping[str, Any]]) -> Path:
    """Write a file of visits, one JSON object a line."""
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")
    return path
