"""The closed sets a policy pack chooses from; which value holds where is for the packs to say."""

from enum import StrEnum


class Grade(StrEnum):
    """How well a value is known."""

    TEXT = "text"
    OFFICIAL = "official"
    ACCOUNT = "account"
    REPOST = "repost"
    SECONDARY = "secondary"
    UNVERIFIED = "unverified"
    SYNTHETIC = "synthetic"


class CountMode(StrEnum):
    """Does the first missed year add a variable month (A1)."""

    BEYOND_FIRST = "beyond_first"
    FROM_FIRST = "from_first"


class StartRule(StrEnum):
    """First day counted from a payment (A2)."""

    PAYMENT_DATE = "payment_date"
    NEXT_DAY = "next_day"
    PAYMENT_MONTH_FIRST = "payment_month_first"
    NEXT_MONTH_FIRST = "next_month_first"


class EarlyStart(StrEnum):
    """Where the wait of an early payment starts (A2b)."""

    COVERAGE_YEAR_START = "coverage_year_start"
    PAYMENT_DATE = "payment_date"


class GapScope(StrEnum):
    """Which gaps count (A7)."""

    LATEST_GAP = "latest_gap"
    CUMULATIVE = "cumulative"


class NeverEnrolled(StrEnum):
    """Is a first enrolment a break (A4)."""

    COUNT_AS_BREAK = "count_as_break"
    NEW_ENTRANT = "new_entrant"


class EmployeeYear(StrEnum):
    """When employee cover makes a year insured (A15)."""

    ANY_MONTH = "any_month"
    DECEMBER = "december"


class RepairDeadline(StrEnum):
    """Until when missed years can be repaired (A8)."""

    WITH_ENROLMENT = "with_enrolment"
    UNTIL_WAIT_ENDS = "until_wait_ends"


class RepairEffect(StrEnum):
    """From which day a later repair tells."""

    PAYMENT_DATE = "payment_date"
    NEXT_DAY = "next_day"


class CostYear(StrEnum):
    """Whose year's price a repair costs (A10)."""

    TARGET_COVERAGE_YEAR = "target_coverage_year"
    PAYMENT_CALENDAR_YEAR = "payment_calendar_year"


class GapMode(StrEnum):
    """How the months between two schemes are counted (A5)."""

    BY_DATE = "by_date"
    BY_MONTH_COUNT = "by_month_count"


class TransferStart(StrEnum):
    """First day with benefits after a transfer (A5b)."""

    GAP_START = "gap_start"
    PAYMENT_MONTH_FIRST = "payment_month_first"
    PAYMENT_DATE = "payment_date"


class NoWaitUntil(StrEnum):
    """How long a child is a newborn (A13)."""

    AGE_12_MONTHS = "age_12_months"
    BIRTH_YEAR_END = "birth_year_end"
    RETRO_WINDOW_ONLY = "retro_window_only"


class NewbornLateStart(StrEnum):
    """First day with benefits for a newborn paid after the retroactive days."""

    NEXT_DAY = "next_day"
    NEXT_MONTH_FIRST = "next_month_first"
    PAYMENT_DATE = "payment_date"


class CrossYear(StrEnum):
    """Does next year's payment cover the days of the birth year."""

    EACH_YEAR_NEEDS_PAYMENT = "each_year_needs_payment"
    NEXT_YEAR_PAYMENT_COVERS_BIRTH = "next_year_payment_covers_birth"


class ExemptionKind(StrEnum):
    """Held on the day of payment, or happened before it."""

    STATUS = "status"
    EVENT = "event"


class LimitType(StrEnum):
    """How long after an event the exemption holds."""

    SAME_CALENDAR_YEAR = "same_calendar_year"
    DAYS = "days"
    MONTHS = "months"


class StatusGained(StrEnum):
    """What a status gained during the wait does (A12)."""

    IGNORE = "ignore"
    END_WAIT_ON_GAIN = "end_wait_on_gain"


class ContinuousEffect(StrEnum):
    """From which year a further consecutive year raises the cap."""

    IN_YEAR = "in_year"
    NEXT_YEAR = "next_year"


class BonusScope(StrEnum):
    """Are the two raises capped together."""

    COMBINED = "combined"
    SEPARATE = "separate"


class ClearedBy(StrEnum):
    """Which payment clears the zero-claim raise (C4)."""

    BONUS_USED = "bonus_used"
    ANY_CRITICAL_PAYMENT = "any_critical_payment"


class SubsidyMode(StrEnum):
    """Is the contribution paid wholly or by a fixed amount."""

    FULL = "full"
    FIXED = "fixed"


class DeductibleBasis(StrEnum):
    """What the deductible is counted over."""

    NONE = "none"
    YEAR = "year"
    VISIT = "visit"


class Suspendable(StrEnum):
    """Which limit of the outpatient rules an emergency may suspend."""

    DEDUCTIBLE = "deductible"
    PER_VISIT_CAP = "per_visit_cap"
    PER_DAY_CAP = "per_day_cap"
    ANNUAL_CAP = "annual_cap"
    TWO_DISEASES_CAP = "two_diseases_cap"
    CLASS_C_EXCLUSION = "class_c_exclusion"


class Proof(StrEnum):
    """How strongly it was proved who sits there, from the strongest on."""

    CHIP = "chip"
    CODE = "code"
    DOCUMENT_SEEN = "document_seen"
    NUMBER_SAID = "number_said"
    KNOWN = "known_to_doctor"

    def meets(self, needed: "Proof") -> bool:
        """Tell whether it is as strong as another."""
        strongest_first = list(Proof)
        return strongest_first.index(self) <= strongest_first.index(needed)
