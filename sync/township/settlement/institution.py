"""定点医药机构: the codes a township settles under, its clinics' departments and physicians."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from core.errors import Refusal
from core.ids import ClinicCode, UserId
from core.settlement_modes import SettlementMode, SettlementWay


@dataclass(frozen=True, slots=True)
class Operator:
    """经办人: who signs in at the platform; `mac` and `ip` are of the machine that calls."""

    code: str
    name: str
    mac: str
    ip: str


@dataclass(frozen=True, slots=True)
class Department:
    """科室: code and name in the institution, `category` of the national list."""

    code: str
    name: str
    category: str


@dataclass(frozen=True, slots=True)
class Institution:
    """An institution under contract; `area` is its 医保区划, `physicians` holds national codes by user.

    `province`: what of the province's profile is otherwise here, by its keys.
    """

    code: str
    name: str
    area: str
    operator: Operator
    department: Department
    physicians: Mapping[UserId, str]
    departments: Mapping[ClinicCode, Department]
    province: Mapping[str, Any] = field(default_factory=dict)

    def under(self, way: SettlementWay) -> "Institution":
        """Give the institution whose code the visits of a clinic carry that settles in some way."""
        operator = self.operator
        if way.operator:
            operator = replace(operator, code=way.operator, name=way.operator_name)
        if way.mode is not SettlementMode.OWN:
            return replace(self, operator=operator)
        return replace(self, code=way.institution, name=way.institution_name, operator=operator)

    def department_of(self, clinic: ClinicCode) -> Department:
        """Give the department a clinic counts as."""
        return self.departments.get(clinic, self.department)

    def physician(self, user: UserId) -> str:
        """Give the national code of a physician.

        Raises:
            Refusal: `physician_code_missing`.
        """
        if not (code := self.physicians.get(user)):
            raise Refusal("physician_code_missing", user=user)
        return code


def read_institution(text: bytes) -> Institution:
    """Read the settings (TOML): code, name, area; tables operator, department, physicians and others.

    Raises:
        Refusal: `settlement_settings_not_readable`.
    """
    try:
        plain: Mapping[str, Any] = tomllib.loads(text.decode())
        return Institution(
            code=plain["code"],
            name=plain["name"],
            area=plain["area"],
            operator=Operator(**plain["operator"]),
            department=Department(**plain["department"]),
            physicians={UserId(user): code for user, code in plain.get("physicians", {}).items()},
            departments={ClinicCode(c): Department(**d) for c, d in plain.get("departments", {}).items()},
            province={**plain.get("province", {})},
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refusal("settlement_settings_not_readable") from error
