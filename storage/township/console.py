"""One township's console in its store, put together from its parts."""

from dataclasses import dataclass

from storage.township.check_book import CheckBookShelf
from storage.township.console_lists import ConsoleListShelf
from storage.township.console_people import ConsolePeopleShelf
from storage.township.identity_proofs import IdentityProofShelf
from storage.township.indicators import IndicatorShelf
from storage.township.person_joins import PersonJoinShelf
from storage.township.prescription_review import PrescriptionReviewShelf
from storage.township.questions import QuestionShelf
from storage.township.reconciliation import ReconciliationShelf
from storage.township.review import ReviewShelf
from storage.township.statements import StatementShelf


@dataclass(frozen=True, slots=True)
class SqlConsole(
    ConsolePeopleShelf,
    ConsoleListShelf,
    ReviewShelf,
    ReconciliationShelf,
    StatementShelf,
    PrescriptionReviewShelf,
    CheckBookShelf,
    PersonJoinShelf,
    IndicatorShelf,
    QuestionShelf,
    IdentityProofShelf,
):
    """`core.console_ports.Console` on either engine; safe to use from several threads."""
