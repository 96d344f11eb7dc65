"""Ndf: what goes in comes out, and no file, however made, does harm."""

from __future__ import annotations

import io
import json
import struct
import zlib
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from strategies import artworks

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.weights import Weights
from canvas_app.engine.family import FAMILIES
from canvas_app.engine.field import build, measured
from canvas_app.io import ndf
from canvas_app.io.container import MAGIC, Chunk, write_chunks
from canvas_app.io.load import load, save
from canvas_app.io.recipe import to_compact, without_weights

FIELD = FAMILIES["cppn"](seed=3, width=2, depth=1)
DRAWN = build(Artwork(field=FIELD), "cpu").parameters
WEIGHTS = Weights(
    {name: value.numpy() for name, value in DRAWN.items()}, report={"psnr": 31.5, "seconds": 20}
)
FITTED = Artwork(field=FIELD, title="Fitted", weights=WEIGHTS)

floats = st.sampled_from([np.float16, np.float32, np.float64]).flatmap(
    lambda kind: arrays(
        kind,
        array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=5),
        elements={"allow_nan": False, "allow_infinity": False},
    )
)
names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
slow = settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))


def written(*chunks: Chunk) -> bytes:
    """A file of these chunks."""
    file = io.BytesIO()
    write_chunks(file, chunks)
    return file.getvalue()


def content(artwork: Artwork = FITTED) -> bytes:
    """The file of an artwork."""
    return written(*ndf.content(artwork))


def read(data: bytes) -> ndf.Ndf:
    """What a file holds."""
    return ndf.read_from(io.BytesIO(data))


@slow
@given(artworks(), st.dictionaries(names, floats, max_size=4))
def test_what_is_written_is_read(artwork: Artwork, found: dict[str, np.ndarray]) -> None:
    """Every artwork with any finite arrays survives, types and statistics included."""
    whole = artwork.but(weights=Weights(found), statistics=artwork.statistics)
    back = read(content(whole)).artwork
    assert back == whole
    assert back.weights == whole.weights


def test_a_field_is_saved_and_loaded_with_its_report(tmp_path: Path) -> None:
    """The ending decides how it is saved, the contents how it is read; the picture is the same."""
    path = save(tmp_path / "a.ndf", measured(FITTED))
    path.rename(tmp_path / "a.png")
    back = load(tmp_path / "a.png").artwork
    assert back == measured(FITTED)
    assert back.weights is not None
    assert back.weights.report == {"psnr": 31.5, "seconds": 20}
    assert ndf.read(tmp_path / "a.png").report["psnr"] == 31.5


def test_an_artwork_without_weights_is_a_small_file() -> None:
    """Its recipe and 36 bytes of container."""
    plain = without_weights(FITTED)
    assert read(content(plain)).artwork == plain
    assert len(content(plain)) == len(to_compact(plain)) + 36


def test_sizes_tell_what_takes_the_room(tmp_path: Path) -> None:
    """Bytes of each kind of chunk, and of the whole."""
    ndf.write(tmp_path / "a.ndf", FITTED, extras=(Chunk(b"thmb", bytes(9)),))
    sizes = ndf.sizes(tmp_path / "a.ndf")
    assert sizes["file"] == (tmp_path / "a.ndf").stat().st_size
    assert sizes["thmb"] == 9
    assert sizes["weights"] > 4 * WEIGHTS.count


@pytest.mark.parametrize(
    ("precision", "bytes_each", "error"), [("float16", 2, 1e-3), ("bfloat16", 2, 5e-3)]
)
def test_weights_may_be_stored_short(precision: str, bytes_each: int, error: float) -> None:
    """Half the bytes, at a relative error of at most half a unit in the last place kept."""
    values = np.linspace(-3, 3, 1001, dtype=np.float32)
    art = Artwork(field=FIELD, weights=Weights({"w": values}))
    data = written(*ndf.content(art, precision=precision))  # type: ignore[arg-type]
    back = read(data).artwork.weights
    assert back is not None
    assert np.allclose(back["w"].astype(np.float32), values, rtol=error, atol=1e-7)
    assert len(data) < bytes_each * 1001 + 200


def test_the_largest_numbers_stay_finite_in_bfloat16() -> None:
    """Rounding up the largest float32 must not make an infinity."""
    top = np.array([np.finfo(np.float32).max, -np.finfo(np.float32).max], np.float32)
    art = Artwork(field=FIELD, weights=Weights({"w": top}))
    back = read(written(*ndf.content(art, precision="bfloat16"))).artwork.weights
    assert back is not None
    assert np.isfinite(back["w"]).all()
    with pytest.raises(CanvasError, match="not finite"):
        ndf.content(art, precision="float16")


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_numbers_that_are_not_finite_are_refused_both_ways(bad: float) -> None:
    """A diverged fit is told when it is written, and a forged one when it is read."""
    diverged = FITTED.but(weights=Weights({"w": np.array([1.0, bad], np.float32)}))
    with pytest.raises(CanvasError, match="not finite"):
        content(diverged)
    good = ndf.content(FITTED.but(weights=Weights({"w": np.array([1.0, 2.0], np.float32)})))
    forged = good[1].payload[:-4] + struct.pack("<f", bad)
    with pytest.raises(CanvasError, match="not finite"):
        read(written(good[0], Chunk(b"WGTS", forged)))


