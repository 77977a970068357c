"""Which characters the fonts of the PDF have, and texts made of those alone.

PDF/UA allows no character without a glyph, so Typst refuses the whole document for one emoji. Here such a character
becomes a visible mark instead; what is invisible anyway (control characters, marks that turn the direction of writing,
selectors of a variant) goes without one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent.parent / "static" / "fonts"
MISSING = "\ufffd"
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
_ENDS_A_LINE = re.compile("\r\n|[\r\u000b\u000c\u0085\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_LONG = 16  # characters without a place to break
_LONG_WORD = re.compile(rf"[^\s\u200b-]{{{_LONG + 1},}}")


def printable(value: Any) -> Any:
    """The same value (text, list, mapping of names to values) with every text in it made printable and breakable."""
    if isinstance(value, str):
        return _LONG_WORD.sub(_with_breaks, with_glyphs(value))
    if isinstance(value, dict):
        return {name: printable(inner) for name, inner in value.items()}
    return [printable(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def with_glyphs(text: str) -> str:
    """The text with nothing in it that the fonts cannot show."""
    if text.isascii() and text.isprintable():
        return text
    text = _CONTROL.sub("", _INVISIBLE.sub("", _ENDS_A_LINE.sub("\n", text).replace("\t", " ")))
    # Composed last: what was taken out may have stood between a letter and its mark.
    return _without_glyph().sub(MISSING, unicodedata.normalize("NFC", text))


def _with_breaks(word: re.Match[str]) -> str:
    """Places to break in a word too long for a narrow column: nobody sees them, and it cannot run off the page."""
    return "\u200b".join(word[0][at : at + _LONG] for at in range(0, len(word[0]), _LONG))


@cache
def _without_glyph() -> re.Pattern[str]:
    """Matches each character that none of the fonts has. Read once in a process, in a quarter of a second."""
    files = sorted(FONTS.glob("*.ttf"))
    if not files:
        raise RuntimeError("the fonts are not built: run make assets")
    known: set[int] = set()
    for file in files:
        with TTFont(file, lazy=True) as font:
            known.update(font.getBestCmap())
    return re.compile(f"[^\n{_ranges(known)}]")


def _ranges(codes: Iterable[int]) -> str:
    """The codes as the inside of a character class."""
    spans: list[list[int]] = []
    for code in sorted(codes):
        if spans and code == spans[-1][1] + 1:
            spans[-1][1] = code
        else:
            spans.append([code, code])
    return "".join(f"\\U{low:08x}-\\U{high:08x}" for low, high in spans)
