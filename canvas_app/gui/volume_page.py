"""VolumePage: the picture in space, over the canvas. Made when it is first asked for.

Its libraries take seconds to import: a background lane does that while a line says so.
"""

from __future__ import annotations

from collections.abc import Generator

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from canvas_app.core.artwork import Artwork
from canvas_app.core.camera import Camera
from canvas_app.core.errors import CanvasError
from canvas_app.core.keyframe import Shot
from canvas_app.core.volume import WHOLE, Volume
from canvas_app.render.canvas2d import missing_gl
from canvas_app.session.volumes import Makers, Stage, kind_of

from .camera_flight import CameraFlight
from .desk import Desk
from .linked_slice import LinkedSlice
from .still_view import StillView
from .words import tr

EDGE = 16
OWN_KEYS = frozenset({
    Qt.Key.Key_1, Qt.Key.Key_3, Qt.Key.Key_5, Qt.Key.Key_7, Qt.Key.Key_Plus, Qt.Key.Key_Minus,
    Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home,
})  # fmt: skip


class VolumePage(QWidget):
    """Covers the canvas while it is shown; what floats over the canvas floats over it as well."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.host)
        from canvas_app.render.volume3d import VolumeView

        self._desk = desk
        self.setObjectName("volume-page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("The field in space"))
        self.setAccessibleDescription(
            tr(
                "Drag to turn, wheel to go nearer; 1, 3 and 7 look from the front, the side and above"
            )
        )
        self.view: VolumeView | None = None
        self.words = QLabel(self)
        self.words.setObjectName("volume-words")
        self.words.setProperty("role", "plate")
        self.words.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.slice: LinkedSlice | None = None
        self.flight: CameraFlight | None = None
        self.stills: StillView | None = None
        self.fade: StillView | None = None  # over the view while one work fades into another
        self._there: Stage | None = None  # what is drawn now
        desk.host.installEventFilter(self)
        volumes = desk.volumes
        volumes.changed.connect(self._on_stage)
        volumes.failed.connect(self._on_failed)
        volumes.sight_changed.connect(self._outline)
        desk.session.artwork_changed.connect(self._on_artwork)
        desk.theme.changed.connect(self._dress)
        self._why = missing_gl()
        self.say(tr("Preparing the third dimension…"))
        if not self._why:
            job = desk.lanes.files.start("Loading 3-D", _libraries())
            job.done.connect(self._make)
            job.failed.connect(self._on_missing)
        self.setGeometry(desk.host.rect())

    def open_page(self) -> None:
        """Come into sight."""
        self.setGeometry(self._desk.host.rect())
        self.show()
        self.stackUnder(self._desk.host.overlay)
        if self._why:
            self._cannot(self._why)
            self._paint_stills()
        elif self.view is not None:
            self._begin()

    def _paint_stills(self) -> None:
        """The processor draws where OpenGL cannot."""
        if self.stills is None:
            self.stills = self._made_stills()
            self.stills.show()
            self.words.raise_()
        self.stills.setFocus()
        self.stills.show_shot(self._shot)

    def _made_stills(self) -> StillView:
        desk = self._desk
        stills = StillView(self, desk.lanes.volume, lambda: desk.theme.rgb("surround"))
        stills.moved.connect(lambda camera: put_camera(desk, camera))
        stills.failed.connect(self._on_failed)
        stills.installEventFilter(self)
        stills.setGeometry(self.rect())
        return stills

    @property
    def _shot(self) -> Shot:
        """What is seen: an artwork, or a fade."""
        session = self._desk.session
        return session.fading or Shot(session.shown)

    def _fade(self) -> None:
        """Two works at once are a picture, laid over the view as soon as it is there."""
        if self.fade is None:
            self.fade = self._made_stills()
            self.fade.hide()
            self.fade.drawn.connect(self._uncover)
        self.fade.show_shot(self._shot)

    def _uncover(self) -> None:
        if self.fade is not None and self._desk.session.fading is not None:
            self.fade.setGeometry(self.rect())
            self.fade.show()
            self.words.raise_()

    def close_page(self) -> None:
        """Go out of sight and sample nothing."""
        self._desk.volumes.show(None)
        self.hide()

    def free(self) -> None:
        """Give back what lies on the graphics card."""
        if self.slice is not None:
            self.slice.close()
        if self.view is not None:
            self.view.close_view()

    def fly(self, camera: Camera) -> None:
        """To another camera, seen on its way unless the person wants nothing to move."""
        if self.flight is None:
            put_camera(self._desk, camera, True)
        else:
            self.flight.fly(camera, at_once=self._desk.prefs.prefs.reduce_motion)

    def say(self, text: str) -> None:
        """A line in the corner; an empty one leaves."""
        self.words.setText(text)
        self.words.adjustSize()
        self.words.move(EDGE, self.height() - self.words.height() - EDGE)
        self.words.setVisible(bool(text))
        self.words.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The view fills the page."""
        super().resizeEvent(event)
        for each in (self.view, self.stills, self.fade):
            if each is not None:
                each.setGeometry(self.rect())
        self.say(self.words.text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Be as large as the canvas; keep the keys of the view from what else they do."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if plain and event.key() in OWN_KEYS:
                event.accept()
                return True
        if event.type() == QEvent.Type.Resize and watched is self._desk.host:
            self.setGeometry(self._desk.host.rect())
        return False

    def _make(self, *_: object) -> None:
        from canvas_app.render.volume3d import VolumeView

        self.view = VolumeView(self)
        self.view.setGeometry(self.rect())
        self.view.show()
        self.view.settled.connect(self._keep_camera)
        self.slice = LinkedSlice(self._desk, self.view)
        self.flight = CameraFlight(self.view, lambda camera: put_camera(self._desk, camera, True))
        self.view.interactor.installEventFilter(self)
        self._dress()
        if self.isVisible():
            self._begin()

    def _begin(self) -> None:
        from canvas_app.render.solids import image_of, surface_of

        assert self.view is not None
        look = self._desk.session.shown.volume
        self.view.look_from(look.camera)
        self.view.stand(look)
        self.view.setFocus()
        self._desk.volumes.show(Makers(image_of, surface_of))
        if self._desk.session.fading is not None:
            self._fade()

    def _on_stage(self, stage: Stage) -> None:
        if self.view is None:
            return
        if stage.thing is not None and stage.fraction == 1.0:
            self._put(stage)
            if self.fade is not None and self._desk.session.fading is None:
                self.fade.hide()
        side = max(stage.shape) or 0
        wanted = self._desk.volumes.wish.side
        done = side >= wanted and stage.fraction == 1.0
        self.say("" if done else tr("Sampling… {} %").format(round(100 * stage.fraction)))

    def _put(self, stage: Stage) -> None:
        """Show a stage as the document wants it seen."""
        assert self.view is not None
        assert self.slice is not None
        self._there, look = stage, self._desk.session.shown.volume
        self.view.light(look)
        self.view.stand(look)
        if stage.kind == "surface":
            self.view.show_surface(stage.thing, stage.bounds)
        elif look.mode == "slices":
            low, high = stage.bounds[::2], stage.bounds[1::2]
            x, y, z = (a + p * (b - a) for a, b, p in zip(low, high, look.slices, strict=True))
            self.view.show_slices(stage.thing, stage.bounds, (x, y, z))
        else:
            self.view.show_voxels(stage.thing, stage.bounds, look.mode)
        self._outline()
        self._clip(look)
        self.slice.show_box(stage.bounds)

    def _clip(self, look: Volume) -> None:
        """Cut off what lies beyond the box; a surface that comes cut, and closed, is left as it is."""
        assert self.view is not None
        there = self._there
        closed = there is not None and there.kind == "surface" and there.clip == look.clip
        self.view.clip(WHOLE if closed else look.clip)

    def _outline(self, *_: object) -> None:
        if self.view is None:
            return
        colour = self._desk.theme.colour("border_strong").name()
        self.view.solids.outline(colour if self._desk.volumes.sight.outline else "")
        self.view.draw()

    def _on_failed(self, error: CanvasError) -> None:
        self.say(f"{error.message} {error.hint}".strip())

    def _on_artwork(self, new: Artwork, old: Artwork) -> None:
        if self.stills is not None and self.isVisible():
            self.stills.show_shot(self._shot)
        elif self.view is not None and self.isVisible() and self._desk.session.fading is not None:
            self._fade()
        look, was = new.volume, old.volume
        if self.view is None or look == was:
            return
        if self.flight is not None and look.camera != was.camera:
            self.flight.stop()
        self.view.look_from(look.camera)
        self.view.light(look)
        self.view.stand(look)
        if look.clip != was.clip:
            self._clip(look)
        there = self._there
        if there is None or there.kind != kind_of(look.mode):
            return
        if (look.mode, look.slices) != (was.mode, was.slices):
            self._put(there)

    def _keep_camera(self) -> None:
        """Where the hand left it is where stills are taken from: a part of the document."""
        assert self.view is not None
        put_camera(self._desk, self.view.camera)

    def _on_missing(self, error: BaseException) -> None:
        """What draws volumes did not load."""
        self._why = str(error) or type(error).__name__
        if self.isVisible():
            self.open_page()

    def _cannot(self, why: str) -> None:
        self.say(tr("There is no OpenGL for volumes here: the processor draws. {}").format(why))

    def _dress(self) -> None:
        ground = self._desk.theme.colour("surround")
        if self.view is not None:
            self.view.set_ground(ground.name())


def put_camera(desk: Desk, camera: Camera, alone: bool = False) -> None:
    """Make a camera a part of the document; moves in a row are one step, unless it stands `alone`."""
    desk.session.edit(
        tr("Camera"),
        lambda a: a.but(volume=a.volume.but(camera=camera)),
        merge=None if alone else ("camera",),
    )


def _libraries() -> Generator[int, None, None]:
    """Import what draws volumes."""
    import pyvista
    import pyvistaqt

    assert pyvista.__version__
    assert pyvistaqt.__version__
    yield 0
