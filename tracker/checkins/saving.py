"""One way to save an entry, whether a page sends it or the outbox of a phone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import request

from tracker import audit
from tracker.checkins import queries
from tracker.checkins.forms import CheckInForm, HappeningForm, Moment
from tracker.checkins.models import INSTRUMENT, RECALL, AnsweredBy, Channel, CheckIn, Happening
from tracker.editing import Clash, merged, shown
from tracker.journeys.models import Journey
from tracker.owned import opened


def keep_check_in(
    journey: Journey, form: CheckInForm, row: CheckIn | None, channel: Channel = Channel.PAGE
) -> list[Clash]:
    """Add or change a check-in; what has to be chosen first, if anything (nothing is stored then)."""
    if row is None:
        moment, (version, language) = form.moment, form.wording
        queries.add(
            CheckIn(
                journey_id=journey.id,
                id=form.record_id,
                day=moment.day,
                answered_at=moment.at,
                utc_offset=moment.utc_offset,
                instrument=INSTRUMENT,
                instrument_version=version,
                recall=RECALL,
                language=language,
                channel=channel,
                scores=form.scores,
                **form.values | _by_proxy(),
            )
        )
        return []
    if clashes := [*_settled_scores(form, row), *merged(form, row)]:
        return clashes
    others = {name: score for name, score in row.scores.items() if name not in form.ITEMS}
    queries.change(row, deleted_at=None, scores=others | form.scores, **form.values | _by_proxy())
    return []


def _by_proxy() -> dict[str, AnsweredBy]:
    """Someone else's answer is one, whatever the form says."""
    return {} if opened().grant.is_whole else {"answered_by": AnsweredBy.PROXY}


def _settled_scores(form: CheckInForm, row: CheckIn) -> list[Clash]:
    """As `editing.merged`, answer by answer."""
    if form.base_version == row.version:
        return []
    base = (audit.content_at(row, form.base_version or 0) or {}).get("scores") or {}
    clashes = []
    for name in form.ITEMS:
        field = form[name]
        yours, theirs, was = field.data, row.scores.get(name), base.get(name)
        if yours == theirs or theirs == was:
            continue
        choice = request.form.get(f"choose-{name}")
        if yours == was or choice == "theirs":
            field.data = theirs
        elif choice != "yours":
            clashes.append(Clash(name, str(field.label.text), shown(field, yours), shown(field, theirs), both=False))
    return clashes


def keep_happening(
    journey: Journey, form: HappeningForm, row: Happening | None, channel: Channel = Channel.PAGE
) -> list[Clash]:
    """Add or change a quick log; what has to be chosen first, if anything (nothing is stored then)."""
    if row is None:
        queries.add(
            Happening(
                journey_id=journey.id,
                id=form.record_id,
                channel=channel,
                **_times(form.when(form.moment)),
                **form.values,
            )
        )
        return []
    moment, clash = _settled_moment(form, row)
    if clashes := [*clash, *merged(form, row)]:
        return clashes
    queries.change(row, deleted_at=None, **_times(moment), **form.values)
    return []


def _settled_moment(form: HappeningForm, row: Happening) -> tuple[Moment, list[Clash]]:
    """As `editing.merged`, for the day and the time as one: to the minute, which is what a page shows."""
    theirs = Moment(row.happened_at, row.utc_offset)
    yours = form.when(theirs)
    if form.base_version == row.version or _same_minute(yours, theirs):
        return (theirs if _same_minute(yours, theirs) else yours), []
    base = audit.content_at(row, form.base_version or 0) or {}
    was = Moment(datetime.fromisoformat(base["happened_at"]), base["utc_offset"]) if base else None
    choice = request.form.get("choose-time")
    if choice == "theirs" or (was and _same_minute(yours, was)):
        return theirs, []
    if choice == "yours" or (was and _same_minute(theirs, was)):
        return yours, []
    label = str(form.time.label.text)
    return theirs, [Clash("time", label, _shown(yours), _shown(theirs), both=False)]


def _same_minute(one: Moment, other: Moment) -> bool:
    return one.local.replace(second=0, microsecond=0) == other.local.replace(second=0, microsecond=0)


def _shown(moment: Moment) -> str:
    return f"{moment.day.shown()}, {moment.local:%H:%M}"


def _times(moment: Moment) -> dict[str, Any]:
    return {"happened_at": moment.at, "utc_offset": moment.utc_offset, "day": moment.day}
