"""What a thief of the database finds (S9, S10, S11), and the server's own secrets (S34)."""

from __future__ import annotations

import json
import sqlite3
import stat
import uuid
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import inspect

from tests import factories
from tests.databases import Embedded, Server, let_go
from tests.factories import Journey, inside, make_account, make_journey, make_question, make_specimen
from tests.people import Person, signed_in
from tracker import audit, crypto
from tracker.accounts.models import Account
from tracker.appointments.models import Question
from tracker.audit import Revision
from tracker.db import db
from tracker.diagnosis.models import Specimen
from tracker.owned import EncryptedTextType, owned, owned_classes
from tracker.secret_store import Secrets, UnsafeSecrets

MAGIC = b"SQLite format 3\0"


def encrypted_columns() -> list[tuple[str, str]]:
    return [
        (cls.__tablename__, name)
        for cls in owned_classes()
        for name, column in inspect(cls).columns.items()
        if isinstance(column.type, EncryptedTextType)
    ]


def plant(app: Flask) -> list[str]:
    """A phrase in every encrypted column and in the e-mail address: the phrases."""
    phrases = {column: f"planted {column[0]} {column[1]} café {uuid.uuid4().hex}" for column in encrypted_columns()}
    email = f"planted.{uuid.uuid4().hex}@example.ca"
    journey = make_journey(app, make_account(app, email))

    def of(table: str) -> dict[str, str]:
        return {name: phrase for (of_table, name), phrase in phrases.items() if of_table == table}

    factories.make_specimen(app, journey, **of("specimen"))
    factories.make_finding(app, journey, **of("genomic_finding"))
    factories.make_local_treatment(app, journey, **of("local_treatment"))
    factories.make_background(app, journey, **of("background"))
    factories.make_appointment(app, journey, **of("appointment"))
    factories.make_scan(app, journey, **of("scan"))
    factories.make_marker_result(app, journey, **of("marker_result"))
    factories.make_question(app, journey, **of("question"))
    factories.make_observation(app, journey, **of("observation"))
    factories.make_saved_organization(app, journey, **of("saved_organization"))
    check_in_id = factories.make_check_in(app, journey, **of("check_in"))
    factories.make_happening(app, journey, **of("happening"))
    factories.make_plan(app, journey, **of("check_in_plan"))
    factories.make_set_aside(app, journey, check_in_id)
    course = of("drug_course")
    line_id = factories.make_line(app, journey, f"text:{course['drug_text']}", **of("line_of_therapy"))
    course_id = factories.courses(app, journey, line_id)[0]
    factories.make_dose_change(app, journey, course_id, **of("dose_change"))
    with inside(app, journey):
        from tracker.treatments import queries

        queries.change_course(queries.course(course_id), dose=course["dose"])
        db.session.commit()
        stored = "".join(revision.payload for revision in db.session.scalars(owned(Revision)))
    assert all(phrase in stored for phrase in phrases.values()), "a column was forgotten here"
    return [*phrases.values(), email, email.split("@", maxsplit=1)[0]]


def forms_of(phrase: str) -> list[bytes]:
    return [phrase.encode(), phrase.encode("utf-16-le"), phrase.encode().hex().encode(), json.dumps(phrase).encode()]


def test_the_embedded_file_tells_nothing(embedded: Embedded) -> None:
    phrases = plant(embedded.app)
    files = list(embedded.instance.glob("throughline.db*"))
    assert any(file.name.endswith("-wal") and file.stat().st_size for file in files)
    for file in files:
        held = file.read_bytes()
        for phrase in phrases:
            assert not any(form in held for form in forms_of(phrase)), (file.name, phrase)
        for code in (b"letrozole", b"radiotherapy", b"specimen", b"account"):  # of the file, codes and names too
            assert code not in held


def test_the_embedded_file_cannot_be_opened_without_its_key(embedded: Embedded) -> None:
    make_journey(embedded.app)
    let_go(embedded.app)
    assert embedded.file.read_bytes()[:16] != MAGIC
    plain = sqlite3.connect(embedded.file)
    with pytest.raises(sqlite3.DatabaseError):
        plain.execute("SELECT count(*) FROM sqlite_master")
    plain.close()
    import sqlcipher3.dbapi2 as sqlcipher

    wrong = sqlcipher.connect(str(embedded.file))
    wrong.execute(f"PRAGMA key = \"x'{'00' * 32}'\"")
    with pytest.raises(sqlcipher.DatabaseError):
        wrong.execute("SELECT count(*) FROM sqlite_master")
    wrong.close()


