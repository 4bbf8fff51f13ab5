"""随访服务记录表 on paper: somebody's latest follow-ups on one edition of a form, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.clinic import Clinic
from core.errors import Refusal
from core.followup.care import Cared
from core.followup.follow_up import FollowUp, person_key
from core.followup.form import Form
from core.followup.form_files import form_of

SIDE_BY_SIDE = 4
"""Follow-ups on a sheet, as the paper has it: the four of a year."""
_LOOKED_THROUGH = 12


@dataclass(frozen=True, slots=True)
class FollowUpsOnSheet:
    """The follow-ups that go on a sheet, oldest first, and the form they were written on."""

    form: Form
    follow_ups: Sequence[FollowUp]


def follow_ups_on_sheet(clinic: Clinic, cared: Cared) -> FollowUpsOnSheet:
    """Give the latest follow-ups of somebody that the newest one's form can show.

    Raises:
        Refusal: `follow_up_none_to_print`: nothing was written down yet, or only by a newer program.
    """
    history = clinic.records.follow_ups.history(person_key(cared.patient), cared.disease, _LOOKED_THROUGH)
    told = [one.follow_up for one in history if not one.cancelled and not one.disputed]
    form = next((found for one in told if (found := form_of(one.disease, one.version))), None)
    if form is None:
        raise Refusal("follow_up_none_to_print")
    mine = [one for one in told if one.version == form.version][:SIDE_BY_SIDE]
    return FollowUpsOnSheet(form, mine[::-1])
