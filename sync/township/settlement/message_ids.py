"""报文ID: institution, second and four characters that no two messages of a second share."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from core.dates import CHINA

_LAST = 4


def _anywhere() -> Iterator[int]:
    return count(secrets.randbelow(2**40))


@dataclass(slots=True)
class MessageIds:
    """Source of message ids of one institution; `digits` are the characters allowed at the end.

    One worker never repeats an id, as it counts on; two workers start at different places, so that they meet
    in one second by a chance of one to `digits` ** 4, and the platform then refuses the second message.
    """

    institution: str
    digits: str
    _numbers: Iterator[int] = field(default_factory=_anywhere)

    def next_at(self, moment: datetime) -> str:
        """Make the id of a new message: 12 + 14 + 4 characters."""
        number = next(self._numbers)
        end = ""
        for _ in range(_LAST):
            number, place = divmod(number, len(self.digits))
            end += self.digits[place]
        return f"{self.institution}{moment.astimezone(CHINA):%Y%m%d%H%M%S}{end}"
