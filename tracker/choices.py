"""Coded answers: members that carry the label a person reads."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Self


class Choice(StrEnum):
    """An answer to choose. `label` is a lazy string in both languages.

    `UNKNOWN = "unknown", …` is the answer "I don't know" where a class has it: an equal answer, never an error.
    """

    label: Any

    def __new__(cls, value: str, label: Any = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member
