"""What people type: kept as typed or refused with a word, never lost and never an error page (S15)."""

from __future__ import annotations

import re
import unicodedata
import uuid
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from flask_babel import gettext as _
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.factories import Journey, inside, make_line, make_question
from tests.people import Person, form_in
from tracker.appointments.models import Question
from tracker.audit import Revision
from tracker.dates import today
from tracker.db import db
from tracker.diagnosis.models import Specimen
from tracker.forms import LINE_LENGTH, NOTE_LENGTH, clean
from tracker.owned import Owned, owned
from tracker.treatments.models import DrugCourse, LineOfTherapy


def rows(app: Flask, journey: Journey, cls: type[Any]) -> list[Any]:
    with inside(app, journey):
        found = db.session.scalars(owned(cls)).all()
        db.session.expunge_all()
        return list(found)


# --- what is refused, with its word -----------------------------------------------------------------------------

NO_SUCH_DAY = "There is no such day. Please check the day and the month."
NOT_YET = "This day has not come yet."
UNKNOWN = "Choose one of the answers."
END_FIRST = "The end is before the start. Check both dates."
CHARACTER = "This has a character that cannot be kept. Please type it again without it."
FOUR_DIGITS = "Write the year with four digits"
BETWEEN = "The year must be between"
SPECIMEN, LINE, QUESTION = "/diagnosis/specimens/add", "/lines/add", "/visits"
LOCAL, GENE, BACKGROUND = "/local/add", "/diagnosis/genes/add", "/diagnosis/background"


def parts(name: str, year: str = "", month: str = "", day: str = "") -> dict[str, str]:
    return {f"{name}-year": year, f"{name}-month": month, f"{name}-day": day}


REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "30 February": (SPECIMEN, parts("taken_on", "2024", "2", "30"), NO_SUCH_DAY),
    "29 February of a common year": (SPECIMEN, parts("taken_on", "2023", "2", "29"), NO_SUCH_DAY),
    "month 13": (SPECIMEN, parts("taken_on", "2023", "13"), NO_SUCH_DAY),
    "month 0": (SPECIMEN, parts("taken_on", "2023", "0"), NO_SUCH_DAY),
    "day 0": (SPECIMEN, parts("taken_on", "2023", "5", "0"), NO_SUCH_DAY),
    "year 0001": (SPECIMEN, parts("taken_on", "0001"), BETWEEN),
    "year 1899": (LINE, {"drugs": ["letrozole"], **parts("started_on", "1899")}, BETWEEN),
    "year 9999": (LINE, {"drugs": ["letrozole"], **parts("started_on", "9999")}, BETWEEN),
    "two digits": (SPECIMEN, parts("taken_on", "24"), FOUR_DIGITS),
    "a word for a year": (SPECIMEN, parts("taken_on", "last"), FOUR_DIGITS),
    "a day without a month": (SPECIMEN, parts("taken_on", "2024", "", "3"), "Give the month too"),
    "a month without a year": (SPECIMEN, parts("taken_on", "", "5"), "Give the year too"),
    "a word for a month": (SPECIMEN, parts("taken_on", "2024", "May"), "Write month and day as numbers."),
    "a day to come": (SPECIMEN, {"taken_on": (today() + timedelta(days=9)).isoformat()}, ""),
    "end before start": (
        LINE,
        {"drugs": ["letrozole"], "ended": "y", **parts("started_on", "2024", "5"), **parts("ended_on", "2024", "4")},
        END_FIRST,
    ),
    "local end before start": (
        LOCAL,
        {"kind": "surgery", **parts("started_on", "2024"), **parts("ended_on", "2023")},
        END_FIRST,
    ),
    "metastatic before first": (
        BACKGROUND,
        {**parts("breast_cancer_found_on", "2020"), **parts("metastatic_found_on", "2019")},
        "This is before breast cancer was first found.",
    ),
    "an answer that is not offered": (SPECIMEN, {"er": "maybe"}, UNKNOWN),
    "a place that is not offered": (SPECIMEN, {"place": "moon"}, UNKNOWN),
    "a site that is not offered": (BACKGROUND, {"sites": ["bone", "moon"]}, "Choose from the answers shown."),
    "a drug that is not in the list": (LINE, {"drugs": ["no-such-drug"]}, "One of the drugs is not in our list"),
    "no drug": (LINE, {}, "Name at least one drug"),
    "a typed drug that is open": (
        LINE,
        {"drugs-typed": "letro"},
        "Choose a drug from the list, or keep what you typed.",
    ),
    "thirteen drugs": (LINE, {"drugs": [f"text:drug {n}" for n in range(13)]}, "A line can hold at most 12 drugs."),
    "a long drug": (LINE, {"drugs": ["text:" + "x" * 121]}, "The name of a drug can have at most 120 characters."),
    "a drug with NUL": (LINE, {"drugs": ["text:a\x00b"]}, CHARACTER),
    "no gene": (GENE, {}, "Choose the gene or mark that was tested."),
    "no kind": (LOCAL, {}, "Choose what it was."),
    "no question": (QUESTION, {"text": ""}, "Write the question first."),
    "a question of spaces": (QUESTION, {"text": " \r\n\t "}, "Write the question first."),
    "a long question": (QUESTION, {"text": "x" * 501}, "This is too long to keep: at most 500 characters."),
    "a long note": (SPECIMEN, {"note": "x" * 10_000}, "This is too long to keep: at most 4000 characters."),
    "a long variant": (
        GENE,
        {"gene": "ESR1", "variant": "x" * 121},
        "This is too long to keep: at most 120 characters.",
    ),
    "NUL in a note": (SPECIMEN, {"note": "a\x00b"}, CHARACTER),
    "a bell in a question": (QUESTION, {"text": "a\x07b"}, CHARACTER),
    "scores and words that differ": (SPECIMEN, {"her2_ihc": "3+", "her2_told": "negative"}, "The scores below come to"),
    "a metastasis in the breast": (SPECIMEN, {"origin": "metastatic", "place": "breast"}, "Choose another place"),
}


