"""How wide a text is at most: the server does not know the fonts of the reader."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# Widths in em, of the widest of the usual sans-serif fonts (DejaVu Sans); others take a tenth less.
_EM = {
    **dict.fromkeys("ijl|'’·\u00a0", 0.33),
    **dict.fromkeys(" .,:;ft[]()I", 0.4),
    **dict.fromkeys("rJ-", 0.42),
    **dict.fromkeys("scvxyzk", 0.58),
    **dict.fromkeys("+−→≈<>=", 0.84),
    **dict.fromkeys("wCKRVXYZ", 0.8),
    **dict.fromkeys("mMWOQDGHNU%@…—œ", 1.0),
}
_LOWER, _UPPER, _LATIN = 0.64, 0.74, 0x250
_EAST_ASIAN = ("W", "F")


@lru_cache(maxsize=2048)
def width(text: str, size: float) -> float:
    """Widest that `text` is at `size` px."""
    return size * sum(map(_em, text))


@lru_cache(maxsize=1024)
def _em(character: str) -> float:
    if character in _EM:
        return _EM[character]
    if unicodedata.east_asian_width(character) in _EAST_ASIAN or ord(character) > 0xFFFF:
        return 1.1
    if character.isupper():
        return _UPPER
    return _LOWER if ord(character) < _LATIN else 0.9


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


def in_two(text: str, size: float, room: float) -> list[str]:
    """`text` on one line, or on two where it is too wide for one, cut where it is too wide for both."""
    if width(text, size) <= room:
        return [text]
    words = text.split(" ")
    places = [place for place in range(1, len(words)) if width(" ".join(words[:place]), size) <= room]
    place = max(places, default=0)
    lines = [" ".join(words[:place]), " ".join(words[place:])]
    return [cut(line, size, room) for line in lines if line]
