"""FieldCanvas: frames drawn where they belong, whatever view is on screen now. Contains a vispy canvas.

Two pictures are kept: the newest complete one and the newest coarse one. The finer of the two lies on
top, so that the old picture slides with the hand and nothing ever flickers from sharp to coarse.
"""

from __future__ import annotations

import os

os.environ.setdefault("QT_API", "pyside6")

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QOffscreenSurface, QOpenGLContext, QSurfaceFormat
from PySide6.QtWidgets import QApplication, QWidget
from vispy import app, gloo
from vispy.gloo.glir import GlirParser

from canvas_app.core.view import HOME, Size, View
from canvas_app.engine.request import Frame

from .placement import fineness, place, quad

VERTEX = """
uniform mat2 u_matrix;
uniform vec2 u_shift;
attribute vec2 a_local;
attribute vec2 a_texture;
varying vec2 v_texture;
void main() {
    v_texture = a_texture;
    gl_Position = vec4(u_matrix * a_local + u_shift, 0.0, 1.0);
}
"""
FRAGMENT = """
uniform sampler2D u_picture;
uniform vec3 u_ground;
varying vec2 v_texture;
void main() {
    vec2 tile = floor(gl_FragCoord.xy / 8.0);
    float odd = mod(tile.x + tile.y, 2.0) - 0.5;
    vec4 seen = texture2D(u_picture, v_texture);
    gl_FragColor = vec4(mix(u_ground + odd * 0.05, seen.rgb, seen.a), 1.0);
}
"""
NO_GL = frozenset({"offscreen", "minimal", "minimalegl", "vnc", "linuxfb", "eglfs"})


def missing_gl() -> str:
    """Why nothing can be drawn with OpenGL here; empty when it can."""
    platform = QApplication.platformName()
    if platform in NO_GL:
        return f"The display “{platform}” has no OpenGL."
    context = QOpenGLContext()
    surface = QOffscreenSurface()
    surface.setFormat(QSurfaceFormat.defaultFormat())
    surface.create()
    if not context.create() or not context.makeCurrent(surface):
        return "No OpenGL context could be made."
    context.doneCurrent()
    return ""


class _Layer:
    """One frame on the graphics card."""

    def __init__(self) -> None:
        self.frame: Frame | None = None
        self._local = gloo.VertexBuffer(np.zeros((4, 2), np.float32))
        self._where = gloo.VertexBuffer(np.zeros((4, 2), np.float32))
        self._program = gloo.Program(VERTEX, FRAGMENT)
        self._program["a_local"], self._program["a_texture"] = self._local, self._where
        self._texture: gloo.Texture2D | None = None

    def put(self, frame: Frame) -> None:
        pixels = np.ascontiguousarray(frame.rgba)
        if self._texture is None or self._texture.shape != pixels.shape:
            self._texture = gloo.Texture2D(pixels, interpolation="linear", wrapping="clamp_to_edge")
            self._program["u_picture"] = self._texture
        else:
            self._texture.set_data(pixels)
        corners = quad(frame)
        self._local.set_data(np.ascontiguousarray(corners[:, :2]))
        self._where.set_data(np.ascontiguousarray(corners[:, 2:]))
        self.frame = frame

    def draw(self, view: View, size: Size, ground: tuple[float, ...]) -> None:
        """Where the frame is transparent, a chequered ground shows."""
        if self.frame is None or self._texture is None:
            return
        where = place(self.frame, view, size)
        self._program["u_matrix"] = where.matrix.T.ravel()
        self._program["u_shift"] = where.shift
        self._program["u_ground"] = ground
        wanted = "nearest" if where.exact else "linear"
        if self._texture.interpolation != wanted:
            self._texture.interpolation = wanted
        self._program.draw("triangle_strip")


class FieldCanvas:
    """The picture on screen. `widget` is what goes into a layout; mouse events pass through it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        app.use_app("pyside6")
        # dpi is for vispy's text, which is not used; left out, two programs would be asked for it.
        self._canvas = app.Canvas(
            keys=None, show=False, parent=parent, vsync=True, dpi=96,
            config={"samples": 0, "depth_size": 0},
        )  # fmt: skip
        self.widget: QWidget = self._canvas.native
        self.widget.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._background = (0.07, 0.07, 0.07, 1.0)
        self._view = HOME
        self._full, self._coarse = _Layer(), _Layer()
        self._outdated = True
        self.drawn = 0  # how many times the screen was painted
        self._canvas.events.draw.connect(self._draw)
        self._canvas.events.initialize.connect(self._renew)

    @property
    def size(self) -> Size:
        """The screen in its own (physical) pixels."""
        w, h = self._canvas.physical_size
        return max(1, int(w)), max(1, int(h))

    def set_background(self, rgb: tuple[float, float, float]) -> None:
        """The colour around a picture that does not fill the screen; each part 0..1."""
        self._background = (*rgb, 1.0)
        self._canvas.update()

    def set_view(self, view: View) -> None:
        """Show this part of the plane. What is drawn already moves there at once."""
        if view != self._view:
            self._view = view
            self._canvas.update()

    def outdate(self) -> None:
        """The artwork changed: the next frame covers everything drawn before."""
        self._outdated = True

    def show(self, frame: Frame) -> None:
        """Show a frame at its own place: a complete one replaces all, a coarse one lies beside."""
        whole = frame.rect == (0, 0, *frame.size)
        if frame.stride == 1 and whole:
            self._full.put(frame)
            self._coarse.frame = None
        else:
            if self._outdated and whole:
                self._full.frame = None
            self._coarse.put(frame)
        self._outdated = False
        self._canvas.update()

    def close(self) -> None:
        """Free what is on the graphics card."""
        self._canvas.events.draw.disconnect(self._draw)
        self._canvas.events.initialize.disconnect(self._renew)
        self._canvas.close()

    def _renew(self, _: object) -> None:
        """There is another context than before: what lay on the card is gone, and is put there anew."""
        if not self.drawn:
            return
        self._canvas.context.glir.clear()  # commands to things that are gone
        self._canvas.context.shared.parser = GlirParser()
        kept = self._full.frame, self._coarse.frame
        self._full, self._coarse = _Layer(), _Layer()
        for layer, frame in zip((self._full, self._coarse), kept, strict=True):
            if frame is not None:
                layer.put(frame)

    def _layers(self) -> list[_Layer]:
        layers = [layer for layer in (self._full, self._coarse) if layer.frame is not None]
        return sorted(layers, key=lambda layer: fineness(layer.frame), reverse=True)

    def _draw(self, _: object) -> None:
        gloo.set_viewport(0, 0, *self.size)
        gloo.set_state(depth_test=False, blend=False, cull_face=False)
        gloo.clear(self._background)
        for layer in self._layers():
            layer.draw(self._view, self.size, self._background[:3])
        self.drawn += 1
