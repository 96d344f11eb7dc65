"""ViewCrop: the crop tool of fields without cells: it frames the view anew, and says that weights stay."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt

from canvas_app.gui.desk import Desk
from canvas_app.gui.words import tr
from canvas_app.session import cutting

from .bar import ToolBar
from .frame_overlay import FrameOverlay


class ViewCrop(QObject):
    """A rectangle, its bar, and what Enter does. `over` is called when it is put away by itself."""

    name = "crop"

    def __init__(self, desk: Desk, over: Callable[[], None]) -> None:
        super().__init__(desk.window)
        self._desk, self._over = desk, over
        self.overlay = FrameOverlay(desk.theme, desk.host)
        self.bar = ToolBar(desk.theme, desk.host, tr("Crop view"))
        for part in (self.overlay, self.bar):
            part.applied.connect(self.apply)
            part.left.connect(self.leave)
        self.overlay.show()
        self.bar.show()
        self.bar.say(tr("The weights stay"), tr("only fields of cells shrink"), possible=True)
        self.overlay.setFocus(Qt.FocusReason.OtherFocusReason)

    def apply(self) -> None:
        """The rectangle fills the canvas from now on."""
        host, session = self._desk.host, self._desk.session
        rect, extent = self.overlay.rect_, host.extent
        self.leave()
        cutting.crop_view(session, self._desk.lanes.files, rect, extent)

    def leave(self) -> None:
        """Enough."""
        self._over()
        self.close()

    def close(self) -> None:
        """Take everything away."""
        self.overlay.hide()
        self.overlay.deleteLater()
        self.bar.leave()
        self.deleteLater()


__all__ = ["ViewCrop"]
