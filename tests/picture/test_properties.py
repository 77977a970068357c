"""Whatever a journey is, its picture is drawn, well-formed, inside its box and true to its dates."""

from __future__ import annotations

import re
from datetime import date
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tracker.picture import draw, strip
from tracker.picture.axis import NARROWEST, Axis, Extent, placed
from tracker.picture.layout import LAYOUTS
from tracker.picture.marks import HALF
from tracker.picture.series import Said, series_of
from tracker.picture.text import cut, width
from tracker.picture.things import Band, Dose, Key, Label, Lane, Link, Mark, Picture, Symptom, Thin, Words

TODAY = date(2026, 11, 22).toordinal()
NASTY = "<script>\"&'\x00\x1b]]>"
SVG = "{http://www.w3.org/2000/svg}"
WORDS = Words(NASTY, NASTY, tuple("JFMAMJJASOND"), "now", "0 to 10", "nothing")
LINK = Link(f"/{NASTY}", NASTY)

days = st.integers(TODAY - 20_000, TODAY + 400)
extents = st.builds(lambda a, b, c, d: Extent(min(a, b), max(a, b), c, d), days, days, days, days) | st.builds(
    lambda day: Extent(day, day, day, day), days
)
texts = st.sampled_from(["", "Letrozole", "A drug with a very long name " * 6, NASTY, "紫杉醇", "ᐃᓄᒃ"])
labels = st.builds(Label, texts, st.sampled_from(["", "1", "12"]), st.sampled_from(["", "trial"]), texts, texts)
doses = st.builds(Dose, st.sampled_from(["reduced", "held"]), extents, st.none() | st.integers(0, 2))
bands = st.builds(
    Band,
    extents,
    st.lists(st.sampled_from(["hormone", "targeted", "chemo", "adc", "immuno"]), max_size=3, unique=True).map(tuple),
    labels,
    st.just(LINK),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["", "grew", "side_effects"]),
    st.lists(doses, max_size=3).map(tuple),
)
marks = st.builds(
    Mark, extents, st.sampled_from(sorted(HALF)), st.just(LINK), st.lists(texts.filter(bool), max_size=2).map(tuple)
)
keys = st.builds(Key, st.just("mark"), st.sampled_from(sorted(HALF)), texts)
lanes = st.builds(Lane, texts, st.lists(marks, max_size=9).map(tuple), st.lists(keys, max_size=6).map(tuple))
said = st.lists(st.builds(Said, days, st.dictionaries(st.just("pain"), st.integers(0, 10), min_size=1)), min_size=1)


def few(of: st.SearchStrategy, most: int) -> st.SearchStrategy:
    return st.lists(of, max_size=most).map(tuple)


pictures = st.builds(
    lambda span, found, drawn, thin, rows, answers: Picture(
        TODAY - span,
        TODAY,
        WORDS,
        found,
        drawn,
        tuple(Thin(NASTY, (band,)) for band in thin),
        rows,
        tuple(Symptom(NASTY, series_of(each, 1, 17.5)[0], "10", LINK) for each in answers),
        (Key("band", "hormone", NASTY), Key("dose", "held", NASTY), Key("end", "grew", NASTY)),
    ),
    st.sampled_from([183, 731, 3287, 15_000]),
    few(marks, 2),
    few(bands, 12),
    few(bands, 2),
    few(lanes, 3),
    few(said, 3),
)
any_picture = settings(deadline=None, max_examples=50, suppress_health_check=list(HealthCheck))


def box_of(root: ElementTree.Element) -> tuple[float, float]:
    _, _, wide, high = root.attrib["viewBox"].split()
    return float(wide), float(high)


def numbers(root: ElementTree.Element, *names: str) -> list[float]:
    """Every place along one axis."""
    return [float(each.attrib[name]) for each in root.iter() for name in names if name in each.attrib]


def read(svg: str) -> ElementTree.Element:
    """The picture without patterns and pieces of the key, which have places of their own."""
    root = ElementTree.fromstring(svg)  # noqa: S314 our own
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag == f"{SVG}defs" or "transform" in child.attrib:
                parent.remove(child)
    return root


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
@any_picture
@given(picture=pictures)
def test_any_journey_is_drawn_well_formed_and_inside_its_box(layout: str, picture: Picture) -> None:
    drawn = str(draw.svg(picture, layout))
    assert "<script" not in drawn
    root = read(drawn)
    wide, high = box_of(root)
    assert all(0 <= x <= wide for x in numbers(root, "x", "cx")), "left or right of the box"
    assert all(0 <= y <= high for y in numbers(root, "y", "cy")), "above or below the box"
    for rect in root.iter(f"{SVG}rect"):
        assert float(rect.attrib["x"]) + float(rect.attrib["width"]) <= wide + 0.2
    for path in root.iter(f"{SVG}path"):
        for x in re.findall(r"[MH]([-\d.]+)", path.attrib["d"]):
            assert -7 <= float(x) <= wide, path.attrib["d"]


