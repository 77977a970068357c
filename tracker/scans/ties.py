"""Which line of therapy was being taken on a day. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.dates import PartialDate
from tracker.treatments.lines import Line


def line_on(lines: Sequence[Line], day: PartialDate) -> Line | None:
    """The one counted line that may have been taken on `day`; None where there is none, or more than one."""
    taken = [line for line in lines if line.number is not None and _may_cover(line, day)]
    return taken[0] if len(taken) == 1 else None


def began_after(line: Line, day: PartialDate | None) -> bool:
    """Whether the line surely began after `day`, so that a scan of that day cannot tell its response."""
    start = line.row.started_on
    return start is not None and day is not None and day.surely_before(start)


def _may_cover(line: Line, day: PartialDate) -> bool:
    end = line.row.ended_on
    if line.row.ended and end is None:
        return False
    return not began_after(line, day) and not (end is not None and end.surely_before(day))
