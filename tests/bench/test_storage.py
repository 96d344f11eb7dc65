"""Where lifted numbers of a shader lie: every form measured with this machine's driver, and recorded."""

from __future__ import annotations

import pytest

from .record import keep
from .storage import NETWORKS, measured

pytestmark = pytest.mark.bench


def test_forms_of_storage(monkeypatch: pytest.MonkeyPatch) -> None:
    """512 x 512, compiled afresh: seconds to the first picture, milliseconds of a later one."""
    monkeypatch.setenv("MESA_SHADER_CACHE_DISABLE", "1")
    figures = measured(512)
    for network, forms in figures.items():
        told = {f: f"{taken.first:.2f} s, {1e3 * taken.later:.0f} ms" for f, taken in forms.items()}
        keep(f"Shader of {network}: first picture, later ones", **told)
    assert len(figures) == len(NETWORKS)
    assert {"constants", "uniforms", "block", "texture"} == next(iter(figures.values())).keys()
