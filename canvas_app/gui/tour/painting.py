"""Painting: steps that choose who paints the picture, and go deeper than plain numbers reach."""

from __future__ import annotations

from PySide6.QtTest import QTest

from .hands import Hands, difference

DEEP = 1e9
SAMPLES = 8  # on the processor 64 a pixel take long; the way is the same


def act(h: Hands, name: str) -> None:
    """Choose an entry of a menu."""
    h.studio.window.actions_.by_id[name].trigger()
    QTest.qWait(20)


def tiles(h: Hands) -> str:
    """View > Renderer > Tiles: the engine paints, and the figures say so."""
    act(h, "renderer_tiles")
    if not h.studio.prefs.prefs.figures:
        act(h, "figures")
    h.settle()
    report = h.studio.viewport.report
    h.expect(report.renderer == "tiles", f"{report.renderer} paint: {report.why}")
    return f"{report.samples} samples a pixel, {report.milliseconds:.0f} ms each"


def shader(h: Hands) -> str:
    """View > Renderer > Shader: the same picture, painted by OpenGL."""
    h.settle()
    before = h.pixels()
    act(h, "renderer_shader")
    viewport = h.studio.viewport
    h.wait(lambda: viewport.report.renderer == "shader", f"the shader ({viewport.report.why})")
    h.settle()
    change = difference(before, h.pixels())
    h.expect(change < 2, f"shader and engine differ by {change:.2f} steps")
    return f"differs from the engine by {change:.3f} of 255; {viewport.report.milliseconds:.0f} ms"


def accumulation(h: Hands) -> str:
    """A picture at rest gathers samples; then nothing is drawn any more."""
    viewport = h.studio.viewport
    h.wait(lambda: viewport.report.samples >= SAMPLES, f"{SAMPLES} samples a pixel", 120)
    return f"{viewport.report.samples} samples a pixel while at rest"


def deep_zoom(h: Hands) -> str:
    """A thousand million times closer: still a picture, and the badge says in which numbers."""
    session = h.session
    x, y = session.view.x + 0.1234567, session.view.y + 0.0765432
    there = session.view.but(x=x, y=y, height=session.shown.reference.height / DEEP)
    session.jump(there)
    h.settle()
    badge = h.studio.window.status.precision.text()
    h.expect(badge != "float32", f"the badge says {badge} at {DEEP:.0e}")
    h.expect(h.pixels().std() > 0 or badge == "limit", "there is no picture")
    h.shot("deep")
    session.back()
    act(h, "renderer_auto")
    act(h, "figures")
    h.land()
    h.settle()
    return f"×{DEEP:.0e} in {badge}"
