"""Pages and shaders that are too large to make, carry what was learned, or come back damaged."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.weights import Weights
from canvas_app.engine.families.cppn import Cppn
from canvas_app.engine.field import build
from canvas_app.io.exporter import ExportOptions, export
from canvas_app.io.load import load, save

SMALL = Artwork(field=Cppn(seed=3, width=5, depth=2), title="Small")
ENDINGS = (".html", ".glsl")


def written(path: Path, artwork: Artwork) -> Path:
    """A page or a shader of an artwork."""
    for _ in export(path, artwork, ExportOptions(size=(64, 36), device="cpu")):
        pass
    return path


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A small artwork as both."""
    folder = tmp_path_factory.mktemp("forms")
    return {e: written(folder / f"small{e}", SMALL).read_bytes() for e in ENDINGS}


def learned(artwork: Artwork) -> Artwork:
    """The same artwork with weights that no seed draws."""
    drawn = build(artwork, "cpu").parameters
    return artwork.but(weights=Weights({n: 0.5 * t.numpy() for n, t in drawn.items()}))


@pytest.mark.parametrize("ending", ENDINGS)
def test_learned_weights_travel_with_it(ending: str, tmp_path: Path) -> None:
    """Opened again, a fitted field is the fitted field."""
    artwork = learned(SMALL)
    again = load(written(tmp_path / f"fitted{ending}", artwork)).artwork
    assert again.weights == artwork.weights
    assert again.field == artwork.field


@pytest.mark.parametrize("ending", ENDINGS)
def test_weights_that_are_no_numbers_are_told(ending: str, tmp_path: Path) -> None:
    """A line for people, and no file."""
    good = learned(SMALL).weights
    assert good is not None
    bad = Weights({name: np.full_like(array, np.nan) for name, array in good.items()})
    with pytest.raises(CanvasError) as told:
        written(tmp_path / f"bad{ending}", SMALL.but(weights=bad))
    assert told.value.hint
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_field_too_large_for_a_shader(ending: str, tmp_path: Path) -> None:
    """On the command line: exit code 2, what is too large and what would help; nothing is written."""
    save(tmp_path / "large.json", Artwork(field=Cppn(width=1024, depth=3)))
    done = subprocess.run(
        [sys.executable, "-m", "canvas_app", "export", "large.json", "-o", f"large{ending}"],
        capture_output=True, text=True, timeout=120, cwd=tmp_path, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "too many for a shader" in done.stderr
    assert "narrower" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["large.json"]


@pytest.mark.parametrize("ending", ENDINGS)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    cut=st.integers(0, 9000),
    place=st.integers(0, 9000),
    put=st.binary(max_size=6),
    keep=st.booleans(),
)
def test_a_damaged_one_is_told_or_read(
    ending: str,
    forms: dict[str, bytes],
    tmp_path: Path,
    cut: int,
    place: int,
    put: bytes,
    keep: bool,
) -> None:
    """Cut off or overwritten anywhere: an artwork, or a fault for people; never anything else."""
    content = forms[ending]
    content = content[:place] + put + content[place + len(put) :] if keep else content[:cut] + put
    path = tmp_path / f"hurt{ending}"
    path.write_bytes(content)
    assert opened(path) in ("an artwork", "a fault for people")


def opened(path: Path) -> str:
    """What comes of opening a file."""
    try:
        load(path)
    except CanvasError as told:
        return "a fault for people" if told.message.startswith(path.name) else told.message
    return "an artwork"


HOSTILE = (
    b'<script type="application/json" id="canvas-recipe"></script>',
    b'<script type="application/json" id="canvas-recipe">' + b"[" * 100_000 + b"</script>",
    b'<script type="application/json" id="canvas-recipe">{"canvas": 1e999}</script>',
    b"// x\n// canvas-recipe: {}\n// canvas-field: !!!!\n",
    b"// x\n// canvas-recipe: {}\n// canvas-field: AAAA\n",
    b"// x\n// canvas-recipe: {}\n// canvas-field: \xc3\xa9\n",
    b"// canvas-recipe: " + b"9" * 50_000 + b"\n",
)


@pytest.mark.parametrize("content", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_one_is_told(content: bytes, tmp_path: Path) -> None:
    """What only looks like a page or a shader of ours."""
    path = tmp_path / "hostile.html"
    path.write_bytes(content)
    with pytest.raises(CanvasError):
        load(path)
