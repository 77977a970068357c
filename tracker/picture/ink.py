"""How things look: by the classes of the stylesheet on a screen, by fixed attributes on paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

KINDS = ("hormone", "targeted", "chemo", "adc", "immuno", "bone", "none")
PLAIN = ("hormone", "bone", "none")  # kinds without a pattern

_INK, _INK_2, _ACCENT, _SURFACE, _EDGE, _LINE = "#1A2420", "#414D47", "#2B3F8F", "#FFFFFF", "#69766F", "#CBD3CC"
_FILLS = {
    "hormone": "#4470B5", "targeted": "#EBC46B", "chemo": "#54433B", "adc": "#63B5A2", "immuno": "#C4653A",
    "bone": "#CED6D0", "none": "#E8ECE5",
}  # fmt: skip
_DEEP = {
    "hormone": "#24457D", "targeted": "#7A5600", "chemo": "#2E231E", "adc": "#17594B", "immuno": "#7A3413",
    "bone": "#59655E", "none": "#69766F",
}  # fmt: skip
_HALO = f'paint-order="stroke" stroke="{_SURFACE}" stroke-width="4" stroke-linejoin="round"'
_PAPER = {
    "t": f'fill="{_INK}"',
    "t2": f'fill="{_INK_2}"',
    "tb": f'fill="{_INK}" font-weight="700"',
    "ta": f'fill="{_ACCENT}" font-weight="700"',
    "lab": f'fill="{_INK}" {_HALO}',
    "halo": f'fill="{_INK}" {_HALO}',
    "t2 lab": f'fill="{_INK_2}" {_HALO}',
    "tb lab": f'fill="{_INK}" font-weight="700" {_HALO}',
    "axis": f'stroke="{_ACCENT}" stroke-width="2" fill="none"',
    "grid": f'stroke="{_LINE}" stroke-width="1" fill="none"',
    "guide": f'stroke="{_EDGE}" stroke-width="1" stroke-dasharray="1 3" fill="none"',
    "now": f'fill="{_ACCENT}"',
    "nowline": f'stroke="{_ACCENT}" stroke-width="1.5" fill="none"',
    "mk": f'fill="{_SURFACE}" stroke="{_INK}" stroke-width="1.75"',
    "mkf": f'fill="{_INK}" stroke="{_INK}" stroke-width="1"',
    "wait": f'fill="{_SURFACE}" stroke="{_ACCENT}" stroke-width="2"',
    "unsure": f'fill="{_SURFACE}" stroke="{_INK_2}" stroke-width="1.5" stroke-dasharray="2 1.5"',
    "range": f'stroke="{_INK}" stroke-width="1.5" fill="none"',
    "cut": f'fill="{_SURFACE}" stroke="{_INK}" stroke-width="1"',
    "pause": f'fill="{_SURFACE}"',
    "curve": f'fill="none" stroke="{_INK}" stroke-width="1.6" stroke-linejoin="round" stroke-linecap="round"',
    "base": f'stroke="{_EDGE}" stroke-width="1" fill="none"',
    "band4": f'stroke="{_EDGE}" stroke-width="1" stroke-dasharray="2 3" fill="none"',
    "break": f'stroke="{_INK_2}" stroke-width="1.25" stroke-dasharray="4 3" fill="none"',
    "end": f'fill="{_INK}"',
}
_PATTERNS = (
    '<pattern id="p-targeted" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    f'<rect width="5" height="5" fill="{_FILLS["targeted"]}"/>'
    f'<path d="M0 0V5" stroke="{_DEEP["targeted"]}" stroke-width="1.7"/></pattern>'
    '<pattern id="p-chemo" width="5" height="5" patternUnits="userSpaceOnUse">'
    f'<rect width="5" height="5" fill="{_FILLS["chemo"]}"/><circle cx="2.5" cy="2.5" r=".95" fill="#D9CDC6"/></pattern>'
    '<pattern id="p-adc" width="5" height="5" patternUnits="userSpaceOnUse">'
    f'<rect width="5" height="5" fill="{_FILLS["adc"]}"/>'
    f'<path d="M1 0V5" stroke="{_DEEP["adc"]}" stroke-width="1.5"/></pattern>'
    '<pattern id="p-immuno" width="4" height="4" patternUnits="userSpaceOnUse">'
    f'<rect width="4" height="4" fill="{_FILLS["immuno"]}"/>'
    f'<path d="M0 1H4" stroke="{_DEEP["immuno"]}" stroke-width="1.2"/></pattern>'
)


@dataclass(frozen=True, slots=True)
class Ink:
    """`of[name]`: the attributes of a style; `fill[kind]`, `outline[kind]`: those of a band.

    `root`: attributes of the whole; `defs`: patterns that go with it; `links`: whether things lead somewhere.
    """

    of: Mapping[str, str]
    fill: Mapping[str, str]
    outline: Mapping[str, str]
    dashes: str
    root: str
    defs: str
    links: bool


SCREEN = Ink(
    of={name: f'class="{name}"' for name in _PAPER} | {"t": ""},
    fill={kind: f'class="f-{kind}"' if kind in PLAIN else f'fill="url(#k-{kind})"' for kind in KINDS},
    outline={kind: f'class="o o-{kind}"' for kind in KINDS},
    dashes=' stroke-dasharray="4 3"',
    root="",
    defs="",
    links=True,
)
PAPER = Ink(
    of=_PAPER,
    fill={kind: f'fill="{_FILLS[kind]}"' if kind in PLAIN else f'fill="url(#p-{kind})"' for kind in KINDS},
    outline={kind: f'fill="none" stroke="{_DEEP[kind]}" stroke-width="1.25"' for kind in KINDS},
    dashes=' stroke-dasharray="4 3"',
    root=' font-family="Noto Sans, sans-serif"',
    defs=f"<defs>{_PATTERNS}</defs>",
    links=False,
)
