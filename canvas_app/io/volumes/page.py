"""Page: a volume as one web page that needs nothing else: voxels, a shader to turn them by, a still.

Rays are followed as `engine/raycast.py` does, with two differences: colours are interpolated as they are,
and light is not softened. It has the background of the volume, but neither axes nor lens. The recipe lies in the page as in any other.
"""

from __future__ import annotations

import base64
import html
import io
import json
import re
import zlib
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from canvas_app.core.errors import CanvasError
from canvas_app.core.shipped import shipped
from canvas_app.core.volume import Volume
from canvas_app.engine.voxels import VolumeRequest
from canvas_app.io.atomic import replacing
from canvas_app.io.exporter import Export, Progress
from canvas_app.io.marked import learned_text, page_json
from canvas_app.io.recipe import to_compact

from .files import VolumeOptions, volume_exporter

MOST = 192  # voxels of a side: 28 MB on the card, and about a third of it in the file
STILL = (640, 640)
PLAIN = "#121212"  # behind it, where the volume chose nothing


@volume_exporter(".html")
def export_solid_page(path: Path, request: VolumeRequest, options: VolumeOptions) -> Export:
    """A web page in which the volume is turned by hand; one file, no network.

    Raises:
        CanvasError: there are more voxels than phones can hold.
    """
    from canvas_app.engine.volume import whole

    if max(request.shape) > MOST:
        raise CanvasError(
            f"A page of {max(request.shape)} voxels a side is too large for browsers.",
            hint=f"Take {MOST} or less; 96 is enough for a phone.",
        )
    work = request.artwork
    request = replace(request, what="rgba", opacity=work.volume.seen_by)
    rgba = np.empty((*request.shape, 4), np.uint8)
    for fraction in whole(request, rgba):
        yield Progress(0.7 * fraction, "Sampling")
    picture = yield from _still(request, rgba)
    packed = zlib.compress(np.ascontiguousarray(rgba[:, ::-1]).tobytes(), 9)
    text = _filled(
        {
            "title": html.escape(work.title),
            "recipe": page_json(to_compact(work)),
            "field": learned_text(work),
            "still": picture,
            "solid": page_json(json.dumps(_told(request, rgba))),
            "behind": "linear-gradient({}, {})".format(*_behind(work.volume)),
            "voxels": base64.b64encode(packed).decode(),
        }
    )
    with replacing(path, len(text)) as file:
        file.write(text.encode())
        yield Progress(0.99, "Writing")
    return path


def _still(request: VolumeRequest, rgba: NDArray[np.uint8]) -> Generator[Progress, None, str]:
    """What is seen before the shader runs, and where there is none: an address with a picture in it."""
    from canvas_app.engine.raycast import still

    look = request.artwork.volume
    look = look.but(axes="none", camera=look.camera.but(aperture=0.0))
    work = still(rgba, request.bounds, look, STILL)
    while True:
        try:
            yield Progress(0.7 + 0.25 * next(work), "Casting rays")
        except StopIteration as end:
            picture: NDArray[np.float32] = end.value
            break
    seen = picture[..., 3:]
    levels = picture[..., :3] * seen + _parts(PLAIN)[0] * (1 - seen)
    file = io.BytesIO()
    Image.fromarray((levels * 255 + 0.5).astype(np.uint8)).save(file, "WEBP", quality=82)
    return "data:image/webp;base64," + base64.b64encode(file.getvalue()).decode()


def _behind(look: Volume) -> tuple[str, str]:
    """Colours above and below."""
    return look.behind or (PLAIN, PLAIN)


def _parts(colour: str) -> list[float]:
    return [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]


def _told(request: VolumeRequest, rgba: NDArray[np.uint8]) -> dict[str, Any]:
    """What the page's script reads: see `resources/solid-page/page.js`."""
    look, camera = request.artwork.volume, request.artwork.volume.camera
    names = ("mode", "density", "ambient", "diffuse", "gloss", "polish", "lamp", "lamp_azimuth",
             "lamp_elevation")  # fmt: skip
    counts = np.array(request.shape[::-1])
    nearest = np.clip(np.rint(np.array(look.slices) * counts - 0.5), 0, counts - 1)
    sky, ground = (_parts(colour) for colour in _behind(look))
    seen = {
        "clip": list(look.clip),
        "places": ((nearest + 0.5) * (2 / counts) - 1).tolist(),
        "mean": max(1e-6, float(rgba[..., 3].mean()) / 255),
        "most": max(1e-6, min(1.0, float(rgba[..., 3].max()) / 255 * look.density)),
        "sky": sky,
        "ground": ground,
    }
    return {
        "shape": list(request.shape),
        "camera": {
            n: getattr(camera, n) for n in ("azimuth", "elevation", "roll", "zoom", "field")
        },
        "look": {n: getattr(look, n) for n in names} | seen,
    }


def _filled(parts: dict[str, str]) -> str:
    folder = shipped("resources") / "solid-page"
    every = {"script": (folder / "page.js").read_text("utf-8"), **parts}
    template = (folder / "page.html").read_text("utf-8")
    return re.sub(r"\{\{(\w+)\}\}", lambda found: every[found[1]], template)
