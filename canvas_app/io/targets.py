"""Targets: pictures from files as what a field is fitted to. Upright, in sRGB or in light, checked.

Sizes are checked before pixels are decoded; a picture of more pixels than the plan wants is made
smaller while it is still in bytes, so that a large photograph never stands in memory as floats.
Everything that was done to it is said in the target's notes.
"""

from __future__ import annotations

import io
import subprocess
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageOps

from canvas_app.core.errors import CanvasError
from canvas_app.core.stops import log_coded
from canvas_app.core.view import Size
from canvas_app.engine.fitting.targets import Target

from . import light
from .images import MOST_PIXELS

Alpha = Literal["fit", "mask"]
Box = tuple[float, float, float, float]
Floats = NDArray[np.float32]

_DEEP_GREY = {"I;16", "I;16L", "I;16B", "I"}


@dataclass(frozen=True)
class Decoded:
    """A picture as it was in its file: (h, w, 1 to 4), levels in 0..1, or light without a bound.

    The last of two or four values is how opaque it is.
    """

    pixels: Floats
    is_light: bool = False
    notes: tuple[str, ...] = ()
    original: Size | None = None


def load_target(
    path: Path | str,
    *,
    alpha: Alpha = "fit",
    crop: Box | None = None,
    mask: Path | str | None = None,
    largest: float = 4.0,
) -> Target:
    """The picture in a file as a target.

    alpha: transparency is fitted as the last value, or decides how much a pixel counts. crop: what
    stays, as fractions of the frame from the top left (x0, y0, x1, y1). mask: a picture whose
    brightness says how much each pixel counts. largest: millions of pixels; larger ones are reduced.

    Raises:
        CanvasError: the file is missing, no picture, damaged, too large, or shows nothing.
    """
    path = Path(path)
    with _told(path):
        found = _decoded(path, largest)
        weight = None if mask is None else _mask(Path(mask), found.pixels.shape[:2])
        pixels, notes = _finite(found)
        if crop is not None:
            pixels = _cropped(pixels, crop)
            weight = None if weight is None else _cropped(weight, crop)
        pixels, weight = _without_alpha(pixels, weight, alpha)
        return Target(
            log_coded(pixels) if found.is_light else pixels,
            weight,
            "log" if found.is_light else "srgb",
            path.stem,
            (*found.notes, *notes),
            found.original,
        )


def from_array(pixels: NDArray[Any], name: str = "") -> Target:
    """An array (h, w) or (h, w, c) as a target: integers are levels of their type, floats are as
    they are."""
    array = pixels[..., None] if pixels.ndim == 2 else pixels
    if np.issubdtype(array.dtype, np.integer):
        array = array.astype(np.float32) / np.iinfo(array.dtype).max
    return Target(np.ascontiguousarray(array, np.float32), name=name)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Whatever a library raises on a damaged file, as words for people."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of sizes and metadata, which we judge ourselves
            if path.exists() and not path.is_file():
                raise CanvasError("it is a folder, or a device.", hint="Name a picture.")
            yield
    except CanvasError as error:
        raise CanvasError(f"{path.name}: {error.message}", hint=error.hint) from error
    except FileNotFoundError:
        raise CanvasError(
            f"There is no file {path}.", hint="Check the name and the folder."
        ) from None
    except Image.DecompressionBombError:
        raise _too_many(path.name) from None
    except MemoryError:
        raise
    except Exception as error:  # Pillow, tifffile and OpenEXR raise every kind on damaged files
        raise CanvasError(f"{path.name} is no picture, or a damaged one.") from error


