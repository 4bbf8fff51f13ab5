"""The platform simulator as a process of its own, its people, and the judge's view of its ledger."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from tests.helpers.source import ROOT

MORNING = "2026-03-02T09:00:00"


class PlatformProcess:
    """A running platform simulator; everything goes over HTTP."""

    def __init__(self, address: str) -> None:
        self.address = f"http://{address}"
        self.http = httpx.Client(base_url=self.address, trust_env=False, timeout=10)
        self._numbers = count(1)

    def go_wrong(self, infno: str, kind: str, when: str = "before", **more: Any) -> None:
        fault = {"infno": infno, "kind": kind, "when": when, **more}
        assert self.http.post("/simulator/faults", json=fault).status_code == 200

    def waiting_faults(self) -> int:
        waiting: int = self.http.get("/simulator/faults").json()["waiting"]
        return waiting

    def struck(self) -> dict[str, int]:
        struck: dict[str, int] = self.http.get("/simulator/faults").json()["struck"]
        return struck

    def differ(self, asked: Mapping[str, Any]) -> None:
        assert self.http.post("/simulator/ledger", json=asked).json() == {"changed": 1}

    def clear(self, institution: str, month: str, *, cleared: bool = True) -> None:
        asked = {"fixmedins_code": institution, "month": month, "cleared": cleared}
        assert self.http.post("/simulator/clearing", json=asked).json() == {"cleared": cleared}

    def put_clock(self, moment: str) -> None:
        assert self.http.post("/simulator/clock", json={"now": moment}).status_code == 200

    def be_well(self) -> None:
        self.http.delete("/simulator/faults")

    def deliver(self) -> int:
        delivered: int = self.http.post("/simulator/deliver").json()["delivered"]
        return delivered

    def insure(self, *people: Mapping[str, Any]) -> None:
        assert self.http.post("/simulator/people", json=list(people)).status_code == 200

    def open_code(self, code: str, psn_no: str, minutes: int = 5) -> None:
        asked = {"code": code, "psn_no": psn_no, "minutes": minutes}
        assert self.http.post("/simulator/codes", json=asked).status_code == 200

    def ledger(self, state: str | None = "effective") -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.http.get("/simulator/ledger").json()
        return [row for row in rows if state in (None, row["state"])]

    def messages(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.http.get("/simulator/messages").json()
        return rows

    def traces(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.http.get("/simulator/traces").json()
        return rows

    def visits(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.http.get("/simulator/visits").json()
        return rows


@contextmanager
def running_platform(folder: Path, parameters: Mapping[str, Any] | None = None) -> Iterator[PlatformProcess]:
    """Start the simulator on a free port with its clock at MORNING; it ends with the block."""
    people = folder / "people.json"
    people.write_text("[]")
    command = [sys.executable, "-m", "sync.platform_simulator", "--people", str(people), "--now", MORNING]
    if parameters is not None:
        (folder / "parameters.json").write_text(json.dumps(parameters))
        command += ["--parameters", str(folder / "parameters.json")]
    command += ["--state", str(folder / "state"), "--port", "0"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        platform = PlatformProcess(json.loads(process.stdout.readline())["listening"])
        with platform.http:
            yield platform
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


def insured(number: int, **insurance: Any) -> dict[str, Any]:
    """Give an insured person of the people file; keywords change the resident insurance."""
    return {
        "psn_no": f"4300{number:016d}",
        "certno": f"99{number:015d}X",
        "name": "测试",
        "gend": "1",
        "brdy": "1958-03-02",
        "insurances": [
            {
                "insutype": "390",
                "admdvs": "430981",
                "benefit_begin": "2026-01-01",
                "benefit_end": "2026-12-31",
                **insurance,
            }
        ],
    }
