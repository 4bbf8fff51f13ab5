"""What the roster (参保名册) knows of a person, and the three outcomes of looking somebody up in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from core.coverage.history import History
from core.dates import year_end
from core.errors import Refusal
from core.identity.person import Person
from core.money import Fen
from core.policy.fields import Fields, day_or_none


class ChronicDisease(StrEnum):
    """两病."""

    HYPERTENSION = "hypertension"
    DIABETES = "diabetes"


class Scheme(StrEnum):
    """Which basic insurance."""

    RESIDENT = "resident"
    EMPLOYEE = "employee"


@dataclass(frozen=True, slots=True)
class ChronicRegistration:
    """两病备案: registered for a chronic disease from a day on."""

    disease: ChronicDisease
    registered_on: date


@dataclass(frozen=True, slots=True)
class CoverElsewhere:
    """异地参保: insured in another region; days included, None = open."""

    scheme: Scheme
    region: str
    since: date | None = None
    until: date | None = None

    def in_force(self, on: date) -> bool:
        """Tell whether it holds on a day."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class Balances:
    """What the fund has paid this year up to `as_of`, and what the personal account holds; in fen."""

    as_of: date
    outpatient_used: Fen = Fen(0)
    two_diseases_used: Fen = Fen(0)
    account: Fen = Fen(0)


@dataclass(frozen=True, slots=True)
class PlatformAnswer:
    """待遇检查: what the national platform last said.

    Args:
        entitled: the platform lets the fund pay.
        begin: first day the answer is about; None = the day asked.
        end: last day it is about; None = the year asked in.
        reason: the platform's own words, as they came.
    """

    entitled: bool
    begin: date | None
    end: date | None
    reason: str
    queried_on: date

    def valid_on(self, on: date) -> bool:
        """Tell whether the answer still speaks of a day."""
        last = self.end or year_end(self.queried_on.year)
        return self.queried_on <= on and (self.begin or self.queried_on) <= on <= last


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """One person of the roster, as it travels.

    Args:
        contract_since: 家庭医生签约, signed from this day on.
        in_hospital_since: admitted somewhere and not yet discharged.
        moved_on: moved away from this township.
        is_whole: what the row says was understood; where it was not, the law is not asked.
    """

    person: Person
    history: History
    elsewhere: CoverElsewhere | None = None
    chronic: tuple[ChronicRegistration, ...] = ()
    balances: Balances | None = None
    contract_since: date | None = None
    deceased_on: date | None = None
    in_hospital_since: date | None = None
    moved_on: date | None = None
    platform_answer: PlatformAnswer | None = None
    is_whole: bool = True

    @classmethod
    def of_any_program(cls, plain: Mapping[str, Any]) -> "RosterEntry":
        """Read a row whose facts may be of a newer township's kinds: then who it is, and nothing to judge by.

        Raises:
            Refusal: `record_value_wrong`: a day is none.
            KeyError, ValueError: the person is not of its form.
        """
        try:
            return cls.from_plain(plain)
        except Refusal:
            fields, person = Fields(plain, "roster_entry", 0), Person.from_plain(plain["person"])
            return cls(
                person,
                History(person.birth_date),
                contract_since=fields.day_or_none("contract_since"),
                deceased_on=fields.day_or_none("deceased_on"),
                in_hospital_since=fields.day_or_none("in_hospital_since"),
                moved_on=fields.day_or_none("moved_on"),
                is_whole=False,
            )

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "RosterEntry":
        """Read what `to_plain` wrote; beside the history, names nobody here knows are passed over.

        Raises:
            Refusal: `record_key_missing`, `record_key_unknown`, `record_value_wrong` and those of `History`.
            KeyError, ValueError: the person is not of its form.
        """
        fields = Fields(plain, "roster_entry", 0)
        return cls(
            Person.from_plain(fields.present("person")),
            History.from_plain(fields.present("history")),
            _elsewhere(fields.left_out("elsewhere")),
            tuple(_chronic(item, index) for index, item in enumerate(fields.rows("chronic"))),
            _balances(fields.left_out("balances")),
            fields.day_or_none("contract_since"),
            fields.day_or_none("deceased_on"),
            fields.day_or_none("in_hospital_since"),
            fields.day_or_none("moved_on"),
            _platform_answer(fields.left_out("platform_answer")),
        )

    def to_plain(self) -> dict[str, Any]:
        """Give plain values with every key present: the same entry always gives the same tree."""
        registered = sorted((one.disease.value, one.registered_on.isoformat()) for one in self.chronic)
        return {
            "person": self.person.to_plain(),
            "history": self.history.to_plain(),
            "elsewhere": _elsewhere_to_plain(self.elsewhere),
            "chronic": [{"disease": disease, "registered_on": day} for disease, day in registered],
            "balances": _balances_to_plain(self.balances),
            "contract_since": day_or_none(self.contract_since),
            "deceased_on": day_or_none(self.deceased_on),
            "in_hospital_since": day_or_none(self.in_hospital_since),
            "moved_on": day_or_none(self.moved_on),
            "platform_answer": _platform_answer_to_plain(self.platform_answer),
        }