def in_french(app: Flask, english: str) -> str:
    with app.test_request_context(), force_locale("fr_CA"):
        return _(english)


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_wrong_is_said_and_nothing_is_lost_or_stored(app: Flask, as_owner: Person, case: str) -> None:
    tail, fields, message = REFUSED[case]
    answer = as_owner.press(as_owner.url(tail), **fields)
    assert answer.status_code == 422
    page = unescape(answer.text)
    assert page.count(message or NOT_YET if "come" in case else message) >= 2, "in the summary and beside its field"
    assert rows(app, as_owner.journey, Revision) == []
    kept = form_in(answer.text, as_owner.url(tail)).values
    for name, value in fields.items():
        if name.endswith(("-month", "-day")) and not 0 < int(value if value.isdigit() else 0) < 13:
            continue  # only choices there
        if name in ("er", "place", "kind", "sites") or (name == "drugs" and "no-such" in value[0]):
            continue  # an answer that is not offered cannot be shown
        if isinstance(value, str) and clean(value, lines=True) and "-month" not in name and "-day" not in name:
            shown = kept.get(name) or kept.get(f"{name}-year")
            assert shown is not None
            assert clean(value, lines=True) == clean(shown, lines=True) or value.startswith(shown), name


@pytest.mark.parametrize(
    "message",
    [
        NO_SUCH_DAY,
        NOT_YET,
        UNKNOWN,
        END_FIRST,
        CHARACTER,
        "Write the question first.",
        "Choose what it was.",
        "Choose what changed.",
    ],
)
def test_the_words_are_there_in_french(app: Flask, message: str) -> None:
    french = in_french(app, message)
    assert french != message
    assert french


@pytest.mark.parametrize("case", ["30 February", "end before start", "an answer that is not offered", "no question"])
def test_what_is_wrong_is_said_in_french(app: Flask, as_owner: Person, case: str) -> None:
    tail, fields, message = REFUSED[case]
    answer = as_owner.reads("fr").press(as_owner.url(tail), **fields)
    assert answer.status_code == 422
    assert in_french(app, message) in unescape(answer.text)
    assert message not in unescape(answer.text)


def test_a_date_to_come_is_refused_but_for_a_plan(app: Flask, as_owner: Person) -> None:
    later = (today() + timedelta(days=200)).isoformat()
    assert as_owner.press(as_owner.url(SPECIMEN), taken_on=later).status_code == 422
    assert as_owner.press(as_owner.url(LINE), drugs="letrozole", started_on=later).status_code == 302
    assert (
        as_owner.press(as_owner.url(LINE), drugs="letrozole", started_on=later, ended="y", ended_on=later).status_code
        == 422
    )
    assert len(rows(app, as_owner.journey, LineOfTherapy)) == 1


def test_this_year_and_this_month_have_come(app: Flask, as_owner: Person) -> None:
    for text in (today().isoformat()[:4], today().isoformat()[:7], today().isoformat()):
        assert as_owner.press(as_owner.url(SPECIMEN), taken_on=text).status_code == 302
    assert [row.taken_on for row in rows(app, as_owner.journey, Specimen)]


@pytest.mark.parametrize("year", ["２０２４", " 2024 "])
def test_full_width_digits_and_spaces_are_a_year(app: Flask, as_owner: Person, year: str) -> None:
    assert as_owner.press(as_owner.url(SPECIMEN), **parts("taken_on", year, "５")).status_code == 302
    assert [row.taken_on for row in rows(app, as_owner.journey, Specimen)] == ["2024-05"]