def everything(app: Flask, database: Any) -> str:
    """Every value of every table as text, seen by one who may see all."""
    if isinstance(database, Server):
        names = database.admin.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        rows = [row for (name,) in names for row in database.admin.execute(f"SELECT t::text FROM {name} t").fetchall()]
        return "\n".join(text for (text,) in rows)
    with app.app_context(), db.engine.connect() as connection:
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
        rows = [row for name in names for row in connection.exec_driver_sql(f"SELECT * FROM {name}").all()]
    return "\n".join(value.hex() if isinstance(value, bytes) else str(value) for row in rows for value in row)


def test_no_column_tells_what_was_written(app: Flask, database: Any) -> None:
    phrases = plant(app)
    dump = everything(app, database)
    assert "letrozole" not in phrases
    for phrase in phrases:
        assert phrase not in dump
        assert phrase.encode().hex() not in dump


def test_no_live_secret_is_in_the_database(app: Flask, database: Any, as_owner: Person) -> None:
    as_owner.press(as_owner.url("/visits"), text="One question")
    secrets = app.config["SECRETS"]
    cookie = as_owner.client.get_cookie("throughline")
    assert cookie is not None
    dump = everything(app, database)
    for secret in (cookie.value, as_owner.token(), *vars(secrets).values()):
        assert secret not in dump


def test_the_same_words_look_different_each_time(app: Flask, journey: Journey) -> None:
    first, second = (make_question(app, journey, "The same words") for _ in range(2))
    with inside(app, journey):
        sealed = {row.id: row.text.sealed for row in db.session.scalars(owned(Question))}
    assert sealed[first] != sealed[second]


# --- ciphertexts stay in their place ------------------------------------------------------------------------------


def raw(app: Flask, database: Any, statement: str) -> None:
    if isinstance(database, Server):
        database.admin.execute(statement)
        return
    with app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql(statement)


def as_key(database: Any, id_: uuid.UUID) -> str:
    return f"'{id_}'" if isinstance(database, Server) else f"'{id_.hex}'"


def test_a_swapped_ciphertext_is_never_shown(app: Flask, database: Any, another_app: Any, caplog: Any) -> None:
    mine, theirs = make_journey(app), make_journey(app)
    first = make_question(app, mine, "planted first")
    for other_journey, other in (
        (mine, make_question(app, mine, "planted second")),
        (theirs, make_question(app, theirs, "planted third")),
    ):
        raw(
            app,
            database,
            f"UPDATE question SET text = (SELECT text FROM question WHERE id = {as_key(database, other)})"
            f" WHERE id = {as_key(database, first)}",
        )
        with inside(app, mine), pytest.raises(crypto.Tampered):
            db.session.scalars(owned(Question, Question.id == first)).one()
        person = signed_in(another_app(), mine)
        answer = person.get(person.url("/visits"))
        assert answer.status_code == 500
        assert "planted" not in answer.text + caplog.text
        assert "Tampered" in caplog.text
        assert other_journey


def test_a_ciphertext_moved_to_another_column_is_never_shown(app: Flask, database: Any, journey: Journey) -> None:
    specimen_id = make_specimen(app, journey, note="planted note")
    finding_id = factories.make_finding(app, journey, variant="planted variant", note="planted other")
    raw(app, database, f"UPDATE genomic_finding SET note = variant WHERE id = {as_key(database, finding_id)}")
    with inside(app, journey), pytest.raises(crypto.Tampered):  # noqa: PT012
        from tracker.diagnosis.queries import finding

        finding(finding_id)
    with inside(app, journey):
        assert db.session.scalars(owned(Specimen, Specimen.id == specimen_id)).one().note == "planted note"


def test_an_altered_ciphertext_is_never_shown(app: Flask, database: Any, journey: Journey) -> None:
    question_id = make_question(app, journey)
    blank = "'\\x00'::bytea" if isinstance(database, Server) else "x'00'"
    raw(app, database, f"UPDATE question SET text = {blank} WHERE id = {as_key(database, question_id)}")
    with inside(app, journey), pytest.raises(crypto.Tampered):
        db.session.scalars(owned(Question)).all()


