"""The time of an appointment as people write it, in both languages. Pure."""

from __future__ import annotations

import re
import unicodedata

_HALF = re.compile(r"(.*?)\s*([ap])\.?\s?m\.?")
_SHAPES = (
    re.compile(r"(\d{1,2})\s*[:.h ]\s*(\d{2})(?:\s*min)?"),  # 10:40, 10 h 40, 10.40
    re.compile(r"(\d{2})(\d{2})"),  # 1040
    re.compile(r"(\d{1,2})(?:\s*h)?()"),  # 10, 10 h
)
_NOON = ("noon", "midi")
_SURELY_DAYTIME = range(1, 7)  # a clock time so early is more often meant for the afternoon


class NotATime(ValueError):
    """It is no time of the day."""


class MorningOrAfternoon(ValueError):
    """It can be read in two ways, as 2:30 can: `readings` are both."""

    def __init__(self, hour: int, minute: int) -> None:
        self.readings = (f"{hour:02d}:{minute:02d}", f"{hour + 12}:{minute:02d}")


def read_time(text: str) -> str:
    """`HH:MM` of a time as typed. Raises NotATime, or MorningOrAfternoon where nobody can tell."""
    said = unicodedata.normalize("NFKC", text).casefold().strip()
    if said in _NOON:
        return "12:00"
    half = _HALF.fullmatch(said)
    clock = half[1] if half else said
    found = next((match for shape in _SHAPES if (match := shape.fullmatch(clock)) and clock.isascii()), None)
    if found is None:
        raise NotATime
    hour, minute = int(found[1]), int(found[2] or 0)
    if hour > 23 or minute > 59:
        raise NotATime
    if half:
        if not 1 <= hour <= 12:
            raise NotATime
        hour = hour % 12 + (12 if half[2] == "p" else 0)
    elif hour in _SURELY_DAYTIME and not found[1].startswith("0"):
        raise MorningOrAfternoon(hour, minute)
    return f"{hour:02d}:{minute:02d}"
