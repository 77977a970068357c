"""Whatever someone else wrote into the record says so, for its owner, where it is listed and where it is changed."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.factories import enter_as, make_one_of_each, make_share
from tests.people import Person
from tracker.access import Right, Scope

LISTED = {
    "specimen_id": ("", "/diagnosis"),
    "finding_id": ("/diagnosis",),
    "line_id": ("",),
    "change_id": ("",),
    "treatment_id": ("",),
    "scan_id": ("",),
    "result_id": ("/markers",),
    "appointment_id": ("/visits", "/visits/{id}"),
    "question_id": ("/visits",),
    "check_in_id": ("/check-ins",),
    "happening_id": ("/check-ins?what=happened",),
}
CHANGED = {
    "specimen_id": "/diagnosis/specimens/{id}",
    "finding_id": "/diagnosis/genes/{id}",
    "line_id": "/lines/{id}",
    "change_id": "/changes/{id}",
    "treatment_id": "/local/{id}",
    "scan_id": "/scans/{id}",
    "result_id": "/markers/{id}",
    "appointment_id": "/visits/{id}/edit",
    "question_id": "/visits/questions/{id}",
    "check_in_id": "/check-ins/{id}",
    "happening_id": "/happened/{id}",
}


@pytest.mark.parametrize("kind", LISTED)
def test_it_says_who_entered_it(app: Flask, as_owner: Person, as_caregiver: Person, kind: str) -> None:
    journey, account = as_owner.journey, as_caregiver.account
    assert journey is not None
    assert account is not None
    make_share(app, journey, account, *Scope, right=Right.MANAGE)
    record_id = make_one_of_each(app, journey)[kind]
    pages = [as_owner.url(tail.format(id=record_id)) for tail in (*LISTED[kind], CHANGED[kind])]
    for page in pages:
        answer = as_owner.get(page)
        assert answer.status_code == 200, page
        assert "Entered by" not in answer.text, page
    enter_as(app, journey, account, record_id)
    for page in pages:
        assert "Entered by Sam" in as_owner.get(page).text, page
