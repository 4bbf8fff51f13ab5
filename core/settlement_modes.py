"""结算方式: under whose institution code the visits of a clinic are taken to the platform."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from core.errors import Refusal
from core.ids import ClinicCode, UserId

_INSTITUTION = re.compile(r"[A-Za-z0-9]{12}")
_LONGEST_NAME, _LONGEST_OPERATOR, _LONGEST_OPERATOR_NAME = 200, 20, 50
"""As the platform takes them."""


class SettlementMode(StrEnum):
    """How the visits of a clinic are settled.

    TOWNSHIP, 一体化: the clinic is a department of the township's institution, and settles under its code.
    TEMPORARY, 临时管理关系: the township enters and uploads for the clinic, under its own code and signed in
    as whoever it names for that. OWN, 单独定点: the clinic is an institution under contract of its own.
    PROVINCE, 总对总: the province's systems settle with each other; nothing is sent, visits go and outcomes
    come as files.
    """

    TOWNSHIP = "township"
    TEMPORARY = "temporary"
    OWN = "own"
    PROVINCE = "province"


BY_PROVINCE = "province"
"""Stands in the place of an institution's code where a visit went to the province."""


def is_institution_code(code: str) -> bool:
    """Tell whether a text has the form of an institution's code."""
    return _INSTITUTION.fullmatch(code) is not None


@dataclass(frozen=True, slots=True)
class SettlementWay:
    """The setting of one clinic: its mode, its own institution, and who signs in for it.

    An `operator` that is left out is the township's. A clinic the province settles may have a code there.

    Raises:
        Refusal: `institution_code_not_valid`, `own_institution_missing`, `own_institution_not_asked_for`,
            `settlement_operator_not_whole`, `settlement_operator_not_asked_for`.
    """

    mode: SettlementMode = SettlementMode.TOWNSHIP
    institution: str = ""
    institution_name: str = ""
    operator: str = ""
    operator_name: str = ""

    def __post_init__(self) -> None:
        named = self.institution or self.institution_name
        if self.mode is SettlementMode.OWN or (self.mode is SettlementMode.PROVINCE and named):
            self._require_institution()
        elif named:
            raise Refusal("own_institution_not_asked_for")
        signs_in = self.mode in (SettlementMode.TEMPORARY, SettlementMode.OWN)
        if not signs_in and (self.operator or self.operator_name):
            raise Refusal("settlement_operator_not_asked_for")
        lengths = len(self.operator) > _LONGEST_OPERATOR or len(self.operator_name) > _LONGEST_OPERATOR_NAME
        if bool(self.operator) != bool(self.operator_name) or lengths:
            raise Refusal("settlement_operator_not_whole")

    def _require_institution(self) -> None:
        if not self.institution or not self.institution_name:
            raise Refusal("own_institution_missing")
        if not is_institution_code(self.institution) or len(self.institution_name) > _LONGEST_NAME:
            raise Refusal("institution_code_not_valid")


USUAL_WAY = SettlementWay()
"""How a clinic settles that nothing was said about."""


@dataclass(frozen=True, slots=True)
class KeptWay:
    """A setting as it was made: for which clinic, since when, by whom; the last of a clinic is in force."""

    clinic: ClinicCode
    number: int
    way: SettlementWay
    since: datetime
    user: UserId


class SettlementWays(Protocol):
    """The settings of one township's clinics; none is ever forgotten."""

    def settlement_ways(self, clinic: ClinicCode | None = None) -> Sequence[KeptWay]:
        """List the settings ever made, of one clinic or of all, by clinic and in their order."""
        ...

    def keep_settlement_way(self, clinic: ClinicCode, way: SettlementWay, user: UserId, at: datetime) -> bool:
        """Put a setting in force; tell whether that changed anything.

        Raises:
            Refusal: `clinic_unknown`; `institution_code_taken`: it is the township's or another clinic's.
        """
        ...


def way_in_force(kept: Sequence[KeptWay]) -> SettlementWay:
    """Give the setting in force among those of one clinic."""
    return kept[-1].way if kept else USUAL_WAY
