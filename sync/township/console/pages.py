"""The table of the console's pages: where each lies, who may see it, and who may do something there."""

from collections.abc import Callable
from dataclasses import dataclass

from core.console import ConsoleRight
from sync.township.console.asking import Answer, Ask, Desk
from sync.township.console.clinics import show_clinics
from sync.township.console.code_maps import ask_to_send, map_code, show_codes
from sync.township.console.devices import confirm_devices, make_code, revoke_device, show_device, show_devices
from sync.township.console.downloads import ask_to_download, show_downloads, take_over
from sync.township.console.identity_signals import show_signals
from sync.township.console.imports import (
    drop_upload,
    look_again,
    publish_upload,
    say_which_is_what,
    send_problem_rows,
    show_conflicts,
    show_imports,
    show_upload,
    undo,
)
from sync.township.console.packs import show_packs
from sync.township.console.people import keep_somebody, remove_somebody, show_people, show_trail
from sync.township.console.person_joins import show_joins
from sync.township.console.prescriptions import keep_review, show_prescriptions
from sync.township.console.province import make_batch, send_batch, show_province, tell_results
from sync.township.console.questions import answer_question, show_questions
from sync.township.console.reconciliation import close_difference, show_reconciliation
from sync.township.console.review import send_back, show_review, show_visit, take_in
from sync.township.console.settlement import show_queue
from sync.township.console.settlement_ways import set_way, show_ways
from sync.township.console.statements import send_paper, send_sheet, show_statements
from sync.township.console.supervision import count_again, send_csv, send_workbook, show_supervision
from sync.township.console.trace_codes import show_trace_codes
from sync.township.console.wording import (
    clinics,
    code_maps,
    downloads,
    frame,
    identity_signals,
    imports,
    person_joins,
    province,
    questions,
    review,
    settlement,
    staff,
    supervision,
    trace_codes,
    ways,
)

Way = Callable[[Desk, Ask], Answer]
HOME = "/"
IMPORTS = "/imports"
UPLOAD = "/imports/upload"


