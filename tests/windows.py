"""A whole window for tests: presets, settings and answers of its own, taken down at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMainWindow
from turns import artwork

import canvas_app.io.finding
from canvas_app.core.artwork import About
from canvas_app.core.look import Look
from canvas_app.core.palette import shipped_palettes
from canvas_app.gui.app import Studio
from canvas_app.io.load import save
from canvas_app.session.gallery import Thumbs
from canvas_app.session.prefs import PrefsFile

PRESETS = ("alder", "birch", "cedar", "dogwood")


@dataclass
class Answers:
    """Answers every question as it was told to."""

    open: Path | None = None
    save: Path | None = None
    learn: Path | None = None
    keep: bool | None = False
    asked: list[str] = field(default_factory=list)

    def file_to_open(self, window: QMainWindow, folder: Path) -> Path | None:
        self.asked.append("open")
        return self.open

    def picture_to_fit(self, window: QMainWindow, folder: Path) -> Path | None:
        """What is to be learned."""
        self.asked.append("learn")
        return self.learn

    def file_to_save(self, window: QMainWindow, suggestion: Path) -> Path | None:
        self.asked.append("save")
        return self.save

    def other_to_open(
        self, window: QMainWindow, title: str, folder: Path, kinds: str
    ) -> Path | None:
        self.asked.append(title)
        return self.open

    def other_to_save(
        self, window: QMainWindow, title: str, suggestion: Path, kinds: str
    ) -> Path | None:
        self.asked.append(title)
        return self.save

    def keep_changes(self, window: QMainWindow, title: str) -> bool | None:
        self.asked.append("keep")
        return self.keep


def make_presets(folder: Path) -> Path:
    """Four small recipes."""
    folder.mkdir(parents=True)
    palettes = list(shipped_palettes().values())
    for seed, name in enumerate(PRESETS, 1):
        tags = ("wood", "even") if seed % 2 == 0 else ("wood",)
        work = artwork(seed, title=name.capitalize(), look=Look(palette=palettes[5 * seed]))
        save(folder / f"{name}.json", work.but(about=About(tags=tags)))
    return folder


@contextmanager
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, **given: object) -> Iterator[Studio]:
    """A studio over four presets."""
    folder = make_presets(tmp_path / "presets")
    monkeypatch.setattr(canvas_app.io.finding, "shipped", lambda _: folder)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    prefs = PrefsFile(tmp_path / "settings")
    prefs.change(prefs.prefs.but(start="birch", folder=str(tmp_path / "pictures")))
    studio = Studio(
        app, prefs=prefs, thumbs=Thumbs(tmp_path / "cache", side=32), asks=Answers(**given)
    )
    studio.window.complete()
    studio.window.resize(1000, 640)
    try:
        yield studio
    finally:
        studio.close()
