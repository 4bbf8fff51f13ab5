"""The file that carries words about a township's keys to a clinic no network reaches."""

from contextlib import suppress
from pathlib import Path

from core.errors import Refusal
from sync.bundle_file import found_bundle
from sync.codec import decode
from sync.county.epoch_word import MAX_EPOCH_WORD_BYTES
from sync.key_roll import MAX_ROLLS_BYTES
from sync.tls_roll import MAX_TLS_ROLLS_BYTES

MAX_WORD_FILE_BYTES = max(2 * MAX_EPOCH_WORD_BYTES, MAX_ROLLS_BYTES, MAX_TLS_ROLLS_BYTES)


def words_in(file: Path) -> bytes:
    """Give what a file holds that may be words; nothing where it is something else, such as a bundle.

    What the words are worth is for `sync.meeting.take_word_file` to say.

    Raises:
        Refusal: `bundle_missing`.
        Hindrance: `stick_not_readable`.
    """
    with found_bundle(file) as source:
        data = source.read(MAX_WORD_FILE_BYTES + 1)
    if len(data) <= MAX_WORD_FILE_BYTES:
        with suppress(Refusal):
            return data if isinstance(decode(data), list) else b""
    return b""
