"""KeptVolumes: what was sampled of the volume in hand, so that its curves and its level act at once.

Filled by one background thread; any may let it go.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

from canvas_app.core.artwork import Artwork
from canvas_app.engine.voxels import VolumeRequest

if TYPE_CHECKING:
    from canvas_app.engine.kept_volume import KeptVolume

MOST_BYTES = 240 << 20
BYTES = 13  # of a voxel of a `KeptVolume`


class KeptVolumes:
    """The newest field's volumes by their side, as far as there is room."""

    def __init__(self) -> None:
        self._asked: tuple[object, ...] = ()
        self._by_side: dict[int, KeptVolume] = {}

    @staticmethod
    def fits(side: int) -> bool:
        """Whether a volume so fine is kept; a finer one is sampled anew each time."""
        return BYTES * (side + 2) ** 3 <= MOST_BYTES

    def best(self, work: Artwork, most: int) -> int:
        """The finest side there is of this field, at most `most`; 0: none. Any thread may ask."""
        there = list(self._by_side) if self._asked == _asked(work) else []
        return max((side for side in there if side <= most), default=0)

    def of(self, work: Artwork, side: int) -> Generator[float, None, KeptVolume]:
        """The field's volume, sampled unless it is there; tells how far it is."""
        self._mind(work)
        known = self._by_side.get(side)
        if known is not None:
            return known
        from canvas_app.engine.kept_volume import keep

        request = VolumeRequest(work, (side,) * 3, "both", channel=_channel(work))
        asked = self._asked
        for step in keep(request):
            if isinstance(step, float):
                yield step
            else:
                known = step
        assert known is not None
        if asked == self._asked:
            self._by_side[side] = known
        return known

    def forget(self) -> None:
        """Give the memory back."""
        self._asked, self._by_side = (), {}

    def _mind(self, work: Artwork) -> None:
        asked = _asked(work)
        if asked != self._asked:
            self._asked, self._by_side = asked, {}


def _asked(work: Artwork) -> tuple[object, ...]:
    return (work.drawn_by(), work.latent, work.look, _channel(work))


def _channel(work: Artwork) -> int:
    """The value that is kept: the surface's, unless opacity goes by another one."""
    look = work.volume
    return look.opacity.channel if look.mode != "surface" and look.opacity.style == "value" else 0
