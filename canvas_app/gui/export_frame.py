"""ExportFrame: what the frame on the canvas means for a picture that is written."""

from __future__ import annotations

from canvas_app.core.framing import aspect_of, framed, sized
from canvas_app.core.view import Size, View

from .desk import Desk
from .words import tr

LONG_SIDE = 1920  # of a picture in the shape of the frame


class ExportFrame:
    """The frame as it is when a dialog opens. Without one, the whole height of the canvas is written."""

    def __init__(self, desk: Desk) -> None:
        self._name = desk.prefs.prefs.frame
        self._extent = desk.host.extent
        self._session_view = desk.session.view

    @property
    def first_size(self) -> Size | None:
        """Pixels in the shape of the frame, to begin with; None without one."""
        if self._name == "none":
            return None
        return sized(aspect_of(self._name, self._extent), LONG_SIDE)

    def view(self, size: Size) -> View:
        """What a picture of a size shows: with a frame, no more than the canvas does."""
        if self._name == "none":
            return self._session_view
        return framed(self._session_view, self._extent, size[0] / size[1])

    @property
    def words(self) -> str:
        """What is written, in a line."""
        if self._name == "none":
            return tr("Frame: current view")
        return tr("Frame: as shown on the canvas")
