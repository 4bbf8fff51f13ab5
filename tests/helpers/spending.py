"""How much memory and time something takes that should take little of both."""

import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from time import process_time

MEGABYTE = 1024 * 1024
MOST = 200 * MEGABYTE
SECONDS = 5.0


@contextmanager
def little_is_spent(most: int = MOST) -> Iterator[None]:
    """Fail if what goes on takes memory or time."""
    tracemalloc.start()
    began = process_time()
    try:
        yield
    finally:
        spent, (_, peak) = process_time() - began, tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < most, f"{peak // MEGABYTE} MB"
    assert spent < SECONDS, f"{spent:.1f} s"
