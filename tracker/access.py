"""The parts of a journey, what someone may do with them, and what one person was given (S8).

`journeys.queries.open_journey` decides; `owned` enforces it wherever rows are read and written.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from tracker.choices import Choice


class Scope(Choice):
    """A part of a journey that can be shared."""

    SUMMARY = "summary", _l("Summary")
    TREATMENTS = "treatments", _l("Treatments and diagnosis")
    SYMPTOMS = "symptoms", _l("Symptoms and quality of life")
    APPOINTMENTS = "appointments", _l("Visits and questions")
    NOTES = "notes", _l("Notes")


class Right(Choice):
    """What someone may do with the parts they were given; each right holds the ones before it. OWN is never given."""

    VIEW = "view", _l("Only look")
    ADD = "add", _l("Look, and write down what they notice")
    MANAGE = "manage", _l("Help me manage")
    OWN = "own"

    def includes(self, other: Right) -> bool:
        order = list(Right)
        return order.index(self) >= order.index(other)


@dataclass(frozen=True)
class Grant:
    """What the person at the door may do: the owner has everything, a caregiver what their share says.

    `of_others`: also what other caregivers noticed. The owner reads it, and who has a page the owner made of it.
    """

    sections: frozenset[Scope]
    right: Right
    of_others: bool = False

    @classmethod
    def of(cls, sections: Iterable[Scope], right: Right) -> Grant:
        """A grant with what its right cannot do without.

        Who writes for the owner reads the notes too, since a note that is not seen would be written over; and who
        checks in for the owner sees the treatments, since what is urgent depends on them.
        """
        given = frozenset(sections)
        if right.includes(Right.MANAGE):
            given |= {Scope.NOTES}
            given |= {Scope.TREATMENTS} if Scope.SYMPTOMS in given else frozenset()
        return cls(given, right)

    @property
    def is_whole(self) -> bool:
        return self.right is Right.OWN

    def shows(self, section: Scope | None) -> bool:
        """Whether the part was given. None: what belongs to no part, for anyone with a share."""
        return self.is_whole or section is None or section in self.sections

    def allows(self, section: Scope | None, right: Right) -> bool:
        return self.shows(section) and self.right.includes(right)


WHOLE = Grant(frozenset(Scope), Right.OWN, of_others=True)