def test_what_is_not_float_is_refused() -> None:
    """Whole numbers are no weights."""
    with pytest.raises(CanvasError, match="not floats"):
        content(FITTED.but(weights=Weights({"w": np.arange(3)})))


def test_a_cut_file_is_told_wherever_it_was_cut() -> None:
    """Also between two chunks."""
    data = content()
    for end in range(len(data)):
        with pytest.raises(CanvasError):
            read(data[:end])


def test_a_flipped_byte_is_told_wherever_it_is() -> None:
    """But for the minor version, which any reader may pass over, every byte is guarded."""
    data = content()
    for place in range(len(data)):
        if place == len(MAGIC) + 1:
            continue
        broken = bytearray(data)
        broken[place] ^= 0x41
        with pytest.raises(CanvasError):
            read(bytes(broken))


@slow
@given(st.binary(max_size=300), st.integers(0, 2**32 - 1))
def test_hostile_weights_do_no_harm(payload: bytes, count: int) -> None:
    """Any bytes with a right checksum: an artwork or one error of ours, nothing allocated."""
    for body in (
        payload,
        struct.pack("<H", 1) + payload,
        struct.pack("<HB1sBBI", 1, 1, b"a", 2, 1, count),
    ):
        with suppress(CanvasError):
            read(written(ndf.content(FITTED)[0], Chunk(b"WGTS", body)))


def test_hostile_lengths_are_not_believed() -> None:
    """A chunk that claims four gigabytes is told, and nothing is read."""
    data = bytearray(content())
    data[12:16] = struct.pack("<I", 2**32 - 1)
    with pytest.raises(CanvasError, match="breaks off"):
        read(bytes(data))
    empty = struct.pack("<HB1sBB8I", 1, 1, b"a", 2, 8, *[2**26] * 8)
    with pytest.raises(CanvasError, match="At most"):
        read(written(ndf.content(FITTED)[0], Chunk(b"WGTS", empty)))
    huge = struct.pack("<HB1sBB2I", 1, 1, b"a", 2, 2, 0, 2**32 - 1)
    with pytest.raises(CanvasError, match="damaged"):
        read(written(ndf.content(FITTED)[0], Chunk(b"WGTS", huge)))


def test_names_come_once() -> None:
    """Neither two chunks nor two arrays of one name."""
    recipe, weights, _ = ndf.content(FITTED)
    with pytest.raises(CanvasError, match="two parts"):
        read(written(recipe, weights, weights))
    row = struct.pack("<B1sBB", 1, b"a", 2, 0)
    with pytest.raises(CanvasError, match="one name"):
        read(written(recipe, Chunk(b"WGTS", struct.pack("<H", 2) + row * 2 + bytes(8))))
    with pytest.raises(CanvasError, match="no recipe"):
        read(written(weights))


def test_unknown_chunks_are_refused_or_kept_by_their_first_letter() -> None:
    """A capital must be understood; others are kept; too long ones are passed over unread."""
    parts = ndf.content(FITTED)
    with pytest.raises(CanvasError, match="CODE"):
        read(written(*parts, Chunk(b"CODE", b"1")))
    extra = Chunk(b"thmb", b"\x89PNG")
    assert read(written(*parts, extra)).extras == (extra,)
    long = Chunk(b"note", bytes(ndf.MOST_EXTRA + 1))
    assert read(written(*parts, long, extra)).extras == (extra,)
    with pytest.raises(CanvasError, match="At most"):
        read(written(Chunk(b"RECP", b" " * 8_000_001)))


def test_another_major_version_is_refused() -> None:
    """Kindly."""
    data = bytearray(content())
    data[8] = 2
    with pytest.raises(CanvasError, match="version 2"):
        read(bytes(data))


@pytest.mark.parametrize("text", [b"[1]", b"{", b'{"a": NaN}', b"[" * 60_000, b'{"a":' * 9_000])
def test_reports_are_plain_json(text: bytes) -> None:
    """Whatever else they are, it is told."""
    recipe, weights, _ = ndf.content(FITTED)
    with pytest.raises(CanvasError):
        read(written(recipe, weights, Chunk(b"rept", text)))
    with pytest.raises(CanvasError, match="report"):
        ndf.content(FITTED, report={"a": float("nan")})


def test_files_damaged_on_their_way_are_told_with_their_name(tmp_path: Path) -> None:
    """As text mode does to line ends."""
    path = tmp_path / "a.ndf"
    path.write_bytes(content().replace(b"\r\n", b"\n"))
    with pytest.raises(CanvasError, match=r"a\.ndf: .*first bytes"):
        load(path)


def test_a_recipe_in_a_picture_names_its_weights_and_says_where_they_are(tmp_path: Path) -> None:
    """Pictures carry the digest: unique for caches, refused kindly when it is opened."""
    text = to_compact(FITTED)
    assert json.loads(text)["learned"] == WEIGHTS.digest
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(CanvasError, match=r"\.ndf"):
        load(tmp_path / "a.json")


def test_the_checksum_is_crc_32_of_name_and_payload() -> None:
    """The layout is a promise: the end of every file is these twelve bytes."""
    assert content()[-12:] == bytes(4) + b"DONE" + struct.pack("<I", zlib.crc32(b"DONE"))
