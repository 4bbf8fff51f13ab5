"""身份核验: how strongly it was proved that this person sits here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.errors import Refusal
from core.policy.choices import Proof

CARD_EXPIRED = "card_expired"
"""Overridden where a card was out of date: the person still is who it says."""
BROUGHT_IN = "brought_in"
"""The reader of a record that came from elsewhere and was written down later."""


class CheckMethod(StrEnum):
    """What was looked at, from the strongest to the weakest."""

    CARD_CHIP = "card_chip"
    INSURANCE_CODE = "insurance_code"
    """医保码 on a telephone, as the platform told it."""
    CARD_SEEN = "card_seen"
    NUMBER_TYPED = "number_typed"
    KNOWN_TO_DOCTOR = "known_to_doctor"

    @property
    def proof(self) -> Proof:
        """Tell how strong it is."""
        return _PROOFS[self]


_PROOFS = {
    CheckMethod.CARD_CHIP: Proof.CHIP,
    CheckMethod.INSURANCE_CODE: Proof.CODE,
    CheckMethod.CARD_SEEN: Proof.DOCUMENT_SEEN,
    CheckMethod.NUMBER_TYPED: Proof.NUMBER_SAID,
    CheckMethod.KNOWN_TO_DOCTOR: Proof.KNOWN,
}


class CheckResult(StrEnum):
    """What comparing came to: what was shown or said, with what the roster has."""

    AGREES = "agrees"
    DIFFERS = "differs"
    """In the name or the sex; the doctor was asked to look again."""
    NOTHING_TO_COMPARE = "nothing_to_compare"
    """The roster here does not have that person."""


class Lacking(StrEnum):
    """Why a visit went on without the proof that was demanded."""

    NOT_AT_HAND = "not_at_hand"
    NO_DOCUMENT = "no_document"
    URGENT = "urgent"
    AT_HOME = "at_home"
    READER_FAILED = "reader_failed"
    OTHER = "other"
    """Said in words."""


MOST_WORDS = 60


@dataclass(frozen=True, slots=True)
class ProofSaid:
    """What the doctor says of a proof weaker than demanded: a document was seen, or why there is none.

    Raises:
        Refusal: `reason_missing`.
    """

    lacking: Lacking | None = None
    words: str = ""

    def __post_init__(self) -> None:
        if self.lacking is Lacking.OTHER and not self.words.strip():
            raise Refusal("reason_missing")


@dataclass(frozen=True, slots=True)
class IdentityCheck:
    """One act of checking: the method, the reader if there was one, when, and what it came to.

    `overridden` names what was odd about the proof and did not keep care from going on: codes, no persons.
    `lacking` says why a visit went on without the proof that was demanded, `words` what is none of the usual.
    """

    method: CheckMethod
    checked_at: datetime
    reader: str = ""
    overridden: tuple[str, ...] = ()
    result: CheckResult = CheckResult.AGREES
    lacking: str = ""
    words: str = ""

    def to_plain(self) -> dict[str, Any]:
        """Give the check as text fields; of most there is nothing more to say, and then nothing is said."""
        told: dict[str, Any] = {
            "method": self.method.value,
            "checked_at": self.checked_at.isoformat(),
            "reader": self.reader,
        }
        more = {
            "overridden": list(self.overridden),
            "result": "" if self.result is CheckResult.AGREES else self.result.value,
            "lacking": self.lacking,
            "words": self.words,
        }
        return told | {key: value for key, value in more.items() if value}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "IdentityCheck":
        """Read what `to_plain` wrote; a result this program does not know agrees with nothing here."""
        result = plain.get("result", CheckResult.AGREES.value)
        return cls(
            CheckMethod(plain["method"]),
            datetime.fromisoformat(plain["checked_at"]),
            plain["reader"],
            tuple(plain.get("overridden", ())),
            CheckResult(result) if result in set(CheckResult) else CheckResult.NOTHING_TO_COMPARE,
            plain.get("lacking", ""),
            plain.get("words", ""),
        )
