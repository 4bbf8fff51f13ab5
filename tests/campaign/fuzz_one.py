"""One reader under the coverage-guided fuzzer, as a process of its own: `python -m tests.campaign.fuzz_one`.

The fuzzer ends its process in its own way, and watches time and memory; the campaign starts it and looks at
what it leaves.
"""

import inspect
import resource
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from types import FunctionType

import atheris

from tests.campaign.fuzz_trees import mutated
from tests.helpers.decoders import DECODERS, survives

_ADDRESS_SPACE = 3 * 1024**3
"""More than any message may need, by far; a reader that wants more is stopped rather than the machine."""


def main(name: str, corpus: Path, options: Sequence[str]) -> None:
    """Fuzz a reader until time is up."""
    resource.setrlimit(resource.RLIMIT_AS, (_ADDRESS_SPACE, _ADDRESS_SPACE))
    decoder = DECODERS[name]
    for number, seed in enumerate(decoder.seeds()):
        corpus.joinpath(f"seed-{number}").write_bytes(seed)
    for function in _functions(decoder.through):
        atheris.instrument_func(function)

    def one(data: bytes) -> None:
        survives(name, data)

    def mutate(data: bytes, most: int, seed: int) -> bytes:
        return mutated(data, most, Random(seed), atheris.Mutate)

    arguments = [sys.argv[0], str(corpus), *options]
    if decoder.canonical:
        atheris.Setup(arguments, one, custom_mutator=mutate)
    else:
        atheris.Setup(arguments, one)
    atheris.Fuzz()


def _functions(modules: Sequence[str]) -> Iterator[FunctionType]:
    """Give all functions and methods of modules, and of the modules below them."""
    for name, module in list(sys.modules.items()):
        if any(name == one or name.startswith(f"{one}.") for one in modules):
            owners = [module, *(one for one in vars(module).values() if inspect.isclass(one))]
            for found in (value for owner in owners for value in vars(owner).values()):
                function = inspect.unwrap(getattr(found, "__func__", found))
                if inspect.isfunction(function) and function.__module__ == name:
                    yield function


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
