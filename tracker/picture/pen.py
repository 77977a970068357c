"""Writes SVG elements as text. Every text that comes from outside passes `clean` here."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from .ink import Ink
from .things import Link

_UNKNOWN = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


@dataclass
class Pen:
    """`prefix`: before every id, so that two pictures stand on one page."""

    ink: Ink
    prefix: str
    parts: list[str] = field(default_factory=list)
    ids: int = 0

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
        apart = ("", ' dx="6"')
        texts = [
            f"<tspan{apart[number > 0]} {self.ink.of[style]}>{clean(text)}</tspan>"
            for number, (style, text) in enumerate(parts)
        ]
        self.parts.append(
            f'<text x="{n(x)}" y="{n(y)}" font-size="{size}"{at} {self.ink.of["lab"]}>{"".join(texts)}</text>'
        )

    def open(self, link: Link) -> None:
        """Begin what leads to a record. `close` ends it."""
        if self.ink.links:
            self.ids += 1
            name = f"{self.prefix}{self.ids}"
            title = f'<title id="{name}">{clean(link.named)}</title>'
            self.parts.append(f'<a href="{clean(link.href)}" aria-labelledby="{name}">{title}')

    def close(self, left: float, top: float, right: float, bottom: float) -> None:
        """End it, with the area that a thumb may touch."""
        if self.ink.links:
            self.parts.append(
                f'<rect x="{n(left)}" y="{n(top)}" width="{n(right - left)}" height="{n(bottom - top)}" rx="4"'
                ' class="hit"/></a>'
            )

    def hide(self) -> None:
        """Begin what only eyes need: the links and the table say the same. `show` ends it."""
        if self.ink.links:
            self.parts.append('<g aria-hidden="true">')

    def show(self) -> None:
        if self.ink.links:
            self.parts.append("</g>")


def clean(text: str) -> Markup:
    """`text` as it may stand in XML, markup escaped and characters that XML does not know left out."""
    return escape(_UNKNOWN.sub("", text))


def n(value: float) -> str:
    """A number as short as a tenth of a px allows."""
    return f"{value:.1f}".removesuffix(".0")
