"""A sample of prescriptions is the same for whoever draws it, and nobody can choose what is in it."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from core.catalogue.items import ItemKind
from core.ids import ClinicCode, EventId, TownshipCode, UserId
from core.prescription_review import samples_of
from core.statement import ToldVisit
from tests.helpers.settlement_book import service
from tests.helpers.township_talk import a_visit

HERE, CLINIC = TownshipCode("T330111"), ClinicCode("C01")
numbers = st.lists(st.integers(0, 2**64), unique=True, min_size=1, max_size=30)


def written(number: int, doctor: str = "wang") -> ToldVisit:
    return ToldVisit(EventId(f"{number:032x}"), a_visit(doctor=UserId(doctor)), ())


def drawn(visits: list[ToldVisit], size: int, township: TownshipCode = HERE) -> list[EventId]:
    (sample,) = samples_of(township, CLINIC, visits, size)
    return [one.event_id for one in sample.drawn]


@given(numbers, st.integers(1, 8), st.randoms())
def test_in_whatever_order_prescriptions_come_the_same_are_drawn(
    some: list[int], size: int, random: Random
) -> None:
    visits = [written(number) for number in some]
    before = drawn(visits, size)
    random.shuffle(visits)
    assert drawn(visits, size) == before
    assert len(before) == min(size, len(visits)) == len(set(before))


@given(numbers, st.integers(1, 8), st.integers(2**64 + 1, 2**65))
def test_one_prescription_more_changes_at_most_one_of_the_others(
    some: list[int], size: int, one: int
) -> None:
    visits = [written(number) for number in some]
    before, after = set(drawn(visits, size)), set(drawn([*visits, written(one)], size))
    assert len(before - after) <= 1


def test_another_township_draws_others() -> None:
    visits = [written(number) for number in range(40)]
    assert drawn(visits, 5) != drawn(visits, 5, TownshipCode("T330112"))


def test_each_doctor_has_a_sample_and_a_visit_without_a_drug_is_no_prescription() -> None:
    nursing = ToldVisit(EventId("f" * 32), a_visit(lines=(service(),)), ())
    samples = samples_of(HERE, CLINIC, [written(1), written(2, "li"), written(3), nursing], 1)
    assert [(one.doctor, one.written, len(one.drawn)) for one in samples] == [("li", 1, 1), ("wang", 2, 1)]
    assert all(line.kind is ItemKind.DRUG for one in samples for line in one.drawn[0].visit.lines)
