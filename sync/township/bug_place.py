"""Where a bug was met, for the log of the service: its place and not its text, which could name a person."""

import traceback
from pathlib import Path


def place_of(bug: Exception) -> str:
    """Name the file and line that raised."""
    last = traceback.extract_tb(bug.__traceback__)[-1]
    return f"{Path(last.filename).name}:{last.lineno}"
