"""Pictures carry recipes: read back whole, and never trusted."""

from __future__ import annotations

import io
import struct
import zlib
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from canvas_app.core.artwork import About, Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.engine.family import FAMILIES
from canvas_app.io import xmp
from canvas_app.io.embedding import find_recipe, kind_of, read_recipe
from canvas_app.io.load import load
from canvas_app.io.png import KEYWORD, SIGNATURE, PngWriter
from canvas_app.io.recipe import MAX_BYTES, to_compact
from canvas_app.io.tiff import TiffWriter

ARTWORK = Artwork(
    field=FAMILIES["cppn"](seed=5), title="Überlicht 光 😀", about=About(note="<&>\"'\n" * 3)
)
TEXT = to_compact(ARTWORK)
PIXELS = np.random.default_rng(1).integers(0, 255, (12, 17, 3), np.uint8)
fuzz = settings(deadline=None, max_examples=200, suppress_health_check=list(HealthCheck))


def carrier(kind: str, text: str = TEXT) -> bytes:
    """A small picture of a kind that carries a recipe's text."""
    out = io.BytesIO()
    if kind == "png":
        png = PngWriter(out, (17, 12), recipe=text)
        png.write(PIXELS)
        png.close()
    elif kind == "tiff":
        tiff = TiffWriter(out, (17, 12), xmp=xmp.packet(text))
        tiff.write(PIXELS)
        tiff.close()
    else:
        Image.fromarray(PIXELS).save(out, kind.upper(), xmp=xmp.packet(text))
    return out.getvalue()


KINDS = ("png", "jpeg", "webp", "tiff")


@pytest.mark.parametrize("kind", KINDS)
def test_the_recipe_is_read_back(kind: str, tmp_path: Path) -> None:
    """Each format returns the very artwork, whatever the file is called."""
    path = tmp_path / "picture.wrong"
    path.write_bytes(carrier(kind))
    assert kind_of(path.read_bytes()[:16]) == kind
    assert read_recipe(path) == TEXT
    assert load(path).artwork == ARTWORK


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_without_a_recipe_is_told_kindly(kind: str, tmp_path: Path) -> None:
    """Another program's picture is no fault, and no artwork."""
    path = tmp_path / "photo.png"
    Image.fromarray(PIXELS).save(path, kind.upper())
    assert find_recipe(path) is None
    with pytest.raises(CanvasError, match="without a recipe"):
        read_recipe(path)
    with pytest.raises(CanvasError, match="no recipe"):
        load(path)


@pytest.mark.parametrize("kind", KINDS)
@fuzz
@given(data=st.data())
def test_damaged_files_raise_our_errors_alone(
    kind: str, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Cut at any byte, any byte changed, or anything inserted: an artwork or a CanvasError."""
    content = bytearray(carrier(kind))
    place = data.draw(st.integers(0, len(content) - 1))
    how = data.draw(st.sampled_from(["cut", "flip", "insert"]))
    if how == "cut":
        content = content[:place]
    elif how == "flip":
        content[place] ^= 1 << data.draw(st.integers(0, 7))
    else:
        content[place:place] = data.draw(st.binary(min_size=1, max_size=9))
    path = tmp_path_factory.mktemp("damaged") / f"a.{kind}"
    path.write_bytes(bytes(content))
    with suppress(CanvasError):
        assert isinstance(load(path).artwork, Artwork)


@pytest.mark.parametrize("kind", ["png", "tiff"])
def test_every_cut_is_survived(kind: str, tmp_path: Path) -> None:
    """Truncation at each byte of a small file."""
    content = carrier(kind)
    path = tmp_path / "cut"
    for end in range(len(content)):
        path.write_bytes(content[:end])
        with suppress(CanvasError):
            load(path)


@fuzz
@given(head=st.sampled_from([b"", SIGNATURE, b"\xff\xd8\xff\xe1", b"RIFF\xff\xff\xff\xffWEBP", b"II*\0",
                             b"MM\0*", b"II+\0\x08\0\0\0", b"{"]), rest=st.binary(max_size=200))  # fmt: skip
def test_random_bytes_raise_our_errors_alone(
    tmp_path_factory: pytest.TempPathFactory, head: bytes, rest: bytes
) -> None:
    """Anything behind any known beginning."""
    path = tmp_path_factory.mktemp("random") / "a"
    path.write_bytes(head + rest)
    with pytest.raises(CanvasError):
        load(path)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def test_a_bomb_in_png_is_not_unpacked(tmp_path: Path) -> None:
    """A hundred megabytes of text, packed into a hundred kilobytes, are refused."""
    bomb = zlib.compress(b" " * 100_000_000, 9)
    body = KEYWORD + b"\0\1\0\0\0" + bomb
    path = tmp_path / "bomb.png"
    path.write_bytes(SIGNATURE + _chunk(b"iTXt", body))
    with pytest.raises(CanvasError, match="which none is"):
        load(path)


def test_a_bomb_in_xmp_is_not_unpacked() -> None:
    """The same in a packet."""
    packet = xmp.packet(" " * (MAX_BYTES + 1))
    with pytest.raises(CanvasError, match="which none is"):
        xmp.recipe_in(packet, MAX_BYTES)


def test_lengths_are_not_believed(tmp_path: Path) -> None:
    """A chunk that claims four gigabytes ends the search; nothing is allocated."""
    path = tmp_path / "long.png"
    path.write_bytes(SIGNATURE + struct.pack(">I", 0xFFFFFFFF) + b"iTXt" + KEYWORD)
    assert find_recipe(path) is None


def test_a_changed_recipe_is_noticed(tmp_path: Path) -> None:
    """A chunk with a wrong checksum is damaged, not believed."""
    content = bytearray(carrier("png"))
    content[content.index(KEYWORD) + len(KEYWORD) + 20] ^= 255
    path = tmp_path / "a.png"
    path.write_bytes(bytes(content))
    with pytest.raises(CanvasError, match="damaged"):
        load(path)


def test_plain_international_text_is_read(tmp_path: Path) -> None:
    """A tool that rewrites the chunk without compression does no harm."""
    body = KEYWORD + b"\0\0\0\0\0" + TEXT.encode()
    path = tmp_path / "a.png"
    path.write_bytes(SIGNATURE + _chunk(b"iTXt", body))
    assert load(path).artwork == ARTWORK


def test_a_bigtiff_is_read(tmp_path: Path) -> None:
    """Recipes in BigTIFFs of other writers, too."""
    import tifffile

    path = tmp_path / "a.tif"
    packet = xmp.packet(TEXT)
    tifffile.imwrite(
        path,
        PIXELS,
        photometric="rgb",
        bigtiff=True,
        extratags=[(700, "B", len(packet), packet, True)],
    )
    assert load(path).artwork == ARTWORK
