"""The two kinds of no that are not bugs; the words for their codes live in ui/wording."""

from typing import Any


class Stop(Exception):
    """Carry a reason code and its facts to whoever can put them into words.

    Args:
        code: snake_case reason, a key of the wording tables.
        facts: values the sentence may name; never a person's name, number or diagnosis.
    """

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value}" for name, value in sorted(self.facts.items()))
        return f"{self.code} ({told})" if told else self.code


class Refusal(Stop):
    """Say that the person at the desk can act: another password, another file, another day."""


class Hindrance(Stop):
    """Say that the world is in the way: disk, key, network, clock."""
