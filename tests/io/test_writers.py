"""The PNG and TIFF writers, read back by other programs, bit for bit."""

from __future__ import annotations

import io
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import tifffile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from canvas_app.io.png import PngWriter
from canvas_app.io.tiff import TiffWriter


def pixels(size: tuple[int, int], channels: int, bits: int, seed: int = 1) -> np.ndarray:
    """Smooth waves and noise side by side."""
    rng = np.random.default_rng(seed)
    top = 2**bits - 1
    noise = rng.integers(0, top, (size[1], size[0], channels))
    wave = (np.sin(np.arange(size[0]) / 5)[None, :, None] * 0.5 + 0.5) * top
    mixed = np.where(np.arange(size[1])[:, None, None] % 2, noise, wave)
    return mixed.astype(np.uint16 if bits == 16 else np.uint8)


def png(image: np.ndarray, cuts: int, bits: int, **more: object) -> bytes:
    out = io.BytesIO()
    writer = PngWriter(out, image.shape[1::-1], channels=image.shape[2], bits=bits, **more)  # type: ignore[arg-type]
    for top in range(0, len(image), cuts):
        writer.write(image[top : top + cuts])
    writer.close()
    return out.getvalue()


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 40), st.integers(1, 40), st.sampled_from([1, 2, 3, 4]), st.integers(1, 9))
def test_png_of_8_bits(width: int, height: int, channels: int, cuts: int) -> None:
    """Every mode, size and cut: Pillow reads what was written."""
    image = pixels((width, height), channels, 8)
    with Image.open(io.BytesIO(png(image, cuts, 8))) as read:
        read.load()
        assert read.mode == {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}[channels]
        assert np.array_equal(np.asarray(read).reshape(image.shape), image)


def test_png_of_16_bits_grey() -> None:
    """16-bit grey, by Pillow."""
    image = pixels((33, 21), 1, 16)
    with Image.open(io.BytesIO(png(image, 4, 16))) as read:
        assert np.array_equal(np.asarray(read).astype(np.uint16), image[..., 0])


def test_png_of_16_bits_colour(tmp_path: Path) -> None:
    """16-bit RGB. Pillow keeps 8 of the bits, so the rows are also unpacked by hand."""
    import zlib

    image = pixels((33, 21), 3, 16)
    content = png(image, 4, 16)
    with Image.open(io.BytesIO(content)) as read:
        assert np.array_equal(np.asarray(read), (image >> 8).astype(np.uint8))
    packed, place = b"", 8
    while place < len(content):
        size = int.from_bytes(content[place : place + 4])
        if content[place + 4 : place + 8] == b"IDAT":
            packed += content[place + 8 : place + 8 + size]
        place += size + 12
    rows = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(21, -1)
    assert (rows[:, 0] == 2).all()
    whole = np.cumsum(rows[:, 1:], axis=0, dtype=np.uint8)
    assert np.array_equal(whole.view(">u2").reshape(image.shape), image)


def test_png_says_what_it_is() -> None:
    """Colour space, resolution and the recipe's text."""
    with Image.open(io.BytesIO(png(pixels((4, 4), 3, 8), 4, 8, recipe="{é}", dpi=300))) as read:
        read.load()
        assert read.text["canvas-app:recipe"] == "{é}"
        assert round(read.info["dpi"][0]) == 300
        assert read.info["srgb"] == 0


def test_wrong_rows_are_our_fault() -> None:
    """Rows of another width, or too few, never make a file that looks whole."""
    writer = PngWriter(io.BytesIO(), (4, 4))
    with pytest.raises(ValueError, match="do not fit"):
        writer.write(np.zeros((1, 5, 3), np.uint8))
    with pytest.raises(ValueError, match="0 of 4"):
        writer.close()


@settings(deadline=None, max_examples=40)
@given(
    st.integers(1, 40), st.integers(1, 40), st.sampled_from([1, 3, 4]), st.integers(1, 9),
    st.sampled_from([8, 16]),
)  # fmt: skip
def test_tiff(width: int, height: int, channels: int, cuts: int, bits: int) -> None:
    """Every mode, size and cut: tifffile and Pillow read what was written."""
    image = pixels((width, height), channels, bits)
    out = io.BytesIO()
    writer = TiffWriter(out, (width, height), channels=channels, bits=bits)
    for top in range(0, height, cuts):
        writer.write(image[top : top + cuts])
    writer.close()
    out.seek(0)
    with tifffile.TiffFile(out) as read:
        tags = read.pages[0].tags
        assert tags["RowsPerStrip"].value == min(cuts, height)
        assert tags["Compression"].value == 8
    if bits == 8:
        with Image.open(io.BytesIO(out.getvalue())) as picture:
            assert np.array_equal(np.asarray(picture).reshape(image.shape), image)


def test_tiff_of_16_bits_by_hand() -> None:
    """16-bit strips: inflate, undo the differences, compare."""
    import zlib

    image = pixels((31, 10), 3, 16)
    out = io.BytesIO()
    writer = TiffWriter(out, (31, 10), bits=16)
    writer.write(image)
    writer.close()
    out.seek(0)
    with tifffile.TiffFile(out) as read:
        page = read.pages[0]
        strip = out.getvalue()[page.dataoffsets[0] :][: page.databytecounts[0]]
    rows = np.frombuffer(zlib.decompress(strip), "<u2").reshape(image.shape)
    assert np.array_equal(np.cumsum(rows, axis=1, dtype=np.uint16), image)


def test_a_bigtiff_is_one() -> None:
    """Past 4 GB offsets are 8 bytes: the same directory, in the other layout."""
    image = pixels((16, 16), 3, 8)
    out = io.BytesIO()
    writer = TiffWriter(out, (16, 16), big=True)
    writer.write(image)
    writer.close()
    with Image.open(io.BytesIO(out.getvalue())) as picture:
        assert np.array_equal(np.asarray(picture), image)
    assert TiffWriter(io.BytesIO(), (50_000, 40_000)).big


def test_png_needs_the_memory_of_a_strip() -> None:
    """8192 columns by 2048 rows, 50 MB of pixels, are written in a few."""

    class Nowhere(io.RawIOBase):
        def write(self, content: object) -> int:
            return len(content)  # type: ignore[arg-type]

    strip = pixels((8192, 64), 3, 8)
    tracemalloc.start()
    writer = PngWriter(Nowhere(), (8192, 2048))  # type: ignore[arg-type]
    for _ in range(32):
        writer.write(strip)
    writer.close()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 12_000_000
