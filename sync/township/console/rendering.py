"""Making a page: every value is escaped, a missing one is a bug, and the words come from one place."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from core.dates import CHINA
from core.identity.number_tag import mask_name
from core.money import in_yuan
from sync.township.console.wording import (
    bedside,
    checks,
    clinics,
    code_maps,
    desk_checks,
    downloads,
    frame,
    identity_signals,
    imports,
    person_joins,
    proofs,
    province,
    questions,
    review,
    settlement,
    staff,
    supervision,
    trace_codes,
    trail,
    ways,
)

WORDINGS = (
    *(frame, clinics, review, bedside, checks, desk_checks, identity_signals),
    *(settlement, ways, province, questions, trace_codes),
    *(imports, code_maps, downloads, staff, trail, supervision, person_joins, proofs),
)
"""Where the words stand; a page knows a word by its name alone."""
_FOLDER = Path(__file__).parent / "templates"
STYLE = (_FOLDER / "style.css").read_text("utf-8")


def render(template: str, facts: Mapping[str, Any]) -> str:
    """Make a page."""
    return _PAGES.get_template(template).render(facts)


def _moment(at: datetime | None) -> str:
    return frame.NEVER if at is None else f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"


def _words() -> SimpleNamespace:
    return SimpleNamespace(**{name: word for words in WORDINGS for name, word in vars(words).items()})


_PAGES = Environment(
    loader=FileSystemLoader(_FOLDER),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_PAGES.globals |= {"w": _words()}
_PAGES.filters |= {"moment": _moment, "yuan": in_yuan, "masked": mask_name}
