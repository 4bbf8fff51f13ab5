"""Keep what is ordered again and again under a name, and write it into a visit at today's prices."""

from collections.abc import Sequence
from dataclasses import replace

from core.clinic import Clinic
from core.errors import Refusal
from core.events import EventType
from core.roles import Right
from core.services.append_event import append_event
from core.services.repeat_visit import LastTime, written_again
from core.visits.template import LONGEST_NAME, OrderTemplate


def templates_of(clinic: Clinic) -> Sequence[OrderTemplate]:
    """List the templates of whoever is signed in, by name: those this PC's ledger holds."""
    found: dict[str, OrderTemplate] = {}
    for event in clinic.ledger.newest_first(EventType.TEMPLATE_KEPT):
        if event.header.user != clinic.staff.user:
            continue
        try:
            one = OrderTemplate.from_plain(clinic.codec.recall(event.body))
        except (KeyError, ValueError, TypeError, AttributeError):
            continue  # a newer program wrote it
        found.setdefault(one.name, one)
    return sorted((one for one in found.values() if not one.is_gone), key=lambda one: one.name)


def keep_template(clinic: Clinic, content: OrderTemplate) -> OrderTemplate:
    """Keep what stands in a form under its name, in place of what stood there; boxes are not part of it.

    Raises:
        Refusal: `not_permitted`, `template_name_missing`, `template_name_too_long`, `template_empty`.
        Hindrance: the ledger could not keep it.
    """
    clinic.staff.require(Right.RECORD)
    bare = tuple(replace(line, trace_codes=(), no_trace_reason="", split=False) for line in content.lines)
    one = replace(content, name=_named(content.name), lines=bare)
    if one.is_gone:
        raise Refusal("template_empty")
    append_event(clinic, EventType.TEMPLATE_KEPT, one.to_plain())
    return one


def forget_template(clinic: Clinic, name: str) -> str:
    """Let a name stand for nothing any more.

    Raises:
        Refusal: `not_permitted`, `template_unknown`.
        Hindrance: the ledger could not keep it.
    """
    clinic.staff.require(Right.RECORD)
    known = find_template(clinic, name)
    append_event(clinic, EventType.TEMPLATE_KEPT, OrderTemplate(known.name).to_plain())
    return known.name


def find_template(clinic: Clinic, asked: str) -> OrderTemplate:
    """Find a template by its number in the list, its name, or a part that only one has.

    Raises:
        Refusal: `template_unknown`.
    """
    known, text = templates_of(clinic), asked.strip()
    if text.isascii() and text.isdigit() and 0 < int(text) <= len(known):
        return known[int(text) - 1]
    fitting = [one for one in known if one.name == text] or [
        one for one in known if text and text in one.name
    ]
    if len(fitting) != 1:
        raise Refusal("template_unknown")
    return fitting[0]


def as_template(clinic: Clinic, asked: str) -> LastTime:
    """Give what a template holds of what the catalogue still lists, at today's prices.

    Raises:
        Refusal: `template_unknown`.
    """
    known = find_template(clinic, asked)
    again = written_again(clinic, known.diagnoses, known.lines)
    return replace(again, symptoms=known.symptoms, herbs=known.herbs)


def _named(name: str) -> str:
    name = name.strip()
    if not name or name.isdigit():
        raise Refusal("template_name_missing")
    if len(name) > LONGEST_NAME:
        raise Refusal("template_name_too_long", most=LONGEST_NAME)
    return name
