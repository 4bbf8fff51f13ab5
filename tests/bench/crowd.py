"""Three hundred thousand people at one desk: the stress size, ten times the largest township we know of."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from core.coverage.enrolment import RosterEntry
from core.data_sets import DataRow
from core.identity.id_number import check_character
from core.ids import PersonId
from core.training.township import TrainingTownship
from sync.data_sets import row_of
from tests.helpers.open_desk import OpenDesk

PEOPLE = 300_000


def crowd_rows(town: TrainingTownship, people: int = PEOPLE) -> list[DataRow]:
    """Let the town's people stand there over and over, each time with a number of their own."""
    return [row_of(one.person.person_id, one.to_plain()) for one in _crowd(town, people)]


def _crowd(town: TrainingTownship, people: int) -> Iterator[RosterEntry]:
    chance = Random(11)
    taken: set[str] = set()
    while len(taken) < people:
        like = chance.choice(town.entries)
        county, birth = f"23{chance.randrange(1000, 10_000)}", f"{like.person.birth_date:%Y%m%d}"
        first = f"{county}{birth}{chance.randrange(1000):03d}"
        if first in taken:
            continue
        taken.add(first)
        number = first + check_character(first)
        person = replace(
            like.person,
            person_id=PersonId(f"P{len(taken):07d}"),
            id_number=number,
            phone=f"000{chance.randrange(10**8):08d}",
            household=f"H{len(taken) // 3:06d}",
        )
        yield replace(like, person=person)


def bring_crowd(desk: OpenDesk, town: TrainingTownship) -> None:
    """Put the crowd in force at a desk."""
    desk.bring_rows(crowd_rows(town))
