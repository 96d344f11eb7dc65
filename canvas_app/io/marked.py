"""Marked: recipes inside text files, a web page's script element or a shader's first comment."""

from __future__ import annotations

from canvas_app.core.artwork import Artwork

from .recipe import to_compact

PAGE_OPEN = '<script type="application/json" id="canvas-recipe">'
PAGE_CLOSE = "</script>"
COMMENT = "// canvas-recipe: "
_PLACE = 65_536  # a recipe begins within so many bytes of a file


def page_json(text: str) -> str:
    """JSON that may stand in a script element: nothing in it can close the element."""
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def shader_comment(artwork: Artwork) -> str:
    """The first lines of a shader: what it is, and the recipe on one line of ASCII."""
    title = " ".join(artwork.title.encode("ascii", "replace").decode().split()).rstrip("\\")
    return f"// {title}. Made with Canvas; needs iResolution and iTime only.\n{COMMENT}{to_compact(artwork)}\n"


def recipe_in(content: bytes) -> bytes | None:
    """The recipe in a page or a shader that Canvas wrote; None in any other text."""
    for opens, closes in ((PAGE_OPEN, PAGE_CLOSE), (COMMENT, "\n")):
        start = content.find(opens.encode(), 0, _PLACE)
        if start < 0 or (closes == "\n" and not content.startswith(b"// ")):
            continue
        start += len(opens)
        stop = content.find(closes.encode(), start)
        if stop > 0:
            return content[start:stop]
    return None
