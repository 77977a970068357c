"""Shares in words: what is seen, what is not, until when; in the reader's language or in both."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

import segno
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from tracker.access import Grant, Right, Scope
from tracker.audit import AuditEvent
from tracker.dates import TIME_ZONE, PartialDate
from tracker.i18n import LANGUAGES, language, language_tag, listed
from tracker.journeys.models import Share, ShareState
from tracker.shell import clock_shown, day_shown

SaidT = TypeVar("SaidT")
_SOON = timedelta(days=14)
STATES = {
    ShareState.INVITED: _l("Invited, not answered yet"),
    ShareState.ANSWERED: _l("Someone has answered: look whether it is them"),
    ShareState.ACTIVE: _l("Can see what you chose"),
    ShareState.PAUSED: _l("Paused: sees nothing for now"),
    ShareState.EXPIRED: _l("Over: its time has passed"),
    ShareState.ENDED: _l("Ended"),
}


@dataclass(frozen=True)
class Consent:
    """What is given, in one language: pairs of a heading and what stands under it."""

    lang: str
    title: str
    rows: list[tuple[str, str]]
    notes: list[str]


def in_both(said: Callable[[], SaidT]) -> list[SaidT]:
    """What `said` makes in the reader's language first, and then in the other."""
    first, found = language(), []
    for each in (first, *(other for other in LANGUAGES if other != first)):
        with force_locale(LANGUAGES[each]):
            found.append(said())
    return found


def consents(name: str, grant: Grant, last_day: date) -> list[Consent]:
    """What will be seen, before it is given (S8)."""
    return in_both(lambda: _consent(language_tag(), name, grant, last_day))


def asked_of_the_invited() -> list[tuple[str, str]]:
    """What the person who answers agrees to, in both languages: the tag of the language, and the words."""
    return in_both(
        lambda: (
            language_tag(),
            _(
                "The person who invited you will see this name and the e-mail address you signed in with. They also "
                "see when you looked at which part. What you see is theirs: please show it to nobody else."
            ),
        )
    )


def _consent(lang: str, name: str, grant: Grant, last_day: date) -> Consent:
    hidden = [section for section in Scope if section not in grant.sections]
    rows = [
        (_("%(name)s will see", name=name), parts(grant.sections)),
        (_("%(name)s will not see", name=name), parts(hidden) or _("Nothing is left out")),
        (_("%(name)s can", name=name), str(rights(grant.right))),
        (_("Ends"), _("%(day)s, or the moment you stop it", day=PartialDate.of(last_day).shown())),
    ]
    notes = [_("You can see when they looked. A picture they took of the screen cannot be taken back.")]
    if grant.right is Right.MANAGE:
        notes.insert(
            0,
            _("Who writes for you also sees your notes, and the treatments where they check in for you."),
        )
    return Consent(lang, _("If you go on"), rows, notes)


def parts(sections: Iterable[Scope]) -> str:
    """`Summary, notes`, in the order of the app."""
    chosen = set(sections)
    return listed([str(section.label) for section in Scope if section in chosen])


def rights(right: Right) -> str:
    return {
        Right.VIEW: _("look"),
        Right.ADD: _("look, and write down what they notice"),
        Right.MANAGE: _("look, and add and change entries for you"),
    }[right]


def last_day(share: Share) -> date:
    """The last day on which the share holds."""
    return (share.expires_at.astimezone(TIME_ZONE) - timedelta(minutes=1)).date()


def until(share: Share) -> str:
    return PartialDate.of(last_day(share)).shown()


def ends_soon(share: Share, at: datetime) -> bool:
    """Whether the share is about to end by itself, so that the owner can give it longer."""
    return share.state(at) is ShareState.ACTIVE and share.expires_at <= at + _SOON


def square(link: str) -> Markup:
    """The link as a square code for a phone's camera."""
    # Our own squares, with nothing of a person in them that could be markup.
    return Markup(segno.make(link, micro=False).svg_inline(border=4, omitsize=True, light="#fff", svgclass="qr"))  # noqa: S704


def look(event: AuditEvent) -> tuple[str, str]:
    """When, and at what."""
    section = Scope(event.act.removeprefix("looked."))
    return moment(event.at), str(section.label)


def moment(instant: datetime) -> str:
    return f"{day_shown(instant)}, {clock_shown(instant)}"
