"""Targets: every kind of picture becomes what its maker saw; every bad file a line that helps."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image, ImageCms

from canvas_app.core.errors import CanvasError
from canvas_app.core.stops import log_coded, log_decoded
from canvas_app.io.targets import from_array, load_target

LEVELS = (np.arange(6 * 8 * 3) * 1.7 % 256).reshape(6, 8, 3).astype(np.uint8)


def _saved(path: Path, picture: Image.Image, **options: object) -> Path:
    picture.save(path, **options)
    return path


def _png16(path: Path, levels: np.ndarray) -> Path:
    """A PNG of 16 bits a channel, chunk by chunk: Pillow writes none with colours."""
    raw = b"".join(b"\0" + row.astype(">u2").tobytes() for row in levels)

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", levels.shape[1], levels.shape[0], 16, 2, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(raw))
        + chunk(b"IEND", b"")
    )  # fmt: skip
    return path


def test_levels_come_as_they_are(tmp_path: Path) -> None:
    """8-bit colours and greys, 0..1, rows from the top."""
    colour = load_target(_saved(tmp_path / "a.png", Image.fromarray(LEVELS)))
    assert np.array_equal(colour.pixels, LEVELS.astype(np.float32) / 255)
    assert (colour.name, colour.size, colour.coding, colour.notes) == ("a", (8, 6), "srgb", ())
    grey = load_target(_saved(tmp_path / "g.png", Image.fromarray(LEVELS[..., 0])))
    assert np.array_equal(grey.pixels[..., 0], LEVELS[..., 0].astype(np.float32) / 255)
    bits = load_target(_saved(tmp_path / "b.png", Image.fromarray(LEVELS[..., 0] > 99)))
    assert set(np.unique(bits.pixels)) == {0.0, 1.0}


def test_sixteen_bits_are_kept(tmp_path: Path) -> None:
    """In PNG with colours, in grey PNG and in TIFF."""
    deep = LEVELS.astype(np.uint16) * 200 + 37
    wanted = deep.astype(np.float32) / 65535
    assert np.array_equal(load_target(_png16(tmp_path / "c.png", deep)).pixels, wanted)
    grey = _saved(tmp_path / "g.png", Image.fromarray(deep[..., 0]))
    assert np.array_equal(load_target(grey).pixels[..., 0], wanted[..., 0])
    tifffile.imwrite(tmp_path / "t.tif", deep, photometric="rgb")
    assert np.array_equal(load_target(tmp_path / "t.tif").pixels, wanted)


def test_a_palette_is_looked_up(tmp_path: Path) -> None:
    """With and without a transparent entry."""
    flat = Image.fromarray(LEVELS).quantize(8)
    target = load_target(_saved(tmp_path / "p.png", flat))
    assert np.array_equal(target.pixels, np.asarray(flat.convert("RGB")) / np.float32(255))
    clear = load_target(_saved(tmp_path / "q.png", flat, transparency=0))
    assert clear.channels == 4
    assert set(np.unique(clear.pixels[..., 3])) == {0.0, 1.0}


def test_transparency_is_fitted_or_decides_what_counts(tmp_path: Path) -> None:
    """As a fourth value, or as a mask; where it hides nothing it goes; where it hides all, a line."""
    alpha = np.full((6, 8, 1), 255, np.uint8)
    path = tmp_path / "a.png"
    assert load_target(_saved(path, Image.fromarray(np.dstack([LEVELS, alpha])))).channels == 3
    alpha[2:4] = 51
    _saved(path, Image.fromarray(np.dstack([LEVELS, alpha])))
    assert np.allclose(load_target(path).pixels[..., 3], alpha[..., 0] / 255)
    masked = load_target(path, alpha="mask")
    assert masked.channels == 3
    assert masked.mask is not None
    assert np.allclose(masked.mask, alpha[..., 0] / 255)
    _saved(path, Image.fromarray(np.dstack([LEVELS, alpha * 0])))
    with pytest.raises(CanvasError, match="transparent all over"):
        load_target(path)


def test_a_camera_held_upright_gives_an_upright_picture(tmp_path: Path) -> None:
    """EXIF says that the picture lies on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6
    path = _saved(tmp_path / "e.png", Image.fromarray(LEVELS), exif=exif)
    assert np.array_equal(load_target(path).pixels, np.rot90(LEVELS, -1) / np.float32(255))
    assert load_target(path).original == (6, 8)


