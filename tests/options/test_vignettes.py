"""Worked situations and what each option should do with them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tracker.options.evaluate import Verdict, evaluate
from tracker.options.situation import Situation

VIGNETTES = yaml.load((Path(__file__).parent / "vignettes.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)


@pytest.mark.parametrize("vignette", VIGNETTES, ids=lambda vignette: vignette["id"])
def test_vignette(catalogue, vignette):
    found = {a.option: a for a in evaluate(catalogue, Situation.from_case(vignette["situation"]))}
    expected = dict.fromkeys(vignette["expect_show"], Verdict.SHOWN)
    expected |= {row["option"]: Verdict.OTHER for row in vignette["expect_hide"]}
    expected |= {row["option"]: Verdict.DEPENDS for row in vignette["expect_depends"]}
    assert {option: found[option].verdict for option in expected} == expected
    for row in vignette["expect_depends"]:
        assert row["on"] in found[row["option"]].on
