"""Conformance vectors about what messages mean, where no bytes are compared."""

from collections.abc import Callable, Mapping
from typing import Any

from core.ids import EventId
from core.visits.corrections import Standing, Supersession, standing_of

Given = Mapping[str, Any]


def run_corrections(given: Given) -> Given:
    known = [
        Supersession(EventId(one["event"]), frozenset(map(EventId, one["supersedes"])), one["cancels"])
        for one in given["events"]
    ]
    standing = standing_of(known)
    return {name: sorted(getattr(standing, name)) for name in Standing.__slots__}


MEANINGS: Mapping[str, Callable[[Given], Given]] = {"corrections": run_corrections}