def test_a_colour_profile_is_obeyed_and_said(tmp_path: Path) -> None:
    """A profile with linear light: middle levels become brighter; sRGB's own changes nothing."""
    grey = Image.fromarray(np.full((4, 4, 3), 64, np.uint8))
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    same = load_target(_saved(tmp_path / "s.png", grey, icc_profile=srgb))
    assert np.allclose(same.pixels, 64 / 255)
    assert same.notes == ()
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    odd = load_target(_saved(tmp_path / "o.png", grey, icc_profile=lab))
    assert "its colour profile could not be read" in odd.notes
    assert np.allclose(odd.pixels, 64 / 255)
    linear = _saved(tmp_path / "l.png", grey, icc_profile=_linear_profile())
    target = load_target(linear)
    assert target.pixels.mean() == pytest.approx(0.537, abs=0.01)  # sRGB of 0.251
    assert any("brought from" in note for note in target.notes)


def _linear_profile() -> bytes:
    """sRGB's primaries with a tone curve of gamma 1: its curves replaced in the profile's bytes."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = struct.unpack_from(">I", profile, 128)[0]
    for i in range(count):
        name, offset, _ = struct.unpack_from(">4sII", profile, 132 + 12 * i)
        if name in (b"rTRC", b"gTRC", b"bTRC"):
            profile[offset : offset + 12] = b"curv\0\0\0\0\0\0\0\0"
            struct.pack_into(">I", profile, 132 + 12 * i + 8, 12)
        if name == b"desc":
            start = profile.find("sRGB".encode("utf-16-be"), offset)
            profile[start : start + 8] = "flat".encode("utf-16-be")
    return bytes(profile)


def test_cmyk_and_moving_pictures_say_what_was_done(tmp_path: Path) -> None:
    """Colours guessed; the first frame taken."""
    cmyk = load_target(_saved(tmp_path / "c.jpg", Image.fromarray(LEVELS).convert("CMYK")))
    assert cmyk.channels == 3
    assert any("CMYK" in note for note in cmyk.notes)
    frames = [Image.fromarray(np.full((6, 8), v, np.uint8)) for v in (10, 200, 90)]
    frames[0].save(tmp_path / "m.gif", save_all=True, append_images=frames[1:])
    first = load_target(tmp_path / "m.gif")
    assert "the first of 3 frames" in first.notes
    assert first.pixels.mean() == pytest.approx(10 / 255, abs=0.01)


def test_a_large_picture_is_made_smaller_and_says_how(tmp_path: Path) -> None:
    """To the plan's most, with its proportions; JPEG, PNG and light."""
    big = Image.fromarray(np.tile(LEVELS, (100, 100, 1)))
    for name, how in (("b.png", "Lanczos"), ("b.jpg", "Lanczos")):
        target = load_target(_saved(tmp_path / name, big), largest=0.03)
        assert target.size == (200, 150)
        assert target.original == (800, 600)
        assert target.notes == (f"made smaller from 800 x 600 to 200 x 150 ({how})",)
    tifffile.imwrite(tmp_path / "b.tif", np.full((600, 800, 3), 3.5, np.float32), photometric="rgb")
    light = load_target(tmp_path / "b.tif", largest=0.03)
    assert light.size == (200, 150)
    assert "means of areas" in light.notes[0]
    assert np.allclose(log_decoded(light.pixels), 3.5, rtol=1e-4)


def test_part_of_a_picture_and_a_mask(tmp_path: Path) -> None:
    """A box in fractions from the top left; brightness of another picture as weight."""
    path = _saved(tmp_path / "a.png", Image.fromarray(LEVELS))
    assert np.array_equal(
        load_target(path, crop=(0.25, 0.5, 1, 1)).pixels, LEVELS[3:, 2:] / np.float32(255)
    )
    with pytest.raises(CanvasError, match="nothing is left"):
        load_target(path, crop=(0.5, 0.5, 0.5, 0.6))
    shade = np.zeros((6, 8), np.uint8)
    shade[:, 4:] = 255
    mask = _saved(tmp_path / "m.png", Image.fromarray(shade))
    found = load_target(path, mask=mask, crop=(0, 0, 0.75, 1)).mask
    assert found is not None
    assert found.sum(0).tolist() == [0, 0, 0, 0, 6, 6]
    with pytest.raises(CanvasError, match="all over"):
        load_target(path, mask=mask, crop=(0, 0, 0.25, 1))


