"""The picture on the Journey page, on both databases."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask

from tests.factories import (
    Journey,
    courses,
    make_background,
    make_check_in,
    make_dose_change,
    make_line,
    make_local_treatment,
    make_scan,
    make_specimen,
)
from tests.people import Person
from tests.test_round_trips import MOST, statements
from tracker import dates
from tracker.dates import PartialDate
from tracker.diagnosis.models import Ihc, Origin, Receptor
from tracker.places import Place, YesNo
from tracker.scans.models import ScanResult
from tracker.treatments.models import DoseChangeKind, EndReason, LocalKind, Setting


def day(ago: int) -> PartialDate:
    return PartialDate.of(dates.today() - timedelta(days=ago))


def picture(person: Person, period: str = "") -> str:
    """The figure of the page, its drawings and what stands under them."""
    text = person.get(person.url(f"?period={period}" if period else "")).text
    found = re.search(r"<figure.*?</figure>", text, re.S)
    return found[0] if found else ""


def table(person: Person, period: str = "") -> list[list[str]]:
    """The rows of the table that says the same, as texts."""
    text = person.get(person.url(f"?period={period}" if period else "")).text
    body = re.search(r'<details class="told".*?<tbody>(.*?)</tbody>', text, re.S)
    rows = re.findall(r"<tr>(.*?)</tr>", body[1], re.S) if body else []
    return [[re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)] for row in rows]


def ended_line(app: Flask, journey: Journey, *drugs: str, **values):
    usual = {"started_on": day(900), "ended": True, "ended_on": day(400), "end_reason": EndReason.PROGRESSION}
    return make_line(app, journey, *drugs, **usual | values)


def test_where_nothing_has_a_date_there_is_no_picture(app: Flask, as_owner: Person, journey: Journey) -> None:
    assert picture(as_owner) == ""
    make_line(app, journey, ended=True)
    assert picture(as_owner) == ""


def test_each_thing_leads_to_its_record_and_has_a_name(app: Flask, as_owner: Person, journey: Journey) -> None:
    line = ended_line(app, journey, "capecitabine")
    specimen = make_specimen(app, journey, taken_on=day(950))
    scan = make_scan(app, journey, taken_on=day(410), result=ScanResult.GROWN)
    local = make_local_treatment(app, journey, started_on=day(700))
    page = as_owner.get(as_owner.url()).text
    drawn = picture(as_owner)
    for target in (f"#line-{line}", f"#specimen-{specimen}", f"#scan-{scan}", f"#local-{local}"):
        assert drawn.count(f'href="{target}"') == 2, "on the narrow and on the wide picture"
    for target in (f"line-{line}", f"specimen-{specimen}", f"local-{local}"):
        assert f'id="{target}"' in page
    names = re.findall(r'aria-labelledby="([^" ]+)"', drawn)
    assert len(names) == len(set(names))
    assert all(f'<title id="{name}">' in drawn for name in names)
    assert f"1. Capecitabine, {day(900).shown()} to {day(400).shown()}" in drawn


def test_the_table_says_what_the_picture_shows(app: Flask, as_owner: Person, journey: Journey) -> None:
    make_background(app, journey, metastatic_found_on=PartialDate("2019-03"))
    line = ended_line(app, journey, "capecitabine", in_trial=YesNo.YES)
    [course] = courses(app, journey, line)
    make_dose_change(app, journey, course, kind=DoseChangeKind.HELD, changed_on=day(800))
    make_scan(app, journey, taken_on=PartialDate("2024"), result=None)
    make_local_treatment(app, journey, kind=LocalKind.SURGERY, place=Place.LIVER, started_on=day(30))
    for ago, score in ((14, 3), (7, 6)):
        make_check_in(app, journey, ago, scores={"pain": score, "wellbeing": 9, "cough": True})
    rows = {row[0]: row[1:] for row in table(as_owner)}
    assert set(rows) == {"1. Capecitabine", "Metastatic cancer was found", "CT scan", "Surgery", "Pain"}
    when, detail = rows["1. Capecitabine"]
    assert when == f"{day(900).shown()} to {day(400).shown()}"
    for said in ("Chemotherapy", "In a clinical trial", "the cancer grew", f"Held for a time, {day(800).shown()}"):
        assert said in detail
    assert rows["CT scan"] == ["2024", "no result yet"]
    assert rows["Surgery"] == [day(30).shown(), "liver"]
    assert "Lowest 3, highest 6" in rows["Pain"][1]


def test_a_shorter_time_leaves_out_what_was_before(app: Flask, as_owner: Person, journey: Journey) -> None:
    ended_line(app, journey, "capecitabine")
    make_line(app, journey, "eribulin", started_on=day(390))
    make_scan(app, journey, taken_on=day(100))
    assert [row[0] for row in table(as_owner)] == ["1. Capecitabine", "2. Eribulin", "CT scan"]
    assert [row[0] for row in table(as_owner, "6m")] == ["2. Eribulin", "CT scan"]
    page = as_owner.get(as_owner.url("?period=2y")).text
    assert re.search(r'period=2y" aria-current="true">2 years', page)
    assert as_owner.get(as_owner.url("?period=nonsense")).status_code == 200


def test_who_began_lately_has_no_times_to_choose(app: Flask, as_owner: Person, journey: Journey) -> None:
    make_line(app, journey, started_on=day(30))
    assert 'class="seg"' not in as_owner.get(as_owner.url()).text


def test_records_without_a_date_are_counted(app: Flask, as_owner: Person, journey: Journey) -> None:
    make_line(app, journey, started_on=day(100))
    make_line(app, journey, "capecitabine", ended=True)
    make_scan(app, journey, taken_on=None)
    assert "2 records without a date are not in the picture" in picture(as_owner)
    assert ["2. Capecitabine", "Date not known"] in [row[:2] for row in table(as_owner)]


def test_a_receptor_that_changed_is_said(app: Flask, as_owner: Person, journey: Journey) -> None:
    make_specimen(app, journey, taken_on=day(900), her2_ihc=Ihc.ZERO_NO_STAINING, pr=Receptor.POSITIVE)
    late = {"origin": Origin.METASTATIC, "place": Place.LIVER, "her2_ihc": Ihc.ONE, "pr": Receptor.NEGATIVE}
    make_specimen(app, journey, taken_on=day(100), **late)
    assert "liver, HER2 0 → low, PR + → −" in picture(as_owner)


@pytest.mark.parametrize("first", [PartialDate("2025"), None])
def test_no_change_is_said_where_the_order_is_not_known(
    app: Flask, as_owner: Person, journey: Journey, first: PartialDate | None
) -> None:
    make_specimen(app, journey, taken_on=first, her2_ihc=Ihc.ZERO_NO_STAINING)
    make_specimen(app, journey, taken_on=PartialDate("2025-06"), place=Place.LIVER, her2_ihc=Ihc.ONE)
    drawn = picture(as_owner)
    assert "→" not in drawn
    assert "liver, HER2 low" in drawn


def test_treatment_of_the_first_tumour_is_outlined_and_not_numbered(
    app: Flask, as_owner: Person, journey: Journey
) -> None:
    ended_line(app, journey, "anastrozole", setting=Setting.ADJUVANT)
    drawn = picture(as_owner)
    assert 'fill-opacity="0.22"' in drawn
    assert ">1</tspan>" not in drawn
    assert "before or after surgery, not counted" in drawn


def test_only_what_is_drawn_is_in_the_key(app: Flask, as_owner: Person, journey: Journey) -> None:
    ended_line(app, journey, "capecitabine")
    make_line(app, journey, "letrozole", started_on=day(390))
    key = re.findall(r"</svg>([^<]+)</li>", picture(as_owner))
    assert key == ["hormone", "chemotherapy", "ended: cancer grew"]
    assert re.findall(r"</svg>([^<]+)</li>", picture(as_owner, "6m")) == ["hormone"]


def test_a_bone_drug_has_a_lane_of_its_own_and_no_number(app: Flask, as_owner: Person, journey: Journey) -> None:
    make_line(app, journey, "capecitabine", "denosumab", started_on=day(390))
    drawn = picture(as_owner)
    assert "f-bone" in drawn
    assert ">Denosumab</text>" in drawn


def test_the_symptoms_are_chosen_by_height_and_the_page_says_so(app: Flask, as_owner: Person, journey: Journey) -> None:
    scores = {"pain": 2, "tiredness": 7, "nausea": 1, "worry": 5, "sleep": 6, "wellbeing": 10}
    for ago in (21, 14, 7, 0):
        make_check_in(app, journey, ago, scores=scores)
    drawn = picture(as_owner)
    shown = re.findall(r'class="tb lab">([^<]+)', drawn)
    assert shown == ["Tiredness", "Sleep trouble", "Worry"]
    assert "Symptoms drawn: 3 of 5." in drawn


def test_a_name_can_not_become_markup(app: Flask, as_owner: Person, journey: Journey) -> None:
    make_line(app, journey, 'text:<script>"&', started_on=day(100))
    page = as_owner.get(as_owner.url()).text
    assert page.count("<script") == 1, "our own"
    assert "&lt;script&gt;&#34;&amp;" in picture(as_owner)


def test_the_page_says_what_a_point_stands_for(app: Flask, as_owner: Person, journey: Journey) -> None:
    for ago in (3000, 7, 0):
        make_check_in(app, journey, ago)
    assert "Of every 8 days, the last check-in is counted." in picture(as_owner)
    assert "the last check-in is counted" not in picture(as_owner, "6m")


@pytest.mark.parametrize("period", ["all", "2y", "6m"])
def test_a_long_journey_costs_as_many_round_trips_as_a_short_one(
    app: Flask, as_owner: Person, journey: Journey, period: str
) -> None:
    make_line(app, journey, started_on=PartialDate("2017"))
    for ago in (3000, 1500, 7):
        make_check_in(app, journey, ago)
    with statements(app) as seen:
        assert as_owner.get(as_owner.url(f"?period={period}")).status_code == 200
    assert len(seen) <= MOST
