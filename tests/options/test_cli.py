"""The commands, on an app that holds nothing but the catalogue and the languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import Babel

from tracker.options import cli

HERE = Path(__file__).parent


@pytest.fixture
def run(catalogue):
    app = Flask(__name__)
    Babel(app)
    app.extensions["catalogue"] = catalogue
    cli.register(app)
    return lambda *words: app.test_cli_runner().invoke(args=[str(word) for word in words])


def test_evaluate_prints_every_option_once(run, catalogue):
    result = run("options", "evaluate", HERE / "vignettes.yaml")
    assert result.exit_code == 0, result.output
    answers = json.loads(result.output)
    assert len(answers) == 16
    for answer in answers:
        rows = [*answer["shown"], *(row["option"] for row in (*answer["depends"], *answer["other"]))]
        assert sorted(rows) == sorted(catalogue.options)
        assert all(row["on"] for row in answer["depends"])
        assert all(row["because"].startswith("described for") for row in answer["other"])


@pytest.mark.parametrize(
    "text", ["", "[", "hello", "{a: 1}", "- 1", "- {id: a}", "\0", "- {id: a, id: b}", "- &a [*a]", "- {<<: {}, id: a}"]
)
def test_junk_is_one_clear_line(run, tmp_path, text):
    file = tmp_path / "cases.yaml"
    file.write_text(text, encoding="utf-8")
    result = run("options", "evaluate", file)
    assert result.exit_code == 2
    [line] = result.output.splitlines()
    assert line.startswith("Error: ")


def test_a_missing_file_is_one_clear_line(run, tmp_path):
    assert run("options", "evaluate", tmp_path / "none.yaml").exit_code == 2