def test_a_swapped_account_key_opens_nothing(app: Flask, database: Any) -> None:
    mine, theirs = make_journey(app), make_journey(app)
    make_question(app, theirs)
    ids = as_key(database, mine.owner.id), as_key(database, theirs.owner.id)
    raw(
        app,
        database,
        f"UPDATE account_key SET wrapped = (SELECT wrapped FROM account_key WHERE account_id = {ids[0]})"
        f" WHERE account_id = {ids[1]}",
    )
    with pytest.raises(crypto.Tampered), inside(app, theirs):
        pass


def test_an_address_is_found_and_read_only_with_the_keys(app: Flask) -> None:
    account = make_account(app, "Anne.Test@example.ca")
    with app.app_context():
        row = db.session.get_one(Account, account.id)
        assert row.email == "Anne.Test@example.ca"
        assert app.extensions["security"].datastore.find_user(email=" anne.test@EXAMPLE.ca").id == account.id


def test_clear_text_cannot_be_bound_to_an_encrypted_column(app: Flask, journey: Journey) -> None:
    make_question(app, journey, "in clear")
    with inside(app, journey), pytest.raises(Exception, match="sealed for its row"):
        db.session.scalars(owned(Question, Question.text == "in clear")).all()


def test_a_text_sealed_for_one_row_is_sealed_anew_for_another(app: Flask, journey: Journey) -> None:
    """Copying a note from one record to another must not carry its ciphertext along."""
    first, second = make_specimen(app, journey, note="kept"), make_specimen(app, journey, note="old")
    with inside(app, journey):
        rows = {row.id: row for row in db.session.scalars(owned(Specimen))}
        audit.change(rows[second], "specimen.changed", note=rows[first].note)
        db.session.commit()
    with inside(app, journey):
        assert {row.note for row in db.session.scalars(owned(Specimen))} == {"kept"}


# --- pure -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "x", "é" * 4000, "🎗️ \u200fשלום", "a\nb\tc"])
def test_what_is_sealed_is_unsealed(text: str) -> None:
    key = crypto.new_key()
    assert crypto.unseal(key, crypto.seal(key, text, "here"), "here") == text


@pytest.mark.parametrize("damage", ["place", "key", "byte", "cut", "empty"])
def test_what_was_tampered_with_is_not_unsealed(damage: str) -> None:
    key = crypto.new_key()
    sealed, place = crypto.seal(key, "text", "here"), "here"
    if damage == "place":
        place = "there"
    elif damage == "key":
        key = crypto.new_key()
    elif damage == "byte":
        sealed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    else:
        sealed = sealed[:5] if damage == "cut" else b""
    with pytest.raises(crypto.Tampered):
        crypto.unseal(key, sealed, place)


def test_secrets_are_made_once_for_the_owner_alone(tmp_path: Path) -> None:
    first = Secrets.kept_in(tmp_path / "new")
    path = tmp_path / "new" / "secrets.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert Secrets.kept_in(tmp_path / "new") == first
    assert len(set(vars(first).values())) == 5
    assert list((tmp_path / "new").iterdir()) == [path]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_secrets_others_can_read_are_refused(tmp_path: Path, mode: int) -> None:
    Secrets.kept_in(tmp_path)
    (tmp_path / "secrets.json").chmod(mode)
    with pytest.raises(UnsafeSecrets, match="chmod 600"):
        Secrets.kept_in(tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"session_key": "a"}', "null", "\udce9", '{"session_key": 5}'])
def test_damaged_secrets_are_one_clear_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "secrets.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    path.chmod(0o600)
    with pytest.raises(UnsafeSecrets, match="damaged") as caught:
        Secrets.kept_in(tmp_path)
    assert "\n" not in str(caught.value)


def test_secrets_that_are_empty_or_short_are_refused(tmp_path: Path) -> None:
    Secrets.kept_in(tmp_path)
    path = tmp_path / "secrets.json"
    held = json.loads(path.read_text())
    for weak in ("", "00", "not hexadecimal" * 5, None):
        path.write_text(json.dumps(held | {"session_key": weak}))
        with pytest.raises(UnsafeSecrets, match="damaged"):
            Secrets.kept_in(tmp_path)