def _light() -> np.ndarray:
    stops = np.linspace(-8, 8, 6 * 16 * 3, dtype=np.float32).reshape(6, 16, 3)
    return np.float32(0.18) * np.exp2(stops)


def test_light_of_many_stops_comes_from_exr_and_float_tiff(tmp_path: Path) -> None:
    """Nothing is clipped, whatever the brightness."""
    import OpenEXR

    light = _light()
    header = {"compression": OpenEXR.ZIP_COMPRESSION, "type": OpenEXR.scanlineimage}
    OpenEXR.File(header, {"RGB": light}).write(str(tmp_path / "l.exr"))
    tifffile.imwrite(tmp_path / "l.tif", light, photometric="rgb")
    for name in ("l.exr", "l.tif"):
        target = load_target(tmp_path / name)
        assert target.coding == "log"
        assert np.allclose(target.pixels, log_coded(light), atol=1e-5)


@pytest.mark.parametrize("packed", [True, False])
def test_radiance_files_are_read(tmp_path: Path, packed: bool) -> None:
    """Runs and literals, or plain pixels; their precision is one part in 256."""
    light = _light()
    top = light.max(-1)
    exponent = np.ceil(np.log2(top * 1.0001)).astype(int)
    mantissa = light / np.exp2(exponent)[..., None] * 256
    rgbe = np.concatenate([mantissa.clip(0, 255), exponent[..., None] + 128], -1).astype(np.uint8)
    body = b"".join(map(_packed, rgbe)) if packed else rgbe.tobytes()
    path = tmp_path / "l.hdr"
    path.write_bytes(b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 6 +X 16\n" + body)
    found = log_decoded(load_target(path).pixels)
    assert (np.abs(found - light).max(-1) <= top / 128).all()
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(CanvasError, match=r"l\.hdr"):
        load_target(path)


def _packed(row: np.ndarray) -> bytes:
    out = bytes((2, 2, 0, 16))
    for channel in row.T:
        if len(set(channel.tolist())) == 1:
            out += bytes((128 + 16, channel[0]))
        else:
            out += bytes((16,)) + channel.tobytes()
    return out


def test_what_is_no_number_in_light_is_replaced_and_counted(tmp_path: Path) -> None:
    """NaN is dark, infinity as bright as the brightest."""
    light = _light()
    light[0, 0, 1], light[2, 3, 0], light[2, 4, 2] = np.nan, np.inf, -np.inf
    tifffile.imwrite(tmp_path / "n.tif", light, photometric="rgb")
    target = load_target(tmp_path / "n.tif")
    assert any(note.startswith("3 pixels") for note in target.notes)
    assert np.isfinite(target.pixels).all()
    assert target.pixels[2, 3, 0] == target.pixels.max()


def _bad_files(folder: Path) -> dict[str, bytes]:
    _saved(folder / "good.png", Image.fromarray(np.tile(LEVELS, (9, 9, 1))))
    _saved(folder / "good.jpg", Image.fromarray(np.tile(LEVELS, (9, 9, 1))))
    png, jpg = (folder / "good.png").read_bytes(), (folder / "good.jpg").read_bytes()
    return {
        "cut.png": png[: len(png) // 2],
        "cut.jpg": jpg[:200],
        "noise.png": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        "empty.png": b"",
        "words.jpg": b"no picture at all",
        "bad.exr": b"\x76\x2f\x31\x01" + bytes(60),
        "bad.hdr": b"#?RADIANCE\n\n-Y 999999 +X 999999\n",
        "bad.tif": b"II*\0" + bytes(40),
    }


def test_damaged_files_are_told_in_one_line(tmp_path: Path) -> None:
    """With the name of the file, and never as a fault of ours."""
    for name, content in _bad_files(tmp_path).items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(CanvasError, match=name):
            load_target(tmp_path / name)
    for path in (tmp_path / "missing.png", tmp_path):
        with pytest.raises(CanvasError):
            load_target(path)
    whole = _saved(tmp_path / "whole.png", Image.fromarray(LEVELS))
    with pytest.raises(CanvasError, match=r"no-mask\.png"):
        load_target(whole, mask=tmp_path / "no-mask.png")


def test_arrays_are_targets_too() -> None:
    """Integers by their range, floats as they are."""
    assert np.allclose(from_array(LEVELS).pixels, LEVELS / 255)
    assert from_array(np.full((3, 4), 0.5)).pixels.shape == (3, 4, 1)
