"""TIFF: lossless, 8 or 16 bits, any size, the recipe in the XMP tag."""

from __future__ import annotations

from pathlib import Path

from canvas_app.core.artwork import Artwork
from canvas_app.io.atomic import replacing
from canvas_app.io.carried import recipe_in
from canvas_app.io.exporter import Export, ExportOptions, Progress, exported, exporter
from canvas_app.io.pixels import channels_of, even_strips, raw_bytes
from canvas_app.io.tiff import TiffWriter
from canvas_app.io.xmp import packet


@exporter(".tif", ".tiff")
def export_tiff(path: Path, artwork: Artwork, options: ExportOptions) -> Export:
    """TIFF: lossless, 8 or 16 bits a channel, any size."""
    whole = exported(artwork, options)
    with replacing(path, raw_bytes(options)) as file:
        writer = TiffWriter(
            file,
            options.size,
            channels=channels_of(whole, options.over),
            bits=options.bits,
            xmp=packet(recipe_in(whole, options)),
        )
        for top, rows in even_strips(whole, options):
            writer.write(rows)
            yield Progress((top + len(rows)) / options.size[1], "Drawing")
        writer.close()
    return path
