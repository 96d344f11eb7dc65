"""ViewCrop: the crop tool of fields without cells: it frames the view anew, and says that weights stay."""

from __future__ import annotations

from collections.abc import Callable

from canvas_app.gui.desk import Desk
from canvas_app.gui.words import tr
from canvas_app.session import cutting

from .bar import ToolBar
from .canvas_tool import CanvasTool
from .frame_overlay import FrameOverlay


class ViewCrop(CanvasTool):
    """A rectangle, its bar, and what Enter does."""

    name = "crop"

    def __init__(self, desk: Desk, over: Callable[[], None]) -> None:
        super().__init__(desk, over)
        self.overlay = FrameOverlay(desk.theme, desk.host)
        self.bar = ToolBar(desk.theme, desk.host, tr("Crop view"))
        self.begin(self.overlay, self.bar)
        self.bar.say(tr("The weights stay"), tr("Only fields of cells shrink"), possible=True)

    def apply(self) -> None:
        """The rectangle fills the canvas from now on."""
        rect, extent = self.overlay.rect_, self._desk.host.extent
        self.leave()
        cutting.crop_view(self._session, self._desk.lanes.files, rect, extent)


__all__ = ["ViewCrop"]
