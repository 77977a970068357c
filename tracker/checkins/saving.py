"""One way to save an entry, whether a page sends it or the outbox of a phone."""

from __future__ import annotations

from typing import Any

from flask import request

from tracker import audit
from tracker.checkins import queries
from tracker.checkins.forms import CheckInForm, HappeningForm, Moment
from tracker.checkins.models import INSTRUMENT, RECALL, Channel, CheckIn, Happening
from tracker.content import catalogue
from tracker.editing import Clash, merged, shown
from tracker.i18n import language
from tracker.journeys.models import Journey


def keep_check_in(
    journey: Journey, form: CheckInForm, row: CheckIn | None, channel: Channel = Channel.PAGE
) -> list[Clash]:
    """Add or change a check-in; what has to be chosen first, if anything (nothing is stored then)."""
    if row is None:
        moment = form.moment
        queries.add(
            CheckIn(
                journey_id=journey.id,
                id=form.record_id,
                day=moment.day,
                answered_at=moment.at,
                utc_offset=moment.utc_offset,
                instrument=INSTRUMENT,
                instrument_version=catalogue().checkin.version,
                recall=RECALL,
                language=language(),
                channel=channel,
                scores=form.scores,
                **form.values,
            )
        )
        return []
    if clashes := [*_settled_scores(form, row), *merged(form, row)]:
        return clashes
    others = {name: score for name, score in row.scores.items() if name not in form.ITEMS}
    queries.change(row, deleted_at=None, scores=others | form.scores, **form.values)
    return []


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
    if clashes := merged(form, row):
        return clashes
    moment = form.when(Moment(row.happened_at, row.utc_offset))
    queries.change(row, deleted_at=None, **_times(moment), **form.values)
    return []


def _times(moment: Moment) -> dict[str, Any]:
    return {"happened_at": moment.at, "utc_offset": moment.utc_offset, "day": moment.day}
