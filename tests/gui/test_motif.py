"""Wallpaper groups as pictures: each its own, and each with the symmetry that it names."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QTransform

from canvas_app.core.wallpaper import GROUPS
from canvas_app.gui.panels.space import SpacePanel
from canvas_app.gui.theme import Theme
from canvas_app.gui.widgets.motif import flags, group_icon

AREA = QRectF(0, 0, 200, 200)
MIRRORED = {"pm", "pg", "cm", "pmm", "pmg", "pgg", "cmm", "p4m", "p4g", "p3m1", "p31m", "p6m"}


def picture(group: str) -> bytes:
    image = group_icon(Theme(), group).pixmap(96, 96).toImage()
    return bytes(image.constBits())


def test_no_two_groups_look_alike(qapp):
    """Seventeen groups, seventeen pictures."""
    assert len({picture(group) for group in GROUPS}) == 17


@pytest.mark.parametrize("group", GROUPS)
def test_flags_are_mirrored_where_the_group_has_mirrors_or_glides(group):
    """Only these groups turn the hand of a flag round."""
    assert (group in MIRRORED) == any(mirrored for _, mirrored in flags(group, AREA))


@pytest.mark.parametrize(("group", "turn"), [("p2", 180), ("p4", 90), ("p3", 120), ("p6", 60)])
def test_turning_the_picture_gives_it_again(group, turn):
    """About a corner of a cell, flags lie where flags lay."""
    x, y = (50, 150) if group in ("p2", "p4") else (100, 100)
    about = QTransform().translate(x, y).rotate(turn).translate(-x, -y)
    every = [_middle(flag) for flag, _ in flags(group, AREA)]
    reach = 40 if group in ("p2", "p4") else 70
    near = [m for m in every if abs(m[0] - x) < reach and abs(m[1] - y) < reach]
    assert len(near) >= 360 / turn
    for middle in near:
        turned = about.map(*middle)
        assert any(_close(turned, other) for other in every), middle


def test_the_choice_shows_them(studio):
    """In the Space panel each group stands with its picture."""
    studio.window.docks["space"].raise_()
    combo = studio.window.findChild(SpacePanel, "space").group.combo
    assert not any(combo.itemIcon(k).isNull() for k in range(17))
    combo.showPopup()
    assert combo.view().iconSize().width() == 44
    combo.hidePopup()


def _middle(flag) -> tuple[float, float]:
    points = flag.toList()
    return sum(p.x() for p in points) / 3, sum(p.y() for p in points) / 3


def _close(a: tuple[float, float], b: tuple[float, float]) -> bool:
    return abs(a[0] - b[0]) < 1 and abs(a[1] - b[1]) < 1
