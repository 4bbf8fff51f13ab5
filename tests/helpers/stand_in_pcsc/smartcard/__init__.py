"""What pyscard looks like to a program, for helper processes of tests: PC/SC needs a service of the system.

A variable of the environment tells what lies in its one reader: `empty`, or a version; or that there is none,
or that the `service-away`.
"""

import os
import sys
from collections.abc import Sequence
from types import ModuleType

from tests.helpers.social_cards import THIRD, SocialChip


class _CardError(Exception):
    """A reader is empty, or a card does not answer."""


class _ServiceError(Exception):
    """The system's service is not there."""


class _Connection:
    def __init__(self, told: str) -> None:
        self._told = told
        self._chip = SocialChip("3.00", holder=THIRD) if told == "3.00" else SocialChip(told)

    def connect(self) -> None:
        if self._told == "empty":
            raise _CardError

    def transmit(self, command: Sequence[int]) -> tuple[list[int], int, int]:
        *data, first, second = self._chip.transmit(bytes(command))
        return data, first, second


class _Reader:
    def __str__(self) -> str:
        return "Stand-in Reader 00 00"

    def createConnection(self) -> _Connection:  # as pyscard calls it
        return _Connection(os.environ["CUNZHEN_STAND_IN_CARD"])


def _readers() -> list[_Reader]:
    told = os.environ["CUNZHEN_STAND_IN_CARD"]
    if told == "service-away":
        raise _ServiceError
    return [] if told == "none" else [_Reader()]


_NAMES: dict[str, dict[str, object]] = {
    "System": {"readers": _readers},
    "Exceptions": {"SmartcardException": _CardError},
    "pcsc": {},
    "pcsc.PCSCExceptions": {"BaseSCardException": _ServiceError},
}
for _name, _content in _NAMES.items():
    _module = ModuleType(f"smartcard.{_name}")
    vars(_module).update(_content)
    sys.modules[_module.__name__] = _module
