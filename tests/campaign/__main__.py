"""`make campaign`: every campaign with its usual share, or the one named, with as much of it as wanted."""

import argparse
import sys
from collections.abc import Sequence

from tests.campaign.bad_link import BAD_LINK
from tests.campaign.county_roster import IMPORTS
from tests.campaign.faults import STRIKES
from tests.campaign.flips import FLIPS
from tests.campaign.fuzz import FUZZ
from tests.campaign.kills import KILLS
from tests.campaign.leaks import LEAKS
from tests.campaign.policy import POLICY
from tests.campaign.power_cuts import POWER
from tests.campaign.report import Campaign, Share
from tests.campaign.settlement import SETTLEMENT
from tests.campaign.storm import STORM
from tests.campaign.sync_lives import LIVES, PLANTED_SYNC

CAMPAIGNS: Sequence[Campaign] = (
    *(POLICY, KILLS, STRIKES, POWER, FLIPS, LEAKS),
    *(SETTLEMENT, STORM, BAD_LINK, FUZZ, PLANTED_SYNC, LIVES, IMPORTS),
)


def main(arguments: Sequence[str]) -> int:
    """Run what was asked for; a campaign that found something makes the exit code 1."""
    asked = _parser().parse_args(arguments)
    found = 0
    for campaign in CAMPAIGNS:
        if asked.campaign not in (None, campaign.name):
            continue
        deeds = asked.deeds.split(",") if asked.deeds else ()
        share = Share(asked.seeds or campaign.seeds, deeds, asked.minutes)
        sys.stdout.write(f"{campaign.name}: {campaign.what}; seeds {share.seeds.start}:{share.seeds.stop}\n")
        sys.stdout.flush()
        report = campaign.run(share)
        found += len(report.findings)
        sys.stdout.write(f"{report.tell()}\n")
        sys.stdout.flush()
    return 1 if found else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make campaign", description=__doc__)
    names = [campaign.name for campaign in CAMPAIGNS]
    parser.add_argument("campaign", nargs="?", choices=names, help="all of them where none is named")
    parser.add_argument(
        "--seeds", type=_span, help="FROM:TO, the last not included; goes on where one stopped"
    )
    parser.add_argument("--deeds", help="only these, with commas between")
    parser.add_argument("--minutes", type=float, help="how long, for one that has no end of its own")
    return parser


def _span(text: str) -> range:
    first, last = text.split(":")
    return range(int(first), int(last))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
