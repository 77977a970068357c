"""The page as plain texts. Screen, paper and PDF draw this and nothing else, so they say the same. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Said:
    """One sentence or two. `lead`: its beginning, in bold."""

    text: str
    lead: str = ""


@dataclass(frozen=True)
class Table:
    """The first column names the row."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Block:
    """A heading and what stands under it, in this order. `items` are numbered; `room`: with a line to write on each."""

    key: str
    heading: str
    said: tuple[Said, ...] = ()
    table: Table | None = None
    items: tuple[str, ...] = ()
    small: tuple[str, ...] = ()
    room: bool = False

    def __bool__(self) -> bool:
        return bool(self.said or self.table or self.items or self.small)


@dataclass(frozen=True)
class Picture:
    """The picture as SVG with its colours in it, and the same in words."""

    heading: str
    svg: str
    words: str


@dataclass(frozen=True)
class VisitPage:
    """Everything on the page. `occasion`, `name` and `born` may be empty; `history`: the pages after, if wanted.

    `tighter`: the blocks with less in them, for paper on which all of it would be too small to read.
    """

    language: str
    title: str
    occasion: str
    name: str
    born: str
    made: str
    blocks: tuple[Block, ...]
    about: str
    tighter: tuple[tuple[Block, ...], ...] = ()
    picture: Picture | None = None
    history_title: str = ""
    history: tuple[Block, ...] = field(default=())

    def texts(self) -> Iterator[str]:
        """Every text on the page as the screen shows it, and after it, in no special order."""
        yield from (self.title, self.occasion, self.name, self.born, self.made, self.about, self.history_title)
        for block in (*self.blocks, *self.history):
            yield block.heading
            yield from (part for said in block.said for part in (said.lead, said.text))
            yield from (cell for row in (block.table.rows if block.table else ()) for cell in row)
            yield from block.table.headings if block.table else ()
            yield from (*block.items, *block.small)
