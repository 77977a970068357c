"""The outbox of a phone: one answer to each entry, nothing twice, nothing lost."""

from __future__ import annotations

import random
import uuid
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.factories import inside, make_check_in, make_plan
from tests.people import Person
from tests.test_forms import rows
from tracker import audit
from tracker.checkins.models import Channel, CheckIn, Happening
from tracker.db import db

Entry = dict[str, Any]


def an_entry(
    of: str = "check-in", /, record: uuid.UUID | None = None, version: int | None = None, **fields: str
) -> Entry:
    return {
        "operation": str(uuid.uuid4()),
        "kind": of,
        "record": str(record or uuid.uuid4()),
        "version": version,
        "fields": {name: [value] for name, value in fields.items()},
    }


def send(person: Person, *entries: Entry) -> list[dict[str, Any]]:
    answer = post(person, {"entries": list(entries)})
    assert answer.status_code == 200, answer.text[:300]
    return answer.json["results"]


def post(person: Person, body: Any) -> TestResponse:
    return person.client.post(
        person.url("/sync"), json=body, headers={"X-CSRFToken": person.token(), "User-Agent": "Mozilla/5.0"}
    )


def test_hello_says_who_is_here(as_owner: Person, as_visitor: Person) -> None:
    hello = as_owner.get("/sync/hello").json
    assert hello["journey"] == str(as_owner.journey.id)
    assert set(hello) == {"token", "account", "journey", "epoch", "language"}
    assert str(as_owner.journey.owner.id) not in hello["account"]
    assert hello["epoch"] == as_owner.get("/sync/hello").json["epoch"]
    answer = as_visitor.get("/sync/hello")
    assert (answer.status_code, answer.json) == (401, {"error": "sign-in"})


def test_signed_out_it_asks_to_sign_in_and_takes_nothing(app: Flask, as_owner: Person, as_visitor: Person) -> None:
    as_visitor.journey = as_owner.journey
    answer = post(as_visitor, {"entries": [an_entry(pain="3")]})
    assert (answer.status_code, answer.json) == (401, {"error": "sign-in"})
    assert rows(app, as_owner.journey, CheckIn) == []


def test_an_entry_is_applied_once(app: Flask, as_owner: Person) -> None:
    entry = an_entry(pain="4", nausea="", note="Ça va", answered_at="2026-11-20T21:30:00-05:00")
    (first,) = send(as_owner, entry)
    assert (first["outcome"], first["version"], first["errors"]) == ("applied", 1, [])
    assert as_owner.get(first["url"]).status_code == 200
    assert [each["outcome"] for each in send(as_owner, entry, entry)] == ["already", "already"]
    (row,) = rows(app, as_owner.journey, CheckIn)
    assert (row.scores, row.note, row.channel, str(row.id)) == ({"pain": 4}, "Ça va", Channel.OUTBOX, entry["record"])
    assert (str(row.day), row.utc_offset) == ("2026-11-20", -300)


def test_one_bad_entry_does_not_hold_up_the_others(app: Flask, as_owner: Person) -> None:
    good, bad, unreadable = an_entry(pain="4"), an_entry(pain="14"), an_entry("poem")
    results = send(as_owner.reads("fr"), bad, unreadable, good, an_entry("happening", kind="nothing"))
    assert [each["outcome"] for each in results] == ["invalid", "invalid", "applied", "invalid"]
    assert results[0]["errors"] != []
    assert results[0]["url"] == as_owner.url("/check-in")
    assert len(rows(app, as_owner.journey, CheckIn)) == 1
    assert rows(app, as_owner.journey, Happening) == []


def test_what_is_no_list_of_entries_is_refused(as_owner: Person) -> None:
    for body in ([], {"entries": {}}, {"entries": [1]}, {}, "x"):
        assert post(as_owner, body).status_code == 400
    assert post(as_owner, {"entries": [an_entry(pain="1") for _ in range(51)]}).status_code == 413


def test_changes_of_different_answers_are_merged(app: Flask, as_owner: Person) -> None:
    record = make_check_in(app, as_owner.journey, scores={"pain": 3, "nausea": 1})
    as_owner.submit(as_owner.url(f"/check-ins/{record}"), nausea="5")
    (result,) = send(as_owner, an_entry(record=record, version=1, pain="6", nausea="1"))
    assert result["outcome"] == "applied"
    assert rows(app, as_owner.journey, CheckIn)[0].scores == {"pain": 6, "nausea": 5}


def test_a_clash_is_put_right_on_the_page_with_the_same_operation(app: Flask, as_owner: Person) -> None:
    record = make_check_in(app, as_owner.journey, scores={"pain": 3})
    as_owner.submit(as_owner.url(f"/check-ins/{record}"), pain="5")
    entry = an_entry(record=record, version=1, pain="8")
    (result,) = send(as_owner, entry)
    assert result["outcome"] == "conflict"
    sent = {name: values[0] for name, values in entry["fields"].items()}
    sent |= {"version": "1", "operation": entry["operation"], "record": entry["record"]}
    page = as_owner.press(result["url"], **sent)
    assert page.status_code == 409
    assert entry["operation"] in page.text
    assert as_owner.press(result["url"], **sent, **{"choose-pain": "theirs"}).status_code == 302
    assert send(as_owner, entry)[0]["outcome"] == "already"
    assert rows(app, as_owner.journey, CheckIn)[0].scores == {"pain": 5}


def test_kept_pages_are_there_only_if_chosen(app: Flask, as_owner: Person) -> None:
    make_check_in(app, as_owner.journey)
    assert as_owner.get(as_owner.url("/kept.json")).json == {"kept": False}
    make_plan(app, as_owner.journey, keep_on_phone=True)
    kept = as_owner.get(as_owner.url("/kept.json")).json
    assert kept["clinic"]["numbers"][0]["number"] == "613-555-0188"
    assert "Pain 3" in " ".join(kept["pages"][0]["lines"])


def test_a_replay_of_many_entries_ends_as_one_clean_run(app: Flask, as_owner: Person) -> None:
    """500 operations, three times in random order, three in ten answers lost on the way."""
    chance = random.Random(4)
    entries = [an_entry(pain=str(n % 11), tiredness=str(n % 7), could=f"n {n}") for n in range(400)]
    entries += [an_entry("happening", kind="fainted", note=f"n {n}") for n in range(100)]
    confirmed: set[str] = set()
    for _round in range(3):
        waiting = [entry for entry in entries if entry["operation"] not in confirmed]
        chance.shuffle(waiting)
        for start in range(0, len(waiting), 50):
            results = send(as_owner, *waiting[start : start + 50])
            assert {each["outcome"] for each in results} <= {"applied", "already"}
            confirmed |= {each["operation"] for each in results if chance.random() > 0.3}
    kept = {str(row.id): (row.scores, row.could) for row in rows(app, as_owner.journey, CheckIn)}
    assert kept == {
        each["record"]: (
            {name: int(each["fields"][name][0]) for name in ("pain", "tiredness")},
            each["fields"]["could"][0],
        )
        for each in entries[:400]
    }
    assert len(rows(app, as_owner.journey, Happening)) == 100
    with inside(app, as_owner.journey):
        revisions = db.session.scalars(select(audit.Revision)).all()
        assert len(revisions) == len({each.operation_id for each in revisions}) == 500
    with app.app_context():
        assert audit.broken_link(as_owner.journey.owner.id) is None
