"""The organizations of a moment that fit the reader, each with its reason and when it was last seen working."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_login import current_user

from tracker.content import catalogue
from tracker.i18n import language
from tracker.knowledge.organizations import MOST_OFFERED
from tracker.support.words import Address, Card, card, said


@dataclass(frozen=True)
class Shown:
    """`why`: what happened, in words. `cards`: each organization with its reason. `key`: what is put away."""

    why: str
    cards: list[tuple[Card, str]]
    key: str


def shown(moment_id: str, key: str, address: Address, region: str | None = None) -> Shown:
    """The first that speak the reader's language and serve the region (None: not said), in the order of the content."""
    support = catalogue().support
    moment = support.moments[moment_id]
    every = ((support.organizations[each.organization], said(each)) for each in moment.offers)
    fitting = [(each, reason) for each, reason in every if each.is_for(language(), region)]
    return Shown(said(moment), [(card(each, address), reason) for each, reason in fitting[:MOST_OFFERED]], key)


def for_someone_close() -> Shown | None:
    """For someone who cares for another: offered from their first sign-in until they put it away, for good."""
    if current_user.support_put_away_at is not None:
        return None
    return shown("caregiver", "caregiver", lambda slug: url_for("directory.organization", slug=slug))
