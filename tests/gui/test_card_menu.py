"""The menu of a gallery card, by its actions."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from canvas_app.gui.card_menu import card_menu, delete
from canvas_app.io.load import save
from canvas_app.io.recipe import from_text
from canvas_app.session.gallery import Card


def test_every_entry_does_what_it_says(studio, qtbot, tmp_path):
    panel = studio.window.docks["gallery"].widget()
    qtbot.waitUntil(lambda: panel.count() == 4, timeout=20_000)
    card, did = panel.card(0), []
    menu = card_menu(
        studio.desk, card, panel, own=True, starred=False,
        open_=lambda: did.append("open"), star=lambda: did.append("star"),
        again=lambda: did.append("again"),
    )  # fmt: skip
    by_text = {a.text(): a for a in menu.actions()}
    by_text["Open"].trigger()
    by_text["Star"].trigger()
    by_text["Copy Recipe"].trigger()
    assert from_text(QGuiApplication.clipboard().text()) == card.artwork
    assert not by_text["Use as Start"].isEnabled()
    by_text["Delete"].trigger()
    qtbot.waitUntil(lambda: did == ["open", "star", "again"])
    assert not card.path.exists()
    delete(studio.desk, Card(tmp_path / "gone.json", "Gone"), lambda: did.append("never"))
    qtbot.waitUntil(lambda: "could not be deleted" in said(studio))
    assert "never" not in did
    studio.toasts.clear()
    menu.deleteLater()


def said(studio) -> str:
    return studio.toasts.shown[-1].notice.title if studio.toasts.shown else ""


def test_a_deleted_work_comes_back_by_the_key_of_its_notice(studio, qtbot):
    """Undo puts the file where it lay, and the gallery shows it again; a taken place is named."""
    mine = studio.desk.folder / "oak.json"
    mine.parent.mkdir(parents=True)
    save(mine, studio.session.artwork.but(title="Oak"))
    panel = studio.window.docks["gallery"].widget()
    panel.sources.button(1).click()
    qtbot.waitUntil(lambda: panel.count() == 1, timeout=20_000)
    again = lambda: panel.show_source(1)  # noqa: E731
    for taken in (False, True):
        delete(studio.desk, panel.card(0), again)
        qtbot.waitUntil(lambda: said(studio) == "Deleted Oak" and panel.count() == 0)
        if taken:
            mine.write_text("{}")
        key = studio.toasts.shown[-1].findChild(QPushButton, "toast-action")
        assert key.text() == "&Undo"
        assert key.focusPolicy() & Qt.FocusPolicy.TabFocus
        QTest.keyClick(key, Qt.Key.Key_Space)
        if taken:
            qtbot.waitUntil(lambda: "was not put back" in said(studio))
        else:
            qtbot.waitUntil(lambda: panel.count() == 1 and mine.exists())
            assert panel.title(0) == "Oak"
    studio.toasts.clear()
