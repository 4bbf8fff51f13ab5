"""The written rules walked day by day and month by month on plain values: slow, literal, sharing no code."""

import calendar
from datetime import date

from tests.property.oracle.days_by_hand import DAY, Tree, day_by_rule, plus_months, window


class Oracle:
    """One person and one resolved pack."""

    def __init__(self, pack: Tree, person: Tree, as_of: date) -> None:
        self.pack, self.as_of = pack, as_of
        self.birth = date.fromisoformat(person["birth_date"])
        self.identities = person.get("identities", [])
        self.events = [(e["type"], date.fromisoformat(e["date"])) for e in person.get("events", [])]
        self.paid: list[tuple[int, date]] = []
        self.repairs: list[tuple[int, date]] = []
        self.employee: set[tuple[int, int]] = set()
        self.military: set[tuple[int, int]] = set()
        for record in person["records"]:
            self.take(record)

    def take(self, record: Tree) -> None:
        if record["kind"] in ("resident", "repair"):
            paid = date.fromisoformat(record.get("credited_on") or record["paid_on"])
            if paid <= self.as_of:
                kept = self.paid if record["kind"] == "resident" else self.repairs
                kept.append((record["coverage_year"], paid))
            return
        months = self.employee if record["kind"] == "employee" else self.military
        year, month = map(int, record["from"].split("-"))
        last = tuple(map(int, (record["to"] or "2045-12").split("-")))
        while (year, month) <= last:
            months.add((year, month))
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)

    # step 1
    def in_retro(self, paid: date) -> bool:
        rule = self.pack["newborn"]
        gone = (paid - self.birth).days
        return bool(gone < rule["retro_days"] if rule["count_birth_day"] else gone <= rule["retro_days"])

    def newborn_year(self, year: int) -> bool:
        return self.pack["newborn"]["enabled"] and year in (self.birth.year, self.birth.year + 1)

    def payment(self, year: int) -> date | None:
        last = window(self.pack, year, "last_payment")
        assert last is not None
        good = [
            paid
            for of, paid in self.paid
            if of == year and (paid <= last or (self.newborn_year(year) and self.in_retro(paid)))
        ]
        return min(good) if good else None

    # step 2
    def late(self, year: int, paid: date) -> bool:
        end = window(self.pack, year, "extended_close") or window(self.pack, year, "close")
        assert end is not None
        return paid > end

    # step 3
    def insured(self, year: int) -> bool:
        rule = self.pack["break"]
        months = range(1, 13) if rule["employee_year_rule"] == "any_month" else [12]
        if self.payment(year) or any((year, month) in self.employee for month in months):
            return True
        served = any((year, month) in self.military for month in range(1, 13))
        return bool(rule["military_service_counts"] and served)

    # step 4
    def missed(self, year: int, paid: date) -> list[int]:
        rule = self.pack["break"]
        upto = (paid.year, paid.month)
        earlier = any(of < year and self.payment(of) for of, _ in self.paid)
        earlier = earlier or any(month <= upto for month in self.employee | self.military)
        if rule["never_enrolled"] == "new_entrant" and not earlier:
            return []
        bounds = [rule["count_from_year"], self.birth.year + (0 if rule["birth_year_counts"] else 1)]
        if not earlier:
            begun = [day for kind, day in self.events if kind in rule["eligibility_events"] and day <= paid]
            if begun:
                bounds.append(max(begun).year)
        candidates = [y for y in range(max(bounds), year) if not self.insured(y)]
        gap = []
        y = year - 1
        while y in candidates:
            gap.append(y)
            y -= 1
        if gap and rule["scope"] == "cumulative":
            repaired_before = {of for of, day in self.repairs if day < paid}
            gap += [one for one in candidates if one < min(gap) and one not in repaired_before]
        return sorted(gap)

    @staticmethod
    def longest(years: list[int]) -> int:
        runs = [
            length
            for first in years
            for length in range(1, len(years) + 1)
            if all(first + n in years for n in range(length))
        ]
        return max(runs, default=0)

    # step 5
    def count(self, missed: list[int], repaired: set[int]) -> tuple[int, int, bool]:
        rule = self.pack["waiting"]
        since = rule["variable_count_from_year"]
        n = len([y for y in missed if since is None or y >= since])
        if rule["variable_count_mode"] == "beyond_first":
            n = max(n - 1, 0)
        per = rule["variable_months_per_year"]
        total0 = rule["fixed_months"] + n * per
        total = total0 - per * min(len(repaired), n)
        floored = total
        if repaired and self.longest(missed) >= rule["floor_min_missed_years"]:
            floored = max(total, min(rule["floor_total_months"], total0))
        cap = rule["max_total_months"]
        if cap is not None:
            total, floored = min(total, cap), min(floored, cap)
        return min(rule["fixed_months"], floored), floored, floored > total

    def first_repairs(self, missed: list[int]) -> dict[int, date]:
        return {y: min(day for of, day in self.repairs if of == y) for y in missed if self.has_repair(y)}

    def has_repair(self, year: int) -> bool:
        return any(of == year for of, _ in self.repairs)

    # steps 5 to 7
    def ordinary(self, year: int, paid: date) -> Tree:
        rule, begin = self.pack["waiting"], date(year, 1, 1)
        on = year >= rule["effective_from_coverage_year"]
        late = on and rule["apply_to_late"] and self.late(year, paid)
        missed = self.missed(year, paid) if on and rule["apply_to_break"] else []
        if not late and not missed:
            return self.no_wait(year, paid)
        repairs = self.first_repairs(missed) if self.pack["repair"]["enabled"] else {}
        counted = {y for y, day in repairs.items() if day <= paid}
        fixed, total, held = self.count(missed, counted)
        start = day_by_rule(rule["start_rule"], paid)
        if rule["early_payment_start"] == "coverage_year_start" and start < begin:
            start = begin
        benefit = max(plus_months(self.pack, start, total), begin, self.birth)
        if self.pack["repair"]["deadline"] == "until_wait_ends":
            today = paid + DAY
            while today < benefit and today <= self.as_of:
                for y in sorted(y for y, day in repairs.items() if day == today):
                    if today >= benefit:
                        break
                    counted.add(y)
                    fixed, total, held = self.count(missed, counted)
                    told = today if self.pack["repair"]["effect_start"] == "payment_date" else today + DAY
                    shorter = max(plus_months(self.pack, start, total), begin, self.birth)
                    benefit = min(benefit, max(shorter, told))
                today += DAY
        reason = "late_and_break" if late and missed else "late" if late else "break"
        return self.result(reason, (fixed, total), start if total else None, benefit, held, counted)

    def no_wait(self, year: int, paid: date) -> Tree:
        begin, close = date(year, 1, 1), window(self.pack, year, "close")
        assert close is not None
        if paid <= close:
            return self.result("none", (0, 0), None, max(begin, self.birth), False, set())
        rule = self.pack["enrolment_window"]["extended_benefit_start"]
        first = begin if rule == "coverage_year_start" else max(begin, day_by_rule(rule, paid))
        return self.result("extended_window", (0, 0), None, max(first, self.birth), False, set())

    @staticmethod
    def result(
        reason: str, months: tuple[int, int], start: date | None, benefit: date, held: bool, counted: set[int]
    ) -> Tree:
        return {
            "reason": reason, "fixed": months[0], "total": months[1], "start": start,
            "benefit": benefit, "held": held, "counted": counted,
        }  # fmt: skip

    # step 8
    def ways(self, year: int, paid: date) -> list[tuple[str, date]]:
        found = self.by_birth(year, paid) + self.by_transfer(year, paid)
        close, begin = window(self.pack, year, "close"), date(year, 1, 1)
        assert close is not None
        for exemption in self.pack["exemptions"]:
            status = exemption["kind"] == "status"
            if self.holds_status(exemption, paid) if status else self.holds_event(exemption, paid):
                outside = max(begin, day_by_rule(exemption["benefit_start"], paid))
                name = "exempt_status" if status else "exempt_event"
                found.append((name, begin if paid <= close else outside))
        return [(name, max(first, self.birth)) for name, first in found]

    def by_birth(self, year: int, paid: date) -> list[tuple[str, date]]:
        rule, begin = self.pack["newborn"], date(year, 1, 1)
        if not self.newborn_year(year):
            return []
        if self.in_retro(paid):
            both = rule["cross_year"] == "next_year_payment_covers_birth"
            whole = both and self.payment(self.birth.year) is None
            return [("exempt_newborn", self.birth if whole else max(self.birth, begin))]
        ends = {
            "age_12_months": plus_months(self.pack, self.birth, 12),
            "birth_year_end": date(self.birth.year, 12, 31),
            "retro_window_only": self.birth - DAY,
        }
        if paid > ends[rule["no_wait_until"]]:
            return []
        close = window(self.pack, year, "close")
        assert close is not None
        first = begin if paid <= close else max(begin, day_by_rule(rule["late_start"], paid))
        return [("exempt_newborn", first)]

    def last_employee_month(self, paid: date) -> tuple[int, int] | None:
        upto = [month for month in self.employee if month <= (paid.year, paid.month)]
        return max(upto) if upto else None

    @staticmethod
    def month_end(month: tuple[int, int], later: int = 0) -> date:
        year, number = month
        for _ in range(later):
            year, number = (year, number + 1) if number < 12 else (year + 1, 1)
        return date(year, number, calendar.monthrange(year, number)[1])

    def by_transfer(self, year: int, paid: date) -> list[tuple[str, date]]:
        rule = self.pack["transfer"]
        last = self.last_employee_month(paid)
        if not rule["enabled"] or last is None:
            return []
        covered = set(self.employee)
        for of, _ in self.paid:
            if of < year and self.payment(of):
                covered |= {(of, month) for month in range(1, 13)}
        length, at = 0, last
        while at in covered:
            length += 1
            at = (at[0], at[1] - 1) if at[1] > 1 else (at[0] - 1, 12)
        if rule["gap_mode"] == "by_date":
            near = paid <= self.month_end(last, rule["max_gap_months"])
        else:
            without = (paid.year - last[0]) * 12 + paid.month - last[1] - 1
            near = without <= rule["max_gap_months"]
        if not near or length < rule["min_prior_continuous_months"]:
            return []
        first = {
            "gap_start": self.month_end(last) + DAY,
            "payment_month_first": paid.replace(day=1),
            "payment_date": paid,
        }[rule["benefit_start"]]
        return [("transfer", max(date(year, 1, 1), first))]

    def holds_status(self, exemption: Tree, paid: date) -> bool:
        return any(
            identity["category"] in exemption["members"]
            and date.fromisoformat(identity["from"]) <= paid
            and (identity["to"] is None or paid <= date.fromisoformat(identity["to"]))
            for identity in self.identities
        )

    def holds_event(self, exemption: Tree, paid: date) -> bool:
        limit = exemption["limit"]
        if exemption["category"] == "employee_stopped":
            last = self.last_employee_month(paid)
            if last is None or limit is None:
                return last is not None
            if limit["type"] == "same_calendar_year":
                return paid.year == last[0]
            if limit["type"] == "days":
                return bool((paid - self.month_end(last)).days <= limit["n"])
            return paid <= self.month_end(last, limit["n"])
        return any(
            kind == exemption["category"] and day <= paid and self.inside(limit, day, paid)
            for kind, day in self.events
        )

    def inside(self, limit: Tree | None, day: date, paid: date) -> bool:
        if limit is None:
            return True
        if limit["type"] == "same_calendar_year":
            return day.year == paid.year
        if limit["type"] == "days":
            return bool((paid - day).days <= limit["n"])
        return paid <= plus_months(self.pack, day, limit["n"])

    # steps 9 to 11
    def answer(self, year: int) -> Tree | None:
        paid = self.payment(year)
        if paid is None:
            return None
        ordinary = self.ordinary(year, paid)
        found = dict(ordinary)
        if self.pack["waiting"]["carry_over_across_years"] and self.payment(year - 1):
            former = self.answer(year - 1)
            if (
                former
                and former["total"] > 0
                and former["benefit"] > max(date(year - 1, 12, 31), ordinary["benefit"])
            ):
                found = {**former, "reason": "carry_over", "counted": ordinary["counted"]}
        order = ["exempt_newborn", "exempt_status", "transfer", "exempt_event"]
        if found["total"] == 0:
            order.insert(0, found["reason"])
        else:
            order.append(found["reason"])
        options = [(found["reason"], found["benefit"]), *self.ways(year, paid)]
        name, benefit = min(options, key=lambda option: (option[1], order.index(option[0])))
        if name != found["reason"]:
            return self.result(name, (0, 0), None, benefit, False, ordinary["counted"])
        gains = self.pack["exemption_gained_during_wait"] == "end_wait_on_gain"
        if gains and found["total"] > 0:
            found["benefit"] = self.gained(year, paid, found["benefit"])
        return found

    def gained(self, year: int, paid: date, benefit: date) -> date:
        members = [m for e in self.pack["exemptions"] if e["kind"] == "status" for m in e["members"]]
        day = paid + DAY
        while day < benefit and day <= self.as_of:
            if any(i["category"] in members and i["from"] == day.isoformat() for i in self.identities):
                return max(day, date(year, 1, 1))
            day += DAY
        return benefit

    def judge(self, year: int) -> Tree:
        answer = self.answer(year)
        if answer is None:
            too_late = any(of == year for of, _ in self.paid)
            return {
                "status": "not_enrolled", "reason": "payment_not_accepted" if too_late else "not_enrolled",
                "fixed_months": 0, "variable_months": 0, "total_months": 0, "waiting_start": None,
                "benefit_date": None, "missed_years": [], "repair_cost_cny": 0, "flags": [],
            }  # fmt: skip
        paid = self.payment(year)
        assert paid is not None
        benefit, start, end = answer["benefit"], answer["start"], date(year, 12, 31)
        if self.as_of > end:
            status = "ended"
        elif benefit <= self.as_of:
            status = "active"
        elif start is not None and start <= self.as_of and answer["total"] > 0:
            status = "waiting"
        else:
            status = "pending"
        flags = ["benefit_after_coverage_end"] if benefit > end else []
        flags += ["repair_limited_by_floor"] if answer["held"] else []
        return {
            "status": status, "reason": answer["reason"], "fixed_months": answer["fixed"],
            "variable_months": answer["total"] - answer["fixed"], "total_months": answer["total"],
            "waiting_start": start.isoformat() if start else None, "benefit_date": benefit.isoformat(),
            "missed_years": self.missed(year, paid), "repair_cost_cny": self.cost(year, answer["counted"]),
            "flags": flags,
        }  # fmt: skip

    def cost(self, year: int, counted: set[int]) -> int | None:
        prices = self.pack["contribution"]["personal_cny"]
        by_target = self.pack["repair"]["cost_year"] == "target_coverage_year"
        days = self.first_repairs(sorted(counted))
        found = [prices.get(str(year if by_target else days[y].year)) for y in counted]
        return None if None in found else sum(found)
