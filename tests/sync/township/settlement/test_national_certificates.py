"""Every kind of document has the platform's code, or none where its number tells itself."""

import pytest

from core.identity.id_number import NUMBERS_OF_18, NumberKind
from core.identity.person import Sex
from core.ids import PersonId
from core.visits.visit import PatientOnVisit
from sync.township.settlement.national_certificates import certificate_type


@pytest.mark.parametrize(
    ("kind", "number", "code"),
    [
        ("", "11010119900307002X", ""),
        (NumberKind.OLD_FOREIGNER, "CAN110078010601", "07"),
        (NumberKind.PASSPORT, "E12345678", "16"),
        (NumberKind.PASSPORT, "PE1234567", "16"),
        (NumberKind.PASSPORT, "K12345678", "04"),
        (NumberKind.PASSPORT, "MA1234567", "05"),
        (NumberKind.PASSPORT, "KX99", "08"),
        (NumberKind.PASSPORT, "X1234567", "08"),
        (NumberKind.HOME_RETURN_PERMIT, "H12345678", "04"),
        (NumberKind.HOME_RETURN_PERMIT, "M1234567801", "05"),
        (NumberKind.TAIWAN_PERMIT, "12345678", "06"),
        (NumberKind.OFFICER, "军字第1234567号", "02"),
        (NumberKind.BIRTH_CERTIFICATE, "W230012345", "99"),
        ("of a newer program", "1", ""),
        *((kind, "1" * 18, "") for kind in sorted(NUMBERS_OF_18)),
    ],
)
def test_the_code_of_a_document(kind: str, number: str, code: str) -> None:
    patient = PatientOnVisit(PersonId(""), number, "测试甲", Sex.UNKNOWN, None, kind)
    assert certificate_type(patient) == code


def test_no_kind_of_document_is_forgotten() -> None:
    numbers = {NumberKind.PASSPORT: "E12345678", NumberKind.HOME_RETURN_PERMIT: "H12345678"}
    for kind in set(NumberKind) - NUMBERS_OF_18:
        patient = PatientOnVisit(
            PersonId(""), numbers.get(kind, "1"), "测试甲", Sex.UNKNOWN, None, kind.value
        )
        assert certificate_type(patient) != "", kind
