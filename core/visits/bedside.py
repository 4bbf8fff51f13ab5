"""What a visit notes now and then beside complaint and bill: vitals, symptoms, where the patient went."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any

from core.errors import Refusal

LIMITS: Mapping[str, tuple[int, int]] = {
    "pulse": (20, 300),
    "respiration": (4, 90),
    "weight_tenths": (5, 4000),
    "glucose_tenths": (5, 600),
}
"""What can be counted, weighed or measured on a living person: per minute, tenths of kg, tenths of mmol/L."""
LONGEST = 100
_MOST_SYMPTOMS = 30


class Symptom(StrEnum):
    """症状 to be ticked."""

    FEVER = "fever"
    COUGH = "cough"
    SORE_THROAT = "sore_throat"
    RUNNY_NOSE = "runny_nose"
    DYSPNOEA = "dyspnoea"
    HEADACHE = "headache"
    VOMITING = "vomiting"
    ABDOMINAL_PAIN = "abdominal_pain"
    DIARRHOEA = "diarrhoea"
    RASH = "rash"


class Destination(StrEnum):
    """患者去向."""

    HOME = "home"
    OBSERVED = "observed"
    REFERRED = "referred"
    REFUSED_REFERRAL = "refused_referral"
    DIED = "died"


class CaseClass(StrEnum):
    """病例分类 of the report card: 疑似, 临床诊断, 确诊, 病原携带."""

    SUSPECTED = "suspected"
    CLINICAL = "clinical"
    CONFIRMED = "confirmed"
    CARRIER = "carrier"


@dataclass(frozen=True, slots=True)
class Bedside:
    """None of it has to be there; what nobody filled in is not in the event.

    `glucose_tenths` is whenever it was taken. `symptoms` are codes of `Symptom`, one of a newer program among
    them. `tcm` is 中医诊断 in words, `emergency` 急诊. `case_class` to `reported` are the report card of a
    notifiable disease beyond what the visit says anyway; `reported`: the card was handed on.
    """

    pulse: int | None = None
    respiration: int | None = None
    weight_tenths: int | None = None
    glucose_tenths: int | None = None
    symptoms: tuple[str, ...] = ()
    tcm: str = ""
    home_visit: bool = False
    destination: str = ""
    referred_to: str = ""
    referral_reason: str = ""
    case_class: str = ""
    crowd: str = ""
    workplace: str = ""
    address: str = ""
    phone: str = ""
    reported: bool = False
    emergency: bool = False

    def to_plain(self) -> dict[str, Any]:
        """Give what was filled in."""
        told = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: _plain(value) for name, value in told.items() if value not in (None, "", (), False)}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Bedside":
        """Read what `to_plain` wrote; unknown fields are left for a newer program.

        Raises:
            TypeError, AttributeError: it is none.
        """
        known = {one.name: plain[one.name] for one in fields(cls) if one.name in plain}
        return replace(cls(**known), symptoms=tuple(plain.get("symptoms", ())))

    def is_well_formed(self) -> bool:
        """Tell whether every field is of its form."""
        numbers = (getattr(self, name) for name in LIMITS)
        texts = (*self.symptoms, *(getattr(self, name) for name in _TEXTS))
        return (
            all(one is None or (isinstance(one, int) and not isinstance(one, bool)) for one in numbers)
            and all(isinstance(one, str) for one in texts)
            and len(self.symptoms) <= _MOST_SYMPTOMS
            and isinstance(self.home_visit, bool)
            and isinstance(self.emergency, bool)
            and isinstance(self.reported, bool)
        )


NOTHING = Bedside()
_TEXTS = (
    *("tcm", "destination", "referred_to", "referral_reason"),
    *("case_class", "crowd", "workplace", "address", "phone"),
)


def require_possible(bedside: Bedside) -> None:
    """Refuse what nobody can measure, and a referral that does not say where to and why.

    Raises:
        Refusal: `bedside_out_of_range` with `field`; `referral_not_said`;
            `bedside_too_long`.
    """
    for name, (least, most) in LIMITS.items():
        value = getattr(bedside, name)
        if value is not None and not least <= value <= most:
            raise Refusal("bedside_out_of_range", field=name)
    if any(len(getattr(bedside, name)) > LONGEST for name in _TEXTS):
        raise Refusal("bedside_too_long", most=LONGEST)
    said = bedside.referred_to and bedside.referral_reason
    if bedside.destination == Destination.REFERRED and not said:
        raise Refusal("referral_not_said")


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
