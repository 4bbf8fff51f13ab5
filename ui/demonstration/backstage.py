"""Runs the project's own commands and services as separate processes, and stops what it started."""

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.errors import Hindrance

STOP_SECONDS = 10.0


@dataclass(slots=True)
class Service:
    """A running process and the port it said it listens on."""

    process: subprocess.Popen[str]
    port: int

    def stop(self) -> None:
        """Ask it to end, insist after a while, and wait until it is gone."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()


@dataclass(slots=True)
class Backstage:
    """Everything that runs beside the window.

    Args:
        program: the command line that starts this program, without arguments.
        logs: folder for what the services write to standard error.
    """

    program: Sequence[str]
    logs: Path
    _services: list[Service] = field(default_factory=list)

    def run(self, *arguments: str, secrets: Sequence[str] = ()) -> Mapping[str, Any]:
        """Run a command to its end and give the JSON it reports.

        Raises:
            Hindrance: `demo_command_failed` with the command's group and its exit code.
        """
        done = subprocess.run(  # noqa: S603  # our own program
            [*self.program, *arguments],
            input="".join(f"{secret}\n" for secret in secrets),
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        if done.returncode != 0:
            (self.logs / "failed-command.log").write_text(done.stderr, encoding="utf-8")
            raise Hindrance("demo_command_failed", command=" ".join(arguments[:2]), exit_code=done.returncode)
        reported = done.stdout.strip().splitlines()
        return json.loads(reported[-1]) if reported else {}

    def start(self, *arguments: str) -> Service:
        """Start a service and wait for the JSON line that names its port.

        Raises:
            Hindrance: `demo_service_silent`.
        """
        log = (self.logs / f"{arguments[0]}.log").open("a", encoding="utf-8")
        with log:
            process = subprocess.Popen(  # noqa: S603  # our own program
                [*self.program, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                encoding="utf-8",
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
            )
        service = Service(process, 0)
        self._services.append(service)
        service.port = _port_told(process, " ".join(arguments[:2]))
        return service

    def stop_all(self) -> None:
        """Leave nothing running."""
        for service in reversed(self._services):
            service.stop()
        self._services.clear()


def _port_told(process: subprocess.Popen[str], command: str) -> int:
    for line in process.stdout or ():
        if line.startswith("{"):
            told = json.loads(line)
            return int(told.get("port") or told["listening"].rpartition(":")[2])
    raise Hindrance("demo_service_silent", command=command)
