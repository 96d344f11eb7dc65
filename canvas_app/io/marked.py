"""Marked: recipes inside text files, a web page's script element or a shader's first comment.

Learned weights stand beside the recipe, as the bytes of an .ndf file in base 64.
"""

from __future__ import annotations

import base64
import io

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError

from . import container, ndf
from .recipe import from_text, to_compact

PAGE_OPEN = '<script type="application/json" id="canvas-recipe">'
PAGE_FIELD = '<script type="application/octet-stream" id="canvas-field">'
PAGE_CLOSE = "</script>"
COMMENT = "// canvas-recipe: "
COMMENT_FIELD = "// canvas-field: "
_MARKS = ((PAGE_OPEN, PAGE_FIELD, PAGE_CLOSE), (COMMENT, COMMENT_FIELD, "\n"))
_PLACE = 65_536  # a recipe begins within so many bytes of a file
_NEAR = 256  # and what was learned within so many bytes of its end


def page_json(text: str) -> str:
    """JSON that may stand in a script element: nothing in it can close the element."""
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def shader_comment(artwork: Artwork) -> str:
    """The first lines of a shader: what it is, and the recipe on one line of ASCII."""
    title = " ".join(artwork.title.encode("ascii", "replace").decode().split()).rstrip("\\")
    learned = learned_text(artwork)
    field = f"{COMMENT_FIELD}{learned}\n" if learned else ""
    return (
        f"// {title}. Made with Canvas; needs iResolution and iTime only.\n"
        f"{COMMENT}{to_compact(artwork)}\n{field}"
    )


def learned_text(artwork: Artwork) -> str:
    """What an artwork has learned, as text; empty where its weights are drawn from the seed."""
    if artwork.weights is None:
        return ""
    file = io.BytesIO()
    container.write_chunks(file, ndf.content(artwork))
    return base64.b64encode(file.getvalue()).decode()


def artwork_in(content: bytes) -> Artwork | None:
    """The artwork in a page or a shader that Canvas wrote; None in any other text.

    Raises:
        CanvasError: it carries a recipe or weights, and they are damaged.
    """
    for opens, field_opens, closes in _MARKS:
        if closes != "\n" or content.startswith(b"// "):
            recipe, rest = _between(content, opens, closes, _PLACE)
            if recipe is not None:
                field, _ = _between(content[rest:], field_opens, closes, _NEAR)
                return _artwork(recipe, field)
    return None


def _artwork(recipe: bytes, field: bytes | None) -> Artwork:
    if not field:
        return from_text(recipe)
    try:
        learned = base64.b64decode(field, validate=True)
    except ValueError:
        raise CanvasError(
            "The weights in this file are damaged.", hint="Export it again from its .ndf file."
        ) from None
    return ndf.read_from(io.BytesIO(learned)).artwork


def _between(content: bytes, opens: str, closes: str, within: int) -> tuple[bytes | None, int]:
    """What stands between two marks, the first of which begins within so many bytes, and where it ends."""
    start = content.find(opens.encode(), 0, within)
    stop = content.find(closes.encode(), start + len(opens)) if start >= 0 else -1
    return (content[start + len(opens) : stop], stop) if stop >= 0 else (None, 0)