def test_direction_marks_are_taken_from_a_name_and_left_in_a_note(app: Flask, as_owner: Person) -> None:
    as_owner.press(as_owner.url(GENE), gene="ESR1", variant="D538G\u202e\u2066x", note="a\u202eb")
    from tracker.diagnosis.models import GenomicFinding

    (row,) = rows(app, as_owner.journey, GenomicFinding)
    assert (row.variant, row.note) == ("D538Gx", "a\u202eb")


def test_fields_that_are_not_on_the_form_are_not_read(app: Flask, as_owner: Person, as_stranger: Person) -> None:
    fields = {
        "journey_id": str(as_stranger.journey.id),
        "id": str(uuid.uuid4()),
        "version": "7",
        "deleted_at": "2020-01-01",
        "created_at": "2020-01-01",
        "asked": "y",
        "option": "planted",
        "text": "Mine",
    }
    as_owner.press(as_owner.url(QUESTION), **fields)
    (row,) = rows(app, as_owner.journey, Question)
    assert (row.version, row.asked, row.option, row.deleted_at) == (1, False, None, None)
    assert str(row.id) != fields["id"]
    assert rows(app, as_stranger.journey, Question) == []


@pytest.mark.parametrize("version", ["", "x", "-1", "0", "99999999999999999999", "1.0", "２", "\x00"])
def test_any_version_sent_is_an_answer_of_ours(app: Flask, as_owner: Person, version: str) -> None:
    question_id = make_question(app, as_owner.journey, "First words")
    answer = as_owner.press(as_owner.url(f"/visits/questions/{question_id}"), text="Other words", version=version)
    assert answer.status_code == 409
    assert "Other words" in answer.text
    assert "First words" in answer.text
    assert [row.text for row in rows(app, as_owner.journey, Question)] == ["First words"]


def test_a_change_without_a_version_overwrites_nothing(app: Flask, as_owner: Person) -> None:
    question_id = make_question(app, as_owner.journey, "First words")
    answer = as_owner.press(as_owner.url(f"/visits/questions/{question_id}"), text="Other words")
    assert answer.status_code == 409
    assert [row.text for row in rows(app, as_owner.journey, Question)] == ["First words"]


@pytest.mark.parametrize("operation", ["", "x", "\x00", "0" * 10_000, "{}"])
def test_any_operation_sent_is_an_answer_of_ours(app: Flask, as_owner: Person, operation: str) -> None:
    assert as_owner.press(as_owner.url(QUESTION), text="Mine", operation=operation).status_code == 302
    assert len(rows(app, as_owner.journey, Question)) == 1


# --- any text at all --------------------------------------------------------------------------------------------

strange = st.sampled_from(
    [
        "🎗️👩🏽‍⚕️",
        "\x00",
        "\u202e evil",
        "é",
        "ﬁ",
        "\r\n",
        "\r",
        "\u2028",
        "<b>&amp;</b>",
        "{{ 7*7 }}",
        "%s%(x)s",
        "\ufeff",
        "\ud7ff",
        "\U0010ffff",
        "' OR 1=1 --",
        "\\",
        "\t",
        "שלום",
        "a" * 4001,
        "\x7f",
        "\x85",
        "\u00a0",
        "%00",
        "Å",
        "1e999",
        "inf",
    ]
)
any_text = st.lists(st.text(st.characters(codec="utf-8"), max_size=30) | strange, max_size=4).map("".join)
with_the_app = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def as_stored(text: str) -> str | None:
    """What a text of some lines becomes: line ends of one kind, composed letters, no space around."""
    plain = re.sub("\r\n|\r", "\n", text)
    return unicodedata.normalize("NFC", plain).strip() or None


def newest(app: Flask, journey: Journey, cls: type[Owned], known: set[Any]) -> list[Any]:
    return [row for row in rows(app, journey, cls) if row.id not in known]


@given(note=any_text, year=any_text, month=any_text, choice=any_text, place=any_text)
@with_the_app
def test_any_text_in_a_sample(
    app: Flask, as_owner: Person, note: str, year: str, month: str, choice: str, place: str
) -> None:
    known = {row.id for row in rows(app, as_owner.journey, Specimen)}
    fields = {"note": note, **parts("taken_on", year, month), "er": choice, "her2_ihc": choice, "place": place}
    answer = as_owner.press(as_owner.url(SPECIMEN), **fields)
    assert answer.status_code in (302, 422)
    stored = newest(app, as_owner.journey, Specimen, known)
    if answer.status_code == 302:
        assert [row.note for row in stored] == [as_stored(note)]
    else:
        assert stored == []
    again = as_owner.press(as_owner.url(SPECIMEN), note=note)
    if again.status_code == 302:
        (row,) = newest(app, as_owner.journey, Specimen, known | {row.id for row in stored})
        assert row.note == as_stored(note)
        assert as_owner.get(as_owner.url(f"/diagnosis/specimens/{row.id}")).status_code == 200
        assert as_owner.get(as_owner.url(f"/history/{row.id}")).status_code == 200
    else:
        assert len(as_stored(note) or "") > NOTE_LENGTH or re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", note)


