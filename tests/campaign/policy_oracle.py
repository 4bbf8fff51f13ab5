"""Compare the engine with the literal reading on as many random lives as wanted: `--seeds FROM:TO`."""

import argparse
import sys
from collections import Counter
from time import perf_counter

from tests.property.lives_compared import RULES_A_SEED, compare_seed


def main() -> int:
    """Compare seed by seed; print each life the two readings disagree on, and what ran."""
    seeds = _seeds()
    started, reasons, differing = perf_counter(), Counter[str](), 0
    for seed in seeds:
        found = compare_seed(seed)
        reasons.update(found.reasons)
        differing += len(found.differences)
        for difference in found.differences:
            sys.stdout.write(f"seed {seed}: {difference}\n")
    told = ", ".join(f"{reason} {count:,}" for reason, count in reasons.most_common())
    sys.stdout.write(
        f"{reasons.total():,} random lives under {len(seeds) * RULES_A_SEED:,} random sets of rules, seeds "
        f"{seeds.start} to {seeds.stop - 1}: {differing} differ; {perf_counter() - started:.0f} s\n{told}\n"
    )
    return 1 if differing else 0


def _seeds() -> range:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default="1000:1040", help="first and last seed, the last not included")
    first, last = parser.parse_args().seeds.split(":")
    return range(int(first), int(last))


if __name__ == "__main__":
    sys.exit(main())
