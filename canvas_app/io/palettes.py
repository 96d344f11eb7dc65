"""Palettes from outside: GIMP's .gpl, Adobe's .ase, colours as text or in a link, a picture, JSON."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np

from canvas_app.core.errors import CanvasError
from canvas_app.core.palette import Palette, hex_to_srgb
from canvas_app.core.palette_edits import MOST_STOPS, from_pixels, of_colours

from .atomic import write_bytes
from .embedding import kind_of
from .images import load_image
from .recipe import plain

MOST_BYTES = 1_000_000
SAMPLES = 96  # pixels along the longer side that a picture is judged by
_HEX = re.compile(r"#?\b(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")
_BETWEEN = re.compile(r"[\s,;:|/\-_\[\](){}\"']*")
_LINK = re.compile(r"https?://[^\s?#]*/([0-9a-fA-F]{3,6}(?:-[0-9a-fA-F]{3,6})+)\S*")


def read_palette(path: Path | str) -> Palette:
    """The palette in a file, told by its contents; of a picture, its colours.

    Raises:
        CanvasError: missing, unreadable, or nothing in it is a palette.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            head = file.read(MOST_BYTES + 1)
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        raise CanvasError(f"{path.name} could not be read: {reason}.") from error
    if kind_of(head[:16]):
        return palette_of_picture(path)
    if len(head) > MOST_BYTES:
        raise CanvasError(f"{path.name} is too large for a palette.")
    try:
        if head.startswith(b"ASEF"):
            return of_colours(list(_ase_colours(head)), path.stem)
        return palette_from_text(head.decode("utf-8-sig", "replace"), path.stem)
    except CanvasError as error:
        raise CanvasError(f"{path.name}: {error.message}", hint=error.hint) from error


def palette_of_picture(path: Path, count: int = 7) -> Palette:
    """The colours of a picture, dark to light; what is transparent does not count."""
    picture = load_image(path)
    step = max(1, max(picture.shape[:2]) // SAMPLES)
    pixels = picture[::step, ::step].reshape(-1, picture.shape[2]) / 255.0
    solid = pixels[pixels[:, 3] > 0.5] if pixels.shape[1] == 4 else pixels
    if not len(solid):
        raise CanvasError(f"{path.name} is wholly transparent.")
    return from_pixels(solid[:, :3], count, path.stem.replace("-", " ").replace("_", " ").title())


def palette_from_text(text: str, name: str = "Pasted") -> Palette:
    """The palette that text holds: JSON, GIMP's format, a link with colours in it, or colours.

    Raises:
        CanvasError: it holds none, or more than 64 colours.
    """
    text = text.strip()
    if text.startswith("{"):
        return from_json(text)
    if text.startswith("GIMP Palette"):
        return _from_gimp(text, name)
    link = _LINK.search(text)
    colours = _HEX.findall(link[1].replace("-", " ") if link else text)
    if len(colours) < 2 or (not link and not _BETWEEN.fullmatch(_HEX.sub("", text))):
        raise CanvasError(
            "These are no colours.", hint="Write them as #1f2a38 #e6e8e3, or paste a link."
        )
    return of_colours(_at_most([_long(c) for c in colours]), name)


def from_json(text: str | bytes) -> Palette:
    """A palette as Canvas keeps it."""
    try:
        return msgspec.json.decode(text, type=Palette)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise CanvasError(f"This is no palette: {error}.") from error


def to_json(palette: Palette) -> bytes:
    """A palette as Canvas keeps it."""
    return msgspec.json.format(msgspec.json.encode(plain(palette)))


def to_gimp(palette: Palette) -> str:
    """A palette for GIMP, Inkscape and Krita: colours only; they know no kinds and no positions."""
    stops = palette.stops[::-1] if palette.reversed else palette.stops
    name = " ".join(palette.name.split()) or "Palette"
    lines = ["GIMP Palette", f"Name: {name}", f"Columns: {len(stops)}", "#"]
    for stop in stops:
        r, g, b = (round(255 * v) for v in hex_to_srgb(stop))
        lines.append(f"{r:3d} {g:3d} {b:3d}\t{stop}")
    return "\n".join(lines) + "\n"


def write_palette(path: Path, palette: Palette) -> None:
    """Write .gpl or .json, wholly or not at all."""
    if path.suffix.lower() == ".gpl":
        write_bytes(path, to_gimp(palette).encode())
    elif path.suffix.lower() == ".json":
        write_bytes(path, to_json(palette))
    else:
        raise CanvasError(f"Palettes are written as .gpl or .json, not {path.suffix or 'so'}.")


def _from_gimp(text: str, name: str) -> Palette:
    colours = []
    for number, line in enumerate(text.splitlines()[1:], 2):
        key, colon, value = line.partition(":")
        if colon and key.strip() == "Name":
            name = value.strip()[:200] or name
        if not line.strip() or line.startswith("#") or (colon and key.strip().isalpha()):
            continue
        colours.append(_gimp_colour(line, number))
    return of_colours(_at_most(colours), name)


def _gimp_colour(line: str, number: int) -> str:
    try:
        r, g, b = (int(part) for part in line.split()[:3])
    except ValueError:
        raise CanvasError(f"Line {number} is no colour: {line[:60]!r}.") from None
    if not all(0 <= v <= 255 for v in (r, g, b)):
        raise CanvasError(f"Line {number}: colours go from 0 to 255.")
    return f"#{r:02x}{g:02x}{b:02x}"


def _ase_colours(data: bytes) -> Iterator[str]:
    """Colours of Adobe's swatch exchange: big-endian blocks; RGB and grey are read, others refused."""
    try:
        (count,) = struct.unpack_from(">I", data, 8)
        at = 12
        for _ in range(min(count, 10_000)):
            kind, length = struct.unpack_from(">HI", data, at)
            if kind == 1:
                yield _ase_colour(data[at + 6 : at + 6 + length])
            at += 6 + length
    except struct.error:
        raise CanvasError("The file breaks off.", hint="Was it copied whole?") from None


def _ase_colour(block: bytes) -> str:
    (letters,) = struct.unpack_from(">H", block)
    at = 2 + 2 * letters
    model = block[at : at + 4]
    wide = {b"RGB ": 3, b"Gray": 1}.get(model)
    if wide is None:
        said = model.decode("ascii", "replace").strip()
        raise CanvasError(f"Its colours are {said}.", hint="Save it with RGB colours.")
    levels = np.array(struct.unpack_from(f">{wide}f", block, at + 4))
    r, g, b = np.round(255 * np.clip(np.nan_to_num(np.resize(levels, 3)), 0, 1)).astype(int)
    return f"#{r:02x}{g:02x}{b:02x}"


def _at_most(colours: list[str]) -> list[str]:
    """No more than a palette holds: of a long list, colours at even distances."""
    if len(colours) <= MOST_STOPS:
        return colours
    chosen = np.linspace(0, len(colours) - 1, MOST_STOPS).round().astype(int)
    return [colours[i] for i in chosen]


def _long(text: str) -> str:
    body = text.removeprefix("#").lower()
    return "#" + (body if len(body) == 6 else "".join(2 * c for c in body))
