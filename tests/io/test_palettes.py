"""Palettes from outside: every form comes back, and what is none is refused in words."""

from __future__ import annotations

import struct
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from strategies import palettes

from canvas_app.core.errors import CanvasError
from canvas_app.core.palette import shipped_palettes
from canvas_app.io.palettes import (
    from_json,
    palette_from_text,
    read_palette,
    to_gimp,
    to_json,
    write_palette,
)

DUSK = ("#264653", "#2a9d8f", "#e9c46a")


@pytest.mark.parametrize(
    "text",
    [
        "#264653 #2a9d8f #e9c46a",
        "264653, 2A9D8F, E9C46A",
        '["#264653", "#2a9d8f", "#e9c46a"]',
        "https://coolors.co/264653-2a9d8f-e9c46a",
        "https://coolors.co/palette/264653-2a9d8f-e9c46a?from=share",
        "GIMP Palette\nName: Sea\nColumns: 3\n# made by hand\n38 70 83 deep\n 42 157 143\n233 196 106\n",
    ],
)
def test_text_in_many_forms(text):
    assert palette_from_text(text).stops == DUSK


def test_short_colours_and_names():
    assert palette_from_text("#abc, #123").stops == ("#aabbcc", "#112233")
    assert palette_from_text("GIMP Palette\nName: Sea\n1 2 3\n4 5 6").name == "Sea"


@pytest.mark.parametrize(
    "text",
    ["", "hello", "#123456", "the facade of a decade", "GIMP Palette\n1 2 x", "GIMP Palette\n1 2 3",
     "GIMP Palette\n1 2 3\n4 5 256", "{", '{"stops": ["#123456"]}', "https://coolors.co/about"],
)  # fmt: skip
def test_what_is_no_palette_is_refused(text):
    with pytest.raises(CanvasError):
        palette_from_text(text)


@given(st.text(max_size=200))
def test_any_text_is_a_palette_or_an_error_for_people(text):
    with suppress(CanvasError):
        assert len(palette_from_text(text).stops) >= 2


@given(palettes())
def test_json_keeps_everything_and_gimp_the_colours(palette):
    assert from_json(to_json(palette)) == palette
    stops = palette.stops[::-1] if palette.reversed else palette.stops
    assert palette_from_text(to_gimp(palette)).stops == tuple(s.lower() for s in stops)


def test_files(tmp_path):
    for palette in list(shipped_palettes().values())[:4]:
        for ending in ("gpl", "json"):
            write_palette(tmp_path / f"p.{ending}", palette)
            assert read_palette(tmp_path / f"p.{ending}").stops == palette.stops
    with pytest.raises(CanvasError, match="gpl or"):
        write_palette(tmp_path / "p.txt", palette)
    with pytest.raises(CanvasError, match=r"nowhere.gpl"):
        read_palette(tmp_path / "nowhere.gpl")
    (tmp_path / "large.gpl").write_bytes(b"x" * 1_000_002)
    with pytest.raises(CanvasError, match="too large"):
        read_palette(tmp_path / "large.gpl")


def swatch(model: bytes, *levels: float) -> bytes:
    body = struct.pack(">H", 2) + "A\0".encode("utf-16-be") + model
    body += struct.pack(f">{len(levels)}f", *levels) + struct.pack(">H", 0)
    return struct.pack(">HI", 1, len(body)) + body


def test_adobe_swatches(tmp_path):
    group = struct.pack(">HI", 0xC001, 4) + b"\0\1\0\0"
    blocks = [
        group,
        swatch(b"RGB ", 1, 0.5, 0),
        swatch(b"Gray", 0.2),
        struct.pack(">HI", 0xC002, 0),
    ]
    data = b"ASEF" + struct.pack(">HHI", 1, 0, len(blocks)) + b"".join(blocks)
    (tmp_path / "a.ase").write_bytes(data)
    assert read_palette(tmp_path / "a.ase").stops == ("#ff8000", "#333333")
    (tmp_path / "b.ase").write_bytes(data[:-9])
    with pytest.raises(CanvasError, match="breaks off"):
        read_palette(tmp_path / "b.ase")
    (tmp_path / "c.ase").write_bytes(
        b"ASEF" + struct.pack(">HHI", 1, 0, 1) + swatch(b"CMYK", 1, 1, 1, 0)
    )
    with pytest.raises(CanvasError, match="CMYK"):
        read_palette(tmp_path / "c.ase")


def test_the_colours_of_a_picture(tmp_path):
    pixels = np.zeros((40, 60, 4), np.uint8)
    pixels[:, :20] = (200, 30, 20, 255)
    pixels[:, 20:40] = (20, 30, 90, 255)
    Image.fromarray(pixels).save(tmp_path / "red_sea.png")
    made = read_palette(tmp_path / "red_sea.png")
    assert (made.name, made.stops) == ("Red Sea", ("#141e5a", "#c81e14"))
    Image.fromarray(np.zeros((4, 4, 4), np.uint8)).save(tmp_path / "void.png")
    with pytest.raises(CanvasError, match="transparent"):
        read_palette(tmp_path / "void.png")
    (tmp_path / "cut.png").write_bytes((tmp_path / "red_sea.png").read_bytes()[:60])
    with pytest.raises(CanvasError, match="damaged"):
        read_palette(tmp_path / "cut.png")
