"""The synthetic township: invented households with valid numbers and histories, one seed one township.

Nothing in it can be taken for real: county code 239999 is assigned to nobody, villages are called 演示…村,
telephones begin with 000, and the institution's code repeats the county's.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from core.coverage.enrolment import Balances, ChronicDisease, ChronicRegistration, PlatformAnswer, RosterEntry
from core.dates import age_on
from core.identity.id_number import check_character
from core.identity.person import Person, Sex
from core.ids import ClinicCode, PersonId, TownshipCode, UserId
from core.money import Fen
from core.training.characters import PLATFORM_DOUBT, Character, Part, cast
from core.training.histories import draw_history
from core.training.names import chinese_number, draw_name, draw_surname

COUNTY = "239999"
SEED = 20261
"""Of the township that the demonstration shows and practice cards are of."""
PACK = "CN-23-TRAINING"
_STRANGERS = 3
_PEOPLE_IN_A_GROUP = 60
_AGED = 70
_SEEN_THIS_YEAR, _SIGNED, _PLATFORM_DOUBTS = 0.7, 0.6, 0.003
_CONTRACTS_BEGAN = date(2022, 3, 1)


@dataclass(frozen=True, slots=True)
class TrainingClinic:
    """A village's clinic and who works there."""

    code: ClinicCode
    name: str
    village: str
    user: UserId
    doctor: str


@dataclass(frozen=True, slots=True)
class TrainingTownship:
    """A whole invented township as it stands on a day.

    Args:
        characters: people of the first village who show one verdict each; see `shown_by`.
        strangers: people with valid numbers who are not in this roster.
    """

    code: TownshipCode
    name: str
    institution: str
    pack: str
    on: date
    clinics: tuple[TrainingClinic, ...]
    entries: tuple[RosterEntry, ...]
    characters: Mapping[Character, RosterEntry]
    strangers: tuple[Person, ...]

    @property
    def villages(self) -> tuple[str, ...]:
        """Name the villages."""
        return tuple(clinic.village for clinic in self.clinics)


def make_township(seed: int, on: date, villages: int = 3, people: int = 600) -> TrainingTownship:
    """Make up a township of at least the cast, spread over its villages; the same call gives the same one."""
    maker = _Maker(Random(seed), on)
    clinics = tuple(_clinic(number) for number in range(1, villages + 1))
    characters = maker.characters(clinics[0].village)
    left = max(0, people - len(characters))
    entries = list(characters.values())
    for place, clinic in enumerate(clinics):
        share = left // villages + (place < left % villages)
        entries += maker.village(clinic.village, share)
    return TrainingTownship(
        code=TownshipCode("YANSHI"),
        name="演示镇卫生院(虚构)",
        institution=f"H{COUNTY}00001",
        pack=PACK,
        on=on,
        clinics=clinics,
        entries=tuple(entries),
        characters=characters,
        strangers=tuple(maker.stranger() for _ in range(_STRANGERS)),
    )


def _clinic(number: int) -> TrainingClinic:
    village = f"演示{chinese_number(number)}村"
    return TrainingClinic(
        code=ClinicCode(f"V{number:02d}"),
        name=f"{village}卫生室",
        village=village,
        user=UserId(f"doctor{number}"),
        doctor=f"演示医生{chinese_number(number)}",
    )


