"""Scans and tumour markers where they are met: on the thread of the Journey page, and on the page that adds."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from flask import Flask

from tests.factories import make_line, make_marker_result, make_scan
from tests.people import Person
from tracker.dates import PartialDate
from tracker.labs.models import Marker, MarkerResult, MarkerUnit
from tracker.scans.models import ScanKind, ScanResult
from tracker.timeline.thread import by_day

MONDAY = datetime(2026, 1, 5)  # noqa: DTZ001


def result(marker: Marker, day: str | None, minutes: int = 0) -> MarkerResult:
    taken_on = PartialDate(day) if day else None
    return MarkerResult(marker=marker, taken_on=taken_on, created_at=MONDAY + timedelta(minutes=minutes))


def test_markers_of_one_day_are_one_event() -> None:
    first, second = result(Marker.CA_15_3, "2026-01-05"), result(Marker.CEA, "2026-01-05")
    alone, undated, too = result(Marker.CEA, "2026-01"), result(Marker.CEA, None), result(Marker.CEA, None, 1)
    found = dict(by_day([too, second, alone, undated, first]))
    assert found == {"2026-01-05": [first, second], "2026-01": [alone], None: [undated, too]}


def test_a_line_tells_its_scans_in_one_sentence(app: Flask, as_owner: Person) -> None:
    line_id = make_line(app, as_owner.journey, started_on=PartialDate("2025-01"))
    told = [
        make_scan(app, as_owner.journey, line_id=line_id, taken_on=PartialDate(day) if day else None, result=said)
        for day, said in (("2025-08", ScanResult.STABLE), ("2025-05-02", ScanResult.SMALLER), (None, None))
    ]
    make_scan(app, as_owner.journey, kind=ScanKind.MRI, result=ScanResult.GROWN)
    page = as_owner.get(as_owner.url()).text
    (sentence,) = re.findall(r"<p>Scans: (.*?)</p>", page)
    assert re.sub(r"<[^>]*>", "", sentence) == "smaller (2 May 2025), the same (Aug 2025), no result yet."
    assert re.findall(r"/scans/([0-9a-f-]{36})", sentence) == [str(told[n]) for n in (1, 0, 2)]
    assert "MRI: it grew" in page


def test_a_day_of_markers_leads_to_their_page(app: Flask, as_owner: Person) -> None:
    make_marker_result(app, as_owner.journey, value=1234.5)
    make_marker_result(app, as_owner.journey, marker=Marker.CEA, unit=MarkerUnit.UG_L, value=2.3)
    page = as_owner.get(as_owner.url()).text
    assert "CA 15-3: 1,234.5\u00a0U/mL; CEA: 2.3\u00a0µg/L" in page
    assert f'href="{as_owner.url("/markers")}"' in page
    french = as_owner.reads("fr").get(as_owner.url()).text
    assert "CA 15-3\u00a0: 1\u00a0234,5\u00a0U/mL; ACE\u00a0: 2,3\u00a0µg/L" in french


def test_both_are_on_the_page_that_adds(as_owner: Person) -> None:
    page = as_owner.get(as_owner.url("/add")).text
    for tail in ("/scans/add", "/markers/add"):
        assert f'href="{as_owner.url(tail)}"' in page
