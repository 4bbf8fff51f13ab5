"""A number as it came to the desk: typed, scanned or read off a chip, with what was said beside it."""

from dataclasses import dataclass
from datetime import date

from core.identity.credentials import Credential, read_credential
from core.identity.id_number import NumberKind
from core.identity.identity_check import CheckMethod

SCANNER = "scanner"


@dataclass(frozen=True, slots=True)
class NumberSaid:
    """A number and how it came; without a `kind` its form must tell it."""

    number: str
    name: str = ""
    kind: NumberKind | None = None
    how: CheckMethod = CheckMethod.NUMBER_TYPED

    @property
    def reader(self) -> str:
        """Give what a check says it was read with: a scanner had the document under its light."""
        return SCANNER if self.how is CheckMethod.CARD_SEEN else ""

    def read(self, on: date) -> Credential:
        """Read it as it stands on a day.

        Raises:
            Refusal: a code of `core.identity.credentials`.
        """
        return read_credential(self.number, on, self.kind, from_chip=self.how is CheckMethod.CARD_CHIP)
