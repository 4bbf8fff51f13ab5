"""A service that hosts townships: answering for all of them."""

from core.ports import Clock
from sync.township.app import Hosting, make_app
from sync.township.county import renew_packs
from sync.township.server import Listening, Speaking, serve, write_line
from sync.township.service_key import ServiceKey, Townships


def serve_townships(townships: Townships, listening: Listening, clock: Clock) -> None:
    """Answer clinics until told to stop.

    Raises:
        Refusal: `township_not_set_up`.
        Hindrance: `address_not_free`.
    """
    key = ServiceKey(townships, clock)
    for code in townships.codes():
        renew_packs(townships.store_of(code), clock)
    hosting = Hosting(townships.codes, townships.store_of, key.pin, clock)
    serve(make_app(hosting), Speaking(key.context, key.look), listening, write_line)
