"""Welcome, recovery, safety copies and bad days, at the real widgets."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from turns import artwork
from windows import opened

from canvas_app.core.view import View
from canvas_app.gui.app import Studio
from canvas_app.gui.recovery_card import ended_text
from canvas_app.gui.walk import STOPS
from canvas_app.io.load import save
from canvas_app.session.autosave import COPIES, Autosave
from canvas_app.session.gallery import Thumbs
from canvas_app.session.running import Running, state_folder
from canvas_app.session.session import Session

LEFT = Qt.MouseButton.LeftButton


def left_behind(studio: Studio, width: int = 9, title: str = "Lost one") -> Path:
    """What a killed window leaves: a copy nobody holds."""
    running = Running.start(state_folder() / "running")
    session = Session(artwork(1, title=title))
    session.edit("Width", lambda a: a.with_field(width=width))
    session.view = View(x=0.3, height=0.7)
    autosave = Autosave(session, running, studio.main_thread.post)
    autosave.now()
    autosave.close(clean=False)
    return running.folder


def drop(studio: Studio, files: list[Path]) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(f)) for f in files])
    at, copy, none = QPointF(50, 50), Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(studio.host, QDragEnterEvent(at.toPoint(), copy, data, LEFT, none))
    QApplication.sendEvent(studio.host, QDropEvent(at, copy, data, LEFT, none))


def notices(studio: Studio) -> list:
    heard: list = []
    studio.session.notice.connect(heard.append)
    studio.heard = heard  # type: ignore[attr-defined]
    return heard


# Welcome


def test_the_first_start_shows_the_card_and_seeing_it_is_not_using_it(studio, qtbot):
    studio.greet()
    card = studio.greeting.welcome
    assert card.isVisible()
    qtbot.waitUntil(lambda: len(card.keys) == 4, timeout=20_000)
    assert not studio.prefs.prefs.seen
    QTest.keyClick(card.random, Qt.Key.Key_Escape)
    assert studio.prefs.prefs.seen
    assert studio.greeting.welcome is None or not studio.greeting.welcome.isVisible()


def test_a_click_beside_the_card_closes_it(studio):
    studio.greet()
    card = studio.greeting.welcome
    QTest.mouseClick(studio.host, LEFT, pos=studio.host.rect().topLeft())
    assert not card.isVisible()


def test_the_tick_decides_whether_it_comes_again(studio):
    studio.greet()
    studio.greeting.welcome.again.click()
    studio.greeting.welcome.dismiss()
    assert not studio.prefs.prefs.welcome
    studio.greet()
    assert studio.greeting.welcome is None or not studio.greeting.welcome.isVisible()
    studio.window.actions_.by_id["welcome"].trigger()
    assert studio.greeting.welcome.isVisible()
    studio.greeting.welcome.dismiss()


def test_a_preset_of_the_card_opens(studio, qtbot):
    studio.greet()
    card = studio.greeting.welcome
    qtbot.waitUntil(lambda: len(card.keys) == 4, timeout=20_000)
    key = next(k for k in card.keys if k.accessibleName() == "Cedar")
    QTest.mouseClick(key, LEFT)
    assert studio.session.artwork.title == "Cedar"
    assert studio.prefs.prefs.seen


def test_random_on_the_card_draws(studio, qtbot):
    studio.greet()
    old = studio.session.artwork
    QTest.mouseClick(studio.greeting.welcome.random, LEFT)
    qtbot.waitUntil(lambda: studio.session.artwork != old, timeout=60_000)


def test_a_start_with_a_file_is_not_greeted(studio):
    studio.greet(quiet=True)
    assert studio.greeting.welcome is None


@pytest.mark.parametrize("size", [(400, 300), (700, 500), (2000, 1200)])
def test_the_card_fits_any_window(studio, qtbot, size):
    studio.window.toggle_panels()
    studio.window.resize(*size)
    QTest.qWait(20)
    studio.greet()
    card = studio.greeting.welcome
    room = studio.host.rect()
    assert card.width() - 40 <= room.width()
    assert card.height() - 40 <= room.height()
    card.dismiss()


def test_the_walk_goes_through_the_window(studio):
    studio.window.actions_.by_id["walk"].trigger()
    walk = studio.greeting.walk
    seen = 0
    while walk.running:
        assert studio.window.rect().intersects(walk.card.geometry())
        walk.next()
        seen += 1
    assert 3 <= seen <= len(STOPS)


# Drift


def test_the_picture_drifts_on_the_first_start_until_a_touch(studio, qtbot):
    studio.session.open(artwork(3, latent=(0.1, 0.2, 0.3)), label="With a latent")
    studio.greet()
    given, steps = studio.session.artwork, studio.session.history.at
    qtbot.waitUntil(lambda: studio.session.shown.latent != given.latent, timeout=60_000)
    QTest.mouseClick(studio.host, LEFT)
    qtbot.waitUntil(lambda: not studio.greeting.drift.moving, timeout=20_000)
    assert studio.session.shown == given
    assert studio.session.history.at == steps, "nothing to undo"


def test_a_work_that_is_opened_without_a_touch_ends_the_drift(studio, qtbot):
    studio.session.open(artwork(3, latent=(0.1, 0.2, 0.3)), label="With a latent")
    studio.greet()
    given = studio.session.artwork
    qtbot.waitUntil(lambda: studio.session.shown.latent != given.latent, timeout=60_000)
    studio.session.open(artwork(4), label="Dropped")
    qtbot.waitUntil(lambda: not studio.greeting.drift.moving, timeout=20_000)
    assert studio.session.shown == studio.session.artwork


@pytest.mark.parametrize("change", [{"reduce_motion": True}, {"seen": True}])
def test_nothing_drifts_when_motion_is_unwanted_or_known(studio, qtbot, change):
    studio.session.open(artwork(3, latent=(0.1, 0.2)), label="With a latent")
    studio.prefs.change(studio.prefs.prefs.but(**change))
    studio.greet()
    QTest.qWait(300)
    assert not studio.greeting.drift.moving
    assert studio.session.shown == studio.session.artwork


# Recovery


def test_what_a_dead_window_left_is_offered_and_opens(studio, qtbot):
    folder = left_behind(studio)
    studio.greet()
    card = studio.greeting.recovery
    assert studio.greeting.welcome is None
    assert "closed unexpectedly at" in card.title.text()
    assert "“Lost one” was saved" in card.words.text()
    assert not card.isModal()
    qtbot.waitUntil(lambda: card.picture.filled, timeout=60_000)
    card.open()
    assert studio.session.artwork.field.width == 9
    assert studio.session.view == View(x=0.3, height=0.7)
    assert studio.session.modified
    assert not folder.exists()


def test_discarding_one_offers_the_next(studio):
    left_behind(studio, 9, "Older")
    left_behind(studio, 10, "Newer")
    studio.greet()
    assert studio.greeting.recovery.found.artwork.title == "Newer"
    studio.greeting.recovery.discard()
    assert studio.greeting.recovery.found.artwork.title == "Older"
    studio.greeting.recovery.discard()
    assert studio.greeting.recovery is None


def test_no_answer_keeps_it_for_the_next_start(studio):
    folder = left_behind(studio)
    studio.greet()
    studio.greeting.close()
    claimed = Running.claim(folder)
    assert claimed is not None
    assert (folder / COPIES[0]).exists()
    claimed.remove()


def test_our_own_copy_is_written_and_goes_with_a_clean_exit(tmp_path, monkeypatch, qtbot):
    with opened(tmp_path, monkeypatch) as studio:
        studio.session.edit("Width", lambda a: a.with_field(width=9))
        studio.guard.autosave.tick()
        copies = state_folder() / "running"
        qtbot.waitUntil(lambda: len(list(copies.glob("*/work.json"))) == 1)
        kept = json.loads(next(copies.glob("*/work.json")).read_text())
        assert kept["recipe"]["field"]["width"] == 9
    assert list(copies.iterdir()) == []


def test_an_export_is_preceded_by_a_copy(studio, qtbot):
    studio.session.edit("Width", lambda a: a.with_field(width=9))
    job = studio.lanes.files.start("Exporting", iter_once())
    studio.session.follow(job)
    copies = state_folder() / "running"
    qtbot.waitUntil(lambda: len(list(copies.glob("*/work.json"))) == 1)


def iter_once():
    yield 0


def test_the_day_is_told_when_it_was_another():
    from datetime import datetime

    at = datetime(2030, 5, 4, 14, 2)
    assert ended_text(at.timestamp(), at) == "Canvas closed unexpectedly at 14:02"
    later = datetime(2030, 5, 6, 9, 0)
    assert ended_text(at.timestamp(), later) == "Canvas closed unexpectedly on 4 May at 14:02"


# Bad days


def test_twenty_files_at_once(studio, qtbot, tmp_path):
    heard = notices(studio)
    files = [save(tmp_path / f"{k}.json", artwork(k + 5)) for k in range(20)]
    drop(studio, files)
    qtbot.waitUntil(lambda: studio.session.artwork == artwork(5), timeout=20_000)
    qtbot.waitUntil(lambda: len(heard) == 1)
    assert heard[0].title == "Opened 0.json"
    assert heard[0].body == "19 other files were left alone."


WRONG = {
    "empty.json": b"",
    "half.json": b'{"canvas": 1, "field"',
    "list.json": b"[1, 2, 3]",
    "newer.json": b'{"canvas": 99, "field": {"family": "cppn"}}',
    "unknown.json": b'{"canvas": 1, "field": {"family": "nothing"}}',
    "binary.json": bytes(range(256)) * 40,
    "noise.png": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "cut.jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "text.txt": b"Dear diary",
    "name.exe": b"MZ\x90\x00",
}


@pytest.mark.parametrize("name", [*WRONG, "a folder", "gone.json"])
def test_wrong_files_are_refused_in_one_line_and_change_nothing(studio, qtbot, tmp_path, name):
    heard, before = notices(studio), studio.session.artwork
    path = tmp_path / name
    if name in WRONG:
        path.write_bytes(WRONG[name])
    elif name == "a folder":
        path.mkdir()
    drop(studio, [path])
    qtbot.waitUntil(lambda: len(heard) == 1, timeout=20_000)
    assert heard[0].tier == "error"
    verb = "read" if Path(name).suffix in (".png", ".jpg") else "open"  # pictures can be learned
    assert heard[0].title == f"Couldn’t {verb} {name}"
    assert heard[0].body
    assert "Traceback" not in heard[0].body
    assert studio.session.artwork == before


def test_a_renderer_that_raises_leaves_the_last_good_picture(studio, qtbot):
    heard = notices(studio)
    qtbot.waitUntil(lambda: studio.viewport.complete, timeout=60_000)
    good, draw = studio.viewport.last, studio.viewport._draw

    def broken(request, last):
        raise ValueError("a broken renderer")
        yield

    studio.viewport._draw = broken
    for width in (9, 10, 11):
        studio.session.edit("Width", lambda a, w=width: a.with_field(width=w))
        QTest.qWait(60)
    assert studio.viewport.last is good
    assert [n.title for n in heard] == ["Couldn’t draw this field"]
    studio.viewport._draw = draw
    studio.session.undo()
    qtbot.waitUntil(lambda: studio.viewport.complete, timeout=60_000)
    assert studio.viewport.last is not good


def test_damaged_thumbnails_are_drawn_again(tmp_path):
    thumbs = Thumbs(tmp_path, side=24)
    thumbs.made(artwork(2))
    [file] = tmp_path.rglob("*.png")
    file.write_bytes(b"not a picture")
    assert thumbs.kept(artwork(2)) is None
    thumbs.made(artwork(2))
    assert thumbs.kept(artwork(2)).shape == (24, 24, 3)


def test_recent_files_that_are_gone_are_grey_and_say_so(studio, qtbot, tmp_path):
    files = [save(tmp_path / f"{k}.json", artwork(k)) for k in range(10)]
    prefs = studio.prefs.prefs
    for path in files:
        prefs = prefs.visited(path)
    studio.desk.remember(prefs)
    files[9].unlink()
    menu = studio.window.findChild(QMenu, "menu-recent")
    menu.aboutToShow.emit()
    rows = [a for a in menu.actions() if ".json" in a.text()]
    assert len(rows) == 8
    assert (rows[0].isEnabled(), rows[1].isEnabled()) == (False, True)
    assert "missing" in rows[0].text()
    rows[1].trigger()
    qtbot.waitUntil(lambda: studio.session.path == files[8], timeout=20_000)
