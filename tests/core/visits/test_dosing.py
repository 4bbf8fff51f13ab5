"""How many packs a prescription needs, where that can be read for certain."""

import pytest

from core.catalogue.items import FeeClass, ItemKind
from core.money import Fen
from core.training.catalogue import training_catalogue
from core.visits.dosing import packs_needed
from core.visits.herb_sheet import HERB_CODES
from core.visits.visit import OrderLine


def line(dose: str, frequency: str, days: int, specification: str) -> OrderLine:
    return OrderLine(
        ItemKind.DRUG,
        "D1",
        "药",
        specification,
        "盒",
        1,
        Fen(1),
        FeeClass.A,
        0,
        dose,
        frequency,
        "口服",
        days,
    )


@pytest.mark.parametrize(
    ("dose", "frequency", "days", "specification", "packs"),
    [
        ("0.5g", "每日三次", 4, "0.25g×24粒", 1),
        ("0.5g", "每日三次", 5, "0.25g×24粒", 2),
        ("500mg", "每天三次", 5, "0.25g*24", 2),
        ("2粒", "tid", 5, "0.25g×24粒", 2),
        ("5mg", "每日一次", 28, "5mg×28片", 1),
        ("5mg", "每日一次", 29, "5mg×28片", 2),
        ("5mg", "隔日一次", 56, "5mg×28片", 1),
        ("10ml", "每日两次", 6, "100ml", 2),
        ("12.5mg", "QD", 200, "25mg×100片", 1),
        ("100μg", "bid", 100, "100μg×200揿", 1),
        ("3片", "每日三次", 12, "100片", 2),
        ("1袋", "每日三次", 4, "6g×10袋", 2),
    ],
)
def test_packs_are_counted_up(dose: str, frequency: str, days: int, specification: str, packs: int) -> None:
    assert packs_needed(line(dose, frequency, days, specification)) == packs


@pytest.mark.parametrize(
    ("dose", "frequency", "days", "specification"),
    [
        ("适量", "每日三次", 3, "10g"),
        ("0.5g", "必要时", 3, "0.25g×24粒"),
        ("0.5g", "每日三次", 0, "0.25g×24粒"),
        ("0.5g", "每日三次", 3, "100片"),
        ("1片", "每日三次", 3, "0.25g×24粒"),
        ("0.5g", "每日三次", 3, "大盒"),
        ("0.5g", "每日三次", 3, "0g×24粒"),
        ("9999g", "每日四次", 9999, "1mg×1片"),
        ("", "", 3, ""),
    ],
)
def test_what_cannot_be_read_is_left_to_the_doctor(
    dose: str, frequency: str, days: int, specification: str
) -> None:
    assert packs_needed(line(dose, frequency, days, specification)) is None


def test_most_drugs_of_a_catalogue_can_be_counted() -> None:
    every = [one for one in training_catalogue() if one.kind is ItemKind.DRUG]
    drugs = [one for one in every if not one.code.startswith(HERB_CODES)]  # herbs are weighed for doses
    counted = [packs_needed(line(one.dose, one.frequency, 3, one.specification)) for one in drugs]
    assert sum(one is not None for one in counted) > len(drugs) * 0.8
