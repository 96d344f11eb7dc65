"""View crop: fields without cells are cropped by their home view. All weights stay."""

from __future__ import annotations

from collections.abc import Sequence

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.view import Size
from canvas_app.core.weights import Weights

from .selection import checked_box

USUAL: Size = (1920, 1080)  # where nothing tells the proportions of the frame


def size_of(artwork: Artwork) -> Size:
    """Pixels of the picture a field was fitted to; proportions alone where that is not known."""
    report = {} if artwork.weights is None else artwork.weights.report
    found = report.get("width"), report.get("height")
    if all(isinstance(side, int) and side > 0 for side in found):
        return int(found[0] or 1), int(found[1] or 1)
    aspect = getattr(artwork.field, "aspect", None)
    return USUAL if not isinstance(aspect, float) else (max(1, round(1000 * aspect)), 1000)


def view_cropped(artwork: Artwork, box: Sequence[float]) -> Artwork:
    """The artwork with its home view on a box (x0, y0, x1, y1), in fractions of the frame from the top
    left.

    Raises:
        CanvasError: the box is empty or leaves the frame.
    """
    if len(box) != 4:
        raise CanvasError("A field without cells is cropped by X0,Y0,X1,Y1.")
    (x0, y0), (x1, y1) = checked_box(2, box)
    width, height = size_of(artwork)
    middle = artwork.home.to_world((x0 + x1) / 2 * width, (y0 + y1) / 2 * height, (width, height))
    home = artwork.home.but(x=middle[0], y=middle[1], height=artwork.home.height * (y1 - y0))
    return artwork.but(home=home, weights=_resized(artwork, box))


def _resized(artwork: Artwork, box: Sequence[float]) -> Weights | None:
    """The weights, whose report tells the size in pixels of what is shown now."""
    weights = artwork.weights
    if weights is None or "width" not in weights.report:
        return weights
    width, height = size_of(artwork)
    size = {
        "width": max(1, round(width * (box[2] - box[0]))),
        "height": max(1, round(height * (box[3] - box[1]))),
    }
    return Weights(weights, report={**weights.report, **size})
