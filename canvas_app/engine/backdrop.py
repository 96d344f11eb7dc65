"""Backdrop: what lies behind a picture of a volume, and the axes drawn over it. See `core/axes.py`.

Lines are covered by their distance to the middle of each pixel, so they are smooth at any size.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import ImageFont

from canvas_app.core.axes import Line, Word, ink_on, marks
from canvas_app.core.shipped import shipped
from canvas_app.core.volume import Volume

Picture = NDArray[np.float32]


def dressed(picture: Picture, look: Volume, bounds: tuple[float, ...]) -> Picture:
    """The picture (h, w, 4), sRGB levels 0 to 1 with straight alpha, on the background that the look
    chose, with its axes; unchanged where it wants neither."""
    if look.behind is not None:
        picture = over(picture, look.behind)
    if look.axes != "none":
        h, w = picture.shape[:2]
        found = marks(look, bounds, (w, h), ink_on(look.behind))
        picture = picture.copy()
        for line in found.lines:
            _draw(picture, line)
        for word in found.words:
            _write(picture, word)
    return picture


def over(picture: Picture, colours: tuple[str, str]) -> Picture:
    """The picture on colours from above to below, opaque; they blend as levels, as a window's do."""
    above, below = (np.array(_rgb(colour), np.float32) for colour in colours)
    part = ((np.arange(len(picture), dtype=np.float32) + 0.5) / len(picture))[:, None, None]
    behind = above + (below - above) * part
    seen = picture[..., 3:]
    out = np.ones_like(picture)
    out[..., :3] = picture[..., :3] * seen + behind * (1 - seen)
    return out


def _rgb(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5))
    return red, green, blue


def _draw(picture: Picture, line: Line) -> None:
    """One line with round ends."""
    h, w = picture.shape[:2]
    reach = line.wide / 2 + 1
    (ax, ay), (bx, by) = line.a, line.b
    left, right = (int(v) for v in np.clip([min(ax, bx) - reach, max(ax, bx) + reach + 1], 0, w))
    top, low = (int(v) for v in np.clip([min(ay, by) - reach, max(ay, by) + reach + 1], 0, h))
    if right <= left or low <= top:
        return
    x = np.arange(left, right, dtype=np.float32)[None, :] + np.float32(0.5 - ax)
    y = np.arange(top, low, dtype=np.float32)[:, None] + np.float32(0.5 - ay)
    dx, dy = bx - ax, by - ay
    along = np.clip((x * dx + y * dy) / max(dx * dx + dy * dy, 1e-9), 0, 1)
    far = np.hypot(x - along * dx, y - along * dy)
    _cover(picture[top:low, left:right], np.clip(line.wide / 2 + 0.5 - far, 0, 1), line.colour)


def _write(picture: Picture, word: Word) -> None:
    """Text in the middle of its place."""
    mask, (x, y) = _font(max(6, round(word.high))).getmask2(word.text, "L", anchor="mm")
    wide, high = mask.size
    if not wide or not high:
        return
    cover = np.asarray(mask, np.float32).reshape(high, wide) / 255
    left, top = round(word.at[0] + x), round(word.at[1] + y)
    h, w = picture.shape[:2]
    a, b = max(0, -left), min(wide, w - left)
    c, d = max(0, -top), min(high, h - top)
    if a < b and c < d:
        _cover(picture[top + c : top + d, left + a : left + b], cover[c:d, a:b], word.colour)


def _cover(part: Picture, cover: NDArray[Any], colour: str) -> None:
    """A colour over a part of the picture, in place, as far as it covers."""
    share = cover.astype(np.float32)[..., None]
    was, alpha = part[..., :3] * part[..., 3:], part[..., 3:]
    made = share + alpha * (1 - share)
    seen = np.array(_rgb(colour), np.float32) * share + was * (1 - share)
    part[..., :3] = seen / np.maximum(made, 1e-6)
    part[..., 3:] = made


@lru_cache(maxsize=8)
def _font(high: int) -> Any:
    return ImageFont.truetype(str(shipped("resources") / "fonts" / "Inter-Medium.otf"), high)
