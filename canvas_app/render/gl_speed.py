"""GlSpeed: samples a second of each family's shader. Run in a process of its own: drivers may crash it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

from canvas_app.core.errors import CanvasError
from canvas_app.core.view import Size
from canvas_app.engine.floor import measured_works
from canvas_app.engine.request import resolve

from .contexts import Context, opened
from .easel import Easel, Shot
from .gl import Gl
from .plates import Press

SIZE: Size = (512, 512)
_PATIENCE = 0.2


def gl_speed(context: Callable[[], Context] = opened) -> int:
    """Print JSON lines: the renderer, then for each family its rate or why it has none. 0 with OpenGL."""
    try:
        gl = Gl(context())
    except CanvasError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    _tell(renderer=gl.renderer)
    press, easel = Press(), Easel(gl)
    for family, work in measured_works().items():
        try:
            request = resolve(work, None, SIZE)
            shot = Shot(request, press.plates(work, gl.limits), None, _PATIENCE)
            _tell(family=family, rate=easel.prepare(shot))
        except CanvasError as error:
            _tell(family=family, why=error.message)
    easel.close()
    return 0


def _tell(**facts: object) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()
