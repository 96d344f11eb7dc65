"""XMP: the packet that carries a recipe in JPEG, WebP and TIFF files, and how it is found again.

The recipe is deflated and in base64, so that no tool that rewrites the packet can spoil it. It is
found by its element's name, without an XML parser: nothing in the packet is ever expanded.
"""

from __future__ import annotations

import base64
import re
import zlib

from canvas_app.core.errors import CanvasError

JPEG_MARK = b"http://ns.adobe.com/xap/1.0/\x00"
_FOUND = re.compile(
    rb"<canvas:recipe>([A-Za-z0-9+/=\s]*)</canvas:recipe>|canvas:recipe=[\"']([A-Za-z0-9+/=\s]*)[\"']"
)
_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:canvas="urn:canvas-app:recipe:1" xmp:CreatorTool="Canvas">
<canvas:recipe>{}</canvas:recipe>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


def packet(recipe: str) -> bytes:
    """An XMP packet that carries a recipe's text."""
    packed = base64.b64encode(zlib.compress(recipe.encode(), 9)).decode()
    return _PACKET.format(packed).encode()


def recipe_in(content: bytes, limit: int) -> str | None:
    """The recipe's text in an XMP packet, or None. A CanvasError when it is there but damaged."""
    found = _FOUND.search(content)
    if found is None:
        return None
    try:
        return inflated(base64.b64decode(found.group(1) or found.group(2) or b""), limit)
    except ValueError:
        raise damaged() from None


def inflated(packed: bytes, limit: int) -> str:
    """Deflated text, unpacked to at most `limit` bytes. A CanvasError when damaged or larger."""
    engine = zlib.decompressobj()
    try:
        text = engine.decompress(packed, limit + 1)
        if len(text) > limit:
            raise CanvasError(f"The recipe in this picture is over {limit:,} bytes, which none is.")
        if not engine.eof:
            raise damaged()
        return text.decode()
    except (zlib.error, UnicodeDecodeError):
        raise damaged() from None


def damaged() -> CanvasError:
    """The error for a recipe that is there but cannot be read."""
    return CanvasError(
        "The recipe in this picture is damaged.", hint="Try another copy of the file."
    )
