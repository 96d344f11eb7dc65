"""Load and save: any file that carries an artwork, told by its contents and not by its name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.timeline import Timeline
from canvas_app.engine.family import FAMILIES, Rewirable
from canvas_app.engine.graphs import from_graphml

from . import film_tags, marked, ndf, parent, timelines
from .atomic import write_bytes
from .container import MAGIC
from .embedding import find_recipe, kind_of
from .finding import find
from .recipe import MAX_BYTES, from_tree, parsed, to_text

SAVED = (".json", ".ndf")
"""Endings under which an artwork is saved, and can be saved again."""

_WIRING_ALONE = "A graph file says which nodes are joined: what each does is drawn by the seed."


@dataclass(frozen=True, slots=True)
class Loaded:
    """An artwork, the file it came from, and what a person should know about how it was read. Of a
    film and of a timeline: the timeline, and the artwork that it begins with."""

    artwork: Artwork
    source: Path
    notes: tuple[str, ...] = ()
    timeline: Timeline | None = None


def load(path: Path | str) -> Loaded:
    """The artwork in a recipe, in an .ndf file with its weights, in what Canvas exported (picture,
    page, shader, film), in a timeline (.json), in a TIFF of neural-canvas, or a new one on the graph of
    a GraphML file.

    Raises:
        CanvasError: the file is missing, unreadable, carries no artwork, or a faulty one.
    """
    return _loaded(Path(path), within=False)


def _loaded(path: Path, *, within: bool) -> Loaded:
    """within: a timeline names this file, which then may be none itself."""
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):
            raise CanvasError(
                "This is not a file but a device or a pipe."
            )  # a pipe or a device would never end
        with path.open("rb") as file:
            head = file.read(16)
        # Its first four bytes name an .ndf file: what came through as text is told as damaged.
        if head[:4] == MAGIC[:4]:
            return Loaded(ndf.read(path).artwork, path)
        if film_tags.kind_of_film(head):
            return _film(path, head, within)
        return _picture(path, within) if kind_of(head) else _text(path, within)
    except CanvasError as error:
        raise CanvasError(f"{path.name}: {error.message}", hint=error.hint) from error
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error


def save(path: Path | str, artwork: Artwork) -> Path:
    """Write an artwork as a recipe (.json) or with its weights (.ndf), wholly or not at all. Pictures
    are written by exporters.

    Raises:
        CanvasError: the ending is another, or the file cannot be written.
    """
    path = Path(path)
    if path.suffix.lower() == ".ndf":
        return ndf.write(path, artwork)
    if path.suffix.lower() != ".json":
        raise CanvasError(
            f"A recipe is saved as .json or .ndf, not {path.suffix or 'without an ending'}.",
            hint="Export a picture for other endings.",
        )
    write_bytes(path, to_text(artwork).encode())
    return path


def _picture(path: Path, within: bool) -> Loaded:
    text = find_recipe(path)
    if text is not None:
        tree = parsed(text)
        return _of_tree(tree, path, within)
    description = parent.description_in(path)
    if description is None:
        raise CanvasError(
            "This picture carries no recipe.",
            hint="Only pictures that Canvas exported, not edited since, open as artworks.",
        )
    return _of_parent(description, path)


def _film(path: Path, head: bytes, within: bool) -> Loaded:
    with path.open("rb") as file:
        length = file.seek(0, 2)
        text = film_tags.timeline_in(file, film_tags.kind_of_film(head), length)
    if text is None:
        raise CanvasError(
            "This film carries no timeline.",
            hint="Only films that Canvas exported, not edited since, open as timelines.",
        )
    return _of_timeline(parsed(text, film_tags.MOST), path, within)


def _of_timeline(tree: object, path: Path, within: bool) -> Loaded:
    """The timeline in plain values; artworks that it names are sought beside it first."""
    if within:
        raise CanvasError("This is a timeline.", hint="The keys of a timeline are artworks.")

    def opened(name: str) -> Artwork:
        beside = path.parent / name
        return _loaded(beside if beside.is_file() else find(name), within=True).artwork

    line = timelines.timeline_from(tree, opened)
    return Loaded(line.at(line.first_seen), path, tuple(line.notes()), line)


def _text(path: Path, within: bool) -> Loaded:
    size = path.stat().st_size
    if size > 2 * MAX_BYTES:
        with path.open("rb") as file:
            begins = file.read(64)
        if size > film_tags.MOST or timelines.FIRST not in begins:
            raise _too_large()
        return _of_timeline(parsed(path.read_bytes(), film_tags.MOST), path, within)
    content = path.read_bytes()
    held = marked.artwork_in(content)
    if held is not None:
        return Loaded(held, path)
    if timelines.FIRST in content[:64]:
        return _of_timeline(parsed(content, film_tags.MOST), path, within)
    if len(content) > MAX_BYTES:
        raise _too_large()
    if b"\0" in content[:1024]:
        raise CanvasError(
            "This is no file that Canvas reads.",
            hint="It reads recipes (.json), fields (.ndf) and the pictures and pages it exports.",
        )
    if b"<graphml" in content[:4096]:
        return _graph(content, path)
    if parent.looks_like(content):
        return _of_parent(parsed(content), path)
    tree = parsed(content)
    return _of_tree(tree, path, within)


def _of_tree(tree: object, path: Path, within: bool) -> Loaded:
    """What plain values are: a timeline or an artwork."""
    if timelines.looks_like(tree):
        return _of_timeline(tree, path, within)
    return Loaded(from_tree(tree), path)


def _too_large() -> CanvasError:
    return CanvasError("This is no file that Canvas reads.", hint="It is too large for a recipe.")


def _graph(content: bytes, path: Path) -> Loaded:
    try:
        wiring = from_graphml(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise CanvasError("This is not text.", hint="GraphML is XML in UTF-8.") from None
    title = "".join(c for c in path.stem if c.isprintable())
    # By name, so that no room above learns of one family.
    graph = FAMILIES.find("graph")()
    assert isinstance(graph, Rewirable)
    return Loaded(Artwork(field=graph.rewired(wiring), title=title), path, (_WIRING_ALONE,))


def _of_parent(description: object, path: Path) -> Loaded:
    artwork, lacking = parent.artwork_from(description)
    return Loaded(artwork, path, tuple(lacking))


def _unreadable(path: Path, error: Exception) -> CanvasError:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return CanvasError(f"There is no file {path}.", hint="Check the name and the folder.")
    if isinstance(error, IsADirectoryError):
        return CanvasError(f"{path} is a folder.", hint="Give the name of a file in it.")
    if isinstance(error, PermissionError):
        return CanvasError(f"{path} may not be read.", hint="Check its permissions.")
    reason = error.strerror if isinstance(error, OSError) else "its name is none"
    return CanvasError(f"{path!s:.200} could not be read: {reason}.".replace("\0", "?"))