@dataclass(frozen=True, slots=True)
class RosterScope:
    """Which roster answers: the day it speaks for, the last day it may be used, its region's pack.

    `township_wide` when somebody who is not found was looked for among the whole township's people.
    """

    as_of: date
    valid_until: date
    pack: str
    township_wide: bool = False


@dataclass(frozen=True, slots=True)
class LookUp:
    """What looking somebody up gave: an entry or none, in a roster or with none at hand."""

    entry: RosterEntry | None
    scope: RosterScope | None


def _elsewhere(plain: Any) -> CoverElsewhere | None:
    if plain is None:
        return None
    fields = Fields(plain, "elsewhere", 0)
    return CoverElsewhere(
        fields.choice("scheme", Scheme),
        fields.text("region"),
        fields.day_or_none("since"),
        fields.day_or_none("until"),
    )


def _elsewhere_to_plain(cover: CoverElsewhere | None) -> dict[str, Any] | None:
    if cover is None:
        return None
    return {
        "scheme": cover.scheme.value,
        "region": cover.region,
        "since": day_or_none(cover.since),
        "until": day_or_none(cover.until),
    }


def _chronic(plain: Any, index: int) -> ChronicRegistration:
    fields = Fields(plain, "chronic", index)
    return ChronicRegistration(fields.choice("disease", ChronicDisease), fields.day("registered_on"))


def _balances(plain: Any) -> Balances | None:
    if plain is None:
        return None
    fields = Fields(plain, "balances", 0)
    used = [Fen(fields.count(key)) for key in ("outpatient_used", "two_diseases_used", "account")]
    return Balances(fields.day("as_of"), *used)


def _balances_to_plain(balances: Balances | None) -> dict[str, Any] | None:
    if balances is None:
        return None
    return {
        "as_of": balances.as_of.isoformat(),
        "outpatient_used": balances.outpatient_used,
        "two_diseases_used": balances.two_diseases_used,
        "account": balances.account,
    }


def _platform_answer(plain: Any) -> PlatformAnswer | None:
    if plain is None:
        return None
    fields = Fields(plain, "platform_answer", 0)
    return PlatformAnswer(
        fields.flag("entitled"),
        fields.day_or_none("begin"),
        fields.day_or_none("end"),
        fields.text("reason"),
        fields.day("queried_on"),
    )


def _platform_answer_to_plain(answer: PlatformAnswer | None) -> dict[str, Any] | None:
    if answer is None:
        return None
    return {
        # A row of a data set knows texts, whole numbers, null, lists and tables: no booleans.
        "entitled": int(answer.entitled),
        "begin": day_or_none(answer.begin),
        "end": day_or_none(answer.end),
        "reason": answer.reason,
        "queried_on": answer.queried_on.isoformat(),
    }
