"""Appointments and questions as they stand on a day: what comes next, what is over, which question is for which visit.
Pure."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from tracker.appointments.models import Appointment, Question

_NO_TIME = "99:99"  # after the times of its day


def is_past(row: Appointment, today: date) -> bool:
    """Its day is over; an appointment known to the month is past when the month is."""
    return row.day.last_day < today


def own_order(questions: Sequence[Question]) -> list[Question]:
    """In the order the person gave them; those of the same place as they were written."""
    return sorted(questions, key=lambda row: (row.position, row.created_at))


@dataclass(frozen=True)
class Agenda:
    """The appointments near `today` and the questions of a journey."""

    appointments: Sequence[Appointment]
    questions: Sequence[Question]
    today: date

    @cached_property
    def coming(self) -> list[Appointment]:
        """What is not over, the soonest first; one known to the month comes after those of its days."""
        rows = [row for row in self.appointments if not is_past(row, self.today)]
        return sorted(rows, key=lambda row: (row.day.last_day, row.time or _NO_TIME, row.created_at))

    @cached_property
    def past(self) -> list[Appointment]:
        """What is over, the latest first."""
        rows = [row for row in self.appointments if is_past(row, self.today)]
        return sorted(rows, key=lambda row: (row.day, row.time or "", row.created_at), reverse=True)

    @property
    def next(self) -> Appointment | None:
        return self.coming[0] if self.coming else None

    @cached_property
    def open(self) -> list[Question]:
        """What was not asked yet."""
        return [row for row in own_order(self.questions) if not row.asked]

    def visit_of(self, question: Question) -> Appointment | None:
        """The visit a question belongs to as things stand; None: to none that is known.

        One that was not asked at its visit, or whose visit was removed, waits for the next one.
        """
        own = self._by_id.get(question.appointment_id)
        if own is not None and (question.asked or not is_past(own, self.today)):
            return own
        return None if question.asked else self.next

    def questions_for(self, visit: Appointment | None) -> list[Question]:
        """The questions of a visit in their order, asked or not. None: those that wait until there is a visit."""
        rows = [row for row in own_order(self.questions) if self.visit_of(row) is visit]
        return rows if visit else [row for row in rows if not row.asked]

    def open_for(self, visit: Appointment | None) -> list[Question]:
        return [row for row in self.questions_for(visit) if not row.asked]

    @cached_property
    def _by_id(self) -> dict[uuid.UUID | None, Appointment]:
        return {row.id: row for row in self.appointments}

    def neighbour(self, question: Question, step: int) -> Question | None:
        """The open question before (-1) or after (1) this one, of the same visit."""
        among = self.open_for(self.visit_of(question))
        place = among.index(question) + step if question in among else -1
        return among[place] if 0 <= place < len(among) else None

    def swapped(self, one: Question, other: Question) -> dict[Question, int]:
        """The new place of every question that moves when two change places; the others keep theirs."""
        order = own_order(self.questions)
        places = [row.position for row in order]
        if len(set(places)) < len(places):  # written before there was an order
            places = list(range(1, len(order) + 1))
        at, to = order.index(one), order.index(other)
        order[at], order[to] = order[to], order[at]
        return {row: place for row, place in zip(order, places, strict=True) if row.position != place}
