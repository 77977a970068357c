"""How wide a text is, roughly and rather too wide: the server does not know the fonts of the reader."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_NARROW = frozenset("ijl.,:;'’|!()[]ftrI ·1-")
_BROAD = frozenset("mwMW%@—→")
_EAST_ASIAN = ("W", "F")


@lru_cache(maxsize=2048)
def width(text: str, size: float) -> float:
    """Widest that `text` is in the usual sans-serif fonts at `size` px."""
    return size * sum(map(_em, text))


@lru_cache(maxsize=1024)
def _em(character: str) -> float:
    if character in _NARROW:
        return 0.38
    if character in _BROAD:
        return 0.92
    if unicodedata.east_asian_width(character) in _EAST_ASIAN or ord(character) > 0xFFFF:
        return 1.1
    return 0.7 if character.isupper() else 0.58 if ord(character) < 0x250 else 0.8


def cut(text: str, size: float, room: float) -> str:
    """`text`, or as much of it as has room, with an ellipsis; nothing where not even a few letters have."""
    if width(text, size) <= room:
        return text
    left = room - width("…", size)
    kept = 0
    for character in text:
        left -= size * _em(character)
        if left < 0:
            break
        kept += 1
    return f"{text[:kept].rstrip()}…" if kept > 2 else ""
