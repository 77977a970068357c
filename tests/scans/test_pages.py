"""Scans, as a person records them."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.databases import Embedded
from tests.diagnosis.test_pages import undo
from tests.factories import inside, make_journey, make_line, make_scan
from tests.people import Person, form_in, signed_in
from tests.test_forms import rows
from tests.test_round_trips import statements
from tracker.audit import history_of
from tracker.dates import PartialDate
from tracker.db import db
from tracker.owned import SET_JOURNEY
from tracker.scans.models import Scan, ScanKind, ScanResult

ADD = "/scans/add"


def the_scan(app: Flask, person: Person) -> Scan:
    (row,) = rows(app, person.journey, Scan)
    return row


def test_a_scan_is_recorded(app: Flask, as_owner: Person) -> None:
    line_id = make_line(app, as_owner.journey, "palbociclib", "letrozole", started_on=PartialDate("2024"))
    answer = as_owner.submit(
        as_owner.url(ADD),
        taken_on="2025-05",
        kind="ct",
        result="smaller",
        line_id=str(line_id),
        note="At the\nhospital",
    )
    row = the_scan(app, as_owner)
    assert (row.taken_on, row.kind, row.result, row.line_id) == ("2025-05", ScanKind.CT, ScanResult.SMALLER, line_id)
    assert row.note == "At the\nhospital"
    assert answer.location.endswith(f"#scan-{row.id}")
    page = as_owner.follow(answer)
    for words in ("Scan saved.", "CT scan: smaller", "May 2025", "At the"):
        assert words in page


def test_every_part_may_be_left_out(app: Flask, as_owner: Person) -> None:
    assert as_owner.submit(as_owner.url(ADD)).status_code == 302
    row = the_scan(app, as_owner)
    assert (row.taken_on, row.kind, row.result, row.line_id, row.note) == (None, None, None, None, None)
    page = as_owner.get(as_owner.url()).text
    assert "Scan: no result yet" in page
    assert "Examen d’imagerie" in as_owner.reads("fr").get(as_owner.url()).text


@pytest.mark.parametrize("result", list(ScanResult))
@pytest.mark.parametrize("kind", list(ScanKind))
def test_every_answer_can_be_chosen(embedded: Embedded, kind: ScanKind, result: ScanResult) -> None:
    person = signed_in(embedded.app, make_journey(embedded.app))
    assert person.submit(person.url(ADD), kind=kind.value, result=result.value).status_code == 302
    row = the_scan(embedded.app, person)
    assert (row.kind, row.result) == (kind, result)
    assert person.get(person.url()).status_code == 200


def test_the_result_comes_later(app: Flask, as_owner: Person) -> None:
    scan_id = make_scan(app, as_owner.journey, result=None, note="in two weeks")
    answer = as_owner.submit(as_owner.url(f"/scans/{scan_id}"), result="grown")
    row = the_scan(app, as_owner)
    assert (row.result, row.note, row.version) == (ScanResult.GROWN, "in two weeks", 2)
    undo(as_owner, answer)
    assert the_scan(app, as_owner).result is None
    assert "CT scan: no result yet" in as_owner.get(as_owner.url()).text


def test_a_result_can_be_taken_back(app: Flask, as_owner: Person) -> None:
    scan_id = make_scan(app, as_owner.journey, result=ScanResult.GROWN)
    as_owner.submit(as_owner.url(f"/scans/{scan_id}"), result="")
    assert the_scan(app, as_owner).result is None


def test_saving_without_a_change_makes_no_version(app: Flask, as_owner: Person) -> None:
    line_id = make_line(app, as_owner.journey)
    scan_id = make_scan(app, as_owner.journey, note="a\nb", line_id=line_id)
    as_owner.submit(as_owner.url(f"/scans/{scan_id}"))
    with inside(app, as_owner.journey):
        assert len(history_of(scan_id)) == 1


def test_a_scan_is_removed_and_brought_back(app: Flask, as_owner: Person) -> None:
    url = as_owner.url(f"/scans/{make_scan(app, as_owner.journey)}")
    answer = as_owner.press(f"{url}/remove")
    assert rows(app, as_owner.journey, Scan) == []
    undo(as_owner, answer)
    assert len(rows(app, as_owner.journey, Scan)) == 1
    as_owner.press(f"{url}/remove")
    assert as_owner.get(url).status_code == 404


def test_a_form_sent_twice_is_stored_once(app: Flask, as_owner: Person) -> None:
    make_line(app, as_owner.journey)
    form = as_owner.form(as_owner.url(ADD))
    for _time in range(2):
        assert as_owner.send(as_owner.url(ADD), form, kind="mri").status_code == 302
    assert len(rows(app, as_owner.journey, Scan)) == 1


def test_a_stranger_finds_nothing(app: Flask, as_owner: Person, as_stranger: Person) -> None:
    scan_id = make_scan(app, as_owner.journey)
    for tail in (f"/scans/{scan_id}", f"/scans/{scan_id}/remove", ADD):
        assert as_stranger.get(as_owner.url(tail)).status_code in (404, 405)
        assert as_stranger.press(as_owner.url(tail)).status_code == 404
    assert as_stranger.get(as_stranger.url(f"/scans/{scan_id}")).status_code == 404


def test_adding_and_changing_cost_three_round_trips(app: Flask, as_owner: Person) -> None:
    for _number in range(4):
        scan_id = make_scan(app, as_owner.journey, line_id=make_line(app, as_owner.journey))
    for tail in (ADD, f"/scans/{scan_id}"):
        with statements(app) as seen:
            as_owner.get(as_owner.url(tail))
        assert len(seen) <= 3, tail


def test_the_history_reads_in_words(app: Flask, as_owner: Person) -> None:
    scan_id = make_scan(app, as_owner.journey, kind=ScanKind.BONE, result=ScanResult.MIXED)
    page = as_owner.get(as_owner.url(f"/history/{scan_id}")).text
    for words in ("Bone scan", "Smaller in one place, larger in another", "May 2026"):
        assert words in page


# --- changed in two places ----------------------------------------------------------------------------------------


def test_changes_of_different_fields_merge_by_themselves(app: Flask, as_owner: Person) -> None:
    line_id = make_line(app, as_owner.journey)
    url = as_owner.url(f"/scans/{make_scan(app, as_owner.journey)}")
    mine, theirs = as_owner.form(url), as_owner.form(url)
    as_owner.send(url, theirs, line_id=str(line_id))
    assert as_owner.send(url, mine, note="second").status_code == 302
    row = the_scan(app, as_owner)
    assert (row.line_id, row.note) == (line_id, "second")


@pytest.mark.parametrize("choice", ["yours", "theirs"])
def test_a_line_chosen_twice_is_asked_about(app: Flask, as_owner: Person, choice: str) -> None:
    tamoxifen, letrozole = (make_line(app, as_owner.journey, drug) for drug in ("tamoxifen", "letrozole"))
    url = as_owner.url(f"/scans/{make_scan(app, as_owner.journey)}")
    mine, theirs = as_owner.form(url), as_owner.form(url)
    as_owner.send(url, theirs, line_id=str(tamoxifen), result="grown")
    asked = as_owner.send(url, mine, line_id=str(letrozole))
    assert asked.status_code == 409
    for words in ("1. Tamoxifen", "2. Letrozole"):
        assert words in asked.text
    assert as_owner.send(url, form_in(asked.text, url), {"choose-line_id": choice}).status_code == 302
    row = the_scan(app, as_owner)
    assert (row.line_id, row.result) == ({"yours": letrozole, "theirs": tamoxifen}[choice], ScanResult.GROWN)


# --- the line it tells about --------------------------------------------------------------------------------------


def chosen(person: Person, tail: str) -> str | None:
    return person.form(person.url(tail)).values.get("line_id")


def test_the_line_of_today_is_preselected(app: Flask, as_owner: Person) -> None:
    assert chosen(as_owner, ADD) == ""
    make_line(app, as_owner.journey, started_on=PartialDate("2020"), ended=True, ended_on=PartialDate("2021"))
    current = make_line(app, as_owner.journey, "capecitabine", started_on=PartialDate("2022"))
    assert chosen(as_owner, ADD) == str(current)
    page = as_owner.get(as_owner.url(ADD)).text
    for words in ("2. Capecitabine", "1. Letrozole", "2020 to 2021", "Not tied to one"):
        assert words in page
    make_line(app, as_owner.journey, "text:A trial drug", started_on=PartialDate("2023"))
    assert chosen(as_owner, ADD) == "", "two lines at once: none is guessed"


def test_the_line_whose_page_led_here_is_preselected(app: Flask, as_owner: Person, as_stranger: Person) -> None:
    former = make_line(app, as_owner.journey, ended=True)
    make_line(app, as_owner.journey)
    assert f"{ADD}?line={former}" in unescape(as_owner.get(as_owner.url()).text)
    assert chosen(as_owner, f"{ADD}?line={former}") == str(former)
    current = chosen(as_owner, ADD)
    for other in (make_line(app, as_stranger.journey), "nonsense"):
        assert chosen(as_owner, f"{ADD}?line={other}") == current


def test_an_old_scan_is_not_tied_by_oversight(app: Flask, as_owner: Person) -> None:
    former = make_line(
        app, as_owner.journey, started_on=PartialDate("2020"), ended=True, ended_on=PartialDate("2021-11")
    )
    make_line(app, as_owner.journey, "capecitabine", started_on=PartialDate("2022"))
    url = as_owner.url(ADD)
    answer = as_owner.submit(url, taken_on="2021-05", result="stable")
    assert answer.status_code == 422
    assert "“2. Capecitabine” began after this scan. “1. Letrozole” is chosen now: check it, then save." in answer.text
    assert rows(app, as_owner.journey, Scan) == []
    assert as_owner.send(url, form_in(answer.text, url)).status_code == 302
    row = the_scan(app, as_owner)
    assert (row.line_id, row.taken_on, row.result) == (former, "2021-05", ScanResult.STABLE)


def test_a_line_of_nobody_or_of_another_is_refused_with_words(
    app: Flask, as_owner: Person, as_stranger: Person
) -> None:
    for line_id in (make_line(app, as_stranger.journey), "00000000-0000-0000-0000-000000000000", "x", "x" * 200):
        answer = as_owner.submit(as_owner.url(ADD), line_id=str(line_id))
        assert answer.status_code == 422
        assert "This line of therapy is not there any more." in answer.text
    assert rows(app, as_owner.journey, Scan) == []


def test_a_line_that_is_removed_leaves_its_scans(app: Flask, as_owner: Person) -> None:
    line_id = make_line(app, as_owner.journey)
    scan_id = make_scan(app, as_owner.journey, line_id=line_id)
    page = as_owner.follow(as_owner.press(as_owner.url(f"/lines/{line_id}/remove")))
    url = as_owner.url(f"/scans/{scan_id}")
    assert "A line of therapy that was removed" in as_owner.get(url).text
    assert as_owner.submit(url, note="still here").status_code == 302
    assert the_scan(app, as_owner).line_id == line_id, "undoing the removal finds its scans"
    assert as_owner.get(as_owner.url()).status_code == 200
    as_owner.press(unescape(re.findall(r'action="([^"]*/undo/[^"]+)"', page)[-1]))
    assert f'href="{url}">the same (May 2026)</a>' in as_owner.get(as_owner.url()).text


def test_a_line_removed_while_the_form_was_open(app: Flask, as_owner: Person) -> None:
    line_id = make_line(app, as_owner.journey)
    form = as_owner.form(as_owner.url(ADD))
    as_owner.press(as_owner.url(f"/lines/{line_id}/remove"))
    answer = as_owner.send(as_owner.url(ADD), form, note="kept")
    assert answer.status_code == 422
    assert "kept" in answer.text
    assert as_owner.send(as_owner.url(ADD), form_in(answer.text, as_owner.url(ADD))).status_code == 302
    assert the_scan(app, as_owner).line_id is None


def test_erasing_a_journey_takes_tied_scans_along(app: Flask, as_owner: Person) -> None:
    make_scan(app, as_owner.journey, line_id=make_line(app, as_owner.journey))
    with app.app_context(), db.engine.begin() as connection:
        key = as_owner.journey.id.hex if connection.dialect.name == "sqlite" else str(as_owner.journey.id)
        assert connection.execute(text("DELETE FROM journey WHERE id = :id"), {"id": key}).rowcount == 1
    assert as_owner.get(as_owner.url()).status_code == 404


def test_a_line_with_scans_cannot_be_erased_for_good(app: Flask, as_owner: Person) -> None:
    """Were it to cascade, the scans would go unseen."""
    make_scan(app, as_owner.journey, line_id=make_line(app, as_owner.journey))
    with app.app_context(), db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(SET_JOURNEY, {"journey": str(as_owner.journey.id)})
        with pytest.raises(IntegrityError):
            connection.execute(text("DELETE FROM line_of_therapy"))
    assert len(rows(app, as_owner.journey, Scan)) == 1
