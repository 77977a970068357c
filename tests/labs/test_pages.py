"""Tumour markers, as a person records them."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.diagnosis.test_pages import undo
from tests.factories import inside, make_journey, make_marker_result
from tests.people import Person, form_in, signed_in
from tests.test_forms import rows
from tests.test_round_trips import statements
from tracker.audit import history_of
from tracker.dates import PartialDate
from tracker.labs.models import PAIRS, USUAL, Marker, MarkerResult, MarkerUnit
from tracker.labs.page import PAGE

ADD = "/markers/add?marker=ca_15_3"


def the_value(app: Flask, person: Person) -> MarkerResult:
    (row,) = rows(app, person.journey, MarkerResult)
    return row


def at(day: str, value: float, **more: Any) -> dict[str, Any]:
    return {"taken_on": PartialDate(day), "value": value, **more}


def test_the_marker_is_chosen_first(as_owner: Person) -> None:
    for tail in ("/markers/add", "/markers/add?marker=x"):
        page = as_owner.get(as_owner.url(tail)).text
        for marker in Marker:
            assert f"add?marker={marker.value}" in page


def test_a_value_is_recorded(app: Flask, as_owner: Person) -> None:
    answer = as_owner.submit(as_owner.url(ADD), value="31,5", unit="kU/L", taken_on="2026-05-12", note="By phone")
    row = the_value(app, as_owner)
    assert (row.marker, row.value, row.unit) == (Marker.CA_15_3, 31.5, MarkerUnit.KU_L)
    assert (row.taken_on, row.note) == ("2026-05-12", "By phone")
    page = as_owner.follow(answer)
    for words in ("Value saved.", "31.5\u00a0kU/L", "12 May 2026", "By phone", "a question for your team"):
        assert words in page


def test_the_date_may_be_left_out_but_not_number_or_unit(app: Flask, as_owner: Person) -> None:
    answer = as_owner.submit(as_owner.url(ADD))
    assert answer.status_code == 422
    for words in ("Write the number on the report.", "Choose the unit that stands beside the number."):
        assert words in answer.text
    url = as_owner.url(ADD)
    assert as_owner.send(url, form_in(answer.text, url), value="3", unit="U/mL").status_code == 302
    assert the_value(app, as_owner).taken_on is None
    assert "Date not known" in as_owner.get(as_owner.url("/markers")).text


def test_a_form_without_its_marker_asks_for_it(app: Flask, as_owner: Person) -> None:
    answer = as_owner.press(as_owner.url("/markers/add"), value="3", unit="U/mL")
    assert answer.status_code == 422
    assert "Choose the marker that was measured." in answer.text
    url = as_owner.url("/markers/add")
    assert as_owner.send(url, form_in(answer.text, url), marker="cea").status_code == 302
    assert the_value(app, as_owner).marker is Marker.CEA


def units_offered(page: str) -> list[str]:
    return [unescape(value) for value in re.findall(r'name="unit" value="([^"]*)"', page)]


@pytest.mark.parametrize("marker", list(Marker))
def test_the_usual_units_come_first_and_every_unit_is_there(as_owner: Person, marker: Marker) -> None:
    offered = units_offered(as_owner.get(as_owner.url(f"/markers/add?marker={marker.value}")).text)
    assert offered[:2] == [unit.value for unit in USUAL[marker]]
    assert sorted(offered) == sorted(unit.value for unit in MarkerUnit)


def test_the_unit_of_the_time_before_is_chosen_for_the_same_marker(app: Flask, as_owner: Person) -> None:
    make_marker_result(app, as_owner.journey, unit=MarkerUnit.KU_L, taken_on=None)
    assert as_owner.form(as_owner.url(ADD)).values["unit"] == "kU/L"
    assert "unit" not in as_owner.form(as_owner.url("/markers/add?marker=cea")).values


def test_a_value_is_changed_and_changed_back(app: Flask, as_owner: Person) -> None:
    result_id = make_marker_result(app, as_owner.journey, note="kept")
    url = as_owner.url(f"/markers/{result_id}")
    assert as_owner.form(url).values["value"] == "31.5"
    answer = as_owner.submit(url, value="13.5")
    row = the_value(app, as_owner)
    assert (row.value, row.note, row.version) == (13.5, "kept", 2)
    undo(as_owner, answer)
    assert the_value(app, as_owner).value == 31.5


@pytest.mark.parametrize("language", ["en", "fr"])
def test_saving_without_a_change_makes_no_version(app: Flask, as_owner: Person, language: str) -> None:
    result_id = make_marker_result(app, as_owner.journey, value=1234.567)
    as_owner.reads(language).submit(as_owner.url(f"/markers/{result_id}"))
    with inside(app, as_owner.journey):
        assert len(history_of(result_id)) == 1


def test_a_value_is_removed_and_brought_back(app: Flask, as_owner: Person) -> None:
    url = as_owner.url(f"/markers/{make_marker_result(app, as_owner.journey)}")
    answer = as_owner.press(f"{url}/remove")
    assert rows(app, as_owner.journey, MarkerResult) == []
    undo(as_owner, answer)
    assert len(rows(app, as_owner.journey, MarkerResult)) == 1
    as_owner.press(f"{url}/remove")
    assert as_owner.get(url).status_code == 404
    assert "No tumour marker yet" in as_owner.get(as_owner.url("/markers")).text


def test_a_form_sent_twice_is_stored_once(app: Flask, as_owner: Person) -> None:
    form = as_owner.form(as_owner.url(ADD))
    for _time in range(2):
        assert as_owner.send(as_owner.url(ADD), form, value="3.10", unit="U/mL").status_code == 302
    assert len(rows(app, as_owner.journey, MarkerResult)) == 1


@pytest.mark.parametrize(("choice", "value"), [("yours", 12.5), ("theirs", 1400.5)])
def test_a_number_changed_twice_is_asked_about(app: Flask, as_owner: Person, choice: str, value: float) -> None:
    url = as_owner.reads("fr").url(f"/markers/{make_marker_result(app, as_owner.journey)}")
    mine, theirs = as_owner.form(url), as_owner.form(url)
    as_owner.send(url, theirs, value="1400,5", note="theirs")
    asked = as_owner.send(url, mine, value="12,5")
    assert asked.status_code == 409
    for words in ("12,5", "1\u00a0400,5"):
        assert words in asked.text
    assert as_owner.send(url, form_in(asked.text, url), {"choose-value": choice}).status_code == 302
    row = the_value(app, as_owner)
    assert (row.value, row.note) == (value, "theirs")


def test_a_stranger_finds_nothing(app: Flask, as_owner: Person, as_stranger: Person) -> None:
    result_id = make_marker_result(app, as_owner.journey)
    for tail in ("/markers", ADD, f"/markers/{result_id}"):
        assert as_stranger.get(as_owner.url(tail)).status_code == 404
    for tail in (ADD, f"/markers/{result_id}", f"/markers/{result_id}/remove"):
        assert as_stranger.press(as_owner.url(tail)).status_code == 404
    assert as_stranger.get(as_stranger.url(f"/markers/{result_id}")).status_code == 404


def test_the_history_reads_in_words(app: Flask, as_owner: Person) -> None:
    result_id = make_marker_result(app, as_owner.journey, value=1234.5)
    for language, words in (("en", ("CA 15-3", "1,234.5", "U/mL")), ("fr", ("1\u00a0234,5", "12 mai 2026"))):
        page = as_owner.reads(language).get(as_owner.url(f"/history/{result_id}")).text
        assert all(each in page for each in words)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(number=st.integers(0, 10**9))
def test_what_is_stored_is_what_was_written(database: Any, number: int) -> None:
    database.empty()
    person = signed_in(database.app, make_journey(database.app))
    written = f"{number // 1000}.{number % 1000:03}"
    assert person.submit(person.url(ADD), value=written, unit="U/mL").status_code == 302
    row = the_value(database.app, person)
    assert row.value == float(written)
    assert float(person.form(person.url(f"/markers/{row.id}")).values["value"]) == float(written)


# --- the page of the markers --------------------------------------------------------------------------------------


def pictures(page: str) -> list[str]:
    return re.findall(r'<svg viewBox="0 0 316 118" role="img".*?</svg>', page, re.DOTALL)


def test_the_newest_value_is_first_and_the_undated_last(app: Flask, as_owner: Person) -> None:
    for day, value in (("2024", 1.0), ("2026-05-12", 4.0), ("2025-03", 3.0), ("2024-11-02", 2.0)):
        make_marker_result(app, as_owner.journey, **at(day, value))
    make_marker_result(app, as_owner.journey, taken_on=None, value=9.0)
    page = as_owner.get(as_owner.url("/markers")).text
    assert re.findall(r">(\d)\u00a0U/mL<", page) == ["4", "3", "2", "1", "9"]
    assert "1 value without a date is in the list alone." in page


def test_units_whose_numbers_differ_never_share_a_chart(app: Flask, as_owner: Person) -> None:
    for unit in MarkerUnit:
        for day in ("2025-01-01", "2025-06-01"):
            make_marker_result(app, as_owner.journey, **at(day, 5.0, unit=unit, marker=Marker.CEA))
    page = as_owner.get(as_owner.url("/markers")).text
    assert len(pictures(page)) == len(PAIRS)
    titles = [re.findall(r"<title[^>]*>([^<]*)", each)[0] for each in pictures(page)]
    assert titles == ["CEA in U/mL and kU/L", "CEA in µg/L and ng/mL"]


def test_a_chart_says_what_it_shows(app: Flask, as_owner: Person) -> None:
    for day, value in (("2024-05-02", 96.0), ("2025", 40.5), ("2026-01-03", 31.0)):
        make_marker_result(app, as_owner.journey, **at(day, value))
    (picture,) = pictures(as_owner.get(as_owner.url("/markers")).text)
    for words in (
        "3 values.",
        "Oldest, 2 May 2024: 96\u00a0U/mL.",
        "Newest, 3 January 2026: 31\u00a0U/mL.",
        "highest 96",
    ):
        assert words in picture
    assert picture.count("<circle") == 2, "the value of 2025 is on no day"


def test_one_value_is_a_list_without_a_chart(app: Flask, as_owner: Person) -> None:
    make_marker_result(app, as_owner.journey)
    page = as_owner.get(as_owner.url("/markers")).text
    assert "31.5\u00a0U/mL" in page
    assert pictures(page) == []


def test_a_long_list_is_paged(app: Flask, as_owner: Person) -> None:
    for number in range(PAGE + 4):
        make_marker_result(app, as_owner.journey, **at(f"{1990 + number}", float(number)))
    make_marker_result(app, as_owner.journey, marker=Marker.CEA, unit=MarkerUnit.UG_L)
    first = as_owner.get(as_owner.url("/markers")).text
    assert len(re.findall(r"\u00a0U/mL</span>", first)) == PAGE
    older = re.findall(r'href="([^"]*page=2[^"]*)"', first)
    assert len(older) == 1
    second = as_owner.get(unescape(older[0])).text
    assert re.findall(r">(\d)\u00a0U/mL<", second) == ["3", "2", "1", "0"]
    assert "µg/L" not in second
    for page in ("99", "0", "-1", "x", "9" * 5000):
        assert as_owner.get(as_owner.url(f"/markers?marker=ca_15_3&page={page}")).status_code == 200


def test_the_pages_cost_three_round_trips(app: Flask, as_owner: Person) -> None:
    for _number in range(4):
        result_id = make_marker_result(app, as_owner.journey)
    for tail in ("/markers", "/markers/add", ADD, f"/markers/{result_id}"):
        with statements(app) as seen:
            assert as_owner.get(as_owner.url(tail)).status_code == 200
        assert len(seen) <= 3, tail