@dataclass(frozen=True, slots=True)
class Page:
    """A page: `look` shows it, `do` does what its form asks for; `right` None: being signed in is enough.

    `place` is the place of the frame it belongs to, where it is none itself.
    """

    path: str
    right: ConsoleRight | None
    look: Way | None = None
    do: Way | None = None
    place: str = ""

    @property
    def methods(self) -> tuple[str, ...]:
        """Give the methods it answers to."""
        return tuple(name for name, way in (("GET", self.look), ("POST", self.do)) if way)


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a group that the frame of every page leads to, for whoever has the right."""

    path: str
    name: str
    right: ConsoleRight
    group: str


PAGES = (
    Page(HOME, ConsoleRight.SEE_CLINICS, look=show_clinics),
    Page("/review", ConsoleRight.SEE_VISITS, look=show_review),
    Page("/visits/{clinic}/{visit}", ConsoleRight.SEE_VISITS, look=show_visit, place="/review"),
    Page("/visits/{clinic}/{visit}/return", ConsoleRight.REVIEW, do=send_back),
    Page("/visits/{clinic}/{visit}/take-in", ConsoleRight.REVIEW, do=take_in),
    Page("/prescriptions", ConsoleRight.SEE_VISITS, look=show_prescriptions),
    Page("/prescriptions/{clinic}/{visit}", ConsoleRight.REVIEW, do=keep_review),
    Page("/settlement", ConsoleRight.SEE_SETTLEMENT, look=show_queue),
    Page("/settlement/questions", ConsoleRight.SEE_VISITS, look=show_questions),
    Page("/settlement/questions/{clinic}/{visit}", ConsoleRight.RECONCILE, do=answer_question),
    Page("/settlement-modes", ConsoleRight.SEE_SETTLEMENT, look=show_ways),
    Page("/settlement-modes/set", ConsoleRight.SET_SETTLEMENT_WAYS, do=set_way),
    Page("/province", ConsoleRight.SETTLE_BY_FILE, look=show_province),
    Page("/province/export", ConsoleRight.SETTLE_BY_FILE, do=make_batch),
    Page("/province/batches/{file}", ConsoleRight.SETTLE_BY_FILE, look=send_batch, place="/province"),
    Page("/province/results/{upload}", ConsoleRight.SETTLE_BY_FILE, do=tell_results),
    Page("/reconciliation", ConsoleRight.SEE_SETTLEMENT, look=show_reconciliation),
    Page("/reconciliation/{number}/close", ConsoleRight.RECONCILE, do=close_difference),
    Page("/identity-signals", ConsoleRight.SEE_VISITS, look=show_signals),
    Page("/joins", ConsoleRight.SEE_VISITS, look=show_joins),
    Page("/trace-codes", ConsoleRight.SEE_VISITS, look=show_trace_codes),
    Page("/statements", ConsoleRight.SEE_SETTLEMENT, look=show_statements),
    Page("/statements/{month}.pdf", ConsoleRight.SEE_SETTLEMENT, look=send_paper),
    Page("/statements/{month}.xlsx", ConsoleRight.SEE_SETTLEMENT, look=send_sheet),
    Page("/supervision", ConsoleRight.SEE_CLINICS, look=show_supervision),
    Page("/supervision/count", ConsoleRight.SEE_CLINICS, do=count_again),
    Page("/supervision/{month}.csv", ConsoleRight.SEE_CLINICS, look=send_csv),
    Page("/supervision/{month}.xlsx", ConsoleRight.SEE_CLINICS, look=send_workbook),
    Page("/devices", ConsoleRight.SEE_DEVICES, look=show_devices),
    Page("/devices/code", ConsoleRight.MAKE_CODES, do=make_code, place="/devices"),
    Page("/devices/confirm", ConsoleRight.CONFIRM_DEVICES, do=confirm_devices),
    Page("/devices/{device}", ConsoleRight.SEE_DEVICES, look=show_device, place="/devices"),
    Page("/devices/{device}/revoke", ConsoleRight.REVOKE_DEVICES, do=revoke_device),
    Page(IMPORTS, ConsoleRight.SEE_IMPORTS, look=show_imports),
    Page("/imports/conflicts", ConsoleRight.READ_PROBLEM_ROWS, look=show_conflicts, place=IMPORTS),
    Page("/imports/{number}/undo", ConsoleRight.PUBLISH_IMPORTS, do=undo),
    Page("/imports/uploads/{upload}", ConsoleRight.PREPARE_IMPORTS, look=show_upload, place=IMPORTS),
    Page("/imports/uploads/{upload}/columns", ConsoleRight.PREPARE_IMPORTS, do=say_which_is_what),
    Page("/imports/uploads/{upload}/look", ConsoleRight.PREPARE_IMPORTS, do=look_again),
    Page("/imports/uploads/{upload}/drop", ConsoleRight.PREPARE_IMPORTS, do=drop_upload),
    Page("/imports/uploads/{upload}/publish", ConsoleRight.PUBLISH_IMPORTS, do=publish_upload),
    Page(
        "/imports/uploads/{upload}/problem-rows",
        ConsoleRight.READ_PROBLEM_ROWS,
        look=send_problem_rows,
        place=IMPORTS,
    ),
    Page("/codes", ConsoleRight.SEE_IMPORTS, look=show_codes),
    Page("/codes/map", ConsoleRight.PREPARE_IMPORTS, do=map_code),
    Page("/codes/send", ConsoleRight.PREPARE_IMPORTS, do=ask_to_send),
    Page("/downloads", ConsoleRight.SEE_IMPORTS, look=show_downloads),
    Page("/downloads/ask", ConsoleRight.PREPARE_IMPORTS, do=ask_to_download),
    Page("/downloads/take-over", ConsoleRight.PUBLISH_IMPORTS, do=take_over),
    Page("/packs", ConsoleRight.SEE_PACKS, look=show_packs),
    Page("/people", ConsoleRight.MANAGE_PEOPLE, look=show_people),
    Page("/people/keep", ConsoleRight.MANAGE_PEOPLE, do=keep_somebody),
    Page("/people/{user}/remove", ConsoleRight.MANAGE_PEOPLE, do=remove_somebody),
    Page("/trail", ConsoleRight.READ_TRAIL, look=show_trail),
)
PLACES = (
    Place(HOME, clinics.CLINICS, ConsoleRight.SEE_CLINICS, frame.OVER_CLINICS),
    Place("/supervision", supervision.SUPERVISION, ConsoleRight.SEE_CLINICS, frame.OVER_CLINICS),
    Place("/devices", clinics.DEVICES, ConsoleRight.SEE_DEVICES, frame.OVER_CLINICS),
    Place("/review", review.REVIEW, ConsoleRight.SEE_VISITS, frame.OVER_VISITS),
    Place("/prescriptions", review.PRESCRIPTIONS, ConsoleRight.SEE_VISITS, frame.OVER_VISITS),
    Place("/identity-signals", identity_signals.SIGNALS, ConsoleRight.SEE_VISITS, frame.OVER_VISITS),
    Place("/joins", person_joins.JOINS, ConsoleRight.SEE_VISITS, frame.OVER_VISITS),
    Place("/trace-codes", trace_codes.TRACE_CODES, ConsoleRight.SEE_VISITS, frame.OVER_VISITS),
    Place("/settlement", settlement.SETTLEMENT, ConsoleRight.SEE_SETTLEMENT, frame.OVER_MONEY),
    Place("/settlement/questions", questions.QUESTIONS, ConsoleRight.SEE_VISITS, frame.OVER_MONEY),
    Place("/reconciliation", settlement.RECONCILIATION, ConsoleRight.SEE_SETTLEMENT, frame.OVER_MONEY),
    Place("/statements", settlement.STATEMENTS, ConsoleRight.SEE_SETTLEMENT, frame.OVER_MONEY),
    Place("/province", province.PROVINCE, ConsoleRight.SETTLE_BY_FILE, frame.OVER_MONEY),
    Place("/settlement-modes", ways.WAYS, ConsoleRight.SEE_SETTLEMENT, frame.OVER_MONEY),
    Place(IMPORTS, imports.IMPORTS, ConsoleRight.SEE_IMPORTS, frame.OVER_DATA),
    Place("/codes", code_maps.CODES, ConsoleRight.SEE_IMPORTS, frame.OVER_DATA),
    Place("/downloads", downloads.DOWNLOADS, ConsoleRight.SEE_IMPORTS, frame.OVER_DATA),
    Place("/packs", staff.PACKS, ConsoleRight.SEE_PACKS, frame.OVER_DATA),
    Place("/people", staff.PEOPLE, ConsoleRight.MANAGE_PEOPLE, frame.OVER_PEOPLE),
    Place("/trail", staff.TRAIL, ConsoleRight.READ_TRAIL, frame.OVER_PEOPLE),
)
