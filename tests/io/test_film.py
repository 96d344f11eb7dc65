"""Films, over the registry: counted and looked at by decoding them; stopped, killed, resumed."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.timeline import Keyframe, Orbit, Timeline
from canvas_app.core.view import View
from canvas_app.engine import field as engine_field
from canvas_app.engine import filming
from canvas_app.engine.family import FAMILIES
from canvas_app.engine.filming import Camera, exposed, prepared
from canvas_app.engine.request import Pixels
from canvas_app.io import film_parts
from canvas_app.io.draw import draw
from canvas_app.io.encoder import binary
from canvas_app.io.film import FILMS, FilmOptions, film, padded_size, rate
from canvas_app.io.film_check import counted
from canvas_app.io.film_parts import folder_of
from canvas_app.io.load import load

A = Artwork(field=FAMILIES["cppn"](seed=3, width=8), title="Small", latent=(0.5, -0.5))
LOOP = Timeline(
    keys=(Keyframe(artwork=A),), loop=True, seconds=0.5, fps=12.0, orbit=Orbit(reach=1.5)
)
SMALL = FilmOptions((64, 36), device="cpu")
STREAMS = sorted(e for e, kind in FILMS.items() if kind.muxer and e != ".m4v")  # that is .mp4
FOLDERS = sorted(ending for ending, kind in FILMS.items() if kind.sequence)
CODECS = sorted({(e, codec.name) for e in STREAMS for codec in FILMS[e].codecs})
Frames = NDArray[np.uint8]


def names(folder: Path) -> list[str]:
    """What lies in a folder."""
    return sorted(path.name for path in folder.iterdir() if path.name != ".xdg")


def finish(path: Path, line: Timeline = LOOP, options: FilmOptions = SMALL) -> Path:
    """Export to the end; progress rises and ends at most at 1."""
    work, fractions = film(path, line, options), []
    while True:
        try:
            fractions.append(next(work).fraction)
        except StopIteration as end:
            assert fractions == sorted(fractions)
            assert 0.9 < fractions[-1] <= 1
            written: Path = end.value
            return written


def decoded(path: Path) -> Frames:
    """Every frame as RGB, (n, h, w, 3), by ffmpeg or by Pillow."""
    if path.suffix in {".gif", ".webp", ".apng"}:
        with Image.open(path) as picture:
            parts = []
            for index in range(getattr(picture, "n_frames", 1)):
                picture.seek(index)
                parts.append(np.asarray(picture.convert("RGB")))
            return np.stack(parts)
    w, h = padded_size(path, SMALL.size)
    words = ["-v", "error", "-i", str(path), "-fps_mode", "passthrough", "-f", "rawvideo"]
    done = subprocess.run(
        [binary(), *words, "-pix_fmt", "rgb24", "-"], capture_output=True, check=True
    )
    return np.frombuffer(done.stdout, np.uint8).reshape(-1, h, w, 3)


def encoder_of_this_process() -> int:
    """The process that encodes for us."""
    tasks = Path("/proc/self/task").iterdir()
    children = [int(pid) for task in tasks for pid in (task / "children").read_text().split()]
    return next(p for p in children if b"rawvideo" in Path(f"/proc/{p}/cmdline").read_bytes())


def still(line: Timeline, frame: int, **camera: Any) -> Pixels:
    """One frame of a film."""
    work = exposed(line, frame, Camera((24, 14), device="cpu", **camera))
    while True:
        try:
            next(work)
        except StopIteration as end:
            picture: Pixels = end.value
            return picture


@pytest.mark.parametrize(("ending", "codec"), CODECS)
def test_a_film_has_the_frames_that_were_asked(ending: str, codec: str, tmp_path: Path) -> None:
    """Count, seconds, size and colours; the last frame flows into the first; it opens as its timeline."""
    path = finish(tmp_path / f"a{ending}", options=SMALL.but(codec=codec))
    frames = decoded(path)
    assert len(frames) == LOOP.frames == 6
    assert frames.shape[1:3] == SMALL.size[::-1]
    if ending not in {".webp", ".apng"}:
        found, seconds = counted(binary(), path)
        assert (found, round(seconds, 2)) == (6, 0.5)
    shown = draw(LOOP.at(0.0), SMALL.size, device="cpu").astype(float)
    assert np.abs(frames[0] - shown).mean() < 12
    steps = [np.abs(frames[i].astype(float) - frames[(i + 1) % 6]).mean() for i in range(6)]
    assert 0 < steps[-1] < 1.5 * max(steps[:-1])
    opened = load(path)
    assert opened.timeline == LOOP
    assert opened.artwork == LOOP.at(0.0)
    assert names(tmp_path) == [path.name]


@pytest.mark.parametrize("ending", FOLDERS)
def test_a_sequence_is_a_folder_of_pictures(ending: str, tmp_path: Path) -> None:
    """Numbered, each of them whole, the timeline beside them; those that are there are kept."""
    folder = finish(tmp_path / f"walk{ending}", options=SMALL.but(resume=True))
    assert folder == tmp_path / "walk"
    pictures = sorted(folder.glob(f"walk-*{ending}"))
    assert [p.name for p in pictures] == [f"walk-{i:05}{ending}" for i in range(6)]
    assert load(folder / "film.json").timeline == LOOP
    pictures[2].unlink()
    before = {p: p.stat().st_mtime_ns for p in pictures if p.exists()}
    finish(tmp_path / f"walk{ending}", options=SMALL.but(resume=True))
    assert {p: p.stat().st_mtime_ns for p in before} == before
    assert pictures[2].exists()
    finish(tmp_path / f"walk{ending}", LOOP.but(fps=24.0), SMALL.but(resume=True))
    assert all(p.stat().st_mtime_ns != at for p, at in before.items())


def test_the_pictures_of_a_sequence_are_the_stills(tmp_path: Path) -> None:
    """PNG to the last bit, with a recipe each; EXR as light, to half a float."""
    import OpenEXR

    png, exr = (finish(tmp_path / f"{e[1:]}{e}") for e in (".png", ".exr"))
    moment = LOOP.at(LOOP.time_of(4))
    shown = draw(prepared(LOOP).at(LOOP.time_of(4)), SMALL.size, device="cpu")
    with Image.open(png / "png-00004.png") as picture:
        assert np.array_equal(np.asarray(picture), shown)
    assert load(png / "png-00004.png").artwork.latent == moment.latent
    with OpenEXR.File(str(exr / "exr-00004.exr")) as file:
        light = file.channels()["RGB"].pixels.astype(float)
    levels = np.where(light <= 0.0031308, light * 12.92, 1.055 * light.clip(0) ** (1 / 2.4) - 0.055)
    assert np.abs(levels * 255 - shown).max() < 1


def test_odd_sizes_are_padded_to_even(tmp_path: Path) -> None:
    """The last row and column are repeated; formats without that need are exact."""
    assert padded_size(Path("a.mp4"), (1081, 607)) == (1082, 608)
    assert padded_size(Path("a.gif"), (1081, 607)) == (1081, 607)
    path = finish(tmp_path / "a.mov", options=SMALL.but(size=(63, 35)))
    frame = decoded(path)[0].astype(int)
    assert frame.shape == (36, 64, 3)
    assert np.abs(frame[:, -1] - frame[:, -2]).max() < 30
    with Image.open(finish(tmp_path / "a.gif", options=SMALL.but(size=(63, 35)))) as picture:
        assert picture.size == (63, 35)


@pytest.mark.parametrize(
    ("fps", "wanted"),
    [(24, 24), (23.976, Fraction(24000, 1001)), (29.97, Fraction(30000, 1001)), (12.5, 12.5)],
)
def test_any_rate(fps: float, wanted: Any, tmp_path: Path) -> None:
    assert rate(fps) == wanted
    line = LOOP.but(fps=float(fps), seconds=1.0)
    path = finish(tmp_path / "a.mp4", line)
    found, seconds = counted(binary(), path)
    assert found == line.frames
    assert seconds == pytest.approx(line.frames / float(rate(fps)), abs=1e-4)


def test_a_film_is_tagged_with_its_colours(tmp_path: Path) -> None:
    path = finish(tmp_path / "a.mp4")
    told = subprocess.run([binary(), "-i", str(path)], capture_output=True, check=False).stderr
    assert b"yuv420p(tv, bt709, progressive)" in told


def test_a_target_size_is_met(tmp_path: Path) -> None:
    line = LOOP.but(seconds=3.0)
    rich, poor = (
        finish(tmp_path / f"{mb}.mp4", line, SMALL.but(size=(96, 54), megabytes=mb))
        for mb in (0.04, 0.02)
    )
    assert poor.stat().st_size < rich.stat().st_size < 0.06e6
    assert poor.stat().st_size < 0.03e6


@pytest.mark.parametrize("ending", STREAMS + FOLDERS)
def test_stopped_leaves_what_was(ending: str, tmp_path: Path) -> None:
    """A closed generator leaves no part file, and the old file as it was."""
    path = tmp_path / f"a{ending}"
    path.write_bytes(b"old")
    work = film(path, LOOP, SMALL)
    for step in work:
        if "frame 3" in step.note:
            break
    work.close()
    assert path.read_bytes() == b"old"
    assert [name for name in names(tmp_path) if name not in (path.name, "a")] == []
    assert not list(tmp_path.rglob("*.part"))


def test_an_encoder_killed_in_mid_film_is_told(tmp_path: Path) -> None:
    """One line, and nothing under the final name."""
    path = tmp_path / "a.mp4"

    def filmed() -> None:
        for step in film(path, LOOP.but(seconds=20.0), SMALL):
            if "frame 40 " in step.note:
                os.kill(encoder_of_this_process(), signal.SIGKILL)

    with pytest.raises(CanvasError, match="signal 9") as told:
        filmed()
    assert told.value.hint
    assert names(tmp_path) == []


def test_no_encoder_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is not there, and one that is none; sequences need none."""
    for exe in (str(tmp_path / "none"), "/bin/false"):
        monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", exe)
        with pytest.raises(CanvasError, match="encoder"):
            finish(tmp_path / "a.mp4")
    assert names(tmp_path) == []
    finish(tmp_path / "b.png")
    assert names(tmp_path) == ["b"]


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The frames that are drawn, in order."""
    seen: list[int] = []

    def noted(line: Timeline, frame: int, camera: Camera) -> Any:
        seen.append(frame)
        return exposed(line, frame, camera)

    monkeypatch.setattr(filming, "exposed", noted)
    monkeypatch.setattr(film_parts, "FRAMES", 4)
    return seen


@pytest.mark.parametrize("ending", [".mp4", ".webm", ".mov"])
def test_a_stopped_film_goes_on_with_its_parts(
    ending: str, tmp_path: Path, drawn: list[int]
) -> None:
    """No frame of a finished part is drawn again but the first two of the trial; the film is whole."""
    path, line = tmp_path / f"a{ending}", LOOP.but(fps=20.0)
    options = SMALL.but(resume=True)
    work = film(path, line, options)
    for step in work:
        if "frame 7 " in step.note:
            break
    work.close()
    assert names(tmp_path) == [folder_of(path).name]
    assert sorted(drawn) == list(range(7))
    drawn.clear()
    finish(path, line, options)
    assert sorted(drawn) == [0, 1, *range(4, 10)]
    assert names(tmp_path) == [path.name]
    frames, whole = decoded(path), decoded(finish(tmp_path / f"b{ending}", line))
    assert len(frames) == len(whole) == 10
    assert np.abs(frames.astype(int) - whole).mean() < 6
    assert load(path).timeline == line


def test_parts_of_another_film_are_thrown_away(tmp_path: Path, drawn: list[int]) -> None:
    path, line, options = tmp_path / "a.mp4", LOOP.but(fps=20.0), SMALL.but(resume=True)
    work = film(path, line, options)
    for step in work:
        if "frame 7 " in step.note:
            break
    work.close()
    drawn.clear()
    finish(path, line.but(orbit=Orbit(seed=2)), options)
    assert sorted(drawn) == list(range(10))
    foreign = folder_of(tmp_path / "c.mp4")
    foreign.mkdir()
    (foreign / "diary.txt").write_text("mine")
    with pytest.raises(CanvasError, match="none of ours"):
        finish(tmp_path / "c.mp4", line, options)
    assert (foreign / "diary.txt").read_text() == "mine"


def test_what_a_format_cannot_is_told(tmp_path: Path) -> None:
    for ending, changes, said in (
        (".mp4", {"codec": "vp9"}, "no codec"),
        (".mp4", {"crf": 99.0}, "crf of 99"),
        (".mov", {"crf": 9.0}, "quality is fixed"),
        (".mp4", {"codec": "h265", "size": (64, 30)}, "32 pixels"),
    ):
        with pytest.raises(CanvasError, match=said):
            finish(tmp_path / f"a{ending}", options=SMALL.but(**changes))
    with pytest.raises(CanvasError, match=r"\.mp4"):
        film(tmp_path / "a.avi", LOOP, SMALL)
    with pytest.raises(CanvasError, match="no folder"):
        film(tmp_path / "none" / "a.mp4", LOOP, SMALL)
    for changes in ({"shutter": 2.0}, {"size": (0, 3)}, {"megabytes": 0.0}, {"supersample": 99}):
        with pytest.raises(CanvasError):
            SMALL.but(**changes)
    assert names(tmp_path) == []


def test_transparency_is_kept_where_it_is_asked_for(tmp_path: Path) -> None:
    """A field with a cell cut out: clear in the films that can, black in the others."""
    cells = FAMILIES["local-global"](cells=(2, 2), frame=(-2.0, 2.0, -1.0, 1.0), gone=(0,))
    line = Timeline(keys=(Keyframe(artwork=Artwork(field=cells)),), seconds=0.2, fps=10.0)
    folder = finish(tmp_path / "a.png", line, SMALL.but(alpha=True))
    with Image.open(folder / "a-00000.png") as picture:
        levels = np.asarray(picture)
    assert levels.shape[2] == 4
    assert levels[2, 2, 3] == 0
    assert levels[-3, -3, 3] == 255
    path = finish(tmp_path / "a.mov", line, SMALL.but(alpha=True))
    words = ["-v", "error", "-i", str(path), "-f", "rawvideo", "-pix_fmt", "rgba", "-"]
    raw = subprocess.run([binary(), *words], capture_output=True, check=True).stdout
    first = np.frombuffer(raw, np.uint8).reshape(-1, 36, 64, 4)[0]
    assert first[2, 2, 3] < 8
    assert first[-3, -3, 3] > 247
    assert decoded(finish(tmp_path / "b.mov", line))[0][2, 2].max() < 8


def test_a_moving_latent_builds_and_calibrates_nothing_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One network for the whole film; statistics travel with it."""
    line = prepared(LOOP)
    still(line, 0)
    monkeypatch.setattr(engine_field, "calibrate", None)
    monkeypatch.setattr(engine_field, "measure", None)
    monkeypatch.setattr(engine_field, "_build", None)
    first, second = still(line, 1), still(line, 2)
    assert not np.array_equal(first, second)
    assert line.at(0.1).statistics == line.at(0.3).statistics is not None
    assert prepared(line) == line


