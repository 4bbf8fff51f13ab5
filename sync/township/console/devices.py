"""The pages of the clinics' PCs: which there are, codes for new ones, those taken back, shutting one out."""

from collections.abc import Iterator
from contextlib import contextmanager

from core.console import ConsoleDeed
from core.errors import Refusal
from core.ids import ClinicCode, DeviceId
from core.township_ports import TownshipStore
from sync.township.caretaker import Caretaker
from sync.township.console.asking import Answer, Ask, Desk, Moved, Shown
from sync.township.console.paging import PAGE, cut, place

_AT_ONCE = 30
"""So many are confirmed with one form at most."""
_FIELD = "pc-"


def show_devices(desk: Desk, ask: Ask) -> Answer:
    """Show the PCs by clinic."""
    found = place(ask.query.get("after", ""), 2)
    after = (ClinicCode(found[0]), DeviceId(found[1])) if found else None
    devices = desk.console.device_standings(after, PAGE + 1)
    facts = {
        "page": cut(devices, lambda one: (one.clinic, one.device)),
        "clinics": desk.store.clinics(),
        "to_confirm": desk.console.devices_to_confirm(_AT_ONCE),
        "field": _FIELD,
        "done": "done" in ask.query,
    }
    return Shown("devices.html", facts)


def make_code(desk: Desk, ask: Ask) -> Answer:
    """Make a one-time code and show it this once."""
    clinic = ask.given("clinic")
    made = desk.doing(
        ConsoleDeed.CODE_MADE, {"clinic": clinic[:40]}, lambda: _caretaker(desk).new_code(desk.store, clinic)
    )
    return Shown("code.html", made)


def show_device(desk: Desk, ask: Ask) -> Answer:
    """Show one PC and the lives of its ledger."""
    device = desk.store.device(DeviceId(ask.part("device")))
    if device is None:
        raise Refusal("device_unknown")
    clinic = desk.store.clinic(device.clinic)
    facts = {
        "device": device,
        "clinic": clinic,
        "lives": desk.store.device_lives(device.device),
        "done": "done" in ask.query,
    }
    return Shown("device.html", facts)


def revoke_device(desk: Desk, ask: Ask) -> Answer:
    """Shut a PC out, from a record of its ledger on where one is named."""
    device, keep = ask.part("device"), ask.number("keep")
    if ask.given("sure") != "yes":
        raise Refusal("revocation_not_confirmed")
    facts = {"device": device[:40], "keep": "" if keep is None else keep}
    desk.doing(ConsoleDeed.DEVICE_REVOKED, facts, lambda: _caretaker(desk).revoke(desk.store, device, keep))
    return Moved(f"/devices/{device}?done=1")


def confirm_devices(desk: Desk, ask: Ask) -> Answer:
    """Let PCs that were taken back after a loss be ones like any other: those that are ticked.

    Raises:
        Refusal: `confirmation_not_confirmed`.
    """
    chosen = sorted(name.removeprefix(_FIELD) for name in ask.form if name.startswith(_FIELD))
    if not chosen or ask.given("sure") != "yes":
        raise Refusal("confirmation_not_confirmed")
    facts = {"devices": " ".join(device[:40] for device in chosen)}
    desk.doing(ConsoleDeed.DEVICES_CONFIRMED, facts, lambda: _caretaker(desk).confirm(desk.store, chosen))
    return Moved("/devices?done=1")


def _caretaker(desk: Desk) -> Caretaker[TownshipStore]:
    return Caretaker(_as_it_is, desk.clock)


@contextmanager
def _as_it_is(store: TownshipStore) -> Iterator[TownshipStore]:
    """Give the store a page was handed where a command would open one."""
    yield store
