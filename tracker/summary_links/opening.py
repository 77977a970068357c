"""What someone without an account opens: the visit summary, read only, with the link and the passcode."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker import dates
from tracker.editing import page
from tracker.summary.queries import summary
from tracker.summary_links import queries
from tracker.summary_links.forms import OpenForm
from tracker.visit_summary.build import visit_page
from tracker.visit_summary.choices import choices_kept

bp = Blueprint("summary_link", __name__)


@bp.route("/v", methods=["GET", "POST"])
def open_link() -> ResponseReturnValue:
    """The token stands behind `#`, which no browser sends. Whatever does not fit, the answer is the same."""
    form = OpenForm()
    if not form.validate_on_submit():
        return page("summary_links/open.html", form)
    choices = queries.open_with(form.token, form.passcode.data)
    if choices is None:
        form.passcode.errors = [
            _(
                "This link and this passcode do not go together, or no longer work. Check the passcode, open the link "
                "again, or ask for a new one."
            )
        ]
        return page("summary_links/open.html", form)
    record = summary(dates.today())
    sheet = visit_page(record, choices_kept(choices, record))
    if not choices["named"]:
        sheet = replace(sheet, name="", born="")  # there was none when the person read what the link would show
    return render_template("summary_links/page.html", sheet=sheet, made_up=choices["made_up"], theme="light")