def _decoded(path: Path, largest: float) -> Decoded:
    with path.open("rb") as file:
        head = file.read(32)
    for is_it, read in light.READERS:
        if is_it(head):
            return _reduced(_checked_light(read(path), path), largest)
    if head[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        return _tiff(path, largest)
    return _picture(path, largest)


def _checked_light(pixels: Floats, path: Path) -> Decoded:
    height, width = pixels.shape[:2]
    if width * height > MOST_PIXELS:
        raise _too_many(path.name)
    return Decoded(pixels, is_light=True)


def _tiff(path: Path, largest: float) -> Decoded:
    """Floats are light; integers of more than 8 bits keep them; all others go to Pillow."""
    import tifffile

    with tifffile.TiffFile(path) as file:
        page = file.pages.first
        if page.dtype is None or page.dtype == np.uint8 or page.dtype == np.bool_:
            return _picture(path, largest)
        if page.imagewidth * page.imagelength > MOST_PIXELS:
            raise _too_many(path.name)
        array = page.asarray()
    array = array[..., None] if array.ndim == 2 else array
    if array.ndim != 3 or not 1 <= array.shape[2] <= 4:
        raise CanvasError("it is no picture of 1 to 4 channels.")
    if np.issubdtype(array.dtype, np.floating):
        return _reduced(Decoded(array.astype(np.float32), is_light=True), largest)
    return _reduced(Decoded(_levels(array, np.iinfo(array.dtype).max)), largest)


def _picture(path: Path, largest: float) -> Decoded:
    """What Pillow reads, as sRGB levels."""
    with Image.open(path) as picture:
        if picture.size[0] * picture.size[1] > MOST_PIXELS:
            raise _too_many(path.name)
        frames = getattr(picture, "n_frames", 1)
        notes = [f"the first of {frames} frames"] if frames > 1 else []
        if picture.mode in _DEEP_GREY:
            deep = np.asarray(ImageOps.exif_transpose(picture)).clip(0, 65535)
            levels = _levels(deep[..., None], 65535)
            return _reduced(Decoded(levels, notes=tuple(notes)), largest)
        if _is_deep_png(picture):
            return _reduced(Decoded(_deep_png(path), notes=tuple(notes)), largest)
        before, whole = picture.size, picture.size[0] * picture.size[1]
        if whole > 4e6 * largest:  # JPEG can be decoded at a half, a quarter or an eighth
            scale = (1e6 * largest / whole) ** 0.5
            picture.draft(None, (int(before[0] * scale) + 1, int(before[1] * scale) + 1))
        upright = ImageOps.exif_transpose(picture)
        turned = (before[1], before[0]) if _turned(picture) else before
        small, said = _smaller(_coloured(upright, notes), turned, largest)
    levels = _levels(np.asarray(small), 255)
    levels = levels[..., None] if levels.ndim == 2 else levels
    return Decoded(levels, notes=(*notes, *said), original=turned)


def _levels(array: NDArray[Any], most: int) -> Floats:
    out = array.astype(np.float32)
    out /= most
    return out


def _turned(picture: Image.Image) -> bool:
    return picture.getexif().get(0x0112, 1) in (5, 6, 7, 8)


def _coloured(picture: Image.Image, notes: list[str]) -> Image.Image:
    """Levels of sRGB: profiles are obeyed, palettes looked up."""
    clear = picture.has_transparency_data
    profile = picture.info.get("icc_profile")
    if picture.mode == "P" or picture.mode == "PA":
        picture = picture.convert("RGBA" if clear else "RGB")
    if profile and picture.mode in ("RGB", "RGBA", "CMYK", "L"):
        converted = _by_profile(picture, profile, notes)
        if converted is not None:
            return converted
    if picture.mode == "CMYK":
        notes.append("CMYK without a profile: its colours are a guess")
    return picture.convert("RGBA" if clear else "L" if picture.mode in ("L", "1") else "RGB")


def _by_profile(picture: Image.Image, profile: bytes, notes: list[str]) -> Image.Image | None:
    """The picture through its colour profile; None where that cannot be used."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        name = ImageCms.getProfileDescription(source).strip()
        if name.startswith("sRGB"):
            return None
        wanted = picture.mode if picture.mode == "RGBA" else "RGB"
        target = ImageCms.createProfile("sRGB")
        out = ImageCms.profileToProfile(picture, source, target, outputMode=wanted)
    except (ImageCms.PyCMSError, OSError, ValueError):
        notes.append("its colour profile could not be read")
        return None
    notes.append(f"colours brought from {name or 'its profile'} to sRGB")
    return out


def _is_deep_png(picture: Image.Image) -> bool:
    """Whether a PNG has 16 bits a channel and colours, which Pillow would halve."""
    tile = getattr(picture, "tile", None)
    raw = str(tile[0][3]) if tile else ""
    return picture.format == "PNG" and ";16" in raw and picture.mode in ("RGB", "RGBA", "LA")


def _deep_png(path: Path) -> Floats:
    """A 16-bit PNG with all of its bits, by way of ffmpeg."""
    import imageio_ffmpeg

    with Image.open(path) as picture:
        (width, height), clear = picture.size, picture.mode != "RGB"
    kind, channels = ("rgba64le", 4) if clear else ("rgb48le", 3)
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-f", "png_pipe", "-i", str(path)]
    command += ["-frames:v", "1", "-f", "rawvideo", "-pix_fmt", kind, "-"]
    done = subprocess.run(command, capture_output=True, check=True, timeout=120)
    array = np.frombuffer(done.stdout, "<u2").reshape(height, width, channels)
    return _levels(array, 65535)


def _smaller(picture: Image.Image, before: Size, largest: float) -> tuple[Image.Image, list[str]]:
    size = _allowed(picture.size, largest)
    if size != picture.size:
        picture = picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    return picture, [] if picture.size == before else [_said(before, picture.size, "Lanczos")]


def _reduced(found: Decoded, largest: float) -> Decoded:
    """Floats made smaller by the means of areas, which keep light."""
    height, width = found.pixels.shape[:2]
    size = _allowed((width, height), largest)
    found = replace(found, original=(width, height))
    if size == (width, height):
        return found
    planes = [
        np.asarray(Image.fromarray(plane).resize(size, Image.Resampling.BOX))
        for plane in np.moveaxis(found.pixels, -1, 0)
    ]
    said = _said((width, height), size, "means of areas")
    return replace(found, pixels=np.stack(planes, -1), notes=(*found.notes, said))


def _said(before: Size, after: Size, how: str) -> str:
    return f"made smaller from {before[0]} x {before[1]} to {after[0]} x {after[1]} ({how})"


def _allowed(size: Size, largest: float) -> Size:
    """The size of at most `largest` million pixels with these proportions."""
    scale = (1e6 * largest / (size[0] * size[1])) ** 0.5
    if scale >= 1:
        return size
    return max(1, int(size[0] * scale)), max(1, int(size[1] * scale))


def _finite(found: Decoded) -> tuple[Floats, tuple[str, ...]]:
    """NaN becomes 0 and infinities the greatest finite value there is; says how many."""
    pixels = found.pixels
    bad = ~np.isfinite(pixels)
    if not bad.any():
        return pixels, ()
    good = pixels[~bad]
    most = float(good.max()) if good.size else 1.0
    fixed = np.nan_to_num(pixels, nan=0.0, posinf=most, neginf=0.0)
    count = int(bad.any(-1).sum())
    return fixed, (f"{count:,} pixels that were no numbers or infinite were replaced",)


def _mask(path: Path, shape: tuple[int, ...]) -> Floats:
    with _told(path), Image.open(path) as picture:
        grey = ImageOps.exif_transpose(picture).convert("L").resize((shape[1], shape[0]))
    return _levels(np.asarray(grey), 255)


def _cropped(array: Floats, box: Box) -> Floats:
    h, w = array.shape[:2]
    x0, y0, x1, y1 = (round(v * n) for v, n in zip(box, (w, h, w, h), strict=True))
    part = array[max(0, y0) : y1, max(0, x0) : x1]
    if 0 in part.shape:
        raise CanvasError("nothing is left of it.", hint="A box is x0,y0,x1,y1 in 0..1.")
    return part


def _without_alpha(
    pixels: Floats, weight: Floats | None, alpha: Alpha
) -> tuple[Floats, Floats | None]:
    """Colours, and weights where transparency is to decide them. Alpha that hides nothing goes."""
    if pixels.shape[2] not in (2, 4):
        return pixels, weight
    colours, seen = pixels[..., :-1], pixels[..., -1]
    if not seen.any():
        raise CanvasError("it is transparent all over.", hint="There is nothing to fit.")
    if seen.min() >= 1:
        return colours, weight
    if alpha == "mask":
        return colours, seen if weight is None else weight * seen
    if pixels.shape[2] == 2:
        pixels = np.concatenate([np.repeat(colours, 3, -1), seen[..., None]], -1)
    return pixels, weight


def _too_many(name: str) -> CanvasError:
    return CanvasError(
        "it has more pixels than Canvas opens.",
        hint=f"At most {MOST_PIXELS / 1e6:.0f} million pixels.",
    )


__all__ = ["Alpha", "Box", "from_array", "load_target"]
