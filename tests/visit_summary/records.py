"""Records for the page, without a database: rows as `Summary` holds them, on a day that is given."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tracker.appointments.models import Appointment, AppointmentKind, Question
from tracker.checkins.models import INSTRUMENT, RECALL, AnsweredBy, CheckIn, CheckInPlan, Happening, Rhythm
from tracker.dates import PartialDate
from tracker.diagnosis.models import (
    Background,
    Gene,
    GenomicFinding,
    GenomicResult,
    GenomicSource,
    Ihc,
    Origin,
    Receptor,
    Specimen,
)
from tracker.labs.models import Marker, MarkerResult, MarkerUnit
from tracker.owned import Owned
from tracker.places import Place, YesNo
from tracker.scans.models import Scan, ScanKind, ScanResult
from tracker.summary.record import Summary
from tracker.treatments.models import (
    DoseChange,
    DoseChangeKind,
    DrugCourse,
    EndReason,
    LineOfTherapy,
    LocalKind,
    LocalTreatment,
    Response,
    Setting,
)

TODAY = date(2026, 11, 24)
JOURNEY = uuid.uuid4()
WORST_CASE = "W" * 4000  # the widest letter, nowhere to break


def row(cls: type[Owned], **values: Any) -> Any:
    return cls(journey_id=JOURNEY, created_at=datetime(2026, 1, 1, tzinfo=UTC), version=1, **values)


def day(ago: int) -> PartialDate:
    return PartialDate.of(TODAY - timedelta(days=ago))


def summary_of(*rows: Owned | Iterable[Owned]) -> Summary:
    found: dict[type[Owned], list[Owned]] = {}
    for each in rows:
        for one in [each] if isinstance(each, Owned) else each:
            found.setdefault(type(one), []).append(one)
    return Summary(found, TODAY)


def check_in(ago: int, scores: dict[str, Any], **values: Any) -> CheckIn:
    usual = {"answered_at": datetime(2026, 1, 1, tzinfo=UTC), "instrument": INSTRUMENT, "instrument_version": 1}
    usual |= {"recall": RECALL, "language": "en", "answered_by": AnsweredBy.SELF}
    return row(CheckIn, day=day(ago), scores=scores, **usual | values)


def happening(ago: int, kind: str = "fainted", **values: Any) -> Happening:
    return row(Happening, kind=kind, day=day(ago), happened_at=datetime(2026, 1, 1, tzinfo=UTC), **values)


def visit(ago: int, **values: Any) -> Appointment:
    return row(Appointment, **{"kind": AppointmentKind.VISIT, "day": day(ago), "with_whom": "Dr. Osei"} | values)


def line(*drugs: str, **values: Any) -> list[Owned]:
    """A line and its drugs, in their order; one change of dose for the first of them."""
    ended = "end_reason" in values
    whole = row(LineOfTherapy, **{"setting": Setting.METASTATIC, "ended": ended} | values)
    courses = [
        row(
            DrugCourse,
            line_id=whole.id,
            position=at,
            drug_id=None if " " in drug else drug,
            drug_text=drug if " " in drug else None,
        )
        for at, drug in enumerate(drugs)
    ]
    return [whole, *courses]


def nine_years(text: str = "Some words of mine.") -> Summary:
    """Eight lines, 500 check-ins, a scan every three months, and `text` wherever a person can write."""
    starts = [2900, 2500, 2200, 1900, 1500, 1100, 700, 300]
    drugs = ["letrozole", "fulvestrant", "capecitabine", "paclitaxel", "eribulin", "vinorelbine", "tamoxifen"]
    lines: list[Owned] = []
    for at, start in enumerate(starts):
        over = at < len(starts) - 1
        end = {"ended_on": day(starts[at + 1] + 5), "end_reason": EndReason.PROGRESSION} if over else {}
        drug = drugs[at] if over else "trastuzumab-deruxtecan"
        lines += line(drug, started_on=day(start), best_response=Response.SMALLER, note=text, **end)
    course = next(each for each in reversed(lines) if isinstance(each, DrugCourse))
    course.dose = "5.4 mg/kg"
    changes = [row(DoseChange, course_id=course.id, kind=DoseChangeKind.REDUCED, changed_on=day(60), reason=text)]
    early = line(
        "letrozole", setting=Setting.ADJUVANT, started_on=day(4000), ended_on=day(3200), end_reason=EndReason.COMPLETED
    )
    next_visit = visit(-2, time="10:40", place=text[:120], matters="\n".join([text[:400]] * 7), about=text)
    return summary_of(
        row(
            Background,
            name=text[:80],
            born_on=PartialDate("1964"),
            breast_cancer_found_on=PartialDate("2015"),
            metastatic_found_on=PartialDate("2017-11"),
            sites=["bone", "liver", "lung"],
        ),
        row(
            CheckInPlan,
            rhythm=Rhythm.WEEKLY,
            own=json.dumps([{"id": "own-1", "name": text[:120]}]),
        ),
        [
            row(
                Specimen,
                taken_on=PartialDate("2015-03"),
                origin=Origin.PRIMARY,
                place=Place.BREAST,
                er=Receptor.POSITIVE,
                pr=Receptor.POSITIVE,
                her2_ihc=Ihc.ZERO,
            ),
            row(
                Specimen,
                taken_on=PartialDate("2024-11"),
                origin=Origin.METASTATIC,
                place=Place.LIVER,
                er=Receptor.POSITIVE,
                pr=Receptor.NEGATIVE,
                her2_ihc=Ihc.ONE,
                note=text,
            ),
            *(
                row(
                    Specimen,
                    taken_on=PartialDate(f"{year}"),
                    origin=Origin.METASTATIC,
                    place=Place.BONE,
                    er=Receptor.POSITIVE,
                )
                for year in range(2018, 2024)
            ),
        ],
        [
            row(
                GenomicFinding,
                gene=gene,
                result=GenomicResult.NOT_FOUND,
                source=GenomicSource.TUMOUR,
                tested_on=PartialDate("2024"),
                variant=text[:120],
                note=text,
            )
            for gene in Gene
        ],
        lines,
        changes,
        early,
        [
            row(LocalTreatment, kind=LocalKind.RADIOTHERAPY, place=Place.BONE, started_on=day(400 * n), note=text)
            for n in range(1, 7)
        ],
        [row(Scan, taken_on=day(90 * n + 4), kind=ScanKind.CT, result=ScanResult.STABLE, note=text) for n in range(36)],
        [row(Scan, taken_on=day(n), kind=ScanKind.MRI, result=None, note=text) for n in range(6)],
        [
            row(MarkerResult, marker=marker, taken_on=day(30 * n), value=31.5 + n, unit=MarkerUnit.U_ML, note=text)
            for marker in Marker
            for n in range(20)
        ],
        [next_visit, *(visit(30 * n + 28, decided=text) for n in range(60))],
        [row(Question, text=f"{n} {text}"[:500], position=n, asked=False, appointment_id=None) for n in range(12)],
        [
            check_in(
                6 * n,
                {name: (n * k) % 11 for k, name in enumerate(ITEMS, 1)} | {"own-1": n % 11, "cough": n % 2 == 0},
                note=text if n % 40 == 0 else None,
                weight_kg=63.5 + n % 3,
            )
            for n in range(500)
        ],
        [happening(3 * n, note=text) for n in range(40)],
    )


ITEMS = (
    "pain",
    "tiredness",
    "drowsiness",
    "nausea",
    "appetite",
    "shortness_of_breath",
    "low_mood",
    "worry",
    "sleep",
    "constipation",
    "diarrhea",
    "wellbeing",
)


def five_years() -> Summary:
    """The same with what was logged in five years."""
    whole, first = nine_years(), day(5 * 365)
    dated = {CheckIn: "day", Happening: "day", Scan: "taken_on", MarkerResult: "taken_on"}
    rows = {
        cls: [each for each in kept if getattr(each, dated.get(cls, ""), first) >= first]
        for cls, kept in whole.rows.items()
    }
    return Summary(rows, TODAY)


def an_ordinary_record() -> Summary:
    """One current line, two check-ins around a visit, a scan, a marker, two questions."""
    current = line("palbociclib", "letrozole", started_on=PartialDate("2026-02"), in_trial=YesNo.NO)
    current[1].dose, current[1].cycle_days, current[1].cycle_days_on = "125 mg", 28, 21
    changed = row(
        DoseChange,
        course_id=current[1].id,
        kind=DoseChangeKind.REDUCED,
        changed_on=PartialDate("2026-09"),
        reason="low counts",
    )
    earlier = line(
        "text drug", started_on=PartialDate("2024"), ended_on=PartialDate("2026-01"), end_reason=EndReason.TOXICITY
    )
    return summary_of(
        current,
        changed,
        earlier,
        row(
            Specimen,
            taken_on=PartialDate("2024-11"),
            origin=Origin.METASTATIC,
            place=Place.LIVER,
            er=Receptor.POSITIVE,
            pr=Receptor.NEGATIVE,
            her2_ihc=Ihc.ONE,
        ),
        row(
            GenomicFinding,
            gene=Gene.PIK3CA,
            result=GenomicResult.FOUND,
            source=GenomicSource.TUMOUR,
            tested_on=PartialDate("2025"),
        ),
        visit(35),
        visit(-2, time="10:40", matters="Is it the lungs?\n\nTravel at Christmas."),
        [
            row(Question, text="What did the scan show?", position=0, asked=False),
            row(Question, text="Old one", position=1, asked=True, answer="Yes"),
        ],
        check_in(36, {"tiredness": 4, "nausea": 4, "pain": 2, "worry": 3, "cough": False}, weight_kg=65.0),
        check_in(8, {"tiredness": 5, "nausea": 3}),
        check_in(2, {"tiredness": 6, "nausea": 2, "pain": 2, "cough": True}, weight_kg=63.5, note="A hard week."),
        row(Scan, taken_on=day(6), kind=ScanKind.CT, result=None),
        row(Scan, taken_on=day(200), kind=ScanKind.CT, result=ScanResult.STABLE),
        row(MarkerResult, marker=Marker.CA_15_3, taken_on=day(40), value=31.5, unit=MarkerUnit.U_ML),
        row(MarkerResult, marker=Marker.CA_15_3, taken_on=day(3), value=44.0, unit=MarkerUnit.U_ML),
        happening(14, "fall"),
    )
