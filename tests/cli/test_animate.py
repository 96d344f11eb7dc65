"""The command `animate`, in a process of its own: what it promises, and what cannot be."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from canvas_app.__main__ import main
from canvas_app.core.artwork import Artwork
from canvas_app.core.inputs import Z
from canvas_app.core.weights import Weights
from canvas_app.engine.family import FAMILIES
from canvas_app.engine.field import build
from canvas_app.io.encoder import binary
from canvas_app.io.film_check import counted
from canvas_app.io.load import load, save

from .program import canvas

A = Artwork(field=FAMILIES["cppn"](seed=3, width=8), title="First", latent=(0.5, -0.5))
B = A.but(latent=(-1.0, 1.5), title="Second")
TINY = ("--size", "64x36", "--device", "cpu")


def animate(
    *words: str | Path, cwd: Path, before: Callable[[], None] | None = None
) -> subprocess.CompletedProcess[str]:
    """`canvas-app animate` with some words."""
    return canvas("animate", *words, cwd=cwd, before=before)


@pytest.fixture
def works(tmp_path: Path) -> Path:
    """A folder with two artworks."""
    save(tmp_path / "a.json", A)
    save(tmp_path / "b.json", B)
    return tmp_path


def names(folder: Path) -> set[str]:
    """What lies in a folder, but for the works."""
    return {path.name for path in folder.iterdir()} - {"a.json", "b.json", ".xdg"}


def frames_of(path: Path) -> np.ndarray:
    """Every frame, decoded."""
    words = ["-v", "error", "-i", str(path), "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    done = subprocess.run([binary(), *words], capture_output=True, check=True)
    return np.frombuffer(done.stdout, np.uint8).reshape(-1, 36, 64, 3).astype(float)


def test_a_loop_from_one_work_to_another_and_again_from_the_film(works: Path) -> None:
    """The command of the README: count, seconds, the first frame follows the last; then by its film."""
    words = ("--from", "a.json", "--to", "b.json", "--loop", "--seconds", "1", "--fps", "15", *TINY)
    done = animate(*words, "-o", "morph.mp4", cwd=works)
    assert done.returncode == 0, done.stderr
    assert "15 frames, 1 s, 64 x 36" in done.stdout
    assert counted(binary(), works / "morph.mp4") == (15, 1.0)
    frames = frames_of(works / "morph.mp4")
    steps = [np.abs(frames[i] - frames[(i + 1) % 15]).mean() for i in range(15)]
    assert 0 < steps[-1] <= max(steps)
    assert np.abs(frames[0] - frames[7]).mean() > 3 * steps[-1]
    again = animate("morph.mp4", "-o", "film.webm", "--seconds", "2", *TINY, cwd=works)
    assert again.returncode == 0, again.stderr
    assert counted(binary(), works / "film.webm")[0] == 30
    line = load(works / "film.webm").timeline
    assert line is not None
    assert [key.at for key in line.keys] == [0.0, 1.0]


def test_a_timeline_in_a_file_that_people_write(
    works: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(works)
    (works / "my-film.json").write_text(
        '{"timeline": 1, "seconds": 0.5, "fps": 8, "keys": [{"at": 0, "artwork": "a.json"},'
        ' {"at": 0.5, "artwork": "b.json", "ease": "linear"}]}'
    )
    assert main(["animate", "my-film.json", "-o", "film.gif", *TINY]) == 0
    assert "4 frames" in capsys.readouterr().out
    assert names(works) == {"my-film.json", "film.gif"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("a.json", "--loop"), "6 s"),
        (("a.json", "--tour", "3", "--seconds", "4"), "4 s"),
        (("a.json", "--zoom-to", "0.1,0.2,0.001"), "2 keys"),
        (
            ("--from", "a.json", "--through", "b.json", "--to", "a.json", "--ease", "0.4,0,0.6,1"),
            "3",
        ),
    ],
)
def test_journeys_are_written_as_timelines(words: tuple[str, ...], said: str, works: Path) -> None:
    done = animate(*words, "-o", "line.json", cwd=works)
    assert done.returncode == 0, done.stderr
    assert said in done.stdout
    assert load(works / "line.json").timeline is not None


def test_odd_sizes_and_fades_are_said(
    works: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(works)
    save(works / "c.json", Artwork(field=FAMILIES["siren"](seed=1), title="Third"))
    words = ("--from", "a.json", "--to", "c.json", "--seconds", "0.2", "--size", "81x47")
    assert main(["animate", *words, "-o", "f.mp4"]) == 0
    said = capsys.readouterr().out
    assert "the film is 82 x 48" in said
    assert "“First” fades into “Third”: their fields are of different families." in said


BAD = {
    "nothing": ((), "nothing to film"),
    "one work alone": (("a.json",), "does not move"),
    "both": (("a.json", "--from", "b.json"), "Not both"),
    "no such work": (("--from", "none.json", "--to", "b.json"), "no file or preset"),
    "no seconds": (("--from", "a.json", "--to", "b.json", "--seconds", "0"), "0 seconds"),
    "negative seconds": (("a.json", "--loop", "--seconds", "-1"), "-1 seconds"),
    "seconds that are none": (("a.json", "--loop", "--seconds", "nan"), "nan seconds"),
    "0 frames a second": (("a.json", "--loop", "--fps", "0"), "0 frames a second"),
    "1000 frames a second": (("a.json", "--loop", "--fps", "1000"), "1000 frames a second"),
    "no such ease": (("--from", "a.json", "--to", "b.json", "--ease", "soon"), "no ease"),
    "ease of three": (("--from", "a.json", "--to", "b.json", "--ease", "1,2,3"), "no ease"),
    "no such codec": (("a.json", "--loop", "--codec", "cinepak"), "no codec"),
    "crf": (("a.json", "--loop", "--crf", "77"), "crf of 77"),
}


@pytest.mark.parametrize("case", list(BAD))
def test_what_cannot_be_is_one_line_and_exit_code_2(
    case: str, works: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(works)
    words, said = BAD[case]
    assert main(["animate", *words, "-o", "q.mp4", *TINY]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert len(told.strip().splitlines()) == 1
    assert names(works) == set()


def test_a_full_disk_is_told_and_leaves_nothing(works: Path) -> None:
    """No file may grow beyond 20 kB: the trial fits, the film does not."""

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    words = ("a.json", "--loop", "--seconds", "3", "--size", "160x90", "--crf", "1")
    done = animate(*words, "-o", "q.mp4", cwd=works, before=small)
    assert done.returncode == 2
    assert "disk is full" in done.stderr
    assert names(works) == set()


@pytest.mark.parametrize("resumes", [False, True])
def test_ctrl_c_is_clean_and_resume_goes_on(resumes: bool, works: Path) -> None:
    """Exit code 130 and no half film; with --resume the finished parts stay, and the next run is whole."""
    words = ["a.json", "--loop", "--seconds", "4", "-o", "q.mp4", *TINY, *["--resume"] * resumes]
    command = [sys.executable, "-m", "canvas_app", "animate", *words]
    child = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=works)
    until = time.monotonic() + 60
    while time.monotonic() < until and not [n for n in works.rglob("*") if _begun(n, resumes)]:
        time.sleep(0.01)
    child.send_signal(signal.SIGINT)
    _, said = child.communicate(timeout=60)
    assert child.returncode == 130, said
    assert ("q.mp4.parts" in said) is resumes
    assert names(works) == ({"q.mp4.parts"} if resumes else set())
    assert not list(works.rglob("*.part"))
    if resumes:
        assert list((works / "q.mp4.parts").glob("*.mp4"))
        done = animate(*words, cwd=works)
        assert done.returncode == 0, done.stderr
        assert names(works) == {"q.mp4"}
        assert counted(binary(), works / "q.mp4") == (120, 4.0)


def _begun(path: Path, resumes: bool) -> bool:
    """Whether the film is under way: a part is being written, or one is finished."""
    return path.name == "00000000.mp4" if resumes else path.name == "q.mp4.part"


def test_the_diary_of_a_fit_is_filmed_and_a_volume_gone_through(
    works: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder of snapshots becomes keys of weights; a field of depth needs no more words."""
    (works / "diary").mkdir()
    numbers = {name: p.numpy() for name, p in build(A, "cpu").parameters.items()}
    for step in (1, 200):
        weights = Weights({name: p * np.float32(step / 200) for name, p in numbers.items()})
        save(works / "diary" / f"step-{step:09}.ndf", A.but(weights=weights))
    monkeypatch.chdir(works)
    assert main(["animate", "diary", "-o", "learned.json"]) == 0
    line = load(works / "learned.json").timeline
    assert line is not None
    assert [key.weights is None for key in line.keys] == [True, False]
    assert line.at(line.length).weights == Weights(numbers)
    (works / "empty").mkdir()
    assert main(["animate", "empty", "-o", "x.json"]) == 2
    assert "no snapshots" in capsys.readouterr().err
    save(works / "deep.json", A.but(inputs=(*A.inputs, Z())))
    assert main(["animate", "deep.json", "-o", "deep-film.json"]) == 0
    line = load(works / "deep-film.json").timeline
    assert line is not None
    assert [line.view_at(t).z for t in (0.0, line.length)] == [-1.0, 1.0]
