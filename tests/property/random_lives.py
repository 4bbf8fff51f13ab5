"""Random people and random rules in plain values, dense around the edges the law cares about."""

import random
from datetime import date, timedelta
from typing import Any

Tree = dict[str, Any]
CATEGORIES = ["tekun", "orphan", "dibao", "fanpin", "monitored", "clergy"]
EVENTS = [
    *("military_discharge", "military_spouse", "military_family", "prison_release", "graduation"),
    *("hukou_moved_in", "returned_from_abroad", "employee_stopped"),
]
STARTS = ["payment_date", "next_day", "payment_month_first", "next_month_first"]


def a_day(rng: random.Random, first: date, last: date) -> date:
    return first + timedelta(days=rng.randint(0, max((last - first).days, 0)))


def an_edge(rng: random.Random, year: int) -> date:
    """Pick a payment day for a coverage year: mostly in the window, often near an edge."""
    edges = [
        date(year - 1, 12, 31),
        date(year, 1, 1),
        date(year, 2, 28),
        date(year, 12, 31),
        date(year, 8, 31),
    ]
    if rng.random() < 0.4:
        return rng.choice(edges) + timedelta(days=rng.randint(-2, 2))
    if rng.random() < 0.5:
        return a_day(rng, date(year - 1, 9, 1), date(year - 1, 12, 31))
    return a_day(rng, date(year, 1, 1), date(year, 12, 31))


def a_person(rng: random.Random, target: int) -> tuple[Tree, date]:
    """Make a history around a target year and the day it is asked about."""
    newborn = rng.random() < 0.25
    birth = (
        a_day(rng, date(target - 2, 6, 1), date(target, 11, 30))
        if newborn
        else date(rng.randint(1950, 2012), rng.randint(1, 12), rng.randint(1, 28))
    )
    if rng.random() < 0.05:
        birth = date(2024, 2, 29)
    records: list[Tree] = []
    steady = rng.random()
    for year in range(max(2021, birth.year), target + 1):
        if rng.random() < (0.93 if year == target else steady):
            for _ in range(1 if rng.random() < 0.95 else 2):
                records.append(resident(rng, birth, year))
        elif rng.random() < 0.6:
            records.append(repair(rng, birth, year, target))
    if rng.random() < 0.4:
        records += months(rng, birth, "employee", target)
    if rng.random() < 0.12:
        records += months(rng, birth, "military_service", target)
    rng.shuffle(records)
    person = {
        "birth_date": birth.isoformat(),
        "identities": [identity(rng, target) for _ in range(rng.choice([0, 0, 0, 1, 2]))],
        "events": [event(rng, target) for _ in range(rng.choice([0, 0, 0, 1, 2]))],
        "records": records,
    }
    paid = [date.fromisoformat(r["paid_on"]) for r in records if r.get("coverage_year") == target]
    first = min(paid) if paid and rng.random() < 0.9 else date(target - 1, 10, 1)
    return person, a_day(rng, first, date(target + 1, 2, 1))


def resident(rng: random.Random, birth: date, year: int) -> Tree:
    paid = max(an_edge(rng, year), birth)
    if rng.random() < 0.2:
        paid = max(paid, birth + timedelta(days=rng.choice([88, 89, 90, 91, 365, 366])))
    record = {"kind": "resident", "coverage_year": year, "paid_on": paid.isoformat()}
    if rng.random() < 0.1:
        record["credited_on"] = (paid + timedelta(days=rng.randint(0, 3))).isoformat()
    return record


def repair(rng: random.Random, birth: date, year: int, target: int) -> Tree:
    paid = max(a_day(rng, date(target - 1, 9, 1), date(target, 9, 1)), birth)
    if rng.random() < 0.3:
        paid = max(an_edge(rng, target), birth)
    return {"kind": "repair", "coverage_year": year, "paid_on": paid.isoformat()}


def months(rng: random.Random, birth: date, kind: str, target: int) -> list[Tree]:
    found = []
    for _ in range(rng.choice([1, 1, 2])):
        begin = max(2021, birth.year + 1) * 12
        first = rng.randint(begin, max(begin, target * 12 + 8))
        last = first + rng.choice([0, 3, 11, 22, 23, 24, 30])
        to = (
            None if kind == "military_service" and rng.random() < 0.2 else f"{last // 12}-{last % 12 + 1:02d}"
        )
        found.append({"kind": kind, "from": f"{first // 12}-{first % 12 + 1:02d}", "to": to})
    return found


