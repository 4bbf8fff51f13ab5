"""The county signs an epoch of a township that lost its keys, or whose clinics no longer agree on one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from core.county import CountySafe
from core.county_recovery import RecoveryBook
from core.errors import Refusal
from core.ports import Clock
from core.township_keys import CountyEpoch, EpochRequest
from sync.codec import to_milliseconds
from sync.county.epoch_word import read_request, write_epoch_word
from sync.county.recovery import read_whole, write_beside
from sync.county.recovery_export import MOST_FORMER, township_fingerprint

Compared = Callable[[EpochRequest, str], bool]
"""Tells whether somebody compared the fingerprint of a township's new key and found it right."""
_MINUTE = 60_000


@dataclass(frozen=True, slots=True)
class CountySigning:
    """The deed; `book_in` opens the county's book, which knows the keys townships had."""

    safe_in: Callable[[Path], CountySafe]
    book_in: Callable[[Path, bytes], RecoveryBook]
    clock: Clock

    def sign(
        self, data: Path, passphrase: str, files: tuple[Path, Path], trust: tuple[Compared, bool]
    ) -> Mapping[str, Any]:
        """Read a township's request (the first file) and write the county's word for it (the second).

        Args:
            data: the county's folder.
            passphrase: of its keys.
            files: request and word.
            trust: whether somebody compared the fingerprint, and whether the key the township had before is
                in wrong hands, so that nothing it signed counts any more.

        Raises:
            Refusal: `epoch_request_not_readable`, `signature_wrong`, `epoch_not_confirmed`,
                `recovery_file_not_readable`, and those of `CountySafe`.
            Hindrance: `recovery_file_not_written`.
        """
        (source, out), (compared, stolen) = files, trust
        request = read_request(read_whole(source))
        safe = self.safe_in(data)
        held = self.book_in(data, safe.recovery_key(passphrase)).export_of(request.township)
        fingerprint = township_fingerprint(request.face.signing, request.township)
        if not compared(request, fingerprint):
            raise Refusal("epoch_not_confirmed", fingerprint=fingerprint)
        counted = () if held is None or stolen else (held.key, *held.former)
        former = tuple(key for key in counted if key != request.face.signing)[:MOST_FORMER]
        now = self.clock.now()
        # The minute it was signed in is above every epoch that was counted from 1, and needs no memory.
        number = max(to_milliseconds(now) // _MINUTE, request.epoch.number)
        epoch = replace(request.epoch, number=number)
        word = CountyEpoch(request.township, epoch, request.face, former, now)
        write_beside(out, write_epoch_word(word, safe.signing_key(passphrase)))
        return {
            "township": request.township,
            "name": request.name,
            "epoch": number,
            "former": len(former),
            "file": str(out),
            "fingerprint": fingerprint,
        }
