"""指标: how the townships of a service stand, in the text form Prometheus reads; numbers and codes only."""

import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.console_ports import Console
from core.ids import TownshipCode
from core.settlement_ports import Step
from core.township_ports import TownshipStore

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_TOLD = {
    "cunzhen_clinics": "Clinics of a township.",
    "cunzhen_clinic_last_contact_timestamp_seconds": "When a clinic called last; 0 for never.",
    "cunzhen_clinic_events": "Events a clinic's log holds.",
    "cunzhen_clinic_visits_unsettled": "Visits of a clinic whose way through the platform is not at its end.",
    "cunzhen_events_unjudged": "Events nobody has looked at yet.",
    "cunzhen_visits_at_step": "Visits at each step of the settlement that is not the last.",
    "cunzhen_settlement_frozen": "1 while settlements stand still after a restore.",
    "cunzhen_roster_valid_until_timestamp_seconds": "Last day of the roster in force; 0 without one.",
}
Sample = tuple[str, dict[str, str], float]


@dataclass(frozen=True, slots=True)
class Measured:
    """One township to be told of."""

    code: TownshipCode
    store: TownshipStore
    console: Console


def metrics_text(townships: Sequence[Measured]) -> str:
    """Tell how townships stand, every name once with all its lines."""
    samples = [sample for one in townships for sample in _samples(one)]
    lines: list[str] = []
    for name, told in _TOLD.items():
        lines += [f"# HELP {name} {told}", f"# TYPE {name} gauge"]
        lines += [_line(labels, name, value) for of, labels, value in samples if of == name]
    return "\n".join(lines) + "\n"


def may_measure(authorization: str, token: str | None) -> bool:
    """Tell whether whoever asks shows the token that was agreed on; without one nobody may."""
    return bool(token) and hmac.compare_digest(authorization.encode(), f"Bearer {token}".encode())


def _samples(one: Measured) -> Iterator[Sample]:
    own = {"township": str(one.code)}
    clinics, steps, dates = one.console.clinic_standings(), one.console.open_steps(), one.store.roster_dates()
    yield "cunzhen_clinics", own, len(clinics)
    yield "cunzhen_events_unjudged", own, sum(clinic.unjudged for clinic in clinics)
    yield "cunzhen_settlement_frozen", own, float(one.store.frozen_since() is not None)
    until = datetime.fromisoformat(f"{dates[1]}T00:00:00+08:00").timestamp() if dates else 0
    yield "cunzhen_roster_valid_until_timestamp_seconds", own, until
    for step in Step:
        if not step.final:
            yield "cunzhen_visits_at_step", {**own, "step": step.value}, steps.get(step, 0)
    for clinic in clinics:
        whose = {**own, "clinic": str(clinic.code)}
        last = clinic.last_contact.timestamp() if clinic.last_contact else 0
        yield "cunzhen_clinic_last_contact_timestamp_seconds", whose, last
        yield "cunzhen_clinic_events", whose, clinic.events
        yield "cunzhen_clinic_visits_unsettled", whose, clinic.unsettled


def _line(labels: dict[str, str], name: str, value: float) -> str:
    told = ",".join(f'{label}="{_escaped(content)}"' for label, content in labels.items())
    return f"{name}{{{told}}} {value:.15g}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
