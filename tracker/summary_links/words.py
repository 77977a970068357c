"""Links in words: what they show, in both languages before they are made, and how they stand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from tracker.dates import TIME_ZONE, PartialDate
from tracker.i18n import language_tag
from tracker.journeys.models import LinkState, SummaryLink
from tracker.sharing.words import Consent, in_both
from tracker.shell import clock_shown
from tracker.summary_links.forms import times_said
from tracker.visit_summary.choices import Part

STATES = {
    LinkState.OPEN: _l("Works"),
    LinkState.USED_UP: _l("Used up"),
    LinkState.EXPIRED: _l("Its time has passed"),
    LinkState.REVOKED: _l("Ended"),
}
_LANGUAGE_NAMES = {"en": _l("English"), "fr": _l("French")}


def consents(choices: dict[str, Any], expires_at: datetime, openings: int) -> list[Consent]:
    """What the link will show, before it is made. `choices`: as the link keeps them."""
    return in_both(lambda: _consent(choices, expires_at, openings))


def _consent(choices: dict[str, Any], expires_at: datetime, openings: int) -> Consent:
    rows = [
        (_("Who has the link and the passcode sees"), shown(choices)),
        (
            _("Who you are"),
            _("Your name or birth date, as on the page") if choices["named"] else _("No name, no birth date"),
        ),
        (_("Language of the page"), str(_LANGUAGE_NAMES[choices["language"]])),
        (_("They can"), _("look and print; not change anything")),
        (_("Ends"), _("%(moment)s, or the moment you stop it", moment=in_full(expires_at))),
        (_("Can be opened"), times_said(openings)),
    ]
    notes = [
        _("They see what you have recorded by the time they open it."),
        _("What was printed or photographed cannot be taken back."),
    ]
    if choices.get("full") == "y":
        notes.insert(0, _("The full history holds all you kept of what others noticed, with their names."))
    elif Part.CHANGES in choices["parts"]:
        notes.insert(
            0, _("“What changed” holds your latest note, and the latest you kept of what others noticed, with a name.")
        )
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
        return str(
            ngettext(
                "Not opened yet. It can be opened once.",
                "Not opened yet. It can be opened %(num)d times.",
                row.openings,
            )
        )
    return str(
        ngettext(
            "Opened on %(moment)s; it was for one time.",
            "Opened %(opened)d of %(num)d times, the last on %(moment)s.",
            row.openings,
            opened=row.opened,
            moment=in_full(row.last_opened_at),
        )
    )


def in_full(instant: datetime) -> str:
    """`14 December 2026, 7:34 p.m.`, in eastern Canada."""
    day = PartialDate.of(instant.astimezone(TIME_ZONE).date()).shown()
    return f"{day}, {clock_shown(instant)}"
