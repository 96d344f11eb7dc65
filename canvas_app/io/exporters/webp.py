"""WebP: smaller than JPEG, 8 bits, the recipe in an XMP packet."""

from __future__ import annotations

from pathlib import Path

from canvas_app.core.artwork import Artwork
from canvas_app.io.atomic import replacing
from canvas_app.io.carried import recipe_in
from canvas_app.io.exporter import Export, ExportOptions, Progress, exported, exporter
from canvas_app.io.pixels import collected, fits_in_memory, raw_bytes
from canvas_app.io.xmp import packet


@exporter(".webp")
def export_webp(path: Path, artwork: Artwork, options: ExportOptions) -> Export:
    """WebP: smaller still, 8 bits a channel; quality 100 is lossless."""
    fits_in_memory(options, most_side=16_383, name="WebP")
    whole = exported(artwork, options)
    with replacing(path, raw_bytes(options)) as file:
        picture = yield from collected(whole, options)
        yield Progress(0.99, "Writing")
        picture.save(
            file,
            "WEBP",
            quality=options.quality,
            lossless=options.quality == 100,
            method=4,
            exact=True,
            xmp=packet(recipe_in(whole, options)),
        )
    return path
