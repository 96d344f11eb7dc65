"""Page: one web page that holds the piece and needs nothing else: a shader to move in, and the recipe."""

from __future__ import annotations

import base64
import html
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from canvas_app.core.artwork import Artwork
from canvas_app.core.palette import Palette, shipped_palettes
from canvas_app.core.shipped import shipped
from canvas_app.io.atomic import replacing
from canvas_app.io.exporter import Export, ExportOptions, Progress, exported, exporter
from canvas_app.io.marked import learned_text, page_json
from canvas_app.io.pixels import collected
from canvas_app.io.recipe import to_compact

if TYPE_CHECKING:  # torch comes with it, and waits for an export
    from canvas_app.engine.glsl.tables import Tables

STILL = (1280, 720)


@exporter(".html")
def export_page(path: Path, artwork: Artwork, options: ExportOptions) -> Export:
    """A web page: pan, zoom, sliders and palettes, live; one file, no network."""
    whole = exported(artwork, options)
    yield Progress(0.02, "Printing")
    piece = {**_piece(whole), **asdict(options.page)}
    picture = yield from collected(whole, ExportOptions(STILL, device=options.device))
    still = io.BytesIO()
    picture.save(still, "WEBP", quality=82, method=4)
    text = filled(
        {
            "title": html.escape(whole.title),
            "recipe": page_json(to_compact(whole)),
            "field": learned_text(whole),
            "still": "data:image/webp;base64," + base64.b64encode(still.getvalue()).decode(),
            "piece": page_json(json.dumps(piece, separators=(",", ":"))),
            "deep": _deep(whole) if piece["deep"] else "",
        }
    )
    with replacing(path, len(text)) as file:
        file.write(text.encode())
        yield Progress(0.99, "Writing")
    return path


def _deep(artwork: Artwork) -> str:
    """Scripts that a page makes its deep views with: the field in double precision, and patches of it."""
    from canvas_app.engine.glsl.deep_page import field_script

    script = (shipped("resources") / "page" / "deep.js").read_text("utf-8")
    return f"{script}\nwindow.canvasField = () => {field_script(artwork)};"


def filled(parts: Mapping[str, str]) -> str:
    """The page's template with its style, its script and `parts` in their places."""
    folder = shipped("resources") / "page"
    every = {
        "style": (folder / "page.css").read_text("utf-8"),
        "script": (folder / "page.js").read_text("utf-8"),
        **parts,
    }
    template = (folder / "page.html").read_text("utf-8")
    return re.sub(r"\{\{(\w+)\}\}", lambda found: every[found[1]], template)


def _piece(artwork: Artwork) -> dict[str, Any]:
    """What the page's script reads: see `resources/page/page.js`."""
    from canvas_app.engine.arithmetic import SINGLE_DEPTH, SINGLE_STEPS
    from canvas_app.engine.field import build
    from canvas_app.engine.glsl.deep_page import DEEPEST, facts
    from canvas_app.engine.glsl.patch import patch_text
    from canvas_app.engine.glsl.place import DEEPEST as PRINTED
    from canvas_app.engine.glsl.printer import parts_of, printed
    from canvas_app.engine.glsl.uniforms import palette_texture

    text, look, home = printed(artwork), artwork.look, artwork.home
    parts = parts_of(artwork, build(artwork, "cpu"), PRINTED)
    texts = [parts.field, parts.paint, parts.uniforms]
    coloured = "pick(0" in text.colour
    return {
        "texts": texts,
        "values": apart(text.values, texts),
        "colour": apart(text.colour, texts),
        "whole": apart(text.whole, texts),
        "developed": apart(text.developed, texts),
        "patch": [patch_text(text.channels)],
        "deep": facts(artwork),
        "channels": text.channels,
        "textures": text.textures,
        "gaps": text.gaps,
        "latent": list(artwork.latent[: text.latent]),
        "exposed": text.exposed,
        "exposure": look.levels.exposure,
        "reference": artwork.reference.height,
        "home": {n: getattr(home, n) for n in ("x", "y", "height", "angle", "z")},
        "deepest": DEEPEST,
        "single": {"depth": SINGLE_DEPTH, "steps": SINGLE_STEPS},
        "shelf": _shelf(text.tables),
        "tables": base64.b64encode(palette_texture(text.palettes).tobytes()).decode(),
        "palettes": _palettes(look.palette) if coloured else [],
    }


def _shelf(tables: Tables | None) -> dict[str, Any] | None:
    """What the network looks up: float32 texels, their number across and down."""
    if tables is None:
        return None
    rows, columns, _ = tables.texels.shape
    data = base64.b64encode(tables.texels.tobytes()).decode()
    return {"width": columns, "height": rows, "texels": data}


def apart(text: str, known: Sequence[str]) -> list[str | int]:
    """A text as pieces to be joined; a whole number stands for the text of `known` at that place, so
    that a page carries what several shaders share, the network above all, only once."""
    parts: list[str | int] = [text]
    for place, each in enumerate(known):
        parts = [
            piece
            for part in parts
            for piece in (_without(part, each, place) if isinstance(part, str) else [part])
        ]
    return [part for part in parts if part != ""]


def _without(text: str, known: str, place: int) -> list[str | int]:
    before, found, after = text.partition(known) if known else (text, "", "")
    return [before, place, after] if found else [text]


def _palettes(own: Palette) -> list[dict[str, Any]]:
    """The piece's own palette first, then the shipped ones."""
    others = [p for p in shipped_palettes().values() if p.name != own.name]
    stops = own.stops[::-1] if own.reversed else own.stops
    first = {"name": own.name, "kind": own.kind, "stops": list(stops)}
    return [first, *({"name": p.name, "kind": p.kind, "stops": list(p.stops)} for p in others)]
