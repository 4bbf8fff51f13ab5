"""Who may do what: the whole table, cell by cell."""

import pytest

from core.clinic import Staff
from core.errors import Refusal
from core.ids import UserId
from core.roles import RIGHTS, Right, Role, Standing, rights_of, role_named

D, A, M = Role.DOCTOR, Role.ASSISTANT, Role.MANAGER
TABLE = [
    # right, doctor, assistant, manager
    (Right.LOOK_UP, True, True, True),
    (Right.RECORD, True, False, True),
    (Right.CORRECT, True, False, True),
    (Right.EXPORT, True, False, True),
    (Right.SEE_NUMBERS, True, False, True),
    (Right.MANAGE_USERS, False, False, True),
    (Right.READ_TRAIL, False, False, True),
]


@pytest.mark.parametrize(("right", "doctor", "assistant", "manager"), TABLE)
@pytest.mark.parametrize("standing", [Standing.GRANTED, Standing.REMEMBERED])
def test_the_table_of_rights(
    right: Right, doctor: bool, assistant: bool, manager: bool, standing: Standing
) -> None:
    found = [right in rights_of(role, standing) for role in (D, A, M)]
    assert found == [doctor, assistant, manager]


def test_the_table_names_every_right_and_every_role() -> None:
    assert {row[0] for row in TABLE} == set(Right)
    assert set(RIGHTS) == set(Role)


@pytest.mark.parametrize(
    ("role", "left"),
    [(D, {Right.LOOK_UP, Right.RECORD}), (A, {Right.LOOK_UP}), (M, {Right.LOOK_UP, Right.RECORD})],
)
def test_whom_the_township_no_longer_names_care_is_left(role: Role, left: set[Right]) -> None:
    assert rights_of(role, Standing.UNCONFIRMED) == left


def test_who_may_not_is_refused_with_the_right_that_is_missing() -> None:
    helper = Staff(UserId("li"), "李", A)
    helper.require(Right.LOOK_UP)
    with pytest.raises(Refusal, match=r"not_permitted \(right=record\)"):
        helper.require(Right.RECORD)


def test_a_role_of_tomorrow_is_not_known() -> None:
    assert (role_named("doctor"), role_named("pharmacist")) == (D, None)