@dataclass(slots=True)
class _Maker:
    rng: Random
    on: date
    taken: set[str] = field(default_factory=set)
    people: int = 0
    households: int = 0

    def characters(self, village: str) -> Mapping[Character, RosterEntry]:
        """Let each member of the cast live alone in the first group of a village."""
        return {character: self._character(part, village) for character, part in cast(self.on).items()}

    def village(self, village: str, people: int) -> Iterator[RosterEntry]:
        """Fill a village with households until it has its people."""
        left = people
        while left > 0:
            group = f"{1 + (people - left) // _PEOPLE_IN_A_GROUP}组"
            members = self._household()[:left]
            left -= len(members)
            for name, sex, birth in members:
                yield self._entry(self._person(name, sex, birth, village, group))

    def stranger(self) -> Person:
        """Make up somebody who lives elsewhere."""
        sex = self.rng.choice((Sex.MALE, Sex.FEMALE))
        birth = self._birth(20, 70)
        name = draw_name(self.rng, draw_surname(self.rng), sex)
        return Person(PersonId(""), self._number(birth, sex), name, sex, birth, "01", "演示县演示外镇")

    def _character(self, part: Part, village: str) -> RosterEntry:
        self.households += 1
        birth = part.history.birth_date
        return RosterEntry(
            self._person(part.name, part.sex, birth, village, "1组"), part.history, **part.known
        )

    def _household(self) -> list[tuple[str, Sex, date]]:
        """Make up who lives together: one or two grown-ups, their children and parents."""
        rng = self.rng
        self.households += 1
        surname = draw_surname(rng)
        first_age = min(92, max(22, int(rng.gauss(50, 15))))
        head = Sex.MALE if rng.random() < 0.8 else Sex.FEMALE
        members = [(draw_name(rng, surname, head), head, self._birth(first_age, first_age))]
        if rng.random() < 0.8:
            other = Sex.FEMALE if head is Sex.MALE else Sex.MALE
            partner_age = max(20, first_age + rng.randint(-4, 3))
            name = draw_name(rng, draw_surname(rng), other)
            members.append((name, other, self._birth(partner_age, partner_age)))
        for _ in range(rng.choice((0, 1, 1, 2, 2, 3))):
            child_age = first_age - rng.randint(22, 32)
            if child_age >= 0 and (child_age < 30 or rng.random() < 0.3):
                sex = rng.choice((Sex.MALE, Sex.FEMALE))
                members.append((draw_name(rng, surname, sex), sex, self._birth(child_age, child_age)))
        if first_age < 60 and rng.random() < 0.3:
            members.append(
                (draw_name(rng, surname, Sex.MALE), Sex.MALE, self._birth(first_age + 22, first_age + 30))
            )
        return members

    def _birth(self, youngest: int, oldest: int) -> date:
        years = self.rng.randint(youngest, oldest)
        days = self.rng.randint(0, 364)
        return self.on - timedelta(days=int(years * 365.25) + days)

    def _person(self, name: str, sex: Sex, birth: date, village: str, group: str) -> Person:
        self.people += 1
        return Person(
            person_id=PersonId(f"P{self.people:07d}"),
            id_number=self._number(birth, sex),
            name=name,
            sex=sex,
            birth_date=birth,
            ethnicity=self.rng.choices(("01", "11", "10", "02", "03"), (90, 5, 2, 2, 1))[0],
            address=f"演示县演示镇{village}{group}{self.households}号",
            village=village,
            village_group=group,
            household=f"H{self.households:06d}",
            phone=f"000{self.rng.randrange(10**8):08d}",
        )

    def _number(self, birth: date, sex: Sex) -> str:
        while True:
            sequence = self.rng.randrange(0, 1000, 2) + (sex is Sex.MALE)
            first = f"{COUNTY}{birth:%Y%m%d}{sequence:03d}"
            if first not in self.taken:
                self.taken.add(first)
                return first + check_character(first)

    def _entry(self, person: Person) -> RosterEntry:
        rng, age = self.rng, age_on(person.birth_date, self.on)
        chronic = tuple(self._chronic(age))
        return RosterEntry(
            person,
            draw_history(person.birth_date, self.on, rng),
            chronic=chronic,
            balances=self._balances(bool(chronic)) if rng.random() < _SEEN_THIS_YEAR else None,
            contract_since=_CONTRACTS_BEGAN if chronic and rng.random() < _SIGNED else None,
            deceased_on=self._lately(90, 0.01) if age >= _AGED else None,
            in_hospital_since=self._lately(20, 0.003) if age else None,
            moved_on=self._lately(300, 0.004) if age else None,
            platform_answer=PlatformAnswer(False, None, None, PLATFORM_DOUBT, self.on)
            if rng.random() < _PLATFORM_DOUBTS
            else None,
        )

    def _lately(self, days: int, likely: float) -> date | None:
        return self.on - timedelta(days=self.rng.randint(1, days)) if self.rng.random() < likely else None

    def _chronic(self, age: int) -> Iterator[ChronicRegistration]:
        for disease, from_age, likely in (
            (ChronicDisease.HYPERTENSION, 40, 0.28),
            (ChronicDisease.DIABETES, 45, 0.11),
        ):
            if age >= from_age and self.rng.random() < likely:
                yield ChronicRegistration(disease, self.on - timedelta(days=self.rng.randint(30, 2500)))

    def _balances(self, chronic: bool) -> Balances:
        used = self.rng.randrange(0, 30000, 10)
        return Balances(self.on, Fen(used), Fen(self.rng.randrange(0, 20000, 10) if chronic else 0))
