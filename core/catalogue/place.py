"""本统筹区目录: what the own place says of codes of the national catalogue, from a day to a day.

The national files do not know it: grade, ceiling and the share borne first differ from place to place.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from core.catalogue.items import FeeClass
from core.catalogue.national import NationalRow, PlaceSays
from core.money import Fen


class PlaceSubject(StrEnum):
    """What rows say.

    DRUG 民族药: there is such a drug, beside those of the national files. LINK 匹配: which code of the
    place's catalogue a national one is. GRADE 甲乙丙, CEILING 限价, SHARE 先自付比例: of a code of that
    catalogue. OWN_CODE 机构目录: which national code an own one stands for, as the platform has it.
    """

    DRUG = "drug"
    GRADE = "grade"
    LINK = "link"
    OWN_CODE = "own_code"
    CEILING = "ceiling"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One thing said of a code from the day `first` to the day `last`, both included.

    `record` is the platform's name of the row: another with the same takes its place. `kind` tells apart
    what may be said of one code side by side: kinds of ceilings and of shares, and the institution of an own
    code. `value`: a FeeClass, a code, fen or permille. What is not `valid` is said no more.
    """

    record: str
    code: str
    kind: str
    first: date
    value: str
    last: date | None = None
    valid: bool = True

    def holds(self, on: date) -> bool:
        """Tell whether it is said of a day."""
        return self.valid and self.first <= on and (self.last is None or on <= self.last)


@dataclass(frozen=True, slots=True)
class PageFetch:
    """How far the rows of a subject are fetched; `whose` is the institution own codes are asked for.

    `taken_on`: the day of the last time all pages were here, None before the first. While a fetch is under
    way `begun_on` is its day, `held` of its `pages` are here, and `records` is how many rows all have.
    """

    subject: PlaceSubject
    whose: str = ""
    taken_on: date | None = None
    begun_on: date | None = None
    records: int = 0
    pages: int = 0
    held: int = 0


class PlaceCatalogue(Protocol):
    """What the own place says; every method is one transaction. Pages count once all of them are here."""

    def page_fetch(self, subject: PlaceSubject, whose: str = "") -> PageFetch:
        """Tell how far the rows of a subject are fetched."""
        ...

    def hold_page(self, fetch: PageFetch, rows: Sequence[PlaceRow] | Sequence[NationalRow]) -> None:
        """Keep the page `fetch.held`; the first begins anew and drops what was held.

        Raises:
            Hindrance: `download_overtaken`: another process fetches the same.
        """
        ...

    def take_pages(self, fetch: PageFetch) -> int:
        """Put the rows of all pages in the place of what they change; tell how many.

        Raises:
            Hindrance: `download_overtaken`.
        """
        ...

    def page_fetches(self) -> Sequence[PageFetch]:
        """List how far each subject is fetched."""
        ...

    def place_rows(self, subject: PlaceSubject, codes: Collection[str]) -> Sequence[PlaceRow]:
        """Give what is said of some codes, by code and record."""
        ...

    def told_elsewhere(self, institution: str) -> Sequence[PlaceRow]:
        """Give the own codes of an institution as the platform has them, by code and record."""
        ...


Rows = Callable[[PlaceSubject, Collection[str]], Iterable[PlaceRow]]


def says_of(national: Collection[str], on: date, rows: Rows) -> Mapping[str, PlaceSays]:
    """Work out what the place says of national codes on a day.

    A national code that is matched with none of the place's is looked for under itself. Two rows of one day
    that contradict each other say nothing: nobody here could tell which of them counts.
    """
    links = _held(rows(PlaceSubject.LINK, national), on)
    codes = {code: next(iter(links[code])) if len(links.get(code, ())) == 1 else code for code in national}
    unclear = {code for code in national if len(links.get(code, ())) > 1}
    said = {
        subject: _held(rows(subject, set(codes.values())), on)
        for subject in (PlaceSubject.GRADE, PlaceSubject.CEILING, PlaceSubject.SHARE)
    }
    return {
        code: PlaceSays(twice=True) if code in unclear else _says(here, said) for code, here in codes.items()
    }


def _says(code: str, said: Mapping[PlaceSubject, Mapping[str, set[str]]]) -> PlaceSays:
    found = {subject: values.get(code, set()) for subject, values in said.items()}
    only = {subject: next(iter(values)) for subject, values in found.items() if len(values) == 1}
    grade, ceiling, share = (
        only.get(one) for one in (PlaceSubject.GRADE, PlaceSubject.CEILING, PlaceSubject.SHARE)
    )
    return PlaceSays(
        FeeClass(grade) if grade else None,
        Fen(int(ceiling)) if ceiling else None,
        int(share) if share else None,
        twice=any(len(values) > 1 for values in found.values()),
    )


def _held(rows: Iterable[PlaceRow], on: date) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in rows:
        if row.holds(on):
            found.setdefault(row.code, set()).add(row.value)
    return found
