"""Read the fields of a decoded message one by one, each with its type and bound."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.errors import Refusal
from sync.codec import decode, from_milliseconds, is_moment

MAX_TEXT_BYTES = 1024
ID_BYTES = 16
HASH_BYTES = 32


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of one message: an array read by position or a map read by name."""

    message: str
    content: Any

    @classmethod
    def of_list(cls, data: bytes, message: str, length: int) -> "Fields":
        """Decode an array of exactly `length` fields."""
        return cls(message, decode(data)).as_list(length)

    def refusal(self, field: str | int) -> Refusal:
        """Say which field could not be read."""
        return Refusal("message_not_understood", message=self.message, field=field)

    def as_list(self, *lengths: int) -> "Fields":
        """Insist on an array of exactly as many fields, or one of several numbers of them."""
        if not isinstance(self.content, list) or len(self.content) not in lengths:
            raise self.refusal("length")
        return self

    def as_map(self) -> "Fields":
        """Insist on a map."""
        if not isinstance(self.content, dict):
            raise self.refusal("map")
        return self

    def within(self, field: str | int, message: str) -> "Fields":
        """Go into a field that holds fields itself."""
        return Fields(message, self._value(field))

    def has(self, field: str) -> bool:
        """Tell whether a map names a field and does not leave it empty."""
        return self.content.get(field) is not None

    def number(self, field: str | int, least: int = 0, most: int = 2**62) -> int:
        """Read a whole number."""
        value = self._value(field)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise self.refusal(field)
        return value

    def text(self, field: str | int, most: int = MAX_TEXT_BYTES) -> str:
        """Read a text that is not empty."""
        value = self._value(field)
        if not isinstance(value, str) or not 0 < len(value.encode()) <= most:
            raise self.refusal(field)
        return value

    def blob(self, field: str | int, most: int) -> bytes:
        """Read bytes."""
        value = self._value(field)
        if not isinstance(value, bytes) or len(value) > most:
            raise self.refusal(field)
        return value

    def blobs(self, field: str, most: int, longest: int) -> tuple[bytes, ...]:
        """Read an array of bytes; none where the map does not name it."""
        items = Fields(field, self.items(field, most) if self.has(field) else [])
        return tuple(items.blob(place, longest) for place in range(len(items.content)))

    def exactly(self, field: str | int, length: int) -> bytes:
        """Read bytes of one length."""
        value = self._value(field)
        if not isinstance(value, bytes) or len(value) != length:
            raise self.refusal(field)
        return value

    def hash(self, field: str | int) -> bytes:
        """Read a SHA-256."""
        return self.exactly(field, HASH_BYTES)

    def id(self, field: str | int) -> str:
        """Read an id as 32 hex digits."""
        return self.exactly(field, ID_BYTES).hex()

    def moment(self, field: str | int) -> datetime:
        """Read milliseconds since 1970."""
        value = self._value(field)
        if not is_moment(value):
            raise self.refusal(field)
        return from_milliseconds(value)

    def day(self, field: str | int) -> date:
        """Read a day written as 2026-01-31."""
        try:
            return date.fromisoformat(self.text(field, 10))
        except ValueError as error:
            raise self.refusal(field) from error

    def items(self, field: str | int, most: int) -> list[Any]:
        """Read an array of at most `most` entries."""
        value = self._value(field)
        if not isinstance(value, list) or len(value) > most:
            raise self.refusal(field)
        return value

    def mapping(self, field: str | int) -> dict[str, Any]:
        """Read a map."""
        value = self._value(field)
        if not isinstance(value, dict):
            raise self.refusal(field)
        return value

    def _value(self, field: str | int) -> Any:
        try:
            return self.content[field]
        except (KeyError, IndexError, TypeError) as error:
            raise self.refusal(field) from error