@any_picture
@given(picture=pictures)
def test_the_strip_is_drawn_too(picture: Picture) -> None:
    read(str(strip.svg(picture)))


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
@any_picture
@given(picture=pictures)
def test_no_label_ends_right_of_the_box(layout: str, picture: Picture) -> None:
    root = read(str(draw.svg(picture, layout)))
    wide, _ = box_of(root)
    for text in root.iter(f"{SVG}text"):
        if "lab" not in text.attrib.get("class", "") and "halo" not in text.attrib.get("class", ""):
            continue
        parts = list(text) or [text]
        long = sum(width(part.text or "", float(text.attrib["font-size"])) for part in parts)
        anchor = text.attrib.get("text-anchor", "start")
        assert (float(text.attrib["x"]) + long if anchor == "start" else float(text.attrib["x"])) <= wide, text.attrib


@given(extents, st.integers(0, 9000), st.integers(0, 9000))
def test_no_band_is_under_three_px_and_what_is_sure_lies_in_it(extent: Extent, before: int, length: int) -> None:
    axis = Axis(TODAY - before - length, TODAY - before, 10, 310)
    if axis.shows(extent):
        at = placed(extent, axis)
        assert at.width >= NARROWEST
        assert axis.left <= at.x
        assert at.end <= axis.right + 0.1
        assert at.sure_width >= 0


@given(texts, st.floats(0, 400))
def test_a_cut_text_has_room(text: str, room: float) -> None:
    assert not cut(text, 13, room) or width(cut(text, 13, room), 13) <= room


@pytest.mark.parametrize("layout", ["phone", "wide"])
def test_a_hole_in_the_check_ins_is_a_hole_in_the_curve(layout: str) -> None:
    weeks = [*range(0, 70, 7), *range(140, 210, 7)]
    series = series_of([Said(TODAY - 300 + day, {"pain": 4}) for day in weeks], 1, 17.5)[0]
    picture = Picture(TODAY - 365, TODAY, WORDS, symptoms=(Symptom("Pain", series, "", LINK),))
    [path] = re.findall(r'd="([^"]+)" class="curve"', str(draw.svg(picture, layout)))
    assert path.count("M") == 2


def test_on_paper_nothing_needs_a_stylesheet_or_another_file() -> None:
    band = Band(Extent(TODAY - 90, TODAY, TODAY - 90, TODAY), ("chemo", "adc"), Label("A"), LINK)
    drawn = str(draw.svg(Picture(TODAY - 365, TODAY, WORDS, bands=(band,)), "print"))
    assert "class=" not in drawn
    assert "var(" not in drawn
    assert "<a " not in drawn
    assert all(f'id="{name}"' in drawn for name in re.findall(r"url\(#([^)]+)\)", drawn))


def test_a_record_known_to_the_year_is_drawn_as_the_time_it_may_lie_in() -> None:
    first, last = date(2024, 1, 1).toordinal(), date(2024, 12, 31).toordinal()
    mark = Mark(Extent(first, last, last, first), "diamond", LINK)
    drawn = str(draw.svg(Picture(TODAY - 1500, TODAY, WORDS, lanes=(Lane("Biopsies", (mark,)),)), "phone"))
    axis = Axis(TODAY - 1500, TODAY, LAYOUTS["phone"].left, LAYOUTS["phone"].right)
    [bar] = re.findall(r'd="M([\d.]+) [\d.]+v8M([\d.]+) [^"]+" class="range"', drawn)
    assert bar == (f"{axis.x(first):g}", f"{axis.x(last):g}")


def test_what_began_before_the_axis_is_open_on_the_left() -> None:
    band = Band(Extent(TODAY - 900, TODAY, TODAY - 900, TODAY), ("hormone",), Label("A", "1"), LINK)
    drawn = str(draw.svg(Picture(TODAY - 183, TODAY, WORDS, bands=(band,)), "phone"))
    [outline] = re.findall(r'd="([^"]+)" class="o o-hormone"', drawn)
    assert not outline.endswith("z")
    assert 'class="guide"' not in drawn
