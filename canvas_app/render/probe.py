"""Probe: which OpenGL the window would get. Run in a process of its own: drivers may crash it."""

from __future__ import annotations

import json
import sys

from PySide6.QtGui import QGuiApplication, QOffscreenSurface, QOpenGLContext

_RENDERER, _VERSION = 0x1F01, 0x1F02


def probe() -> int:
    """Print the renderer and its version as JSON; 0 when there is one."""
    application = QGuiApplication.instance() or QGuiApplication(sys.argv[:1])
    context, surface = QOpenGLContext(), QOffscreenSurface()
    surface.create()
    if not (context.create() and context.makeCurrent(surface)):
        sys.stderr.write("no OpenGL context could be made\n")
        return 1
    functions = context.functions()
    answer = {
        "renderer": functions.glGetString(_RENDERER),
        "version": functions.glGetString(_VERSION),
    }
    sys.stdout.write(json.dumps(answer) + "\n")
    context.doneCurrent()
    del application
    return 0
