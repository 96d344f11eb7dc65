"""Commands through the real command line, in processes of their own."""

from __future__ import annotations

import json
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image

from canvas_app.__main__ import main
from canvas_app.core.artwork import About, Artwork
from canvas_app.engine.family import FAMILIES
from canvas_app.io.load import load, save

from .program import canvas

ARTWORK = Artwork(field=FAMILIES["cppn"](seed=3, width=8), title="Small")


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    """A small recipe in an otherwise empty folder."""
    return save(tmp_path / "small.json", ARTWORK)


def names(folder: Path) -> list[str]:
    """What lies in a folder."""
    return sorted(path.name for path in folder.iterdir() if path.name != ".xdg")


def test_a_picture_is_a_recipe(recipe: Path, tmp_path: Path) -> None:
    """render, render the picture again at twice the size, and look at it."""
    words = ("render", recipe, "-o", "a.png", "--size", "48x27", "--view", "0.1,0.2,0.5,0.3")
    first = canvas(*words, "--set", "width=12", "--set", "look.palette=Sumi", cwd=tmp_path)
    assert (first.returncode, first.stderr) == (0, "")
    second = canvas("render", "a.png", "-o", "b.png", "--size", "96x54", cwd=tmp_path)
    assert (second.returncode, second.stderr) == (0, "")
    with Image.open(tmp_path / "b.png") as picture:
        assert picture.size == (96, 54)
    told = canvas("info", "b.png", "--json", cwd=tmp_path)
    answer = json.loads(told.stdout)
    assert answer["palette"] == "Sumi"
    assert answer["recipe"]["home"] == {"x": 0.1, "y": 0.2, "height": 0.5, "angle": 0.3}
    assert load(tmp_path / "a.png").artwork == load(tmp_path / "b.png").artwork


