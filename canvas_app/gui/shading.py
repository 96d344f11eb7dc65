"""Shading: which shader may stand in for the tiles, made off the main thread when it is first wanted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QApplication

from canvas_app.render.canvas2d import NO_GL
from canvas_app.session.renderers import Shader


def shader() -> Callable[[], Shader] | None:
    """What makes the shader of this window; nothing where the display has no OpenGL."""
    return None if QApplication.platformName() in NO_GL else _made


def _made() -> Shader:
    from canvas_app.render.live import ShaderPainter

    return ShaderPainter()
