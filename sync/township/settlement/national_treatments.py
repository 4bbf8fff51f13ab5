"""医疗类别: as which kind of treatment the platform hears of a visit; the codes are the province's."""

from collections.abc import Collection
from dataclasses import dataclass

from core.visits.visit import Visit
from sync.township.settlement.province import Province


@dataclass(frozen=True, slots=True)
class Treatment:
    """A kind of treatment, with the disease (病种) where it is paid by disease."""

    kind: str
    disease: str = ""
    disease_name: str = ""

    def node(self) -> dict[str, str]:
        """Give the fields of a visit."""
        named = {"dise_codg": self.disease, "dise_name": self.disease_name}
        return {"med_type": self.kind} | (named if self.disease else {})


def treatment_of(province: Province, visit: Visit) -> Treatment:
    """Tell the kind of a visit out of what was recorded: emergency, two-disease drugs, else ordinary.

    Where the province has no code for it, it goes as an ordinary one.
    """
    if visit.bedside.emergency and province.emergency_treatment:
        return Treatment(province.emergency_treatment)
    for disease in visit.two_diseases:
        if told := province.two_diseases.get(disease):
            return Treatment(told["treatment"], told["code"], told["name"])
    return Treatment(province.treatment)


def kinds_of(province: Province) -> Collection[str]:
    """Give every kind a visit may go as, the ordinary one first."""
    others = [province.emergency_treatment, *(one["treatment"] for one in province.two_diseases.values())]
    return dict.fromkeys([province.treatment, *(kind for kind in others if kind)])
