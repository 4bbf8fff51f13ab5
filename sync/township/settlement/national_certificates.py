"""人员证件类型: what the national interface calls the documents people are known by."""

from collections.abc import Mapping

from core.identity.credentials import has_chinese_form
from core.identity.id_number import NumberKind
from core.visits.visit import PatientOnVisit

_OFFICER, _HONG_KONG, _MACAU, _TAIWAN, _FOREIGNER = "02", "04", "05", "06", "07"
_FOREIGN_PASSPORT, _CHINESE_PASSPORT, _OTHER = "08", "16", "99"
_CODES: Mapping[NumberKind, str] = {
    NumberKind.OLD_FOREIGNER: _FOREIGNER,
    NumberKind.TAIWAN_PERMIT: _TAIWAN,
    NumberKind.OFFICER: _OFFICER,
    NumberKind.BIRTH_CERTIFICATE: _OTHER,
}
_PLACES = {"K": _HONG_KONG, "H": _HONG_KONG, "M": _MACAU}
"""Passports and permits of Hong Kong and Macau, by their first letter: the two have codes of their own."""


def certificate_type(patient: PatientOnVisit) -> str:
    """Give the code of a patient's document; nothing of a number of 18 characters, which tells itself.

    Nobody is asked for the country of a passport: one of another country that looks like a Chinese one is
    told as Chinese.
    """
    kind, number = patient.number_kind, patient.id_number
    if kind == NumberKind.HOME_RETURN_PERMIT:
        return _PLACES.get(number[:1], "")
    if kind == NumberKind.PASSPORT:
        return _PLACES.get(number[:1], _CHINESE_PASSPORT) if has_chinese_form(number) else _FOREIGN_PASSPORT
    return next((code for known, code in _CODES.items() if kind == known), "")
