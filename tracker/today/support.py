"""Organizations offered on Today: the facts of the record for `support.moments`, and the offer in words."""

from __future__ import annotations

from collections.abc import Sequence

from flask import g, url_for

from tracker.appointments.models import Appointment, AppointmentKind
from tracker.checkins.record import Known
from tracker.support.models import SupportPlan
from tracker.support.moments import Facts, offer
from tracker.support.offers import Shown, shown
from tracker.treatments.models import EndReason

_A_MONTH = 7  # characters of a date that names the month


def support_offer(about: Known, appointments: Sequence[Appointment], plan: SupportPlan) -> Shown | None:
    """What is offered now; None where nothing is, or the person wants no offers."""
    made = offer(facts_of(about, appointments, plan)) if plan.offers else None
    if made is None:
        return None
    journey_id = g.journey.id

    def address(slug: str) -> str:
        return url_for("support.organization", journey_id=journey_id, slug=slug)

    return shown(made.moment, made.key, address, plan.region)


def facts_of(about: Known, appointments: Sequence[Appointment], plan: SupportPlan) -> Facts:
    """The facts of the rows that were read. Of an end known to the year alone, or not at all, nothing is made."""
    grown = [line.row for line in about.lines if line.row.end_reason is EndReason.PROGRESSION]
    last = about.check_ins[0] if about.check_ins else None
    scores = last.scores if last else {}
    return Facts(
        today=about.today,
        progressions={
            str(row.id): min(row.ended_on.last_day, about.today)
            for row in grown
            if row.ended_on and len(row.ended_on) >= _A_MONTH
        },
        last_check_in=last.day.last_day if last else None,
        scores={item: score for item, score in scores.items() if not isinstance(score, bool)},
        visits=[row.day.first_day for row in appointments if row.kind is AppointmentKind.VISIT],
        put_away=plan.put_away,
    )
