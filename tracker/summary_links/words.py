"""Links in words: what they show, in both languages before they are made, and how they stand."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.dates import TIME_ZONE, PartialDate
from tracker.i18n import language_tag
from tracker.journeys.models import LinkState, SummaryLink
from tracker.sharing.words import Consent, in_both, moment
from tracker.summary_links.forms import times_said
from tracker.visit_summary.choices import Part

STATES = {
    LinkState.OPEN: _l("Works"),
    LinkState.USED_UP: _l("Used up"),
    LinkState.EXPIRED: _l("Its time has passed"),
    LinkState.REVOKED: _l("Ended"),
}
_OWN_NAMES = {"en": _l("English"), "fr": _l("French")}


def consents(choices: dict[str, Any], *, named: bool, expires_at: datetime, openings: int) -> list[Consent]:
    """What the link will show, before it is made. `named`: whether a name or a birth date stands on the page."""
    return in_both(lambda: _consent(choices, named, expires_at, openings))


def _consent(choices: dict[str, Any], named: bool, expires_at: datetime, openings: int) -> Consent:
    rows = [
        (_("Who has the link and the passcode sees"), shown(choices)),
        (_("Who you are"), _("Your name or birth date, as on the page") if named else _("No name, no birth date")),
        (_("Language of the page"), str(_OWN_NAMES[choices["language"]])),
        (_("They can"), _("look and print; not change anything")),
        (_("Ends"), _("%(moment)s, or the moment you stop it", moment=moment(expires_at))),
        (_("Can be opened"), times_said(openings)),
    ]
    notes = [
        _("They see what you have recorded by the time they open it."),
        _("What was printed or photographed cannot be taken back."),
    ]
    if Part.CHANGES in choices["parts"]:
        notes.insert(0, _("What changed also holds your latest note, and the latest you kept of what others noticed."))
    return Consent(language_tag(), _("If you go on"), rows, notes)


def shown(choices: dict[str, Any]) -> str:
    """The parts of the page."""
    parts = [str(part.label) for part in Part if part in choices["parts"]]
    if choices.get("full") == "y":
        parts.append(_("The full history: everything you recorded, with your notes"))
    return "; ".join(parts)


def used(row: SummaryLink) -> str:
    """How often it was opened, and when last."""
    if not row.last_opened_at:
        return _("Not opened yet; can be opened: %(times)s", times=times_said(row.openings).lower())
    return _(
        "Opened %(number)d of %(openings)d times, last: %(moment)s",
        number=row.opened,
        openings=row.openings,
        moment=moment(row.last_opened_at),
    )


def until(row: SummaryLink) -> str:
    day = (row.expires_at.astimezone(TIME_ZONE) - timedelta(minutes=1)).date()
    return PartialDate.of(day).shown()
