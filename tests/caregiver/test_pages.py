"""What a caregiver can reach from the summary: every link opens, and no form leads to a door that is shut to them."""

from __future__ import annotations

from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import urldefrag

import pytest
from flask import Flask

from tests import factories
from tests.people import Person
from tracker.access import Right, Scope
from tracker.dates import PartialDate, today
from tracker.db import db
from tracker.journeys.models import Share
from tracker.treatments import queries as treatments

GIVEN = [
    *(((section,), Right.VIEW) for section in Scope),
    (tuple(Scope), Right.VIEW),
    (tuple(Scope), Right.ADD),
    (tuple(Scope), Right.MANAGE),
    *(((section,), Right.MANAGE) for section in (Scope.TREATMENTS, Scope.SYMPTOMS, Scope.APPOINTMENTS)),
]


class Ways(HTMLParser):
    """The addresses a page leads to, and those its forms are sent to."""

    def __init__(self) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.sent: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "a" and values.get("href"):
            self.links.add(urldefrag(values["href"] or "").url)
        if tag == "form" and values.get("action"):
            posts = (values.get("method") or "").lower() == "post"
            (self.sent if posts else self.links).add(urldefrag(values["action"] or "").url)


def make_record(app: Flask, journey: factories.Journey) -> None:
    line_id = factories.make_line(app, journey)
    factories.make_dose_change(app, journey, factories.courses(app, journey, line_id)[0])
    for make in (
        factories.make_local_treatment,
        factories.make_specimen,
        factories.make_finding,
        factories.make_background,
        factories.make_scan,
        factories.make_marker_result,
        factories.make_appointment,
        factories.make_question,
        factories.make_check_in,
        factories.make_happening,
    ):
        make(app, journey)


def named(given: object) -> str:
    sections, right = given  # type: ignore[misc]
    return f"{'+'.join(sections)}-{right}"


@pytest.mark.parametrize("given", GIVEN, ids=named)
def test_nothing_a_caregiver_is_shown_is_refused(
    app: Flask, as_owner: Person, as_caregiver: Person, given: tuple[tuple[Scope, ...], Right]
) -> None:
    sections, right = given
    journey = as_owner.journey
    make_record(app, journey)
    factories.make_share(app, journey, as_caregiver.account, *sections, right=right)
    here = f"/journeys/{journey.id}/"
    start = f"{here}shared"
    waiting, seen, refused, forms = [start], {start}, [], {}
    while waiting:
        url = waiting.pop()
        answer = as_caregiver.get(url)
        if answer.status_code >= 400:
            refused.append((answer.status_code, url))
            continue
        ways = Ways()
        ways.feed(answer.text)
        forms |= {action: url for action in ways.sent if action.startswith(here)}
        found = {link for link in ways.links if link.startswith(here)} - seen
        seen |= found
        waiting += found
    for action, url in sorted(forms.items(), key=lambda pair: "/remove" in pair[0]):  # what is removed goes last
        answer = as_caregiver.post_raw(action, {"csrf_token": as_caregiver.token()})
        if answer.status_code in (403, 404):
            refused.append((answer.status_code, f"{action} on {url}"))
    assert not refused, "\n".join(sorted(f"{status} {url}".replace(here, "…/") for status, url in refused))


def test_the_next_treatment_day_is_told_to_who_was_given_the_treatments(
    app: Flask, as_owner: Person, as_caregiver: Person
) -> None:
    assert as_owner.journey is not None
    line_id = factories.make_line(app, as_owner.journey, "trastuzumab-deruxtecan", started_on=PartialDate("2026-01"))
    with factories.inside(app, as_owner.journey):
        (course,) = treatments.courses_of(line_id)
        first = PartialDate.of(today() - timedelta(days=20))
        treatments.change_course(course, cycle_days=21, cycle_days_on=1, cycle_from=first)
        db.session.commit()
    share_id = factories.make_share(app, as_owner.journey, as_caregiver.account, Scope.TREATMENTS)
    page = as_caregiver.get(as_owner.url("/shared")).text
    assert "Treatment: trastuzumab deruxtecan" in page
    assert "Tomorrow" in page
    with app.app_context():
        db.session.get_one(Share, share_id).sections = [str(Scope.SUMMARY)]
        db.session.commit()
    assert "Treatment: " not in as_caregiver.get(as_owner.url("/shared")).text, "the summary says what, not when"


def test_who_only_looks_sees_the_line_of_time_and_nothing_to_change_it_with(
    app: Flask, as_owner: Person, as_caregiver: Person
) -> None:
    assert as_owner.journey is not None
    make_record(app, as_owner.journey)
    factories.make_share(app, as_owner.journey, as_caregiver.account, Scope.TREATMENTS)
    page = as_caregiver.get(as_owner.url("/shared/journey")).text
    for words in ("CT scan", "CA 15-3", "Receptors", "Dose reduced", "Sample"):
        assert words.lower() in page.lower(), words
    main = page[page.index("<main") : page.index("</main>")]
    ways = Ways()
    ways.feed(main)
    assert not ways.sent
    assert {link.partition("?")[0] for link in ways.links} <= {
        "",
        "/shared",
        "/offline/en",
        as_owner.url("/shared/journey"),
    }
