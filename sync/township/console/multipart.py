"""A form that carries files, taken apart as it comes in: nothing of it is held longer than it takes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from core.errors import Refusal

FORM_WITH_FILES = "multipart/form-data"
_BOUNDARY = re.compile(r'boundary=(?:"([^"\r\n]{1,70})"|([^\s;",]{1,70}))', re.ASCII)
_DISPOSITION = re.compile(rb'^form-data; *name="([^"\r\n]*)"(?:; *filename="([^"\r\n]*)")? *$', re.IGNORECASE)
_LONGEST_HEAD = 2048
_LONGEST_FIELD = 1024
_MOST_PARTS = 16
_END_OF_HEAD = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class FieldRead:
    """A field of the form, whole."""

    name: str
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class FileBegun:
    """A file begins; its name is what the browser says."""

    name: str
    file_name: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class FilePiece:
    """The next bytes of the file that began last."""

    data: bytes = field(repr=False)


Found = FieldRead | FileBegun | FilePiece


class Multipart:
    """Takes a form apart; `whole` once its end was seen."""

    def __init__(self, content_type: str) -> None:
        found = _BOUNDARY.search(content_type)
        if content_type.partition(";")[0].strip().lower() != FORM_WITH_FILES or found is None:
            raise Refusal("form_not_readable")
        self._mark = b"\r\n--" + (found[1] or found[2]).encode("ascii", "replace")
        self._held = bytearray(b"\r\n")
        self._field: str | None = None
        self._inside = False
        self._parts = 0
        self.whole = False

    def feed(self, data: bytes) -> Iterator[Found]:
        """Take what came in and give what that was.

        Raises:
            Refusal: `form_not_readable`.
        """
        self._held += data
        while not self.whole:
            found = self._body() if self._inside else self._head()
            if found is None:
                return
            yield from found

    def _head(self) -> list[Found] | None:
        """Read a mark and the head of the part behind it; None: more has to come."""
        mark, held = self._mark, self._held
        if not held.startswith(mark[: len(held)]):
            raise Refusal("form_not_readable")
        if held[len(mark) : len(mark) + 2] == b"--":
            self.whole = True
            return []
        end = held.find(_END_OF_HEAD)
        if end < 0:
            if len(held) > _LONGEST_HEAD:
                raise Refusal("form_not_readable")
            return None
        head = bytes(held[len(mark) + 2 : end])
        del held[: end + len(_END_OF_HEAD)]
        self._inside, self._parts = True, self._parts + 1
        if self._parts > _MOST_PARTS:
            raise Refusal("form_not_readable")
        return self._begun(head)

    def _begun(self, head: bytes) -> list[Found]:
        name, file_name = _names(head)
        self._field = name if file_name is None else None
        return [] if file_name is None else [FileBegun(name, file_name)]

    def _body(self) -> list[Found] | None:
        at = self._held.find(self._mark)
        if at < 0 and self._field is not None:
            if len(self._held) > _LONGEST_FIELD + len(self._mark):
                raise Refusal("form_not_readable")
            return None
        upto = at if at >= 0 else max(0, len(self._held) - len(self._mark))
        data = bytes(self._held[:upto])
        del self._held[:upto]
        if at < 0:
            return [FilePiece(data)] if data else None
        self._inside = False
        if self._field is not None:
            return [FieldRead(self._field, _text(data))]
        return [FilePiece(data)] if data else []


def _names(head: bytes) -> tuple[str, str | None]:
    """Give the name of a part, and the name of its file where it is one."""
    for line in head.split(b"\r\n"):
        title, _, value = line.partition(b":")
        if title.strip().lower() != b"content-disposition":
            continue
        found = _DISPOSITION.match(value.strip())
        if found is None:
            break
        return _text(found[1]), None if found[2] is None else found[2].decode("utf-8", "replace")
    raise Refusal("form_not_readable")


def _text(data: bytes) -> str:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise Refusal("form_not_readable") from None
    if "\0" in text or len(data) > _LONGEST_FIELD:
        raise Refusal("form_not_readable")
    return text
