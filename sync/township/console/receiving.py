"""Taking in uploaded files: sealed onto the disk as they come, given up at the bound, gone if cut short."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from core.errors import Refusal
from sync.township.console.multipart import FieldRead, FilePiece, Found, Multipart
from sync.township.imports.sealed_file import SealedWriter
from sync.township.imports.table_file import MOST_BYTES
from sync.township.imports.uploads import TownshipUploads, plain_name

MOST_FILES = 2
_ROOM_FOR_FIELDS = 2**16
_SILENCE_SECONDS = 30.0
_LONGEST_SECONDS = 1800.0


@dataclass(slots=True)
class Received:
    """What has come in of an upload."""

    uploads: TownshipUploads
    upload: str
    fields: Mapping[str, str]
    files: list[str] = field(default_factory=list)
    _writer: SealedWriter | None = None

    def take(self, found: Found) -> None:
        """Take a piece of a file."""
        if isinstance(found, FilePiece):
            if self._writer is None:  # a file without a name: the browser's way to say that none was chosen
                raise Refusal("upload_without_file")
            self._writer.write(found.data)
            return
        self.close()
        if isinstance(found, FieldRead):
            raise Refusal("form_not_readable")  # fields stand before files: they say whether any are wanted
        if found.file_name:
            if len(self.files) == MOST_FILES:
                raise Refusal("form_not_readable")
            self._writer = self.uploads.writer(self.upload, len(self.files))
            self.files.append(plain_name(found.file_name))

    def close(self) -> None:
        """End the file that is being written."""
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()

    def abandon(self) -> None:
        """Let go of everything that came in."""
        if self._writer is not None:
            self._writer.abandon()
        self.uploads.remove(self.upload)


Begin = Callable[[Mapping[str, str]], Received]
"""Looks at the fields of a form, and makes room for the files behind them or refuses."""


async def receive(request: Request, begin: Begin) -> Received:
    """Take an upload in; where it is cut short or refused nothing of it stays.

    Raises:
        Refusal: `form_not_readable`, `form_too_large`, `message_too_slow`, `upload_not_readable`,
            `upload_without_file`; those of `begin`.
        Hindrance: `disk_full`, `store_not_writable`.
    """
    form = Multipart(request.headers.get("content-type", ""))
    taking = _Taking(begin)
    try:
        async with asyncio.timeout(_LONGEST_SECONDS):
            await _take_all(request, form, taking)
        if not form.whole:
            raise Refusal("upload_not_readable")
        return await run_in_threadpool(taking.end)
    except TimeoutError:
        await run_in_threadpool(taking.abandon)
        raise Refusal("message_too_slow") from None
    except BaseException:
        taking.abandon()
        raise


async def _take_all(request: Request, form: Multipart, taking: "_Taking") -> None:
    left = MOST_BYTES + _ROOM_FOR_FIELDS
    parts = request.stream()
    while True:
        async with asyncio.timeout(_SILENCE_SECONDS):
            part = await anext(parts, None)
        if part is None:
            return
        left -= len(part)
        if left < 0:
            raise Refusal("form_too_large")
        if found := list(form.feed(part)):
            await run_in_threadpool(taking.take, found)


@dataclass(slots=True)
class _Taking:
    begin: Begin
    fields: dict[str, str] = field(default_factory=dict)
    received: Received | None = None

    def take(self, found: list[Found]) -> None:
        for one in found:
            if isinstance(one, FieldRead) and self.received is None:
                if one.name in self.fields:
                    raise Refusal("form_not_readable")
                self.fields[one.name] = one.value
                continue
            if self.received is None:
                self.received = self.begin(self.fields)
            self.received.take(one)

    def end(self) -> Received:
        if self.received is None or not self.received.files:
            raise Refusal("upload_without_file")
        self.received.close()
        return self.received

    def abandon(self) -> None:
        if self.received is not None:
            self.received.abandon()
