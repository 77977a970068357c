"""The organizations of a moment, in the reader's language, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from tracker.content import catalogue
from tracker.support.words import Address, Card, card, said


@dataclass(frozen=True)
class Shown:
    """`why`: what happened, in words. `cards`: each organization with its reason. `key`: what is put away."""

    why: str
    cards: list[tuple[Card, str]]
    key: str


def shown(moment_id: str, key: str, address: Address) -> Shown:
    """In the order of the content."""
    support = catalogue().support
    moment = support.moments[moment_id]
    cards = [(card(support.organizations[each.organization], address), said(each)) for each in moment.offers]
    return Shown(said(moment), cards, key)


def for_someone_close() -> Shown:
    """For someone who signed in and has no journey yet: it is there while they wait, so nothing has to be put away."""
    return shown("caregiver", "caregiver", lambda slug: url_for("directory.organization", slug=slug))
