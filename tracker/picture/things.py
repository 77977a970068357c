"""What is drawn, as plain data: a journey already put into the words of its reader."""

from __future__ import annotations

from dataclasses import dataclass, field

from .axis import Extent
from .series import Series


@dataclass(frozen=True, slots=True)
class Link:
    """Where a thing leads, and how it is called by those who do not see it. No `href`: it leads nowhere."""

    href: str
    named: str


@dataclass(frozen=True, slots=True)
class Label:
    """`number` and `trial` may be empty; `length` is a length of time, `reason` why it ended."""

    name: str
    number: str = ""
    trial: str = ""
    length: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Dose:
    """A dose reduced, or held from the start of `extent` to its end. `stripe`: of the band, if it is in one alone."""

    kind: str  # "reduced" or "held"
    extent: Extent
    stripe: int | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """A treatment over time. `kinds`: as the stylesheet has them, a stripe each; none where no kind is known.

    `early`: before or after surgery for the first tumour. `open_start`, `open_end`: there is one, its date is not
    known. `end`: "grew" or "side_effects", for the mark at its end.
    """

    extent: Extent
    kinds: tuple[str, ...]
    label: Label
    link: Link
    early: bool = False
    trial: bool = False
    open_start: bool = False
    open_end: bool = False
    end: str = ""
    doses: tuple[Dose, ...] = ()


@dataclass(frozen=True, slots=True)
class Thin:
    """A supportive drug in a lane of its own, below the lines."""

    name: str
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """One moment, or the time in which it may lie. `labels`: the longest first; the first that has room is drawn."""

    extent: Extent
    shape: str
    link: Link
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Key:
    """What a shape or a kind of band means. `of`: "band", "early", "trial", "mark", "dose" or "end"."""

    of: str
    name: str
    word: str


@dataclass(frozen=True, slots=True)
class Lane:
    """Marks of one sort on one line. `key`: what its shapes mean, said in the lane itself."""

    name: str
    marks: tuple[Mark, ...]
    key: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True)
class Symptom:
    """One symptom as a curve; `latest`: its last answer, if it is recent enough to be called the one of now."""

    name: str
    series: Series
    latest: str
    link: Link


@dataclass(frozen=True, slots=True)
class Words:
    """`months`: their short names, January first. `scale`: what the curves measure. `nothing`: for an empty picture."""

    title: str
    description: str
    months: tuple[str, ...]
    now: str
    scale: str
    nothing: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A journey from `first` to `last`, which is today. `found`: when the cancer was found, above the lines."""

    first: int
    last: int
    words: Words
    found: tuple[Mark, ...] = ()
    bands: tuple[Band, ...] = ()
    thin: tuple[Thin, ...] = ()
    lanes: tuple[Lane, ...] = ()
    symptoms: tuple[Symptom, ...] = ()
    key: tuple[Key, ...] = field(default=())
