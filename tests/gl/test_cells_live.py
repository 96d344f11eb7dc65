"""Fields of cells live: transparent where a cell is gone, in the window and on a page."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from canvas_app.core.view import View
from canvas_app.engine.render import render
from canvas_app.engine.request import resolve
from canvas_app.io.exporter import ExportOptions, PageOptions, exporter_for

from .browser import pixels, visited
from .live_scene import frames, painting, request_of, settled
from .shader_pictures import Shown, agreement, by_engine, off_axis
from .test_cells_shader import BEYOND, work_of
from .test_page import READY


@pytest.mark.parametrize("name", ["cells gone", "trimmed"])
def test_a_live_picture_is_transparent_where_nothing_is_shown(name: str) -> None:
    """One sample a pixel: the engine's alpha to the bit. Many: shares of a pixel at the borders."""
    request = request_of(work_of(name))
    with painting() as painter:
        drawn = frames(painter, request)
        sharp = next(f for f in drawn if f.stride == 1)
        plain = list(
            render(resolve(request.artwork, None, request.size, supersample=1, device="cpu"))
        )[-1]
        assert set(np.unique(plain.rgba[..., 3])) == {0, 255}
        np.testing.assert_array_equal(sharp.rgba[..., 3], plain.rgba[..., 3])
        off = np.abs(sharp.rgba.astype(int) - plain.rgba.astype(int)).max(-1)
        assert (off > 2).mean() <= BEYOND
        fine = list(
            render(resolve(request.artwork, None, request.size, supersample=8, device="cpu"))
        )[-1]
        away = np.abs(drawn[-1].rgba.astype(int) - fine.rgba.astype(int))
        assert drawn[-1].passes == 64
        assert away[..., 3].max() <= 2
        assert (away[fine.rgba[..., 3] > 0].max(-1) > 4).mean() <= 0.01


def test_what_has_gaps_is_left_to_the_engine_when_deep() -> None:
    """Where a cell ends is a jump, which no patch holds."""
    with painting() as painter:
        deep = request_of(work_of("cells gone"), view=View(x=0.3, y=0.2, height=2e-5))
        standing = settled(painter, deep)
    assert (standing.state, standing.fault) == ("refused", False)
    assert "parts of it are gone" in standing.why


def test_a_page_shows_cells_and_what_is_gone(tmp_path: Path) -> None:
    """The still beneath is put away, so that nothing shines through."""
    work, out = work_of("cells gone"), tmp_path / "cells.html"
    options = ExportOptions(view=off_axis(work.home), device="cpu", page=PageOptions())
    for _ in exporter_for(out)(out, work, options):
        pass
    with visited(out, tmp_path, (96, 72)) as tab:
        shot = tab.run(READY + "return {...snap(), still: seen('still')};")
        size = (shot["size"][0], shot["size"][1])
        wanted = by_engine(Shown(work, View(**shot["view"]), size))
        assert agreement(pixels(shot["pixels"], size), wanted).beyond <= BEYOND
        assert not shot["still"]
        assert tab.console == []
