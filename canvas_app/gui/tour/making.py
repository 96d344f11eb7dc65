"""Making: steps of the tour that change the artwork in the panels on the right."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from canvas_app.core.spec import tag_of
from canvas_app.gui.panels.field import FieldPanel
from canvas_app.gui.panels.latent import LatentPanel
from canvas_app.gui.panels.look import LookPanel
from canvas_app.gui.panels.space import SpacePanel
from canvas_app.gui.widgets.knob_row import KnobRow

from .hands import Hands, NotSeen

FAMILY = "siren"


def family(h: Hands) -> str:
    """The list of families, opened with the mouse and walked with the keys."""
    h.tab("Field")
    panel = h.find(FieldPanel, "field")
    before, steps, old = h.pixels(), h.session.history.at, tag_of(h.session.artwork.field)
    combo, options = panel.family.combo, panel.family.options
    if combo is None:
        raise NotSeen("the families are no list")
    wanted = FAMILY if old != FAMILY else options[0]
    h.click(combo)
    h.wait(combo.view().isVisible, "the list of families", 5)
    h.shot("list")
    way = options.index(wanted) - options.index(old)
    for _ in range(abs(way)):
        QTest.keyClick(combo.view(), Qt.Key.Key_Down if way > 0 else Qt.Key.Key_Up)
    QTest.keyClick(combo.view(), Qt.Key.Key_Return)
    h.wait(lambda: tag_of(h.session.artwork.field) == wanted, "the other family", 5)
    h.expect(h.session.history.at == steps + 1, "it is not one step")
    h.expect_change(before)
    return f"{old} to {wanted}, one step of the history"


def slider(h: Hands) -> str:
    """A drag of a slider changes the picture live and is one step."""
    panel = h.find(FieldPanel, "field")
    name, row = _number(panel)
    h.reveal(row.slider)
    before, steps = h.pixels(), h.session.history.at
    was = getattr(h.session.artwork.field, name)
    seen: list[object] = []
    h.session.frame_ready.connect(seen.append)
    width, y = row.slider.width(), row.slider.height() // 2
    start = round(6 + row.scale.place(was) * (width - 12))
    end = width - 20 if start < width / 2 else 20
    h.draw(row.slider, QPoint(start, y), QPoint(end, y), 16)
    now = getattr(h.session.artwork.field, name)
    live = len(seen)
    h.session.frame_ready.disconnect(seen.append)
    h.expect(now != was, "the number did not change")
    h.expect(h.session.history.at == steps + 1, "the drag is not one step")
    h.expect_change(before, 0.2)
    return f"{row.title} {was:g} to {now:g}, {live} pictures during the drag, one step"


def _number(panel: FieldPanel) -> tuple[str, KnobRow]:
    """A number that changes the picture, by preference one that everyone understands."""
    rows = {n: r for n, r in panel.form.rows.items() if isinstance(r, KnobRow)}
    for name in ("omega_first", "omega", "gain", "bias", "width", *rows):
        if name in rows and rows[name].slider.isEnabled() and not rows[name].isHidden():
            return name, rows[name]
    raise NotSeen("there is no slider")


def symmetry(h: Hands) -> str:
    """A press on Fold repeats the picture in wedges."""
    h.tab("Space")
    panel = h.find(SpacePanel, "space")
    before, count = h.pixels(), len(h.session.artwork.space)
    group = panel.symmetry.group
    if group is None:
        raise NotSeen("the symmetries are no row of keys")
    names = list(panel.symmetry.options)
    wanted = "fold" if panel.symmetry.value != "fold" else "mirror"
    h.click(group.button(names.index(wanted)))
    h.wait(lambda: panel.symmetry.value == wanted, "the symmetry", 5)
    h.expect_change(before)
    return f"{wanted}: {count} transforms before, {len(h.session.artwork.space)} now"


def latent_pad(h: Hands) -> str:
    """A hand on the map walks through the latents; the walk is one step."""
    h.tab("Latent")
    panel = h.find(LatentPanel, "latent")
    if not h.session.artwork.latent:
        h.click(panel.start)
        h.wait(lambda: h.session.artwork.latent, "the latent", 5)
        h.settle()
    before, steps, was = h.pixels(), h.session.history.at, h.session.artwork.latent
    area = panel.pad.area
    start, end = (
        panel.pad.pixel(*panel.pad.at).toPoint(),
        area.topRight().toPoint() + QPoint(-30, 30),
    )
    h.draw(panel.pad, start, end)
    h.expect(h.session.artwork.latent != was, "the latent did not change")
    h.expect(h.session.history.at == steps + 1, "the walk is not one step")
    h.expect_change(before, 0.2)
    return f"to {panel.pad.at[0]:+.2f}, {panel.pad.at[1]:+.2f} of {len(was)} numbers, one step"


def palette(h: Hands) -> str:
    """The list of palettes tries what the hand is over and takes what is pressed."""
    h.tab("Look")
    panel = h.find(LookPanel, "look")
    h.reveal(panel.row.key)
    before, steps, old = h.pixels(), h.session.history.at, h.session.artwork.look.palette
    h.click(panel.row.key)
    popup = panel.row.popup
    h.wait(popup.isVisible, "the list of palettes", 5)
    shades = popup.list.swatches
    taken = next(
        k for k in range(20, len(shades.rows))
        if (p := shades.palette(shades.index(k, 0))) is not None and p.name != old.name
    )  # fmt: skip
    popup.list.scrollTo(shades.index(taken, 0))
    spot = popup.list.visualRect(shades.index(taken, 0)).center()
    port = popup.list.viewport()
    QTest.mouseMove(popup.windowHandle(), port.mapTo(popup, spot - QPoint(3, 2)), 10)
    QTest.mouseMove(popup.windowHandle(), port.mapTo(popup, spot), 10)
    h.wait(lambda: h.session.shown.look.palette.name != old.name, "the palette on trial", 10)
    h.expect(h.session.artwork.look.palette == old, "what is only tried was kept")
    h.shot("list")
    h.click(port, spot)
    h.wait(lambda: h.session.artwork.look.palette != old, "the palette", 5)
    h.expect(h.session.history.at == steps + 1, "it is not one step")
    h.expect_change(before)
    return f"{old.name} to {h.session.artwork.look.palette.name}, tried first"


def mutate_palette(h: Hands) -> str:
    """The mutation beside the palette nudges its colours."""
    panel = h.find(LookPanel, "look")
    h.reveal(panel.mutate)
    before, old = h.pixels(), h.session.artwork
    h.click(panel.mutate)
    h.wait(lambda: h.session.artwork != old, "the mutation", 5)
    new = h.session.artwork
    h.expect(new.with_look(palette=old.look.palette) == old, "more than the palette changed")
    change = h.expect_change(before, 0.05)
    return f"{len(new.look.palette.stops)} colours, the picture moved by {change:.1f} of 255"


__all__ = ["family", "latent_pad", "mutate_palette", "palette", "slider", "symmetry"]
