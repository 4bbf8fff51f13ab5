"""What stands behind the lock for whoever forgot a password, without any file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from core.errors import Refusal, Stop
from core.ids import DeviceId, UserId
from core.recovery import Response, SlotPlace, challenge_for, read_response, write_challenge, write_response

ANSWER = write_response(Response(2**99 + 12345))
OFFERED = "hongshan lanhe dayang baiji"


@dataclass(slots=True)
class FakeAccess:
    """Knows one right answer; `stop` stands in the way of a challenge, `keeps` takes a new password."""

    keeps: Callable[[str], None]
    stop: Stop | None = None
    rekeyed: bool = True
    asked: list[UserId] = field(default_factory=list)

    def challenge(self, user: UserId) -> str:
        self.asked.append(user)
        if self.stop:
            raise self.stop
        return write_challenge(challenge_for(SlotPlace(DeviceId("d0" * 16), 1, 0), user))

    def check_answer(self, user: UserId, answer: str, password: str) -> None:
        if read_response(answer) != read_response(ANSWER):
            raise Refusal("response_wrong")
        if len(password) < 10:
            raise Refusal("password_too_weak")

    def recover(self, user: UserId, answer: str, password: str) -> Mapping[str, Any]:
        self.check_answer(user, answer, password)
        self.keeps(password)
        return {"rekeyed": self.rekeyed}

    def offer_password(self) -> Mapping[str, Any]:
        return {"password": OFFERED, "characters": "红山 蓝河 大羊 白鸡", "bits": 48}
