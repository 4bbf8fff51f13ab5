"""Where a practice card can be read: told in the folder of a training clinic, and believed there alone."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from core.clinic import TRAINING_MARK
from core.errors import Hindrance, Refusal

_TOLD = "practice-reader"
_LONGEST_PATH = 4096


def practice_ports(data: Path) -> Sequence[str]:
    """List the port of the practice card held out to a training clinic; none at a real one."""
    if not (data / TRAINING_MARK).exists():
        return []
    try:
        with (data / _TOLD).open("rb") as file:
            told = file.read(_LONGEST_PATH)
    except OSError:
        return []
    return [path] if (path := told.decode("utf-8", "replace").strip()) else []


@contextmanager
def announced(data: Path, port: str) -> Iterator[None]:
    """Tell a training clinic where its practice card can be read, while the block runs.

    Raises:
        Refusal: `practice_for_training_only`: no training clinic lies there.
        Hindrance: `practice_not_announced`: it could not be written.
    """
    if not (data / TRAINING_MARK).exists():
        raise Refusal("practice_for_training_only")
    try:
        (data / _TOLD).write_text(port, "utf-8")
    except OSError as error:
        raise Hindrance("practice_not_announced") from error
    try:
        yield
    finally:
        (data / _TOLD).unlink(missing_ok=True)
