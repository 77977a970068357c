"""From the record and the choices to the page."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import force_locale
from flask_babel import gettext as _

from tracker.appointments.agenda import Agenda
from tracker.appointments.models import Appointment
from tracker.dates import PartialDate
from tracker.i18n import LANGUAGES
from tracker.summary.picture import picture_svg, picture_words
from tracker.summary.record import Summary
from tracker.visit_summary import shortening, since, treatment, words
from tracker.visit_summary.choices import Choices, Part
from tracker.visit_summary.history import history
from tracker.visit_summary.page import Block, Picture, VisitPage
from tracker.visit_summary.shortening import Room


def visit_page(summary: Summary, choices: Choices) -> VisitPage:
    """Everything that was chosen, in the language of the page, whatever that of the app is."""
    with force_locale(LANGUAGES[choices.language]):
        about = summary.background
        room = Room(full=choices.full)
        rows = since.compared(summary, choices.since)
        return VisitPage(
            language=LANGUAGES[choices.language].replace("_", "-"),
            title=_("Visit summary"),
            occasion=shortening.cut(words.occasion(choices.appointment), room.item),
            name=shortening.cut((about and about.name) or "", room.name),
            born=_("born %(when)s", when=about.born_on.shown()) if about and about.born_on else "",
            made=_("Written by the person, %(day)s", day=PartialDate.of(summary.today).shown()),
            blocks=_blocks(summary, choices, rows, room),
            tighter=tuple(_blocks(summary, choices, rows, less) for less in room.tighter()),
            about=_(
                "Recorded by the person with Throughline; not a medical record. The weekly questions are Throughline’s "
                "own and ask about the past 7 days: 0 is none or the best, 10 the worst possible."
            ),
            picture=_picture(summary) if Part.PICTURE in choices.parts else None,
            history_title=_("Full history") if choices.full else "",
            history=history(summary) if choices.full else (),
        )


def _blocks(summary: Summary, choices: Choices, rows: Sequence[since.Compared], room: Room) -> tuple[Block, ...]:
    made: dict[Part, list[Block]] = {}
    for part in choices.parts:
        if part is Part.DRUGS:
            made[part] = [treatment.now(summary, room)]
        elif part is Part.WHO:
            made[part] = treatment.who(summary, room)
        elif part is Part.LINES:
            made[part] = [treatment.lines(summary, room)]
        elif part is Part.CHANGES:
            made[part] = [since.changes(summary, choices, rows, room)]
        elif part is Part.TESTS:
            made[part] = [since.tests(summary, choices, room)]
        elif part is Part.MATTERS:
            made[part] = [_matters(choices.appointment, room)]
        elif part is Part.QUESTIONS:
            made[part] = [_questions(summary, choices.appointment, room)]
    return tuple(block for part in Part for block in made.get(part, ()) if block)


def _matters(appointment: Appointment | None, room: Room) -> Block:
    """What the person wrote for this visit, a point a line."""
    points = [line for line in ((appointment and appointment.matters) or "").splitlines() if line.strip()]
    shown, left = shortening.first(points, room.matters)
    items = tuple(shortening.cut(point, room.item) for point in shown)
    more = shortening.left_out(left, full=room.full)
    return Block(Part.MATTERS.value, _("What matters most"), items=items, small=(more,) if more else ())


def _questions(summary: Summary, appointment: Appointment | None, room: Room) -> Block:
    """The open questions, in the person's own order, but for those kept for another visit that is still to come.

    As `Agenda.visit_of` has it: one that was not asked at its visit waits for the next.
    """
    agenda = Agenda(summary.appointments, summary.questions, summary.today)
    later = {row.id for row in agenda.coming if row is not appointment} if appointment else set()
    rows = [row for row in agenda.open if row.appointment_id not in later]
    shown, left = shortening.first(rows, room.questions)
    items = tuple(shortening.cut(row.text, room.item) for row in shown)
    more = shortening.left_out(left, full=room.full)
    return Block(Part.QUESTIONS.value, _("My questions"), items=items, small=(more,) if more else (), room=True)


def _picture(summary: Summary) -> Picture:
    title, told = picture_words(summary)
    drawing = picture_svg(summary, layout="print")
    return Picture(_("Treatment and symptoms on one line of time"), drawing, f"{title}. {told}")
