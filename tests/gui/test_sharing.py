"""Copy and paste with the real actions and the real clipboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from turns import artwork
from windows import opened

from canvas_app.core.look import Look
from canvas_app.core.palette import palette
from canvas_app.core.view import View
from canvas_app.io.recipe import from_text, to_text

OTHER = artwork(7, title="Other", look=Look(palette=palette("Linen")), home=View(x=0.4, height=1.0))


@pytest.fixture
def run(studio):
    return {name: action.trigger for name, action in studio.window.actions_.by_id.items()}


def clip(text: str) -> None:
    QGuiApplication.clipboard().setText(text)


def test_what_is_copied_comes_back_with_its_view(studio, run, qtbot):
    studio.session.view = studio.session.view.but(x=0.3, height=0.5)
    given = studio.session.artwork
    run["copy"]()
    text = QGuiApplication.clipboard().text()
    assert from_text(text).home == studio.session.view
    studio.session.open(OTHER, label="Other")
    run["paste"]()
    qtbot.waitUntil(lambda: studio.session.artwork.title == given.title, timeout=20_000)
    assert studio.session.view.height == 0.5
    studio.session.undo()
    assert studio.session.artwork == OTHER
    studio.toasts.clear()


@pytest.mark.parametrize("form", ["path", "quoted", "address", "file"])
def test_a_file_can_be_pasted_in_any_form(studio, run, qtbot, tmp_path, form):
    path = tmp_path / "of mine.json"
    path.write_text(to_text(OTHER))
    url = QUrl.fromLocalFile(str(path))
    if form == "file":
        data = QMimeData()
        data.setUrls([url])
        QGuiApplication.clipboard().setMimeData(data)
    else:
        clip({"path": str(path), "quoted": f'"{path}"', "address": url.toString()}[form])
    run["paste"]()
    qtbot.waitUntil(lambda: studio.session.artwork == OTHER, timeout=20_000)


def test_only_a_part(studio, run, qtbot):
    before = studio.session.artwork
    clip(to_text(OTHER))
    run["paste_colour"]()
    qtbot.waitUntil(lambda: studio.session.artwork.look == OTHER.look, timeout=20_000)
    assert studio.session.artwork.field == before.field
    run["paste_view"]()
    qtbot.waitUntil(lambda: studio.session.view == OTHER.home, timeout=20_000)
    assert studio.session.history.undo_label == "Paste colour"
    studio.session.undo()
    run["paste_field"]()
    qtbot.waitUntil(lambda: studio.session.artwork.field == OTHER.field, timeout=20_000)
    assert studio.session.artwork.look == before.look


@pytest.mark.parametrize("text", ["", "hello", "{", "https://example.org/x.json", '{"canvas": 1}'])
def test_what_is_no_recipe_is_said_and_changes_nothing(studio, run, qtbot, text):
    before = studio.session.artwork
    clip(text)
    run["paste"]()
    qtbot.waitUntil(lambda: bool(studio.toasts.shown), timeout=20_000)
    assert studio.session.artwork == before
    studio.toasts.clear()


def test_a_picture_without_a_file_is_explained(studio, run):
    QGuiApplication.clipboard().setImage(QImage(4, 4, QImage.Format.Format_RGB888))
    run["paste"]()
    assert "carries no parameters" in studio.toasts.shown[-1].notice.title
    studio.toasts.clear()


def test_the_picture_is_copied_at_the_size_of_the_window(studio, run, qtbot):
    clip("")
    run["copy_image"]()
    qtbot.waitUntil(lambda: not QGuiApplication.clipboard().image().isNull(), timeout=60_000)
    image = QGuiApplication.clipboard().image()
    assert (image.width(), image.height()) == studio.host.pixels
    studio.toasts.clear()


def test_undo_survives_a_restart(qtbot, tmp_path, monkeypatch):
    with opened(tmp_path / "a", monkeypatch) as studio:
        for width in (9, 10):
            studio.session.edit(f"Width {width}", lambda a, w=width: a.with_field(width=w))
        kept = studio.session.artwork
    with opened(tmp_path / "b", monkeypatch) as studio:
        QTest.qWait(10)
        qtbot.waitUntil(lambda: studio.past._file.last is not None, timeout=20_000)
        studio.window.actions_.by_id["reopen"].trigger()
        assert studio.session.artwork == kept
        studio.session.undo()
        assert studio.session.artwork.field.width == 9
        studio.window.actions_.by_id["reopen"].trigger()
        assert "No earlier session" in studio.toasts.shown[-1].notice.title
        studio.toasts.clear()
