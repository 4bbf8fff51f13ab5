"""A service that hosts townships: answering for all of them."""

from contextlib import ExitStack
from pathlib import Path

from core.ports import Clock
from sync.township.app import Hosting, make_app
from sync.township.county import renew_packs
from sync.township.insurance_codes import Lines, open_lines
from sync.township.server import Listening, Speaking, serve, write_line
from sync.township.service_key import ServiceKey, Townships


def serve_townships(
    townships: Townships, listening: Listening, clock: Clock, codes: Path | None = None
) -> None:
    """Answer clinics until told to stop; `codes` names the lines to the platform that tell whose code it is.

    Raises:
        Refusal: `township_not_set_up`, and those of `open_lines`.
        Hindrance: `address_not_free`.
    """
    key = ServiceKey(townships, clock)
    for code in townships.codes():
        renew_packs(townships.store_of(code), clock)
    with ExitStack() as closing:
        lines = open_lines(codes, townships.store_of, clock, closing) if codes else Lines()
        hosting = Hosting(townships.codes, townships.store_of, key.pin, clock, lines=lines)
        serve(make_app(hosting), Speaking(key.context, key.look), listening, write_line)
