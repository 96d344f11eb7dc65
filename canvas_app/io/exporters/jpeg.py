"""JPEG: small and everywhere, 8 bits, the recipe in an XMP packet."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.io.atomic import replacing
from canvas_app.io.carried import recipe_in
from canvas_app.io.exporter import Export, ExportOptions, Progress, exported, exporter
from canvas_app.io.pixels import collected, fits_in_memory, raw_bytes
from canvas_app.io.xmp import packet

_MOST_XMP = 65_000


@exporter(".jpg", ".jpeg")
def export_jpeg(path: Path, artwork: Artwork, options: ExportOptions) -> Export:
    """JPEG: small, with full colour resolution, 8 bits a channel."""
    fits_in_memory(options, most_side=65_500, name="JPEG")
    whole = exported(artwork, options)
    carried = packet(recipe_in(whole, options))
    if len(carried) > _MOST_XMP:
        raise CanvasError("This recipe is too large for a JPEG.", hint="Write a PNG or a TIFF.")
    with replacing(path, raw_bytes(options)) as file:
        picture = yield from collected(whole, options)
        yield Progress(0.99, "Writing")
        if picture.mode == "RGBA":  # what is not there is as white as paper
            paper = Image.new("RGBA", picture.size, "white")
            picture = Image.alpha_composite(paper, picture).convert("RGB")
        picture.save(
            file, "JPEG", quality=options.quality, subsampling=0, xmp=carried, dpi=(300, 300)
        )
    return path
