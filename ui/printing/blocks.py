"""Paragraphs that stay whole and fill as many sheets as it takes: for forms that are mostly words."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ui.printing.lettering import height_in
from ui.printing.sheet import Sheet

GAP = 1.6


@dataclass(frozen=True, slots=True)
class Block:
    """Something that stays on one sheet; `height` in millimetres."""

    height: float
    draw: Callable[[Sheet], None]


def paged(blocks: Iterable[Block], room: float) -> list[list[Block]]:
    """Spread blocks over sheets that have so much room, in millimetres; one at least."""
    pages: list[list[Block]] = [[]]
    left = room
    for block in blocks:
        if block.height > left and pages[-1]:
            pages.append([])
            left = room
        pages[-1].append(block)
        left -= block.height
    return pages


def paragraph(text: str, size: float, width: float, bold: bool = False) -> Block:
    """Give a text that wraps within a width."""

    def draw(sheet: Sheet) -> None:
        sheet.paragraph(text, size, bold)
        sheet.y += GAP

    return Block(height_in(width, text, size) + GAP, draw)


def titled(title: Block, line: Block) -> Block:
    """Keep a title with its first line: alone at the foot of a sheet it would tell nothing."""

    def draw(sheet: Sheet) -> None:
        sheet.y += GAP
        title.draw(sheet)
        line.draw(sheet)

    return Block(GAP + title.height + line.height, draw)
