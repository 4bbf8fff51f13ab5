"""Users and their passwords over plain memory."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.clinic import Seat, Staff
from core.errors import Refusal
from core.ids import UserId
from core.roles import Right, Role

if TYPE_CHECKING:
    from tests.ui.fake_desk import Memory


class FakeUsers:
    """Users in a list: the doctor and the helper can come in, a newcomer is only on the township's list."""

    def __init__(self, memory: "Memory", me: Staff, password: str) -> None:
        self._memory = memory
        self._me = me
        self._password = password

    def seats(self) -> Sequence[Seat]:
        self._memory.here()
        helper = Staff(UserId("helper"), "助手", Role.ASSISTANT)
        newcomer = Staff(UserId("xin"), "新来", Role.DOCTOR)
        return [Seat(one, one.user in self._memory.users) for one in (self._me, helper, newcomer)]

    def add(self, user: UserId, password: str) -> None:
        self._me.require(Right.MANAGE_USERS)
        if len(password) < 10:
            raise Refusal("password_too_weak")
        self._memory.users.add(user)

    def remove(self, user: UserId) -> None:
        self._me.require(Right.MANAGE_USERS)
        self._memory.users.remove(user)

    def change_password(self, old: str, new: str) -> None:
        if old != self._password:
            raise Refusal("wrong_password")
        self._memory.passwords.append(new)

    def offer_password(self) -> str:
        return "hongshan lanhe dayang baiji"
