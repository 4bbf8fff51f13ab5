"""The county's book of recovery: one line an import or an answer, each sealed to the line before.

It holds public keys, clinics and sign-in names, no secret; the seal is made with a key only the holder of the
county's recovery key has, so that nobody else can write, change or take out a line.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from core.county_recovery import Answered, ClinicPair, RecoveryExport
from core.errors import Hindrance
from core.ids import ClinicCode, DeviceId, TownshipCode, UserId
from core.recovery import RecoveryPair, Response, SlotPlace
from storage.clinic.durable_file import replace_durably
from storage.clinic.subkey import subkey
from storage.recovery import response_of

BOOK_FILE = "recovery.book"
_IMPORTED, _ANSWERED = "imported", "answered"


@dataclass(slots=True)
class CountyRecoveryBook:
    """Implements `core.county_recovery.RecoveryBook` in the county's folder.

    Raises:
        Hindrance: `recovery_book_damaged`, `store_not_readable`.
    """

    folder: Path
    private: bytes = field(repr=False)
    _lines: list[str] = field(default_factory=list, init=False)
    _seal: bytes = field(default=b"", init=False, repr=False)
    _exports: dict[TownshipCode, RecoveryExport] = field(default_factory=dict, init=False)
    _answers: list[Answered] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        try:
            text = self._path.read_text("utf-8")
        except FileNotFoundError:
            return
        except (OSError, UnicodeDecodeError) as error:
            raise Hindrance("store_not_readable", file=BOOK_FILE) from error
        for line in text.splitlines():
            self._take(line)

    def respond(self, public: bytes, place: SlotPlace) -> Response:
        """Derive what opens a slot of the pair with this public half."""
        return response_of(self.private, public, place)

    def export_of(self, township: TownshipCode) -> RecoveryExport | None:
        """Give what a township brought last."""
        return self._exports.get(township)

    def exports(self) -> Sequence[RecoveryExport]:
        """Give what every township brought last."""
        return list(self._exports.values())

    def bring_in(self, export: RecoveryExport) -> None:
        """Write down what a township brought."""
        self._write({"kind": _IMPORTED, **_plain_export(export)})

    def answers(self) -> Sequence[Answered]:
        """List the answers, oldest first."""
        return list(self._answers)

    def note_answer(self, answer: Answered) -> None:
        """Write an answer down; it is given only when this has returned."""
        place = answer.place
        self._write(
            {
                "kind": _ANSWERED,
                "at": answer.at.isoformat(),
                "device": place.device,
                "number": place.number,
                "slot": place.slot,
                "clinic": answer.clinic,
                "user": answer.user,
            }
        )

    @property
    def _path(self) -> Path:
        return self.folder / BOOK_FILE

    def _write(self, entry: Mapping[str, Any]) -> None:
        content = json.dumps(entry, ensure_ascii=False, sort_keys=True)
        line = f"{self._sealed(content).hex()} {content}"
        replace_durably(self._path, "".join(f"{one}\n" for one in (*self._lines, line)).encode())
        self._take(line)

    def _sealed(self, content: str) -> bytes:
        key = subkey(self.private, "county-recovery-book")
        return hmac.new(key, self._seal + content.encode(), hashlib.sha256).digest()

    def _take(self, line: str) -> None:
        seal, _, content = line.partition(" ")
        try:
            if not hmac.compare_digest(bytes.fromhex(seal), self._sealed(content)):
                raise ValueError("a line nobody sealed")
            self._learn(json.loads(content))
        except (ValueError, KeyError, TypeError) as error:
            raise Hindrance("recovery_book_damaged", line=len(self._lines) + 1) from error
        self._lines.append(line)
        self._seal = bytes.fromhex(seal)

    def _learn(self, entry: Mapping[str, Any]) -> None:
        if entry["kind"] == _IMPORTED:
            export = _export(entry)
            self._exports[export.township] = export
        elif entry["kind"] == _ANSWERED:
            place = SlotPlace(DeviceId(entry["device"]), entry["number"], entry["slot"])
            at, clinic = datetime.fromisoformat(entry["at"]), ClinicCode(entry["clinic"])
            self._answers.append(Answered(at, place, clinic, UserId(entry["user"])))


def _plain_export(export: RecoveryExport) -> dict[str, Any]:
    return {
        "township": export.township,
        "name": export.name,
        "key": export.key.hex(),
        "former": [key.hex() for key in export.former],
        "at": export.at.isoformat(),
        "pairs": [
            {
                "clinic": one.clinic,
                "clinic_name": one.clinic_name,
                "users": list(one.users),
                "device": one.pair.device,
                "number": one.pair.number,
                "public": one.pair.public.hex(),
                "revoked": one.revoked,
            }
            for one in export.pairs
        ],
    }


def _export(plain: Mapping[str, Any]) -> RecoveryExport:
    return RecoveryExport(
        township=TownshipCode(plain["township"]),
        name=plain["name"],
        key=bytes.fromhex(plain["key"]),
        at=datetime.fromisoformat(plain["at"]),
        pairs=tuple(
            ClinicPair(
                ClinicCode(one["clinic"]),
                one["clinic_name"],
                tuple(UserId(user) for user in one["users"]),
                RecoveryPair(DeviceId(one["device"]), one["number"], bytes.fromhex(one["public"])),
                one["revoked"],
            )
            for one in plain["pairs"]
        ),
        former=tuple(bytes.fromhex(key) for key in plain.get("former", ())),
    )