def test_weights_of_two_seeds_move_into_each_other() -> None:
    """Written down when the film is prepared; its ends are the works themselves."""
    b = A.with_field(seed=4)
    line = Timeline(keys=(Keyframe(artwork=A), Keyframe(at=1, artwork=b)), seconds=1.0, fps=10.0)
    assert line.shot_at(0.5).second is not None
    ready = prepared(line)
    assert ready.shot_at(0.5).second is None
    assert not list(ready.notes())
    for frame, work in ((0, A), (9, b)):
        assert np.abs(still(ready, frame)[..., :3].astype(int) - draw(work, (24, 14))).max() <= 1
    assert prepared(ready) == ready


def test_a_fade_is_between_both() -> None:
    other = Artwork(field=FAMILIES["siren"](seed=1))
    keys = (Keyframe(artwork=A, ease="linear"), Keyframe(at=1, artwork=other))
    line = prepared(Timeline(keys=keys, seconds=1.0, fps=2.0).but(fps=3.0))
    a, b = (draw(work, (24, 14)).astype(float) for work in (A, other))
    assert np.abs(still(line, 1)[..., :3] - (a + b) / 2).max() <= 1.5


def test_motion_blur_is_the_mean_of_its_exposures() -> None:
    """In light, not in levels; what does not move is as sharp as without."""
    line = prepared(LOOP)
    calm = prepared(LOOP.but(orbit=None))
    same = still(calm, 1, shutter=0.5).astype(int) - still(calm, 1)
    assert np.abs(same).max() <= 1
    blurred = still(line, 1, shutter=1.0, exposures=2)[..., :3] / 255
    gap = LOOP.time_of(1)
    ends = [draw(line.at(gap * k), (24, 14), device="cpu") / 255 for k in (0.75, 1.25)]
    light = sum(np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4) for c in ends) / 2
    levels = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    assert np.abs(blurred - levels).max() < 0.01


def test_a_film_that_only_zooms_keeps_its_view(tmp_path: Path) -> None:
    keys = (Keyframe(artwork=A, ease="linear"), Keyframe(at=0.5, view=View(x=0.2, height=0.002)))
    line = Timeline(keys=keys, seconds=0.5, fps=10.0)
    folder = finish(tmp_path / "z.png", line)
    assert load(folder / "z-00004.png").artwork.home == View(x=0.2, height=0.002)


@pytest.mark.parametrize("ending", [".mp4", ".webm", ".gif", ".webp", ".apng"])
def test_a_damaged_film_is_told_and_never_hangs(ending: str, tmp_path: Path) -> None:
    """Cut anywhere, or with bytes flipped: a timeline comes out, or a CanvasError."""
    content = finish(tmp_path / f"a{ending}").read_bytes()
    path = tmp_path / f"b{ending}"
    for k in range(1, 12):
        cut = content[: len(content) * k // 12]
        flipped = bytearray(content)
        for place in range(k, len(flipped), 97):
            flipped[place] ^= 0x5A
        for damaged in (cut, bytes(flipped)):
            path.write_bytes(damaged)
            with suppress(CanvasError):
                assert load(path).timeline == LOOP
