"""忘记密码 at the county: townships' pairs brought in, and challenges answered; works without any network."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from core.county import CountySafe
from core.county_recovery import Answered, Asked, ClinicPair, RecoveryBook, RecoveryExport, newest_of
from core.dates import CHINA
from core.errors import Hindrance, Refusal
from core.ids import UserId
from core.ports import Clock
from core.recovery import (
    SLOTS,
    Challenge,
    SlotPlace,
    read_challenge,
    user_tag,
    write_response,
)
from sync.county.recovery_export import fingerprint_of, read_export
from sync.county.recovery_held import write_file, write_held
from sync.envelope import MAX_PAYLOAD_BYTES

CompareTownship = Callable[[RecoveryExport, str], bool]
"""Tells whether somebody compared the fingerprint of a township's key by telephone and found it right."""
_AHEAD = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CountyRecovery:
    """The deeds; `book_in` opens the county's book with its private key."""

    safe_in: Callable[[Path], CountySafe]
    book_in: Callable[[Path, bytes], RecoveryBook]
    clock: Clock

    def bring_in(
        self, data: Path, passphrase: str, files: tuple[Path, Path], compared: CompareTownship
    ) -> Mapping[str, Any]:
        """Take over what a township exported (the first file), and write the county's word about it (the
        second).

        Raises:
            Refusal: `recovery_export_not_readable`, `signature_wrong`, `township_not_confirmed`,
                `recovery_export_older`, and those of `CountySafe`.
            Hindrance: `recovery_file_not_written`.
        """
        source, out = files
        export = read_export(read_whole(source))
        safe = self.safe_in(data)
        book = self.book_in(data, safe.recovery_key(passphrase))
        held = book.export_of(export.township)
        fingerprint = fingerprint_of(export)
        if (held is None or held.key != export.key) and not compared(export, fingerprint):
            raise Refusal("township_not_confirmed", fingerprint=fingerprint)
        if export.at > self.clock.now() + _AHEAD or (held is not None and export.at < held.at):
            raise Refusal("recovery_export_older")
        newest = export.newest().values()
        signing = safe.signing_key(passphrase)
        book.bring_in(export)
        write_beside(out, write_file(write_held(export.township, one.pair, signing) for one in newest))
        return {
            "township": export.township,
            "name": export.name,
            "devices": len(newest),
            "file": str(out),
            "fingerprint": fingerprint,
        }

    def answer(self, data: Path, passphrase: str, asked: Asked) -> Mapping[str, Any]:
        """Answer a challenge read out on the telephone; the book has it before it is told.

        Raises:
            Refusal: `challenge_length_wrong` and the like for a slip; `recovery_pair_unknown`,
                `recovery_device_revoked`, `recovery_pair_superseded`, `recovery_slot_answered`;
                those of `CountySafe`.
        """
        challenge = read_challenge(asked.challenge)
        book = self.book_in(data, self.safe_in(data).recovery_key(passphrase))
        export, found = _meant(book, challenge)
        place = SlotPlace(found.pair.device, found.pair.number, challenge.slot)
        if newest_of(export.pairs)[place.device] != found and not asked.old_copy:
            raise Refusal("recovery_pair_superseded", clinic=found.clinic)
        before = [one for one in book.answers() if one.place == place]
        if before and not asked.again:
            day = before[-1].at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
            raise Refusal("recovery_slot_answered", clinic=found.clinic, at=day)
        response = book.respond(found.pair.public, place)
        user = _user_of(found, challenge)
        book.note_answer(Answered(self.clock.now(), place, found.clinic, user))
        return {
            "response": write_response(response.told_to(challenge)),
            "township_name": export.name,
            "clinic": found.clinic,
            "clinic_name": found.clinic_name,
            "user": user,
            "slot": place.slot + 1,
            "slots": SLOTS,
            "answered_before": len(before),
        }

    def answers(self, data: Path, passphrase: str) -> Mapping[str, Any]:
        """List every answer given, oldest first."""
        book = self.book_in(data, self.safe_in(data).recovery_key(passphrase))
        return {
            "answers": [
                {
                    "at": one.at.astimezone(CHINA).isoformat(timespec="minutes"),
                    "clinic": one.clinic,
                    "user": one.user,
                    "device": one.place.device,
                    "pair": one.place.number,
                    "slot": one.place.slot + 1,
                }
                for one in book.answers()
            ]
        }


def read_whole(file: Path) -> bytes:
    """Read a file no further than one of ours can be long.

    Raises:
        Refusal: `recovery_file_not_readable`.
    """
    try:
        with file.open("rb") as opened:
            return opened.read(MAX_PAYLOAD_BYTES + 1)
    except OSError as error:
        raise Refusal("recovery_file_not_readable", file=file.name) from error


def write_beside(out: Path, data: bytes) -> None:
    """Write a file under another name and rename it, so that half a file never lies there.

    Raises:
        Hindrance: `recovery_file_not_written`.
    """
    beside = out.with_name(out.name + ".part")
    try:
        beside.write_bytes(data)
        beside.replace(out)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise Hindrance("recovery_file_not_written", file=out.name) from error


def _meant(book: RecoveryBook, challenge: Challenge) -> tuple[RecoveryExport, ClinicPair]:
    latest = {
        (one.pair.device, one.pair.number): (export, one)
        for export in book.exports()
        for one in export.pairs
        if challenge.is_of(one.pair)
    }
    found = list(latest.values())
    if len(found) > 1:  # devices that share a tag: the user's name tells them apart, or nothing does
        found = [(export, one) for export, one in found if _user_of(one, challenge)]
    if len(found) != 1:
        raise Refusal("recovery_pair_unknown")
    if found[0][1].revoked:
        raise Refusal("recovery_device_revoked", clinic=found[0][1].clinic)
    return found[0]


def _user_of(pair: ClinicPair, challenge: Challenge) -> UserId:
    device = pair.pair.device
    return next((one for one in pair.users if user_tag(device, one) == challenge.user_tag), UserId(""))
