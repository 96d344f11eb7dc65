"""The menu of a gallery card, by its actions."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication

from canvas_app.gui.card_menu import card_menu, delete
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
    assert did == ["open", "star", "again"]
    assert not card.path.exists()
    delete(studio.desk, Card(tmp_path / "gone.json", "Gone"), lambda: did.append("never"))
    assert "could not be deleted" in studio.toasts.shown[-1].notice.title
    assert "never" not in did
    studio.toasts.clear()
    menu.deleteLater()
