"""医保码: whose code somebody shows on a telephone. It is asked online, used at once and never kept."""

from dataclasses import dataclass, field
from typing import Any, Protocol

from core.ids import ClinicCode

LONGEST_CODE = 256
"""Characters of a code that is asked about at all."""
NOT_TOLD = frozenset(
    {
        "insurance_code_refused",
        "insurance_code_not_offered",
        "insurance_code_platform_away",
        "insurance_code_busy",
    }
)
"""Why a township does not tell; whatever else it says is no answer of ours."""


@dataclass(frozen=True, slots=True)
class CodeHolder:
    """Whose code it is, as far as the platform says: a number of some certificate, and a name."""

    number: str = field(repr=False)
    name: str = field(repr=False)


class CodeReader(Protocol):
    """What a township asks whose code it is."""

    def whose(self, clinic: ClinicCode, code: str) -> CodeHolder:
        """Ask the platform, as the institution a clinic settles under.

        Raises:
            Refusal: `insurance_code_refused`: over, of nobody, or the platform says no to it.
            Hindrance: `insurance_code_not_offered`, `insurance_code_platform_away`, `insurance_code_busy`.
        """
        ...


class CodeDesk(Protocol):
    """What a desk asks whose code it is, in three steps on their lanes; nothing of it is written down."""

    def ask(self, code: str) -> Any:
        """Store lane: make the question; opaque, and goes to `carry` as it is."""
        ...

    def carry(self, question: Any) -> Any:
        """A lane of its own: carry it to the township and its answer back.

        Raises:
            Hindrance: `insurance_code_no_line`, `insurance_code_too_slow`.
        """
        ...

    def hear(self, answer: Any) -> CodeHolder:
        """Store lane: verify the answer.

        Raises:
            Refusal: `insurance_code_refused`.
            Hindrance: `insurance_code_not_offered`, `insurance_code_platform_away`, `insurance_code_busy`,
                `insurance_code_no_line`: it was no answer of our township.
        """
        ...
