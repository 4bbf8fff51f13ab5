"""What a browser asks, read and bounded, and what a page answers."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from starlette.requests import Request

from core.console import ConsoleDeed, ConsoleRight, ConsoleUser
from core.console_ports import Console
from core.errors import Refusal, Stop
from core.ports import Clock
from core.township_ports import TownshipStore
from sync.township.imports.uploads import TownshipUploads

Done = TypeVar("Done")
FORM = "application/x-www-form-urlencoded"
LONGEST_FORM = 16 * 1024
_MOST_FIELDS = 56
_FORM_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Ask:
    """A question: the parts of its path, its query and its form, each name once."""

    parts: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict, repr=False)

    def part(self, name: str) -> str:
        """Give a part of the path."""
        return self.parts[name]

    def given(self, name: str) -> str:
        """Give a field of the form; one that is not there is empty."""
        return self.form.get(name, "").strip()

    def number(self, name: str) -> int | None:
        """Give a whole number of the query, or of the form; None where there is none.

        Raises:
            Refusal: `form_not_readable`.
        """
        text = (self.query.get(name) or self.form.get(name) or "").strip()
        if text and not (text.isascii() and text.isdigit() and len(text) <= 15):
            raise Refusal("form_not_readable")
        return int(text) if text else None


@dataclass(frozen=True, slots=True)
class Shown:
    """A page to show."""

    template: str
    facts: Mapping[str, Any] = field(default_factory=dict, repr=False)
    status: int = 200


@dataclass(frozen=True, slots=True)
class Moved:
    """Somewhere else to go to, so that a deed is not done twice by looking again.

    `after` is work that goes on once the browser has its answer.
    """

    path: str
    after: Callable[[], None] | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A file to keep: what it is called, of which kind it is, and its pieces."""

    name: str
    kind: str
    pieces: Iterable[bytes] = field(repr=False)


Answer = Shown | Moved | Sent


@dataclass(frozen=True, slots=True)
class Speech:
    """What words a no, and what words a bare code."""

    sentence_for: Callable[[Stop], str]
    word_for: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Desk:
    """One township's console as a page is handed it, and whoever sits at it; `words` word a code or a no."""

    store: TownshipStore
    console: Console
    clock: Clock
    user: ConsoleUser
    words: Speech
    uploads: TownshipUploads

    @property
    def word_for(self) -> Callable[[str], str]:
        """Give what words a bare code."""
        return self.words.word_for

    def may(self, right: ConsoleRight) -> bool:
        """Tell whether whoever sits here may do something."""
        return right in self.user.rights

    def require(self, right: ConsoleRight) -> None:
        """Go on only with a right.

        Raises:
            Refusal: `console_right_missing`.
        """
        if not self.may(right):
            raise Refusal("console_right_missing")

    def doing(self, deed: ConsoleDeed, facts: Mapping[str, Any], do: Callable[[], Done]) -> Done:
        """Write a deed down, then do it; where it is refused, that is written down too."""
        self.console.note(self.user.user, deed, facts, self.clock.now())
        return self.trying(deed, do)

    def trying(self, deed: ConsoleDeed, do: Callable[[], Done]) -> Done:
        """Do a deed that the store itself writes down; where it is refused, that is written down."""
        try:
            return do()
        except Stop as stop:
            told = {"deed": deed.value, "code": stop.code}
            self.console.note(self.user.user, ConsoleDeed.REFUSED, told, self.clock.now())
            raise


async def read_form(request: Request) -> Mapping[str, str]:
    """Read a form, giving up at the bound whatever its headers promised.

    Raises:
        Refusal: `form_not_readable`, `form_too_large`, `message_too_slow`.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise Refusal("form_not_readable")
    body = bytearray()
    try:
        async with asyncio.timeout(_FORM_SECONDS):
            async for part in request.stream():
                body += part
                if len(body) > LONGEST_FORM:
                    raise Refusal("form_too_large")
    except TimeoutError:
        raise Refusal("message_too_slow") from None
    return read_fields(bytes(body))


def read_fields(encoded: bytes) -> Mapping[str, str]:
    """Read the fields of a form or a query; every name stands there once.

    Raises:
        Refusal: `form_not_readable`.
    """
    try:
        pairs = parse_qsl(
            encoded.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS
        )
    except ValueError:
        raise Refusal("form_not_readable") from None
    fields = dict(pairs)
    if len(fields) != len(pairs) or any("\0" in value for value in fields.values()):
        raise Refusal("form_not_readable")
    return fields