KNOTS = [i / 32 for i in range(33)]
FALLING = KNOTS[::-1]
BAD = {
    "missing file": ("render", "no.json", "-o", "out.png"),
    "empty file": ("render", "empty.json", "-o", "out.png"),
    "truncated": ("render", "cut.json", "-o", "out.png"),
    "deep": ("render", "deep.json", "-o", "out.png"),
    "1e308": ("render", "huge.json", "-o", "out.png"),
    "nan": ("render", "nan.json", "-o", "out.png"),
    "layers": ("render", "layers.json", "-o", "out.png"),
    "family": ("render", "family.json", "-o", "out.png"),
    "knob": ("render", "knob.json", "-o", "out.png"),
    "picture without a recipe": ("render", "photo.png", "-o", "out.png"),
    "no picture": ("info", "wrong.png"),
    "folder": ("info", "."),
    "size 0": ("render", "small.json", "-o", "out.png", "--size", "0x5"),
    "size 10^6": ("render", "small.json", "-o", "out.png", "--size", "1000000x1000000"),
    "size words": ("render", "small.json", "-o", "out.png", "--size", "big"),
    "size negative": ("render", "small.json", "-o", "out.png", "--size=-3x5"),
    "view": ("render", "small.json", "-o", "out.png", "--view", "1,2"),
    "view nan": ("render", "small.json", "-o", "out.png", "--view", "nan,0,1"),
    "view height": ("render", "small.json", "-o", "out.png", "--view", "0,0,0"),
    "set unknown": ("render", "small.json", "-o", "out.png", "--set", "widht=3"),
    "set range": ("render", "small.json", "-o", "out.png", "--set", "width=1000000000"),
    "set kind": ("render", "small.json", "-o", "out.png", "--set", "width=many"),
    "set nothing": ("render", "small.json", "-o", "out.png", "--set", "width"),
    "set palette": ("render", "small.json", "-o", "out.png", "--set", "look.palette=Kiln"),
    "set family": ("render", "small.json", "-o", "out.png", "--set", "field.family=cpn"),
    "set bomb": ("render", "small.json", "-o", "out.png", "--set", "latent=" + "[" * 5000),
    "ending": ("render", "small.json", "-o", "out.xyz"),
    "no ending": ("render", "small.json", "-o", "out"),
    "no folder": ("render", "small.json", "-o", "no/out.png"),
    "below a file": ("render", "small.json", "-o", "small.json/out.png"),
    "proc": ("render", "small.json", "-o", "/proc/out.png"),
    "null": ("render", "small.json", "-o", "/dev/null"),
    "device": ("render", "small.json", "-o", "out.png", "--device", "toaster"),
    "supersample": ("render", "small.json", "-o", "out.png", "--supersample", "0"),
    "option": ("render", "small.json", "-o", "out.png", "--sise", "3x3"),
    "no out": ("render", "small.json"),
    "16 bit jpeg": ("render", "small.json", "-o", "out.jpg", "--bits", "16"),
    "huge jpeg": ("render", "small.json", "-o", "out.jpg", "--size", "100000x100"),
    "command": ("rendr", "small.json"),
    "no window file": ("missing.json",),
    "random family": ("random", "--family", "cpn", "-o", "out.json"),
    "random style": ("random", "--style", "nonsense", "-o", "out.json"),
    "random seed": ("random", "--seed", "-1", "-o", "out.json"),
    "random count": ("random", "--count", "0", "-o", "out"),
    "random many into one": ("random", "--count", "3", "-o", "out.json"),
    "random below a file": ("random", "--count", "2", "-o", "small.json/out"),
    "list": ("list", "things"),
    "too many numbers": (
        "render",
        "small.json",
        "-o",
        "out.png",
        "--set",
        'field={"family":"graph","nodes":1024,"width":512,"neighbours":32}',
    ),
    "too much a point": (
        "render",
        "small.json",
        "-o",
        "out.png",
        "--set",
        'field={"family":"graph","nodes":1024,"width":512,"operations":["scale"]}',
    ),
    "too many inputs": (
        "render",
        "small.json",
        "-o",
        "out.png",
        "--set",
        "inputs=" + json.dumps([{"kind": "random-fourier", "count": 512}] * 64),
    ),
    "half a letter": ("info", "letter.json"),
    "statistics of another field": ("render", "knots.json", "-o", "out.png"),
    "falling statistics": ("render", "falls.json", "-o", "out.png"),
    "no digit": ("render", "small.json", "-o", "out.png", "--set", "inputs.²=1"),
    "device number": ("render", "small.json", "-o", "out.png", "--device", "cpu:7"),
    "tour into a file": ("tour", "--out", "small.json"),
    "graph of no graph": ("info", "small.json", "--graph", "out.png"),
    "graph ending": ("info", "small.json", "--graph", "out.xyz"),
    "no graphml": ("render", "circle.graphml", "-o", "out.png"),
    "sheet": ("list", "presets", "--sheet", "out.xyz"),
    "nul": ("info", "x" * 300),
    "flat view": ("render", "small.json", "-o", "out.png", "--view", "0,0,0"),
    "page into nowhere": ("export", "small.json", "-o", "nowhere/page.html"),
    "fit of nothing": ("fit", "nowhere", "-o", "fields"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of bad files, and one good."""
    place = tmp_path_factory.mktemp("bad")
    save(place / "small.json", ARTWORK)
    field = '{"canvas": 1, "field": {"family": "cppn", %s}}'
    texts = {
        "empty": "", "cut": '{"canvas": 1, "fie', "deep": "[" * 100_000,
        "huge": field % '"width": 1e308', "nan": field % '"bias": NaN',
        "layers": field % '"depth": 1000000000', "knob": field % '"widht": 3',
        "family": '{"canvas": 1, "field": {"family": "cpn"}}',
        "letter": field % '"width": 8}, "title": "\\ud800", "about": {"note": ""',
        "knots": field % f'"width": 8}}, "statistics": {{"knots": [{KNOTS}], "low": [0], "high": [1]',
        "falls": field % f'"outputs": 1}}, "statistics": {{"knots": [{FALLING}], "low": [0], "high": [1]',
    }  # fmt: skip
    for name, text in texts.items():
        (place / f"{name}.json").write_text(text)
    edges = '<edge source="0" target="1"/><edge source="1" target="0"/>'
    nodes = f'<node id="0"/><node id="1"/>{edges}'
    graph = f'<graphml><graph edgedefault="directed">{nodes}</graph></graphml>'
    (place / "circle.graphml").write_text(graph)
    Image.new("RGB", (4, 4)).save(place / "photo.png")
    (place / "wrong.png").write_bytes(b"\x89PNG\r\n\x1a\nnonsense")
    (place / "out.png").write_bytes(b"the previous picture")
    return place


@pytest.mark.parametrize("words", BAD.values(), ids=BAD.keys())
def test_bad_input_is_one_line_and_exit_2(words: tuple[str, ...], folder: Path) -> None:
    """Every mistake: exit 2, exactly one line, and every file as it was."""
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    done = canvas(*words, cwd=folder)
    assert done.returncode == 2, done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("canvas-app: ")
    assert "Traceback" not in done.stderr
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


def _small_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))


def test_a_full_disk(recipe: Path, tmp_path: Path) -> None:
    """The system refuses the bytes: exit 2, what is needed and free, the old picture kept."""
    (tmp_path / "a.png").write_bytes(b"old")
    words = ("render", recipe, "-o", "a.png", "--size", "200x200", "--device", "cpu")
    done = canvas(*words, cwd=tmp_path, before=_small_files)
    assert done.returncode == 2
    assert "disk is full" in done.stderr
    assert "needed" in done.stderr
    assert (tmp_path / "a.png").read_bytes() == b"old"
    assert names(tmp_path) == ["a.png", "small.json"]


@contextmanager
def rendering(recipe: Path, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A large picture under way: its part file holds something. Ended whatever happens."""
    command = [sys.executable, "-m", "canvas_app", "render", str(recipe), "-o", "a.png"]
    part = folder / "a.png.part"
    with subprocess.Popen(
        [*command, "--size", "16000x16000"], cwd=folder, stderr=subprocess.PIPE, text=True
    ) as work:
        try:
            while not (part.exists() and part.stat().st_size) and work.poll() is None:
                time.sleep(0.05)
            assert work.poll() is None
            yield work
        finally:
            work.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopped_by_a_person(number: int, recipe: Path, tmp_path: Path) -> None:
    """Ctrl-C in the middle: exit 130, no part file, the old picture kept."""
    (tmp_path / "a.png").write_bytes(b"old")
    with rendering(recipe, tmp_path) as work:
        work.send_signal(number)
        _, told = work.communicate(timeout=60)
    assert work.returncode == 130, told
    assert "Stopped" in told
    assert (tmp_path / "a.png").read_bytes() == b"old"
    assert names(tmp_path) == ["a.png", "small.json"]


def test_killed_leaves_the_old_file(recipe: Path, tmp_path: Path) -> None:
    """Not even a kill spoils what was there; the next export removes the part file."""
    (tmp_path / "a.png").write_bytes(b"old")
    with rendering(recipe, tmp_path) as work:
        work.kill()
    assert (tmp_path / "a.png").read_bytes() == b"old"
    done = canvas("render", recipe, "-o", "a.png", "--size", "8x8", cwd=tmp_path)
    assert done.returncode == 0
    assert names(tmp_path) == ["a.png", "small.json"]


def test_our_own_fault_is_one_line_and_a_log(
    recipe: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Exit 1; the report is where the line says."""
    from canvas_app.cli import info

    def broken(*_: object) -> None:
        raise ZeroDivisionError("a planted fault")

    monkeypatch.setattr(info, "_summary", broken)
    assert main(["info", str(recipe)]) == 1
    line = capsys.readouterr().err
    assert line.count("\n") == 1
    log = Path(line.rpartition(" in ")[2].strip().rstrip(")"))
    assert "a planted fault" in log.read_text()


@pytest.mark.parametrize(("change", "path", "value"), [
    ("field.width=12", "field.width", 12), ("width=12", "field.width", 12), ("seed=9", "field.seed", 9),
    ("artwork.seed=9", "seed", 9), ("title=A title", "title", "A title"),
    ("look.head.kind=bands", "look.head.n", 9.0), ("cycles=2.5", "look.head.cycles", 2.5),
    ("field.family=siren", "field.omega", 30.0), ("inputs.2.gain=3", "inputs.2.gain", 3.0),
    ("activations=sin,cos", "field.activations", ("sin", "cos")), ("latent=1,2.5", "latent", (1.0, 2.5)),
    ("look.palette=Sumi", "look.palette.name", "Sumi"), ("palette=Sumi", "look.palette.name", "Sumi"),
    ("home.height=0.5", "home.height", 0.5), ("dither=yes", "look.finish.dither", True),
    ('space=[{"kind":"fold"}]', "space.0.n", 8), ("reversed=on", "look.palette.reversed", True),
])  # fmt: skip
def test_any_knob_can_be_set(change: str, path: str, value: object) -> None:
    """By its whole path, or by a name that only one knob has."""
    from canvas_app.cli.settings import changed

    part: object = changed(ARTWORK, [change])
    for step in path.split("."):
        part = part[int(step)] if isinstance(part, tuple) else getattr(part, step)
    assert part == value


def test_statistics_go_when_the_field_changes() -> None:
    """But stay when the look does."""
    from canvas_app.cli.settings import changed
    from canvas_app.engine.field import measured

    known = measured(ARTWORK)
    assert changed(known, ["width=9"]).statistics is None
    assert changed(known, ["look.palette=Sumi"]).statistics == known.statistics


def test_random_into_a_folder(tmp_path: Path) -> None:
    """Recipe and picture each; the same seed makes the same bytes again."""
    words = ("random", "--seed", "7", "--count", "2", "--size", "32x32", "--device", "cpu")
    first = canvas(*words, "-o", "one", cwd=tmp_path)
    second = canvas(*words, "-o", "two", cwd=tmp_path)
    assert (first.returncode, first.stderr, second.returncode) == (0, "", 0)
    assert names(tmp_path / "one") == ["7.json", "7.png", "8.json", "8.png"]
    for name in names(tmp_path / "one"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    picture, recipe = load(tmp_path / "one/7.png").artwork, load(tmp_path / "one/7.json").artwork
    assert picture.field == recipe.field


def test_random_into_one_file(tmp_path: Path) -> None:
    """A recipe, or a picture, of a family that was asked for."""
    done = canvas("random", "--family", "graph", "--seed", "7", "-o", "a.json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "seed 7" in done.stdout
    assert load(tmp_path / "a.json").artwork.field.__struct_config__.tag == "graph"


def test_a_graph_goes_out_and_comes_back(tmp_path: Path) -> None:
    """info --graph writes GraphML and a drawing; GraphML renders as a field on that wiring."""
    save(tmp_path / "a.json", Artwork(field=FAMILIES["graph"](seed=5, nodes=9), title="A graph"))
    for ending in ("graphml", "png"):
        done = canvas("info", "a.json", "--graph", f"graph.{ending}", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
    with Image.open(tmp_path / "graph.png") as drawing:
        assert len(drawing.getcolors(1 << 20) or ()) > 3
    done = canvas("render", "graph.graphml", "-o", "b.png", "--size", "16x16", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "which nodes are joined" in done.stdout
    first, second = load(tmp_path / "a.json").artwork.field, load(tmp_path / "b.png").artwork.field
    assert second.wiring() == first.wiring()  # type: ignore[attr-defined]


def test_what_a_file_says_cannot_write_on_the_terminal(tmp_path: Path) -> None:
    """Control characters and line ends of titles and notes are shown as spaces."""
    title, note = "a\x1b[31mb\nc\x00", "one\r\ntwo\u202e"
    save(tmp_path / "a.json", ARTWORK.but(title=title, about=About(note=note)))
    told = canvas("info", "a.json", cwd=tmp_path).stdout
    assert "title  a [31mb c\n" in told
    assert "note  one two\n" in told


def test_a_title_of_two_lines_has_one_line_on_a_sheet(tmp_path: Path) -> None:
    """Any recipe may stand on a contact sheet."""
    from canvas_app.cli.progress import finished
    from canvas_app.io.sheet import write_sheet

    sheet = write_sheet(tmp_path / "s.png", [ARTWORK.but(title="Two\nlines")], cell=32)
    assert finished(sheet, "Drawing").exists()


def test_presets_are_listed_with_the_volumes(tmp_path: Path) -> None:
    """Marked, and last; alone where asked."""
    listed = canvas("list", "presets", cwd=tmp_path)
    lines = listed.stdout.splitlines()
    assert lines[-1].endswith("(volume)")
    assert any(line.startswith("dawn-silk ") and "volume" not in line for line in lines)
    told = json.loads(canvas("list", "presets", "--volumes", "--json", cwd=tmp_path).stdout)
    assert "carina" in json.dumps(told)
    assert "dawn-silk" not in json.dumps(told)


def test_doctor(tmp_path: Path) -> None:
    """Facts, and a remedy for each fault; also for programs."""
    done = canvas("doctor", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    seen = {finding["name"]: finding for finding in answer["findings"]}
    assert {"canvas-app", "python", "torch", "cpu", "opengl", "ffmpeg", "cache", "presets"} <= set(
        seen
    )
    assert answer["ok"] == (not any(f["remedy"] for f in answer["findings"]))
    told = canvas("doctor", cwd=tmp_path).stdout
    assert all(name in told for name in seen)


def test_a_reader_that_leaves_is_no_fault(tmp_path: Path) -> None:
    """`canvas-app list palettes | head -0` says nothing on stderr."""
    command = f"{sys.executable} -m canvas_app list palettes --json | true"
    done = subprocess.run(
        command, shell=True, capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert done.stderr == ""
