"""处方点评: a sample of each doctor's prescriptions that anybody can draw again, and what was found."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from core.catalogue.items import ItemKind
from core.ids import ClinicCode, EventId, TownshipCode, UserId
from core.statement import ToldVisit

LONGEST_NOTE = 200
SAMPLE = 5
"""Prescriptions of each doctor a month where nobody asks for another number."""
MOST = 50


class Verdict(StrEnum):
    """What a reviewer says of a prescription: 合理, 不规范, 用药不适宜, 超常."""

    PROPER = "proper"
    IRREGULAR = "irregular"
    UNSUITABLE = "unsuitable"
    ABNORMAL = "abnormal"


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What was found about a prescription, by whom and when; the last word counts."""

    clinic: ClinicCode
    visit: EventId
    verdict: Verdict
    note: str
    by: UserId
    at: datetime


@dataclass(frozen=True, slots=True)
class DoctorSample:
    """The sample of one doctor: how many prescriptions there were, and those that are looked at."""

    clinic: ClinicCode
    doctor: UserId
    doctor_name: str
    written: int
    drawn: Sequence[ToldVisit]


class PrescriptionReviews(Protocol):
    """What was found about the prescriptions of one township."""

    def reviewed(self, visits: Iterable[tuple[ClinicCode, EventId]]) -> Mapping[EventId, Reviewed]:
        """Give what was found about some prescriptions."""
        ...

    def keep_reviewed(self, found: Reviewed) -> None:
        """Keep what was found."""
        ...


def samples_of(
    township: TownshipCode, clinic: ClinicCode, visits: Iterable[ToldVisit], size: int
) -> Sequence[DoctorSample]:
    """Draw a sample of each doctor of a clinic.

    Which ones are drawn hangs on the numbers of township and visit alone: whoever draws again draws the same,
    nobody can choose, and one more prescription changes at most one of the others.
    """
    written: dict[UserId, list[ToldVisit]] = defaultdict(list)
    for one in visits:
        if any(line.kind is ItemKind.DRUG for line in one.visit.lines):
            written[one.visit.doctor].append(one)
    return [
        DoctorSample(
            clinic,
            doctor,
            some[-1].visit.doctor_name,
            len(some),
            sorted(some, key=lambda one: _lot(township, clinic, one.event_id))[:size],
        )
        for doctor, some in sorted(written.items())
    ]


def _lot(township: TownshipCode, clinic: ClinicCode, visit: EventId) -> bytes:
    return hashlib.sha256(f"prescription review {township} {clinic} {visit}".encode()).digest()