def identity(rng: random.Random, target: int) -> Tree:
    first = a_day(rng, date(target - 2, 1, 1), date(target, 12, 31))
    last = None if rng.random() < 0.5 else (first + timedelta(days=rng.randint(0, 500))).isoformat()
    return {"category": rng.choice(CATEGORIES), "from": first.isoformat(), "to": last}


def event(rng: random.Random, target: int) -> Tree:
    day = a_day(rng, date(target - 2, 1, 1), date(target, 12, 31))
    return {"type": rng.choice(EVENTS), "date": day.isoformat()}


def some_rules(rng: random.Random) -> Tree:
    """Make overrides of a pack, most parameters left as they are."""

    def maybe(section: dict[str, list[Any]]) -> Tree:
        return {key: rng.choice(values) for key, values in section.items() if rng.random() < 0.3}

    return {
        "enrolment_window": maybe({
            "close": ["Y-1:12-31", "Y-1:12-25", "Y:02-last"],
            "extended_close": [None, "Y:02-last", "Y:03-31"],
            "extended_benefit_start": ["payment_date", "next_day", "coverage_year_start"],
            "last_payment": ["Y:12-31", "Y:06-30"],
            "overrides": [{}, {"2026": {"close": "2025-12-25", "extended_close": None}}],
        }),
        "waiting": maybe({
            "effective_from_coverage_year": [2025, 2026], "apply_to_late": [True, False],
            "apply_to_break": [True, False], "fixed_months": [3, 0, 1], "variable_months_per_year": [1, 2, 0],
            "variable_count_mode": ["beyond_first", "from_first"], "variable_count_from_year": [None, 2026],
            "floor_min_missed_years": [4, 2], "floor_total_months": [6, 5], "max_total_months": [None, 4, 2],
            "start_rule": STARTS, "early_payment_start": ["coverage_year_start", "payment_date"],
            "month_end_rule": ["clip", "overflow_to_first"], "carry_over_across_years": [True, False],
        }),
        "break": maybe({
            "count_from_year": [2025, 2023], "scope": ["latest_gap", "cumulative"],
            "never_enrolled": ["count_as_break", "new_entrant"], "birth_year_counts": [False, True],
            "employee_year_rule": ["any_month", "december"], "military_service_counts": [True, False],
        }),
        "repair": maybe({
            "enabled": [True, False], "deadline": ["with_enrolment", "until_wait_ends"],
            "effect_start": ["payment_date", "next_day"],
            "cost_year": ["target_coverage_year", "payment_calendar_year"],
        }),
        "transfer": maybe({
            "enabled": [True, False], "min_prior_continuous_months": [24, 12], "max_gap_months": [3, 1],
            "gap_mode": ["by_date", "by_month_count"],
            "benefit_start": ["gap_start", "payment_month_first", "payment_date"],
        }),
        "newborn": maybe({
            "enabled": [True, False], "retro_days": [90, 28], "count_birth_day": [True, False],
            "no_wait_until": ["age_12_months", "birth_year_end", "retro_window_only"],
            "late_start": ["next_day", "next_month_first", "payment_date"],
            "cross_year": ["each_year_needs_payment", "next_year_payment_covers_birth"],
        }),
        "exemptions": exemptions(rng),
        "exemption_gained_during_wait": rng.choice(["ignore", "end_wait_on_gain"]),
        "contribution": {"personal_cny": {str(year): 300 + year % 100 for year in range(2024, 2032)}},
    }  # fmt: skip


def exemptions(rng: random.Random) -> list[Tree]:
    found = []
    for _ in range(rng.choice([0, 1, 2, 3])):
        if rng.random() < 0.5:
            found.append({
                "category": "medical_assistance", "kind": "status", "limit": None,
                "benefit_start": rng.choice(STARTS), "members": rng.sample(CATEGORIES, 3),
            })  # fmt: skip
        else:
            limit: Any = rng.choice([
                None, {"type": "same_calendar_year"}, {"type": "days", "n": 90}, {"type": "months", "n": 3},
            ])  # fmt: skip
            found.append({
                "category": rng.choice(EVENTS), "kind": "event", "limit": limit,
                "benefit_start": rng.choice(STARTS), "members": [],
            })  # fmt: skip
    return found
