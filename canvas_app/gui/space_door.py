"""SpaceDoor: between the picture in the plane and the one in space. The page is made on first use."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction

from canvas_app.core.camera import Camera

from .desk import Desk
from .volume_page import VolumePage, put_camera


class SpaceDoor:
    """Opens and closes the 3-D page."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.page: VolumePage | None = None
        desk.volume, desk.enter_space, desk.fly_camera = self.turn, self.enter, self.fly

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
            self.page.open_page()
        self._desk.volumes.open_changed.emit(self.open)
        action = self._desk.window.findChild(QAction, "volume")
        if isinstance(action, QAction):
            action.setCheckable(True)
            action.setChecked(self.open)

    def enter(self) -> None:
        """Into space, unless one is there."""
        if not self.open:
            self.turn()

    def in_plane(self, begin: Callable[[], None]) -> Callable[[], None]:
        """What begins on the picture in the plane, and brings one back there first."""

        def begun() -> None:
            if self.open:
                self.turn()
            begin()

        return begun

    def fly(self, camera: Camera) -> None:
        """To another camera: before one's eyes, where there is something to be seen."""
        if self.page is not None and self.open:
            self.page.fly(camera)
        else:
            put_camera(self._desk, camera, True)

    def close(self) -> None:
        """The window is closing."""
        if self.page is not None:
            self.page.free()
