"""What goes back to a browser: pages in their frame, where else to go, and the headers of all of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.background import BackgroundTask
from starlette.responses import RedirectResponse, Response

from core.errors import Hindrance, Stop
from sync.township.console.asking import Desk, Shown
from sync.township.console.door import form_token
from sync.township.console.pages import PLACES, Page
from sync.township.console.rendering import render

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
_STATUS = {
    "console_right_missing": 403,
    "form_not_ours": 403,
    "console_page_unknown": 404,
    "event_unknown": 404,
    "difference_unknown": 404,
    "difference_closed": 409,
    "visit_on_its_way": 409,
    "visit_not_back": 409,
    "clinic_unknown": 404,
    "device_unknown": 404,
    "device_not_listed": 404,
    "upload_unknown": 404,
    "upload_busy": 409,
    "import_unknown": 404,
    "import_rested_upon": 409,
    "pack_goes_back_by_county": 409,
    "message_too_slow": 408,
    "form_too_large": 413,
    "wait_before_next_attempt": 429,
}


@dataclass(frozen=True, slots=True)
class Guest:
    """Whoever asks: the cookie, and who that is."""

    cookie: str
    desk: Desk


def frame_of(guest: Guest, page: Page | None) -> dict[str, Any]:
    """Give what stands around every page."""
    township = guest.desk.store.township()
    return {
        "form_token": form_token(guest.cookie),
        "township": township,
        "user": guest.desk.user,
        "may": guest.desk.may,
        **_menu_of(guest.desk, (page.place or page.path) if page else ""),
        "now": guest.desk.clock.now(),
    }


def _menu_of(desk: Desk, here: str) -> Mapping[str, Any]:
    """Give the groups somebody may go to, each with its first place, and all places of the present one."""
    may = [place for place in PLACES if desk.may(place.right)]
    first: dict[str, str] = {}
    for place in may:
        first.setdefault(place.group, place.path)
    group = next((place.group for place in may if place.path == here), "")
    places = [place for place in may if place.group == group]
    return {"groups": first, "group": group, "places": places, "here": here}


def html(shown: Shown, facts: Mapping[str, Any]) -> Response:
    """Give a page."""
    body = render(shown.template, facts)
    return Response(body, shown.status, headers=HEADERS, media_type="text/html")


def moved(path: str, after: BackgroundTask | None = None) -> Response:
    """Lead a browser elsewhere; `after` goes on behind the answer."""
    return RedirectResponse(path, status_code=303, headers=HEADERS, background=after)


def status_of(stop: Stop) -> int:
    """Give the number that goes with a no."""
    if isinstance(stop, Hindrance):
        return 503
    return _STATUS.get(stop.code, 400)
