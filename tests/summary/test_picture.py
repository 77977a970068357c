"""The picture of a summary: what is drawn, what is said, in which language."""

from __future__ import annotations

import re

import pytest
from flask_babel import force_locale

from tests.picture.histories import NAMES, history, summary_of
from tracker.summary.picture import PERIODS, Telling, picture_rows, picture_svg, picture_words


@pytest.fixture(autouse=True)
def _in_a_request(embedded):
    with embedded.app.test_request_context():
        yield


@pytest.mark.parametrize("layout", ["phone", "wide", "print", "strip"])
@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("name", NAMES)
def test_every_history_is_drawn_in_every_way(name: str, period: str, layout: str) -> None:
    assert picture_svg(history(name), period=period, layout=layout).startswith("<svg")


def test_the_words_tell_the_lines_and_the_symptoms() -> None:
    title, words = picture_words(history("one_line"))
    assert title == "The journey, 2026"
    assert words.startswith("1. Letrozole + ribociclib, 10 February 2026 to now. Pain: ")
    assert words.endswith(".")


def test_in_french_it_is_in_french() -> None:
    with force_locale("fr_CA"):
        drawn = picture_svg(history("nine_years"), layout="wide")
        [row] = [row for row in picture_rows(history("one_line")) if row.kind == "line"]
    assert "le cancer a progressé" in drawn
    assert "Examens d’imagerie" in drawn
    assert row.when == "10 février 2026 – aujourd’hui"


def test_only_the_current_symptom_is_called_now() -> None:
    past = {"answers": [{"since": "2024-01-05", "every": 7, "weeks": 20, "pain": [4]}]}
    assert ">now</tspan>" not in picture_svg(summary_of(past))
    assert ">now</tspan>" in picture_svg(history("one_line"))


def test_a_drug_that_was_stopped_leaves_its_stripe_empty_from_then_on() -> None:
    bands, _thin = Telling(history("de_novo")).treatments
    [dose] = bands[0].doses
    assert (dose.kind, bands[0].kinds[dose.stripe]) == ("held", "chemo")


def test_one_of_two_drugs_of_a_kind_that_was_stopped_leaves_the_stripe_full() -> None:
    stopped = {"paclitaxel": [{"kind": "stopped", "changed_on": "2026-03-01"}]}
    line = {"setting": "metastatic", "drugs": ["paclitaxel", "capecitabine"], "started_on": "2026-01-01"}
    bands, _thin = Telling(summary_of({"lines": [line | {"doses": stopped}]})).treatments
    assert bands[0].doses == ()


def test_a_planned_line_is_in_the_table_and_not_in_the_picture() -> None:
    told = summary_of(
        {
            "lines": [
                {"setting": "metastatic", "drugs": ["letrozole"], "started_on": "2025-01-01"},
                {"setting": "metastatic", "drugs": ["eribulin"], "started_on": "2027-01"},
            ]
        }
    )
    assert "Eribulin" not in picture_svg(told)
    assert [(row.what, row.when) for row in picture_rows(told)][1] == ("Eribulin", "Planned for January 2027")


def test_the_length_of_a_line_is_as_exact_as_its_dates() -> None:
    dates = {
        "2 y 2 m": ("2017-12-04", "2020-01-20"),
        "about 2 y 1 m": ("2017-12", "2020-01"),
        "1 to 3 years": ("2017", "2019"),
        "up to 12 months": ("2019", "2019"),
    }
    for length, (start, end) in dates.items():
        line = {"setting": "metastatic", "drugs": ["letrozole"], "started_on": start, "ended_on": end}
        [band], _thin = Telling(summary_of({"lines": [line]})).treatments
        assert band.label.length == length


def test_on_paper_the_key_is_in_the_picture_itself() -> None:
    texts = re.findall(r">([^<]+)</text>", picture_svg(history("nine_years"), layout="print"))
    assert {"hormone", "antibody-drug", "held for a time", "ended: side effects"} <= set(texts)
