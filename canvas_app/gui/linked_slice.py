"""LinkedSlice: the picture in the plane stands in the box in space, and both show the same slice."""

from __future__ import annotations

from typing import Any

from canvas_app.core.artwork import Artwork
from canvas_app.core.view import View
from canvas_app.core.volume import Mode
from canvas_app.render.slice_plane import SlicePlane
from canvas_app.render.volume3d import VolumeView
from canvas_app.session.volumes import Sight

from .desk import Desk
from .words import tr


class LinkedSlice:
    """Keeps the plane of a 3-D page and the view of the session at one depth, whoever moves it."""

    def __init__(self, desk: Desk, view: VolumeView) -> None:
        self._desk = desk
        self.plane = SlicePlane(view)
        self.plane.moved.connect(self._on_moved)
        self.plane.settled.connect(desk.session.rest)
        self._bounds: tuple[float, ...] | None = None
        session = desk.session
        session.view_changed.connect(self._on_view)
        session.frame_ready.connect(self._on_frame)
        session.artwork_changed.connect(self._on_artwork)
        desk.volumes.sight_changed.connect(self._on_sight)
        desk.theme.changed.connect(self._again)

    def close(self) -> None:
        """Hear no more."""
        session = self._desk.session
        session.view_changed.disconnect(self._on_view)
        session.frame_ready.disconnect(self._on_frame)
        session.artwork_changed.disconnect(self._on_artwork)
        self._desk.volumes.sight_changed.disconnect(self._on_sight)
        self._desk.theme.changed.disconnect(self._again)

    def show_box(self, bounds: tuple[float, ...]) -> None:
        """Something is shown in a box of these bounds."""
        if bounds != self._bounds:
            self._bounds = bounds
            self._again()

    def _again(self) -> None:
        wanted = self._desk.volumes.sight.linked and self._desk.session.shown.solid
        if not wanted or self._bounds is None:
            self.plane.leave()
            return
        colour = self._desk.theme.colour("accent").name()
        self.plane.stand(self._bounds, self._desk.session.view.z, colour)
        self._paint(self._desk.viewport.last)
        self._slice_there()

    @property
    def _mode(self) -> Mode:
        return self._desk.session.shown.volume.mode

    def _paint(self, frame: Any) -> None:
        """Where three slices are shown, the plane lies in one of them: its frame is enough."""
        if self._mode == "slices" or frame is None:
            self.plane.bare()
        else:
            self.plane.paint(frame.rgba, frame.view, frame.rect, frame.size)

    def _on_view(self, view: View) -> None:
        if self.plane.shown:
            self.plane.place(view.z)
            self._slice_there()

    def _on_frame(self, frame: Any) -> None:
        if self.plane.shown:
            self._paint(frame)

    def _on_artwork(self, new: Artwork, old: Artwork) -> None:
        sliced = new.volume.mode == "slices"
        if new.solid != old.solid or sliced != (old.volume.mode == "slices"):
            self._again()
        elif sliced and new.volume.slices[2] != old.volume.slices[2]:
            self._follow(new.volume.slices[2])

    def _on_sight(self, sight: Sight) -> None:
        if sight.linked != self.plane.shown:
            self._again()

    def _on_moved(self, z: float) -> None:
        session = self._desk.session
        self._desk.host.navigator.follow(session.view.but(z=z))

    def _slice_there(self) -> None:
        """Where three slices are shown, the one across z is that of the plane."""
        if self._bounds is None or not self.plane.shown or self._mode != "slices":
            return
        low, high = self._bounds[4:]
        place = (self.plane.z - low) / (high - low)
        if abs(place - self._desk.session.shown.volume.slices[2]) > 1e-6:
            self._desk.session.edit(
                tr("Slices"),
                lambda a: a.but(volume=a.volume.but(slices=(*a.volume.slices[:2], place))),
                merge=("knob", "volume.slices"),
            )

    def _follow(self, place: float) -> None:
        """The slice across z was put elsewhere: the picture in the plane goes along."""
        if self._bounds is None or not self.plane.shown:
            return
        low, high = self._bounds[4:]
        z = low + place * (high - low)
        if abs(z - self.plane.z) > 1e-6 * (high - low):
            self._on_moved(z)
