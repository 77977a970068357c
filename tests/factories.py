"""Rows for tests. A test sets only what matters; the rest has a valid default. Each function holds its own context."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from flask import Flask
from flask_security import hash_password

from tracker import audit
from tracker.access import Right, Scope
from tracker.accounts.models import Account, AccountKey
from tracker.appointments import queries as appointments
from tracker.checkins import queries as checkins
from tracker.checkins.models import INSTRUMENT, RECALL, CheckIn, CheckInPlan, Happening
from tracker.dates import PartialDate, today
from tracker.db import db, now
from tracker.diagnosis import queries as diagnosis
from tracker.diagnosis.models import Gene, GenomicResult, Origin, Receptor, Sex
from tracker.journeys import models, queries
from tracker.labs import queries as labs
from tracker.labs.models import Marker, MarkerUnit
from tracker.observations import queries as observations
from tracker.options import queries as options
from tracker.owned import Owned, owned, owned_classes
from tracker.places import Place
from tracker.scans import queries as scans
from tracker.scans.models import ScanKind, ScanResult
from tracker.summary_links import queries as summary_links
from tracker.support import queries as support
from tracker.tokens import Handed
from tracker.treatments import queries as treatments
from tracker.treatments.models import DoseChangeKind, LocalKind, Setting
from tracker.visit_summary.choices import NO_APPOINTMENT, Part, address_of


@dataclass(frozen=True)
class Someone:
    """An account. `login` is what the session cookie names."""

    id: uuid.UUID
    login: str
    email: str


@dataclass(frozen=True)
class Journey:
    """A journey and whose it is."""

    id: uuid.UUID
    owner: Someone


def make_account(app: Flask, email: str | None = None, password: str | None = None, **values: Any) -> Someone:
    """An account; without `password` nobody can sign in to it through the page."""
    email = email or f"{uuid.uuid4().hex}@example.ca"
    with app.app_context():
        account = Account(email=email, **values)
        if password:
            account.password = hash_password(app.extensions["security"]._password_util.normalize(password))
        db.session.add(account)
        db.session.commit()
        return Someone(account.id, account.fs_uniquifier, email)


def make_journey(app: Flask, owner: Someone | None = None) -> Journey:
    owner = owner or make_account(app)
    with app.app_context():
        journey_id = queries.new_journey(db.session.get_one(Account, owner.id)).id
        db.session.commit()
    return Journey(journey_id, owner)


@contextmanager
def inside(app: Flask, journey: Journey) -> Iterator[models.Journey]:
    """The journey opened by its owner, as in a request of theirs. Nothing is committed by itself."""
    with app.app_context():
        row = db.session.get_one(models.Journey, journey.id)
        key = db.session.get_one(AccountKey, journey.owner.id).unwrapped()
        queries.enter(row, key, actor_id=journey.owner.id)
        db.session.commit()  # the next transaction begins with the journey open
        yield row


def enter_as(app: Flask, journey: Journey, author: Someone, *record_ids: uuid.UUID) -> None:
    """Mark records as entered by someone else than the owner."""
    with inside(app, journey):
        for cls in owned_classes():
            for row in db.session.scalars(owned(cls, cls.id.in_(record_ids))):
                row.entered_by = author.id
                audit.record("test.entered", row)
        db.session.commit()


def _kept(row: Owned) -> uuid.UUID:
    row_id = row.id
    db.session.commit()
    return row_id


def make_background(app: Flask, journey: Journey, **values: Any) -> uuid.UUID:
    with inside(app, journey) as opened:
        return _kept(diagnosis.save_background(diagnosis.background(opened), **{"sex": Sex.FEMALE} | values))


def make_specimen(app: Flask, journey: Journey, **values: Any) -> uuid.UUID:
    usual = {"origin": Origin.PRIMARY, "place": Place.BREAST, "er": Receptor.POSITIVE, "note": "at the hospital"}
    with inside(app, journey) as opened:
        return _kept(diagnosis.add_specimen(opened, **usual | values))


def make_finding(app: Flask, journey: Journey, **values: Any) -> uuid.UUID:
    usual = {"gene": Gene.PIK3CA, "result": GenomicResult.FOUND}
    with inside(app, journey) as opened:
        return _kept(diagnosis.add_finding(opened, **usual | values))


def make_line(app: Flask, journey: Journey, *drugs: str, **values: Any) -> uuid.UUID:
    """A line of `drugs` (ids of the content; `text:` and a name for one as typed), letrozole unless given."""
    pairs = [(None, drug[5:]) if drug.startswith("text:") else (drug, None) for drug in drugs or ("letrozole",)]
    with inside(app, journey) as opened:
        return _kept(treatments.add_line(opened, pairs, **{"setting": Setting.METASTATIC} | values))


def make_course(app: Flask, journey: Journey, drug: str = "letrozole") -> uuid.UUID:
    """The course of the one drug of a new line."""
    line_id = make_line(app, journey, drug)
    return courses(app, journey, line_id)[0]


def courses(app: Flask, journey: Journey, line_id: uuid.UUID) -> list[uuid.UUID]:
    """The courses of a line, in their order."""
    with inside(app, journey):
        return [row.id for row in treatments.courses_of(line_id)]


def make_dose_change(app: Flask, journey: Journey, course_id: uuid.UUID | None = None, **values: Any) -> uuid.UUID:
    course_id = course_id or make_course(app, journey)
    with inside(app, journey):
        row = treatments.course(course_id)
        return _kept(treatments.add_dose_change(row, **{"kind": DoseChangeKind.REDUCED} | values))


def make_local_treatment(app: Flask, journey: Journey, **values: Any) -> uuid.UUID:
    usual = {"kind": LocalKind.RADIOTHERAPY, "place": Place.BONE}
    with inside(app, journey) as opened:
        return _kept(treatments.add_local_treatment(opened, **usual | values))


def make_question(app: Flask, journey: Journey, text: str = "How often are the scans?", **values: Any) -> uuid.UUID:
    with inside(app, journey) as opened:
        return _kept(appointments.add_question(opened, text, **values))


def make_appointment(app: Flask, journey: Journey, **values: Any) -> uuid.UUID:
    usual = {"day": PartialDate.of(today() + timedelta(days=3)), "time": "10:40", "with_whom": "Dr. Osei"}
    with inside(app, journey) as opened:
        return _kept(appointments.add_appointment(opened, **usual | values))


def make_scan(app: Flask, journey: Journey, **values: Any) -> uuid.UUID:
    usual = {"kind": ScanKind.CT, "result": ScanResult.STABLE, "taken_on": PartialDate("2026-05")}
    with inside(app, journey) as opened:
        return _kept(scans.add_scan(opened, **usual | values))


def make_marker_result(app: Flask, journey: Journey, **values: Any) -> uuid.UUID:
    usual = {"marker": Marker.CA_15_3, "value": 31.5, "unit": MarkerUnit.U_ML, "taken_on": PartialDate("2026-05-12")}
    with inside(app, journey) as opened:
        return _kept(labs.add_marker_result(opened, **usual | values))


def make_check_in(app: Flask, journey: Journey, days_ago: float = 0, **values: Any) -> uuid.UUID:
    """A check-in of so many days ago, with pain 3 unless `scores` says otherwise."""
    at = now() - timedelta(days=days_ago)
    usual = {
        "day": PartialDate.of(today() - timedelta(days=int(days_ago))),
        "answered_at": at,
        "instrument": INSTRUMENT,
        "instrument_version": 1,
        "recall": RECALL,
        "language": "en",
        "scores": {"pain": 3},
    }
    with inside(app, journey) as opened:
        return _kept(checkins.add(CheckIn(journey_id=opened.id, **usual | values)))


def make_happening(app: Flask, journey: Journey, days_ago: float = 0, **values: Any) -> uuid.UUID:
    at = now() - timedelta(days=days_ago)
    usual = {"kind": "fainted", "day": PartialDate.of(today() - timedelta(days=int(days_ago))), "happened_at": at}
    with inside(app, journey) as opened:
        return _kept(checkins.add(Happening(journey_id=opened.id, **usual | values)))


def make_plan(app: Flask, journey: Journey, **values: Any) -> uuid.UUID:
    usual = {"clinic_name": "Clinique du Parc", "clinic_day_number": "613-555-0188"}
    with inside(app, journey) as opened:
        row: CheckInPlan = checkins.plan(opened)
        return _kept(checkins.save_plan(row, **usual | values))


def make_set_aside(app: Flask, journey: Journey, check_in_id: uuid.UUID | None = None, **values: Any) -> uuid.UUID:
    check_in_id = check_in_id or make_check_in(app, journey)
    with inside(app, journey) as opened:
        row = checkins.entry(CheckIn, check_in_id)
        assert row is not None
        return _kept(checkins.set_aside(opened, values.get("rule", "bad-headache"), row))


def make_share(
    app: Flask,
    journey: Journey,
    caregiver: Someone | None = None,
    *sections: Scope,
    right: Right = Right.VIEW,
    **values: Any,
) -> uuid.UUID:
    """A share of `sections` with `caregiver`, in force unless `values` says otherwise."""
    share_id, at = uuid.uuid4(), now()
    usual: dict[str, Any] = {
        "caregiver_id": caregiver.id if caregiver else None,
        "expires_at": at + timedelta(days=180),
        "answer_by": at + timedelta(days=7),
        "answered_at": at,
        "confirmed_at": at,
        "changed_at": at,
    }
    with inside(app, journey):
        share = models.Share(
            id=share_id,
            journey_id=journey.id,
            sections=[str(section) for section in sections],
            right=right,
            **usual | values,
        )
        key = db.session.info["opened"].key
        share.seal("name", "Sam", key)
        share.seal("owner_name", "Madeleine", key)
        db.session.add(share)
        db.session.commit()
    return share_id


def make_link(
    app: Flask, journey: Journey, parts: Iterable[Part] = Part, full: bool = False, **values: Any
) -> tuple[uuid.UUID, Handed]:
    """A link to the visit summary for no appointment, which works unless `values` says otherwise; and what opens it."""
    with inside(app, journey) as opened:
        link_id, since = uuid.uuid4(), today() - timedelta(days=30)
        usual = {
            "label": "Dr. Osei",
            "choices": address_of(NO_APPOINTMENT, since, map(str, parts), "en", full=full) | {"named": True},
            "expires_at": now() + timedelta(days=14),
            "openings": 5,
        }
        handed = summary_links.make(opened, link_id, **usual | values)
        db.session.commit()
    return link_id, handed


def make_observation(app: Flask, journey: Journey, caregiver: Someone | None = None, **values: Any) -> uuid.UUID:
    """What a caregiver wrote; where none is given, of an account nobody has."""
    usual = {"day": PartialDate.of(today()), "text": "Slept badly, two falls this week", "signed": "Sam"}
    with inside(app, journey) as opened:
        as_caregiver = replace(db.session.info["opened"], actor_id=caregiver.id if caregiver else uuid.uuid4())
        db.session.info["opened"] = as_caregiver
        return _kept(observations.add_observation(opened, **usual | values))


def make_saved_organization(app: Flask, journey: Journey, **values: Any) -> uuid.UUID:
    usual = {"organization": "canadian-cancer-society", "note": "Ask for Anne"}
    with inside(app, journey) as opened:
        return _kept(support.save_organization(opened, **usual | values))


def make_support_plan(app: Flask, journey: Journey, **values: Any) -> uuid.UUID:
    with inside(app, journey) as opened:
        return _kept(support.save_plan(support.plan(opened), **{"region": "CA-QC"} | values))


def make_content_seen(app: Flask, journey: Journey, digests: dict[str, str] | None = None, **values: Any) -> uuid.UUID:
    with inside(app, journey) as opened:
        row = options.content_seen(opened)
        return _kept(options.mark_seen(row, digests or {"elacestrant": "0" * 16}, values.get("seen_on", today())))


def make_one_of_each(app: Flask, journey: Journey, author: Someone | None = None) -> dict[str, uuid.UUID]:
    """A record of every kind, by the name of its argument in an address; the observation is of `author`."""
    line_id = make_line(app, journey)
    course_id = courses(app, journey, line_id)[0]
    observation_id = make_observation(app, journey, author)
    with inside(app, journey):
        operation_id = audit.history_of(observation_id)[0].operation_id
    return {
        "specimen_id": make_specimen(app, journey),
        "finding_id": make_finding(app, journey),
        "line_id": line_id,
        "course_id": course_id,
        "change_id": make_dose_change(app, journey, course_id),
        "treatment_id": make_local_treatment(app, journey),
        "scan_id": make_scan(app, journey),
        "result_id": make_marker_result(app, journey),
        "appointment_id": make_appointment(app, journey),
        "question_id": make_question(app, journey),
        "check_in_id": make_check_in(app, journey),
        "happening_id": make_happening(app, journey),
        "observation_id": observation_id,
        "link_id": make_link(app, journey)[0],
        "record_id": line_id,
        "operation_id": operation_id,
    }
