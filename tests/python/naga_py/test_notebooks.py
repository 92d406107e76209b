"""What a notebook shows of a module: well-formed HTML, and a picture where Graphviz is."""

from __future__ import annotations

import os
import stat
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

import naga
from naga import _html

if TYPE_CHECKING:
    from pathlib import Path

SOURCE = """\
struct Camera { view: mat4x4<f32>, eye: vec3<f32> }
@group(0) @binding(2) var<uniform> camera: Camera;
@group(1) @binding(0) var<storage, read_write> bits: array<u32>;
// A comment with <b>markup</b> & "quotes".
@compute @workgroup_size(8, 4)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    if f32(id.x) < camera.eye.x { bits[id.x] = 1u; }
}
"""
VOID = {"br", "hr", "img"}


class Page(HTMLParser):
    """Collects the text of a page, and stops at a tag that is not closed in its turn."""

    def __init__(self, page: str) -> None:
        """Reads the page."""
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.texts: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes a tag."""
        del attrs
        self.tags.add(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Closes the innermost tag."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Notes a text."""
        self.texts.append(data)


def test_html_shows_what_is_in_a_module() -> None:
    module = naga.parse_wgsl(SOURCE, path="a<b>.wgsl")
    page = Page(module._repr_html_())
    text = "\n".join(page.texts)
    for shown in ("a<b>.wgsl", "main", "compute", "8 x 4 x 1", "camera", "bits", "struct Camera"):
        assert shown in text
    # The source is shown as it is: its markup is text.
    assert SOURCE.strip() in text
    assert "b" not in page.tags
    assert {"table", "details", "pre"} <= page.tags


def test_html_of_a_module_that_is_not_valid_or_large() -> None:
    broken = naga.parse_wgsl("fn f(x: f32) -> f32 { return x; } @fragment fn main() { discard; }")
    Page(broken._repr_html_())
    long = naga.parse_wgsl("\n".join(f"fn f_{i}() -> u32 {{ return {i}u; }}" for i in range(3000)))
    page = long._repr_html_()
    Page(page)
    assert len(page) < 100_000


def test_a_picture_needs_graphviz(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = naga.parse_wgsl(SOURCE)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert module._repr_svg_() is None
    assert _html.picture(module) is None


@pytest.mark.skipif(os.name == "nt", reason="the stand-in is a shell script")
def test_a_picture_is_what_graphviz_makes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    graphviz = tmp_path / "dot"
    graphviz.write_text('#!/bin/sh\necho "<svg>"; /bin/cat; echo "</svg>"\n', encoding="utf-8")
    graphviz.chmod(graphviz.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(tmp_path))
    module = naga.parse_wgsl(SOURCE)
    picture = module._repr_svg_()
    assert picture is not None
    assert picture.startswith("<svg>")
    assert "digraph" in picture
    graphviz.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    assert module._repr_svg_() is None
