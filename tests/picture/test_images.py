"""Eight histories drawn by a real browser, beside the pictures of them that were looked at and kept.

Fonts differ between machines, so letters are covered in both pictures, with room around them for a wider font; what is
left is cut into blocks of 12 px, and the mean lightness of each is compared. So the edges of lines may be smoothed
otherwise, and a mark, a band or a curve in another place is still seen. `RENEW_PICTURES=1` writes the pictures anew:
look at them before they are kept.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from tests.picture.histories import NAMES, history
from tracker.summary.picture import picture_svg

KEPT = Path(__file__).parent / "references"
BUILD = Path(__file__).parent.parent.parent / "tracker" / "static" / "build"
WIDTHS = {"phone": 320, "wide": 940, "print": 740}
CASES = [*((name, "phone") for name in NAMES), ("nine_years", "wide"), ("nine_years", "print")]
MEAN, WORST = 0.001, 0.06  # of the lightness from 0 to 1: over the whole picture, and in the worst block
_SHEET = "<!doctype html><style>{css}</style><body>{sprite}<div id=drawn>{svg}</div>"
_LETTERS = """() => [...document.querySelectorAll("#drawn text")].map((text) => {
  const { x, y, width, height } = text.getBoundingClientRect();
  return [x - width * 0.2, y - 2, width * 1.4, height + 4];
})"""
_LIGHTNESS = """async ([one, other, letters, block]) => {
  const read = async (data) => {
    const image = new Image();
    image.src = "data:image/png;base64," + data;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const pen = canvas.getContext("2d");
    pen.drawImage(image, 0, 0);
    pen.fillStyle = "#fff";
    for (const box of letters) pen.fillRect(...box);
    const { data: px } = pen.getImageData(0, 0, image.width, image.height);
    const across = Math.ceil(image.width / block), down = Math.ceil(image.height / block);
    const sums = new Float64Array(across * down), counts = new Float64Array(across * down);
    for (let y = 0; y < image.height; y++)
      for (let x = 0; x < image.width; x++) {
        const at = (y * image.width + x) * 4, into = Math.floor(y / block) * across + Math.floor(x / block);
        sums[into] += (0.2126 * px[at] + 0.7152 * px[at + 1] + 0.0722 * px[at + 2]) / 255;
        counts[into]++;
      }
    return { size: [image.width, image.height], blocks: Array.from(sums, (sum, n) => sum / counts[n]) };
  };
  return [await read(one), await read(other)];
}"""


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page(color_scheme="light")
    yield page
    page.close()


def drawn(app: Flask, page: Page, name: str, layout: str) -> tuple[bytes, list[list[float]]]:
    """The picture as the browser shows it, and where letters stand in it."""
    with app.test_request_context():
        svg = picture_svg(history(name), layout=layout)
    css = (BUILD / json.loads((BUILD / "manifest.json").read_text(encoding="utf-8"))["app.css"]).read_text("utf-8")
    sprite = (Path(app.root_path) / "templates" / "macros" / "_sprite.html").read_text(encoding="utf-8")
    grey = "#drawn{filter:grayscale(1)}" if layout == "print" else ""
    css += f"body{{margin:0}}#drawn{{width:{WIDTHS[layout]}px;background:#fff}}svg{{display:block}}{grey}"
    page.set_content(_SHEET.format(css=css, sprite=sprite, svg=svg))
    return page.locator("#drawn").screenshot(), page.evaluate(_LETTERS)


@pytest.mark.parametrize(("name", "layout"), CASES)
def test_the_picture_is_as_it_was_when_it_was_looked_at(embedded, page: Page, name: str, layout: str) -> None:
    found, letters = drawn(embedded.app, page, name, layout)
    kept = KEPT / f"{name}-{layout}.png"
    if os.environ.get("RENEW_PICTURES"):
        kept.write_bytes(found)
    pictures = [base64.b64encode(each).decode() for each in (found, kept.read_bytes())]
    page.set_content("<!doctype html>")
    now, then = page.evaluate(_LIGHTNESS, [*pictures, letters, 12])
    assert now["size"] == then["size"], f"{kept.name}: another size"
    differences = [abs(one - other) for one, other in zip(now["blocks"], then["blocks"], strict=True)]
    assert sum(differences) / len(differences) <= MEAN, f"{kept.name}: the picture has changed"
    assert max(differences) <= WORST, f"{kept.name}: something moved"
