"""The shipped pictures show what the presets are, all of them and nothing else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from canvas_app.core.shipped import shipped
from canvas_app.io.load import load
from canvas_app.io.presets import preset_files, volume_files
from canvas_app.session import ready_made
from canvas_app.session.curtain import Curtain
from canvas_app.session.gallery import Thumbs
from canvas_app.session.prefs import Prefs

PRESETS = preset_files()


def test_each_preset_has_one_and_no_other_is_shipped() -> None:
    """Else: run packaging/ready_made.py."""
    works = (*PRESETS.values(), *volume_files().values())
    wanted = {ready_made.place(load(p).artwork, "thumbnail") for p in works}
    wanted.add(ready_made.place(load(PRESETS[Prefs().start]).artwork, "start"))
    assert set((shipped("resources") / "ready-made").iterdir()) == wanted


@pytest.mark.parametrize("name", list(PRESETS)[::12])
def test_it_is_the_picture_the_engine_draws(name: str, tmp_path: Path) -> None:
    artwork = load(PRESETS[name]).artwork
    shown = Thumbs(tmp_path).kept(artwork)
    assert shown is not None
    drawn = Thumbs(tmp_path).drawn(artwork)
    assert np.abs(shown.astype(float) - drawn).mean() < 12


def test_a_changed_preset_does_not_show_the_old_picture(tmp_path: Path) -> None:
    artwork = load(PRESETS[Prefs().start]).artwork
    assert Curtain(artwork, tmp_path).frame() is not None
    assert Curtain(artwork.with_field(width=9), tmp_path).frame() is None
    assert Thumbs(tmp_path).kept(artwork.with_field(width=9)) is None
