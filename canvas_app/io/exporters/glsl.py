"""GLSL: a fragment shader for shader playgrounds, in `mainImage` form, the recipe in a comment."""

from __future__ import annotations

from pathlib import Path

from canvas_app.core.artwork import Artwork
from canvas_app.io.atomic import replacing
from canvas_app.io.exporter import Export, ExportOptions, Progress, exported, exporter
from canvas_app.io.marked import shader_comment


@exporter(".glsl")
def export_glsl(path: Path, artwork: Artwork, options: ExportOptions) -> Export:
    """GLSL: the picture as a formula; runs pasted into a shader playground."""
    from canvas_app.engine.glsl.playground import playground
    from canvas_app.engine.painter import Painter
    from canvas_app.engine.request import resolve

    whole = exported(artwork, options)
    yield Progress(0.1, "Printing")
    camera = Painter(resolve(whole, whole.home, options.size, device=options.device)).exposure
    text = shader_comment(whole) + playground(whole, options.size, camera)
    with replacing(path, len(text)) as file:
        file.write(text.encode())
        yield Progress(0.99, "Writing")
    return path
