"""Forms: a row for every knob of every spec; showing is quiet and quick; nothing is built twice."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from canvas_app.core import inputs, look, space
from canvas_app.core.look import Kintsugi, Riso
from canvas_app.core.space import Comb, CombStroke, Warp
from canvas_app.core.spec import knobs, members
from canvas_app.engine.families.cppn import Cppn
from canvas_app.engine.family import FAMILIES
from canvas_app.gui.forms import Form, FormSlot, Group
from canvas_app.gui.theme import Theme

KINDS = [
    *FAMILIES.values(), *members(space.Space).values(), *members(inputs.Input).values(),
    *members(look.Head).values(), look.Levels, look.Relief, look.Finish, look.Ink,
]  # fmt: skip
# A graph is imported; a palette has an editor of its own.
CELLED = ("SirenCells", "LocalGlobal", "Incode", "LocalGlobalIncode")
ON_THE_PICTURE = ("frame", "gone", "trim")  # the tools of cells set them there
NO_ROW = {("Graph", "edges"), ("Kintsugi", "gold")} | {
    (kind, name) for kind in CELLED for name in ON_THE_PICTURE
}


def made(qtbot, kind, groups=None) -> Form:
    form = Form(Theme(), kind, "part", groups)
    qtbot.addWidget(form)
    return form


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.__name__)
def test_every_knob_has_a_row_and_showing_says_nothing(qtbot, kind):
    form = made(qtbot, kind)
    said = []
    form.changed.connect(lambda *what: said.append(what))
    form.settled.connect(lambda: said.append("settled"))
    form.show_spec(kind())
    form.show_locks(lambda _: True)
    form.show_locks(lambda _: False)
    shown = {k.name for k in knobs(kind) if (kind.__name__, k.name) not in NO_ROW}
    assert set(form.rows) == shown
    assert said == []
    for name, row in form.rows.items():
        assert row.value == getattr(kind(), name)
        assert row.name.text()
        assert not row.dot.on


def test_a_hand_is_told_with_its_path(qtbot):
    form = made(qtbot, Warp)
    said = []
    form.changed.connect(lambda *what: said.append(what))
    form.show_spec(Warp())
    form.path = "space.3"
    form.rows["times"].number.setText("4")
    form.rows["times"].number.setModified(True)
    form.rows["times"].number.commit()
    assert said == [("space.3.times", 4, False)]


def test_knobs_that_do_not_matter_are_disabled_and_say_why(qtbot):
    form = made(qtbot, Cppn)
    form.show_spec(Cppn())
    assert not form.rows["chaos"].number.isEnabled()
    assert "Init is Preserving" in form.rows["chaos"].name.toolTip()
    assert form.rows["bias"].number.isEnabled()
    form.show_spec(Cppn(init="preserving"))
    assert form.rows["chaos"].number.isEnabled()
    form.show_spec(Cppn(init="normal"))
    assert not form.rows["bias"].number.isEnabled()
    form.show_fixed("Fixed while fitting")
    form.show_fixed("")
    assert form.rows["std"].number.isEnabled()
    assert not form.rows["chaos"].number.isEnabled()


def test_sections_fold_roll_and_say_what_they_hold(qtbot):
    form = made(
        qtbot, Cppn, [Group("Network", ("width", "depth")), Group("Out", ("final",), False)]
    )
    form.show()
    said = []
    form.rolled.connect(lambda *what: said.append(what))
    form.show_spec(Cppn(final="tanh"))
    network, out = form.sections["Network"], form.sections["Out"]
    assert network.opened
    assert not out.opened
    assert out.summary.text() == "1 changed"
    QTest.mouseClick(out.head, Qt.MouseButton.LeftButton)
    assert out.opened
    network.dice.click()
    assert said == [(["part.width", "part.depth"], False)]


def test_parts_inside_a_spec_are_edited_as_one_value(qtbot):
    form = made(qtbot, Comb)
    said = []
    form.changed.connect(lambda *what: said.append(what))
    form.show_spec(Comb(strokes=(CombStroke(), CombStroke(amount=0.5))))
    row = form.rows["strokes"]
    row.parts[1]["amount"].take(0.25)
    assert said[-1][:2] == ("part.strokes", (CombStroke(), CombStroke(amount=0.25)))
    row.more.click()
    assert len(said[-1][1]) == 3
    row.fewer.click()
    row.fewer.click()
    assert said[-1][1] == (CombStroke(),)
    assert not row.fewer.isEnabled()


def test_inks_have_swatches(qtbot):
    form = made(qtbot, Riso)
    form.show_spec(Riso())
    assert form.rows["paper"].swatch.colour == "#f6efe2"
    assert form.rows["inks"].parts[0]["colour"].line.text() == "#2147a0"


def test_showing_a_value_is_quick_and_rebuilds_nothing(qtbot):
    slot = FormSlot(Theme(), lambda _: None)
    qtbot.addWidget(slot)
    slot.show()
    form = slot.show_spec(Cppn(), "field")
    rows = dict(form.rows)
    specs = [Cppn(width=8 + k % 50, bias=k / 100) for k in range(100)]
    start = time.perf_counter()
    for spec in specs:
        assert slot.show_spec(spec, "field") is form
    took = (time.perf_counter() - start) / len(specs)
    assert form.rows == rows
    assert took < 0.004
    other = slot.show_spec(Kintsugi(), "look.head")
    assert other is not form
    assert not form.isVisible()
    assert slot.show_spec(Cppn(), "field") is form
