"""What truly happened: figures read back from clinic, township and platform, and held together."""

import json
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.errors import Hindrance
from ui.demonstration.setting import Setting
from ui.demonstration.story import Told

SUMMARY = "summary.json"
_TIMEOUT_SECONDS = 10


def read_back(setting: Setting, clinic: Mapping[str, Any], told: Told) -> dict[str, Any]:
    """Read township and platform; `clinic` was read from the open desk's store.

    Raises:
        Hindrance: `demo_command_failed`, `demo_service_silent`.
    """
    place = ("--data", str(setting.township_data), "--json")
    return {
        "clinic": dict(clinic),
        "township": dict(setting.backstage.run("township", "status", *place)),
        "township_verified": dict(setting.backstage.run("township", "verify", *place)),
        "platform": _platform_ledger(setting.platform.port),
        "verdicts_on_screen": told.verdicts,
        "offline_note": told.offline_note,
        "files": {one.name: one.stat().st_size for one in sorted(setting.out.iterdir()) if one.is_file()},
    }


def require_agreement(figures: Mapping[str, Any]) -> None:
    """Refuse figures that do not agree between the three.

    Raises:
        Hindrance: `demo_figures_differ`, naming the figure.
    """
    clinic, township, platform = figures["clinic"], figures["township"], figures["platform"]
    served = next((one for one in township["clinics"] if one["code"] == clinic["clinic"]), None)
    if served is None:
        raise Hindrance("demo_figures_differ", figure="visits")
    standing = [one for one in platform if one["state"] == "effective"]
    checks = {
        "visits": clinic["visits"] == served["visits"] > 0,
        "events": clinic["events"] == served["events"],
        "waiting": clinic["waiting"] == 0 and clinic["receipt"] == clinic["events"],
        "settled": clinic["outcomes"].get("settled", 0) == served["settled"] == len(standing) > 0,
        "fund": clinic["settled_fund"] == served["fund"] == sum(one["fund_fen"] for one in standing),
        "estimate": clinic["estimated_fund"] > 0,
        "people": 0 < clinic["data_sets"]["roster"] <= township["people"],
        "faults": not figures["township_verified"]["faults"],
        "verdicts": len(set(figures["verdicts_on_screen"].values())) >= len(_KINDS_SHOWN),
        "offline": bool(figures["offline_note"]),
        "slip": figures["files"].get("slip.pdf", 0) > 0,
        "note": figures["files"].get("note.pdf", 0) > 0,
    }
    for figure, agrees in checks.items():
        if not agrees:
            raise Hindrance("demo_figures_differ", figure=figure)


_KINDS_SHOWN = ("active", "waiting", "not_enrolled", "employee", "not_in_roster", "cannot_tell")


def write_summary(out: Path, summary: Mapping[str, Any]) -> None:
    """Write `summary.json`."""
    text = json.dumps(summary, ensure_ascii=False, indent=1, sort_keys=True)
    (out / SUMMARY).write_text(text + "\n", "utf-8")


def _platform_ledger(port: int) -> list[dict[str, Any]]:
    # Our own simulator on loopback: whatever proxy the environment names has no part in it.
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"http://127.0.0.1:{port}/simulator/ledger", timeout=_TIMEOUT_SECONDS) as answer:
            return list(json.load(answer))
    except OSError as error:
        raise Hindrance("demo_service_silent", command="platform-simulator") from error
