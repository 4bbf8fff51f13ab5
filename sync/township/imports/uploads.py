"""Files that wait between upload and publication: sealed, for one township, and gone after a day.

A roster holds everybody of a township, so it never lies on disk in the clear: every file has a key of its
own, derived from the service's master key, the township's code and the upload's id. A backup of the folder
tells nothing, and the id of another township's upload opens nothing.
"""

import io
import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from core.errors import Hindrance, Refusal
from core.ids import TownshipCode, UserId
from core.import_rows import ImportKind
from sync.township.imports.sealed_file import KEY_BYTES, SealedReader, SealedWriter

EXPIRES = timedelta(hours=24)
MOST_WAITING = 8
"""So many uploads of a township may wait at a time."""
_ID = re.compile(r"[0-9]{13}-[0-9a-f]{32}")
_ID_BYTES = 16
_NONCE = 12
_FACTS, _PROBLEMS = "facts", "problems"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST_NAME = 80
_CUT_SHORT = timedelta(minutes=10)


class UploadState(StrEnum):
    """How far an upload has come."""

    READING = "reading"
    READ = "read"
    PUBLISHING = "publishing"
    PUBLISHED = "published"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Upload:
    """What is known of an upload.

    Args:
        files: the names its files had, for whoever uploaded them.
        beat: when whoever works on it was last heard of.
        rows: how far that work is.
        preview: what publishing would do, once it was read.
        no: the code and facts of a refusal.
        profile: whose titles its files have; empty: ours.
    """

    id: str
    kind: ImportKind
    files: tuple[str, ...]
    user: UserId
    as_of: date
    beat: datetime
    state: UploadState = UploadState.READING
    rows: int = 0
    preview: Mapping[str, Any] = field(default_factory=dict)
    no: tuple[str, Mapping[str, Any]] | None = None
    profile: str = ""

    def to_plain(self) -> dict[str, Any]:
        """Give plain values."""
        return asdict(self) | {"as_of": self.as_of.isoformat(), "beat": self.beat.isoformat()}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Upload":
        """Read what `to_plain` gave."""
        values = dict(plain)
        values |= {
            "kind": ImportKind(plain["kind"]),
            "state": UploadState(plain["state"]),
            "files": tuple(plain["files"]),
            "as_of": date.fromisoformat(plain["as_of"]),
            "beat": datetime.fromisoformat(plain["beat"]),
            "no": (plain["no"][0], plain["no"][1]) if plain["no"] else None,
        }
        return cls(**values)


@dataclass(frozen=True, slots=True)
class Uploads:
    """The uploads of a service; `seed` derives secret bytes for a purpose, `random` draws some."""

    folder: Path
    seed: Callable[[str, int], bytes]
    random: Callable[[int], bytes]

    def of(self, township: TownshipCode) -> "TownshipUploads":
        """Give those of one township."""
        return TownshipUploads(self, township)


