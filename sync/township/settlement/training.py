"""A training township holds invented people: it speaks to this machine's simulator and to nothing else."""

from ipaddress import ip_address
from urllib.parse import urlsplit

import httpx

from core.errors import Hindrance, Refusal

_CONTROL = "/simulator/faults"
"""No platform has such an address; the simulator has it."""


def require_simulator(address: str) -> None:
    """Let a training township go on only where the simulator answers on this very machine.

    Raises:
        Refusal: `training_never_settles`.
        Hindrance: `platform_not_reachable`.
    """
    if not _is_this_machine(address):
        raise Refusal("training_never_settles")
    try:
        with httpx.Client(base_url=address, timeout=10, trust_env=False) as http:
            told = http.get(_CONTROL).json()
    except httpx.ConnectError as error:
        raise Hindrance("platform_not_reachable") from error
    except (httpx.HTTPError, ValueError) as error:
        raise Refusal("training_never_settles") from error
    if not isinstance(told, dict) or not {"waiting", "struck"} <= told.keys():
        raise Refusal("training_never_settles")


def _is_this_machine(address: str) -> bool:
    """Tell whether an address names this machine by its number; a name could be sent anywhere."""
    try:
        return ip_address(urlsplit(address).hostname or "").is_loopback
    except ValueError:
        return False
