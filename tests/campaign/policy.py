"""The engine against the literal reading of the law, on as many random lives as wanted."""

from tests.campaign.report import Campaign, Report, Share
from tests.property.lives_compared import RULES_A_SEED, compare_seed


def compare(share: Share) -> Report:
    """Compare seed by seed; every life the two readings disagree on is a finding."""
    report = Report("policy")
    for seed in share.seeds:
        found = compare_seed(seed)
        report.count("random lives", found.reasons.total())
        report.count("random sets of rules", RULES_A_SEED)
        for reason, number in found.reasons.items():
            report.count(f"with reason {reason}", number)
        report.findings += [f"seed {seed}: {difference}" for difference in found.differences]
    return report


POLICY = Campaign("policy", "verdicts against an independent reading of the law", range(1000, 1040), compare)