@given(drug=any_text, typed=any_text, before=any_text, note=any_text, ended=any_text)
@with_the_app
def test_any_text_in_a_line(
    app: Flask, as_owner: Person, drug: str, typed: str, before: str, note: str, ended: str
) -> None:
    known = {row.id for row in rows(app, as_owner.journey, LineOfTherapy)}
    fields = {"drugs": ["text:" + drug, drug], "drugs-typed": typed, "drugs_before": before, "note": note}
    answer = as_owner.press(as_owner.url(LINE), **fields, **parts("ended_on", ended))
    assert answer.status_code in (302, 422)
    kept = as_owner.press(as_owner.url(LINE), **{"drugs": ["text:" + drug], "note": note})
    assert kept.status_code in (302, 422)
    stored = newest(app, as_owner.journey, LineOfTherapy, known)
    assert len(stored) == [answer.status_code, kept.status_code].count(302)
    if kept.status_code == 302:
        assert stored[-1].note == as_stored(note) or len(stored) == 2
        assert as_owner.get(as_owner.url(f"/lines/{stored[-1].id}")).status_code == 200
        names = {row.drug_text for row in rows(app, as_owner.journey, DrugCourse)}
        assert unicodedata.normalize("NFC", drug) in {unicodedata.normalize("NFC", name or "") for name in names}


@given(before=any_text | st.sampled_from(["[1]", "[[]]", "{}", "null", "[" * 5000, '["letrozole", 3]', "1e999"]))
@with_the_app
def test_any_text_for_the_drugs_of_before(app: Flask, as_owner: Person, before: str) -> None:
    line_id = make_line(app, as_owner.journey)
    answer = as_owner.press(as_owner.url(f"/lines/{line_id}"), drugs="letrozole", drugs_before=before, version="1")
    assert answer.status_code in (302, 409, 422)


@given(text=any_text)
@with_the_app
def test_any_text_in_a_question(app: Flask, as_owner: Person, text: str) -> None:
    assume(len(text) < 3000)
    known = {row.id for row in rows(app, as_owner.journey, Question)}
    answer = as_owner.press(as_owner.url(QUESTION), text=text)
    stored = newest(app, as_owner.journey, Question, known)
    if answer.status_code == 302:
        assert [row.text for row in stored] == [as_stored(text)]
        shown = as_owner.form(as_owner.url(f"/visits/questions/{stored[0].id}")).values["text"]
        assert as_stored(shown) == as_stored(text)
    else:
        assert answer.status_code == 422
        assert stored == []


@given(raw=st.binary(max_size=60))
@with_the_app
def test_any_bytes_at_all(app: Flask, as_owner: Person, raw: bytes) -> None:
    start = b"csrf_token=" + as_owner.token().encode() + b"&text="
    for body in (start + raw, start + b"a%ed%a0%80b" + raw, raw):
        answer = as_owner.post_raw(as_owner.url(QUESTION), body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code in (302, 400, 413, 422)


@given(topic=st.text(st.characters(codec="utf-8", exclude_characters="/"), min_size=1, max_size=20), value=any_text)
@with_the_app
def test_any_answer_to_any_question_of_the_options(app: Flask, as_owner: Person, topic: str, value: str) -> None:
    from urllib.parse import quote

    assume(topic.strip(".") == topic)
    url = as_owner.url(f"/options/answer/{quote(topic)}")
    assert as_owner.press(url, **{"sex": value, "back": value}).status_code in (302, 308, 404, 422)
    for known in ("sex", "sites", "declined", "hr", "her2", "markers.PIK3CA", "lines_complete"):
        fields = {known: value, "er": value, "her2_told": value, "result": value, "back": value}
        answer = as_owner.press(as_owner.url(f"/options/answer/{known}"), **fields)
        assert answer.status_code in (302, 400, 404, 422), known


# --- pure -------------------------------------------------------------------------------------------------------


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    for lines in (True, False):
        once = clean(text, lines=lines)
        assert clean(once, lines=lines) == once


def test_limits_are_those_of_the_design() -> None:
    assert (NOTE_LENGTH, LINE_LENGTH) == (4000, 120)
