"""The page of how the clinics settle, and changing that."""

from dataclasses import dataclass

from core.console import ConsoleDeed
from core.ids import ClinicCode
from core.settlement_modes import SettlementMode, way_in_force
from sync.township.console.asking import Answer, Ask, Desk, Moved, Shown
from sync.township.settlement_ways import way_asked, ways_by_clinic

_FIELDS = ("mode", "institution", "institution_name", "operator", "operator_name")


@dataclass(frozen=True, slots=True)
class _Form:
    """A setting as the form sent it."""

    mode: str
    institution: str
    institution_name: str
    operator: str
    operator_name: str


def show_ways(desk: Desk, ask: Ask) -> Answer:
    """Show how every clinic settles, and every setting there was, newest first."""
    kept = ways_by_clinic(desk.store)
    clinics = desk.store.clinics()
    history = sorted((one for some in kept.values() for one in some), key=lambda one: one.since, reverse=True)
    facts = {
        "clinics": [(one, way_in_force(kept.get(one.code, ()))) for one in clinics],
        "names": {one.code: one.name for one in clinics},
        "history": history,
        "modes": list(SettlementMode),
        "done": "done" in ask.query,
    }
    return Shown("settlement_ways.html", facts)


def set_way(desk: Desk, ask: Ask) -> Answer:
    """Change how a clinic settles."""
    clinic = ClinicCode(ask.given("clinic"))
    form = _Form(*(ask.form.get(name, "") for name in _FIELDS))
    desk.trying(
        ConsoleDeed.SETTLEMENT_WAY_SET,
        lambda: desk.store.keep_settlement_way(clinic, way_asked(form), desk.user.user, desk.clock.now()),
    )
    return Moved("/settlement-modes?done=1")
