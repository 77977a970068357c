"""The record as it stands now, for Today: read in one round trip."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement

from tracker import dates
from tracker.appointments.agenda import Agenda
from tracker.appointments.models import Appointment, Question
from tracker.appointments.queries import near, open_or_prompted
from tracker.checkins.queries import together_with_entries
from tracker.checkins.record import LOOKED_AT, Known, known_of
from tracker.observations.models import Observation
from tracker.observations.queries import not_looked_at
from tracker.scans.models import Scan
from tracker.support.models import SupportPlan

LAST = 12  # entries of each kind that Today looks at


@dataclass(frozen=True)
class Present:
    """What a check-in looks at, the appointments near today with their questions, and the scans.

    `noticed`: what others wrote down and the person has not looked at, the newest first.
    """

    about: Known
    agenda: Agenda
    scans: list[Scan]
    support_plans: list[SupportPlan]
    noticed: list[Observation]

    @property
    def today(self) -> date:
        return self.about.today

    @property
    def is_empty(self) -> bool:
        """Nothing is going on that Today could show, beside the check-in."""
        about = self.about
        return not (about.lines or about.entries or self.agenda.appointments or self.agenda.questions or self.scans)


def present() -> Present:
    """The open journey now."""
    today = dates.today()
    only: dict[type, ColumnElement[bool]] = {
        Appointment: near(today),
        Question: open_or_prompted(),
        Observation: not_looked_at(),
    }
    rows = together_with_entries(LAST, *LOOKED_AT, Appointment, Question, Scan, SupportPlan, Observation, only=only)
    return Present(
        known_of(rows, today),
        Agenda(rows[Appointment], rows[Question], today),
        rows[Scan],
        rows[SupportPlan],
        sorted(rows[Observation], key=lambda row: (row.day, row.created_at), reverse=True),
    )