@dataclass(frozen=True, slots=True)
class TownshipUploads:
    """The uploads of one township."""

    service: Uploads
    township: TownshipCode

    def begin(self, now: datetime) -> str:
        """Make room for a new upload and give its id.

        Raises:
            Refusal: `uploads_too_many`.
            Hindrance: `store_not_writable`.
        """
        self.sweep(now)
        if len(self._ids()) >= MOST_WAITING:
            raise Refusal("uploads_too_many", most=MOST_WAITING)
        milliseconds = (now - _EPOCH) // timedelta(milliseconds=1)
        upload = f"{milliseconds:013d}-{self.service.random(_ID_BYTES).hex()}"
        try:
            self._folder(upload).mkdir(mode=0o700, parents=True)
        except OSError as error:
            raise Hindrance("store_not_writable") from error
        return upload

    def writer(self, upload: str, number: int) -> SealedWriter:
        """Write a file of an upload."""
        return SealedWriter(self._folder(upload) / str(number), self._key(upload, str(number)))

    def opener(self, upload: str, number: int) -> Callable[[], IO[bytes]]:
        """Give what opens a file of an upload."""

        def opened() -> IO[bytes]:
            path, key = self._folder(upload) / str(number), self._key(upload, str(number))
            return io.BufferedReader(SealedReader(path, key))

        return opened

    def problems_writer(self, upload: str) -> SealedWriter:
        """Write the workbook of an upload's problem rows, in the place of a former one."""
        path = self._folder(upload) / _PROBLEMS
        path.unlink(missing_ok=True)
        (path.with_suffix(".salt")).write_bytes(salt := self.service.random(_ID_BYTES))
        return SealedWriter(path, self._key(upload, f"{_PROBLEMS}/{salt.hex()}"))

    def problems(self, upload: str) -> SealedReader:
        """Read that workbook.

        Raises:
            Refusal: `upload_unknown`.
        """
        path = self._folder(upload) / _PROBLEMS
        try:
            salt = path.with_suffix(".salt").read_bytes()
            return SealedReader(path, self._key(upload, f"{_PROBLEMS}/{salt.hex()}"))
        except OSError:
            raise Refusal("upload_unknown") from None

    def keep(self, upload: Upload) -> None:
        """Write down what is known of an upload, in one step.

        Raises:
            Hindrance: `store_not_writable`.
        """
        nonce = self.service.random(_NONCE)
        text = json.dumps(upload.to_plain(), ensure_ascii=False, default=str).encode()
        sealed = nonce + ChaCha20Poly1305(self._key(upload.id, _FACTS)).encrypt(nonce, text, None)
        path = self._folder(upload.id) / _FACTS
        try:
            path.with_suffix(".new").write_bytes(sealed)
            path.with_suffix(".new").replace(path)
        except OSError as error:
            raise Hindrance("store_not_writable") from error

    def get(self, upload: str, now: datetime) -> Upload:
        """Give what is known of an upload.

        Raises:
            Refusal: `upload_unknown`: none of this township, or run out.
        """
        if not _ID.fullmatch(upload) or _over(upload, now):
            raise Refusal("upload_unknown")
        try:
            sealed = (self._folder(upload) / _FACTS).read_bytes()
            key = self._key(upload, _FACTS)
            text = ChaCha20Poly1305(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
            return Upload.from_plain(json.loads(text))
        except (OSError, InvalidTag, ValueError):
            raise Refusal("upload_unknown") from None

    def waiting(self, now: datetime) -> Sequence[Upload]:
        """List what waits, newest first; what has run out goes."""
        self.sweep(now)
        return list(self._known(now))

    def drop_files(self, upload: str) -> None:
        """Remove the files of an upload and keep what is known of it."""
        for path in self._folder(upload).iterdir():
            if path.name != _FACTS:
                path.unlink(missing_ok=True)

    def remove(self, upload: str) -> None:
        """Remove an upload whole."""
        shutil.rmtree(self._folder(upload), ignore_errors=True)

    def sweep(self, now: datetime) -> None:
        """Remove what has run out."""
        for upload in self._ids():
            if _over(upload, now):
                self.remove(upload)

    def _known(self, now: datetime) -> Iterator[Upload]:
        for upload in sorted(self._ids(), reverse=True):
            try:
                yield self.get(upload, now)
            except Refusal:
                continue  # still on its way here, or none of ours

    def _ids(self) -> Sequence[str]:
        home = self._home()
        return [one.name for one in home.iterdir() if _ID.fullmatch(one.name)] if home.is_dir() else []

    def _home(self) -> Path:
        return self.service.folder / self.service.seed(f"uploads/{self.township}", _ID_BYTES).hex()

    def _folder(self, upload: str) -> Path:
        return self._home() / upload

    def _key(self, upload: str, part: str) -> bytes:
        return self.service.seed(f"upload/{self.township}/{upload}/{part}", KEY_BYTES)


def plain_name(name: str) -> str:
    """Give the last part of a file's name, for showing only: nothing is ever opened by it."""
    last = re.split(r"[\\/]", name)[-1]
    return "".join(letter if letter.isprintable() else "?" for letter in last)[:_LONGEST_NAME]


def working(upload: Upload, now: datetime) -> bool:
    """Tell whether somebody works on an upload; long silence means that the work was cut short."""
    at_work = upload.state in (UploadState.READING, UploadState.PUBLISHING)
    return at_work and now - upload.beat < _CUT_SHORT


def heard(upload: Upload, now: datetime, **changes: Any) -> Upload:
    """Give an upload with what changed, heard of now."""
    return replace(upload, beat=now, **changes)


def _over(upload: str, now: datetime) -> bool:
    return now >= _EPOCH + timedelta(milliseconds=int(upload[:13])) + EXPIRES
