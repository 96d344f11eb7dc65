"""Undo across a restart: the steps come back with their document, and damage costs nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import artworks
from turns import Turns, artwork

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.look import Finish
from canvas_app.core.weights import Weights
from canvas_app.engine.field import build
from canvas_app.session.history import Step
from canvas_app.session.history_file import HistoryFile, decoded, encoded
from canvas_app.session.session import Document, Notice, Session


@pytest.fixture
def turns() -> Turns:
    return Turns()


class Run:
    """One run of the program with its history file."""

    def __init__(self, turns: Turns, folder: Path, start: Artwork) -> None:
        self.session = Session(start)
        self.file = HistoryFile(self.session, turns.post, folder)
        self.notices: list[Notice] = []
        self.session.notice.connect(self.notices.append)

    def recall(self, turns: Turns) -> None:
        job = self.file.recall()
        ended: list[object] = []
        job.done.connect(ended.append)
        job.failed.connect(ended.append)
        turns.until(lambda: ended)


@pytest.fixture
def run(turns, tmp_path) -> Iterator[object]:
    runs: list[Run] = []

    def start(work: Artwork) -> Run:
        runs.append(Run(turns, tmp_path, work))
        return runs[-1]

    yield start
    for one in runs:
        one.file.close()


def worked(run, path: Path | None = None) -> Session:
    """A session with a document, three edits and one undo, ended."""
    one = run(artwork(1))
    one.session.open(artwork(2), label="Open", path=path)
    for width in (9, 10, 11):
        one.session.edit(f"Width {width}", lambda a, w=width: a.with_field(width=w))
    one.session.undo()
    one.file.close()
    one.file.close = lambda: None
    return one.session


def test_the_steps_come_back_with_the_document(run, turns, tmp_path):
    before = worked(run, tmp_path / "a.json")
    after = run(artwork(1))
    after.recall(turns)
    assert len(after.session.history.steps) == 1, "the start preset is another document"
    after.session.open(before.artwork, label="Open a.json", path=tmp_path / "a.json")
    assert [s.label for s in after.session.history.steps] == [
        "Open", "Open", "Width 9", "Width 10", "Width 11",
    ]  # fmt: skip
    assert after.session.history.steps[2].when > 1e9
    assert after.session.artwork == before.artwork
    after.session.redo()
    assert after.session.artwork.field.width == 11
    for _ in range(9):
        after.session.undo()
    assert after.session.artwork == artwork(1)


def test_another_document_leaves_it_alone(run, turns, tmp_path):
    worked(run)
    after = run(artwork(1))
    after.recall(turns)
    after.session.open(artwork(5), label="Open")
    after.session.edit("Width", lambda a: a.with_field(width=12))
    assert len(after.session.history.steps) == 3


def test_the_last_work_can_be_asked_for(run, turns):
    before = worked(run)
    after = run(artwork(1))
    after.recall(turns)
    assert after.file.last == before.history.now
    after.file.reopen()
    assert after.session.artwork == before.artwork
    assert after.session.history.undo_label == "Width 10"
    assert after.session.modified
    assert after.file.last is None


def test_a_session_that_did_nothing_writes_nothing(run, turns, tmp_path):
    worked(run)
    content = (tmp_path / "history.json").read_bytes()
    idle = run(artwork(1))
    assert idle.file.tick() is None
    idle.file.close()
    idle.file.close = lambda: None
    assert (tmp_path / "history.json").read_bytes() == content


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b'{"history": 2}', b"[" * 9000])
def test_a_damaged_file_is_told_and_replaced(run, turns, tmp_path, content):
    (tmp_path / "history.json").write_bytes(content)
    after = run(artwork(1))
    after.recall(turns)
    assert "undo history" in after.notices[0].title
    after.session.edit("Width", lambda a: a.with_field(width=9))
    job = after.file.tick()
    turns.until(lambda: not after.file._lane.jobs)
    assert job is not None
    assert decoded((tmp_path / "history.json").read_bytes())[1] == 1


def test_a_folder_that_cannot_be_written_costs_only_undo(turns, tmp_path):
    (tmp_path / "file").write_text("in the way")
    one = Run(turns, tmp_path / "file", artwork(1))
    one.session.edit("Width", lambda a: a.with_field(width=9))
    one.file.close()
    assert one.notices == []


def steps(works: list[Artwork]) -> tuple[Step[Document], ...]:
    return tuple(
        Step(f"Step {k}", Document(a, None, works[0]), when=k) for k, a in enumerate(works)
    )


@settings(max_examples=25)
@given(st.lists(artworks(), min_size=1, max_size=4), st.data())
def test_any_steps_return(works, data):
    at = data.draw(st.integers(0, len(works) - 1))
    given_ = steps(works)
    assert decoded(encoded(given_, at)) == (given_, at)


@pytest.mark.parametrize("at", [0, 40, 99])
def test_it_is_bounded_and_what_is_near_stays(at):
    works = [artwork(k) for k in range(100)]
    content = encoded(steps(works), at, most=9000)
    assert len(content) <= 9000
    kept, place = decoded(content)
    assert kept[place].document.artwork == works[at]
    seeds = [s.document.artwork.field.seed for s in kept]
    assert seeds == list(range(seeds[0], seeds[-1] + 1))


@given(st.binary(max_size=300))
def test_any_bytes_are_steps_or_an_error(content):
    with pytest.raises(CanvasError):
        decoded(content)


def test_one_byte_cut_is_noticed():
    content = encoded(steps([artwork(1), artwork(2)]), 1)
    for cut in range(0, len(content), 37):
        with pytest.raises(CanvasError):
            decoded(content[:cut])


def fitted(seed: int) -> Artwork:
    """A work that carries what it learned."""
    plain = artwork(seed)
    p = build(plain, "cpu").parameters
    return plain.but(weights=Weights({n: np.asarray(t) * np.float32(0.9) for n, t in p.items()}))


def test_steps_that_learned_come_back_with_their_weights(run, turns, tmp_path):
    """A fit, a look on top of it; one file for both, and none once nothing names it."""
    one = run(artwork(1))
    one.session.open(fitted(2), label="Fit", path=tmp_path / "a.ndf")
    one.session.edit("Exposure", lambda a: a.with_look(finish=Finish(exposure=1.0)))
    before = one.session.artwork
    one.file.close()
    one.file.close = lambda: None
    assert len(list(tmp_path.glob("learned-*.ndf"))) == 1
    after = run(artwork(1))
    after.recall(turns)
    after.session.open(before, label="Open a.ndf", path=tmp_path / "a.ndf")
    assert [s.label for s in after.session.history.steps][1:] == ["Fit", "Exposure"]
    after.session.undo()
    assert after.session.artwork == fitted(2)
    after.session.undo()
    after.session.edit("Width", lambda a: a.with_field(width=9))
    after.session.edit("Width", lambda a: a.with_field(width=10))
    after.file.close()
    after.file.close = lambda: None
    assert list(tmp_path.glob("learned-*.ndf")) == []


def test_weights_that_are_gone_cost_only_undo(run, turns, tmp_path):
    one = run(artwork(1))
    one.session.open(fitted(2), label="Fit")
    one.file.close()
    one.file.close = lambda: None
    (kept,) = tmp_path.glob("learned-*.ndf")
    kept.unlink()
    after = run(artwork(1))
    after.recall(turns)
    assert after.file.last is None
    assert "damaged" in after.notices[0].title


def test_weights_beyond_their_room_are_left_out(monkeypatch):
    """The furthest steps go first; the one in hand stays."""
    steps = tuple(Step(f"{k}", Document(fitted(k), None, None), None, 1.0) for k in (1, 2, 3))
    heavy = steps[0].document.artwork.weights.nbytes
    monkeypatch.setattr("canvas_app.session.history_file.MOST_LEARNED", int(2.5 * heavy))
    kept = msgspec.json.decode(encoded(steps, 2))
    assert [row[0] if isinstance(row, list) else row["label"] for row in kept["steps"]] == [
        "2",
        "3",
    ]


def test_films_come_back_with_their_steps(run, turns, tmp_path):
    """Keys, learned weights among them, markers, and undo of what was done to the film."""
    from canvas_app.core.timeline import Keyframe, Marker, Point, Timeline, Track

    numbers = {n: p.numpy() for n, p in build(artwork(2), "cpu").parameters.items()}
    learned = artwork(2).but(weights=Weights(numbers))
    half = Weights({n: 0.5 * p for n, p in numbers.items()})
    keys = (Keyframe(artwork=artwork(2)), Keyframe(at=1.0, artwork=learned))
    film = Timeline(keys=(*keys, Keyframe(at=2.0, weights=half)), title="Kept",
                    tracks=(Track(knob="look.head.offset", points=(Point(),)),),
                    markers=(Marker(at=1.5, name="Drop"),))  # fmt: skip
    one = run(artwork(1))
    one.session.open(artwork(2), label="Open")
    one.session.edit_film("Open film", film)
    one.session.edit_film("Length", film.but(seconds=9.0))
    one.file.close()
    one.file.close = lambda: None
    again = run(artwork(1))
    again.recall(turns)
    assert again.file.last.film == film.but(seconds=9.0)
    again.session.open(artwork(2), label="Open")
    assert again.session.film == film.but(seconds=9.0)
    again.session.undo()
    assert again.session.film == film
    assert again.session.film.keys[2].weights == half
    again.session.undo()
    assert again.session.film is None


def test_a_film_that_names_nothing_is_damage(tmp_path):
    kept = msgspec.json.decode(encoded((Step("Open", Document(artwork(1))),), 0))
    kept["films"] = ['{"timeline": 1, "keys": [{"artwork": "#7"}]}']
    with pytest.raises(CanvasError, match="damaged"):
        decoded(msgspec.json.encode(kept))
