"""SpaceDoor: between the picture in the plane and the one in space. The page is made on first use."""

from __future__ import annotations

from .desk import Desk
from .volume_page import WHOLE, VolumePage


class SpaceDoor:
    """Opens and closes the 3-D page, and hands on what its panel asks for."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._parts: tuple[float, ...] = WHOLE
        self._places = (0.5, 0.5, 0.5)
        self.page: VolumePage | None = None
        desk.volume, desk.clip_volume, desk.slice_volume = self.turn, self._clip, self._slice

    @property
    def open(self) -> bool:
        """Whether the page is in sight."""
        return self.page is not None and not self.page.isHidden()

    def turn(self) -> None:
        """Into space, or back into the plane."""
        if self.page is not None and self.open:
            self.page.close_page()
            self._desk.host.setFocus()
        else:
            if self.page is None:
                self.page = VolumePage(self._desk)
                self.page.clip(self._parts)
                self.page.slice_at(self._places)
            self.page.open_page()
        self._desk.volumes.open_changed.emit(self.open)

    def close(self) -> None:
        """The window is closing."""
        if self.page is not None:
            self.page.free()

    def _clip(self, parts: tuple[float, ...]) -> None:
        self._parts = parts
        if self.page is not None:
            self.page.clip(parts)

    def _slice(self, places: tuple[float, float, float]) -> None:
        self._places = places
        if self.page is not None:
            self.page.slice_at(places)
