"""Writes SVG elements as text. Every text that comes from outside passes `clean` here."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from .ink import Ink
from .things import Link

_UNKNOWN = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
APART = "\u00a0\u00a0"  # between the parts of a label; not `dx`, which Typst leaves out of the length of a text


@dataclass
class Pen:
    """`prefix`: before every id, so that two pictures stand on one page."""

    ink: Ink
    prefix: str
    parts: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    def put(self, markup: str) -> None:
        self.parts.append(markup)

    def path(self, d: str, style: str) -> None:
        self.parts.append(f'<path d="{d}" {self.ink.of[style]}/>')

    def circle(self, x: float, y: float, radius: float, style: str) -> None:
        self.parts.append(f'<circle cx="{n(x)}" cy="{n(y)}" r="{radius}" {self.ink.of[style]}/>')

    def text(self, x: float, y: float, size: float, style: str, text: str, anchor: str = "start") -> None:
        at = "" if anchor == "start" else f' text-anchor="{anchor}"'
        self.parts.append(
            f'<text x="{n(x)}" y="{n(y)}" font-size="{size}"{at} {self.ink.of[style]}>{clean(text)}</text>'
        )

    def spans(self, x: float, y: float, size: float, parts: list[tuple[str, str]], anchor: str = "start") -> None:
        """One label of several parts, each in its style."""
        at = "" if anchor == "start" else f' text-anchor="{anchor}"'
        texts = [
            f"<tspan {self.ink.of[style]}>{APART if number else ''}{clean(text)}</tspan>"
            for number, (style, text) in enumerate(parts)
        ]
        self.parts.append(
            f'<text x="{n(x)}" y="{n(y)}" font-size="{size}"{at} {self.ink.of["lab"]}>{"".join(texts)}</text>'
        )

    def link(self, link: Link, left: float, top: float, right: float, bottom: float) -> None:
        """The area that leads to a record, for a thumb and for the keyboard: above all that is drawn, and unseen."""
        name = f"{self.prefix}{len(self.links) + 1}"
        self.links.append(
            f'<a href="{clean(link.href)}" aria-labelledby="{name}"><title id="{name}">{clean(link.named)}</title>'
            f'<rect x="{n(left)}" y="{n(top)}" width="{n(max(0, right - left))}" height="{n(bottom - top)}" rx="4"'
            ' class="hit"/></a>'
        )


def clean(text: str) -> Markup:
    """`text` as it may stand in XML, markup escaped and characters that XML does not know left out."""
    return escape(_UNKNOWN.sub("", text))


def n(value: float) -> str:
    """A number as short as a tenth of a px allows."""
    return f"{value:.1f}".removesuffix(".0")
