"""The diagram of a graph field: drawn when opened, named under the pointer, saved by its menu."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea

from canvas_app.engine.families.graph import Graph
from canvas_app.gui.panels.field import FieldPanel


@pytest.fixture
def section(studio):
    studio.window.docks["field"].raise_()
    studio.session.edit("Graph", lambda a: a.but(field=Graph(nodes=9), weights=None))
    return studio.window.findChild(FieldPanel, "field").structure


def test_only_families_with_a_graph_have_one(studio, section):
    """The section is there for a graph and gone for others."""
    assert not section.isHidden()
    studio.session.undo()
    assert section.isHidden()


def test_it_is_drawn_when_it_is_opened_and_names_nodes(studio, section, qtbot):
    """Opened, it has nine nodes; the pointer over one of them means that one."""
    assert not section.diagram.accessibleDescription()
    QTest.mouseClick(section.head, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: section.diagram.accessibleDescription().startswith("9 nodes"))
    qtbot.waitUntil(section.diagram.isVisible)
    area = studio.window.findChild(FieldPanel, "field").findChild(QScrollArea)
    area.ensureWidgetVisible(section.diagram)
    for node in (0, 8):
        QTest.mouseMove(section.diagram, section.diagram.place(node).toPoint())
        qtbot.waitUntil(lambda node=node: section.diagram.node == node)
    before = section.diagram.grab().toImage()
    QApplication.sendEvent(section.diagram, QEvent(QEvent.Type.Leave))
    assert section.diagram.node is None
    assert before != section.diagram.grab().toImage()


@pytest.mark.parametrize(("entry", "start"), [(0, b"\x89PNG"), (1, b"<?xml")])
def test_the_menu_writes_files(studio, section, qtbot, tmp_path, entry, start):
    """A picture or GraphML, under the name that was chosen, with its ending."""
    studio.desk.asks.save = tmp_path / "net"
    menu = section.menu()
    menu.actions()[entry].trigger()
    path = tmp_path / ("net.png", "net.graphml")[entry]
    qtbot.waitUntil(path.exists)
    assert path.read_bytes().startswith(start)
    menu.deleteLater()
    qtbot.waitUntil(lambda: len(studio.toasts.shown) == 1)
    studio.toasts.clear()


def test_places_fill_the_room(section, qtbot):
    """The first node is at the left, the last layer at the right."""
    section.head.click()
    qtbot.waitUntil(lambda: bool(section.diagram.accessibleDescription()))
    section.diagram.resize(300, section.diagram.height())
    xs = [section.diagram.place(k).x() for k in range(9)]
    assert pytest.approx(min(xs)) == 16
    assert pytest.approx(max(xs)) == 284
