"""Sheet: a contact sheet of many artworks, drawn one after the other, with their titles."""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError

from .atomic import replacing
from .draw import draw
from .exporter import Progress

_FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}
_GROUND, _INK = "#101114", "#c9ccd3"


def write_sheet(
    path: Path,
    artworks: Sequence[Artwork],
    *,
    cell: int = 240,
    columns: int = 0,
    supersample: int = 2,
    titles: bool = True,
    in_space: bool = False,
) -> Generator[Progress, None, Path]:
    """Write a picture of all artworks as squares of `cell` pixels, with their titles below; as stills of
    volumes where they are to be seen in space.

    Raises:
        CanvasError: there are none, or the ending is not .png, .jpg or .webp.
    """
    kind = _FORMATS.get(path.suffix.lower())
    if kind is None:
        raise CanvasError(
            f"A sheet cannot be {path.suffix or 'a file without an ending'}.", hint="Use .png."
        )
    if not artworks:
        raise CanvasError("There is nothing to draw on the sheet.")
    columns = columns or math.ceil(math.sqrt(len(artworks) * 1.5))
    gap, caption = max(2, cell // 24), 18 if titles else 0
    rows = math.ceil(len(artworks) / columns)
    size = (gap + columns * (cell + gap), gap + rows * (cell + caption + gap))
    with replacing(path, size[0] * size[1] * 3) as file:
        sheet = Image.new("RGB", size, _GROUND)
        for index, artwork in enumerate(artworks):
            row, column = divmod(index, columns)
            place = gap + column * (cell + gap), gap + row * (cell + caption + gap)
            if in_space:
                sheet.paste((yield from _still(artwork, cell, index / len(artworks))), place)
            else:
                picture = draw(artwork, (cell, cell), supersample=supersample)
                sheet.paste(Image.fromarray(picture), place)
            if titles:
                _caption(sheet, artwork.title, (place[0], place[1] + cell + 2), cell)
            yield Progress((index + 1) / len(artworks), artwork.title)
        sheet.save(file, kind)
    return path


def _still(artwork: Artwork, cell: int, done: float) -> Generator[Progress, None, Image.Image]:
    """A volume on black, of about half as many voxels a side as it has pixels."""
    from canvas_app.engine.voxels import VolumeRequest

    from .volumes.stills import drawn

    side = max(32, cell // 2)
    request = VolumeRequest(artwork, (side, side, side), "rgba", artwork.volume.opacity)
    work = drawn(request, (cell, cell), (0, 0, 0))
    while True:
        try:
            next(work)
        except StopIteration as end:
            picture: Image.Image = end.value
            return picture
        yield Progress(done, artwork.title)


def _caption(sheet: Image.Image, text: str, place: tuple[int, int], width: int) -> None:
    font, text = ImageFont.load_default(12), " ".join(text.split())  # a title may have lines
    while text and font.getlength(text) > width:
        text = text[:-1]
    ImageDraw.Draw(sheet).text(place, text, fill=_INK, font=font)
