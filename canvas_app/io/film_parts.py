"""Film parts: long films in pieces that outlive a stop or a crash, joined at the end without loss.

They lie in a folder beside the film, `<name>.parts`, with a manifest that says of which film they are;
those of another are thrown away. A finished part is never drawn again. A crash, an interrupt and a fault
leave them, for the next try; who takes the film off the queue takes them away.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Generator
from pathlib import Path

from canvas_app.core.errors import CanvasError

from .atomic import replacing, told, write_bytes
from .encoder import asked
from .exporter import Progress
from .film import Filming
from .film_check import check
from .film_frames import Reeling
from .film_plan import Plan
from .recording import recorded

FRAMES = 48
"""A part has so many frames: about what is lost by a crash."""
MANIFEST = "film.json"
_LOW, _HIGH = 0.02, 0.96


def folder_of(path: Path) -> Path:
    """Where the parts of a film lie."""
    return path.with_name(path.name + ".parts")


def drop_parts(path: Path) -> bool:
    """Remove the parts of a film that nobody wants any more; whether there were any of ours."""
    folder = folder_of(path)
    if not (folder / MANIFEST).is_file():
        return False
    shutil.rmtree(folder, ignore_errors=True)
    return True


def in_parts(path: Path, plan: Plan, reel: Reeling, text: str, tags: Path) -> Filming:
    """Write a film part by part, going on with those that are there.

    Raises:
        CanvasError: as for any film; the parts stay, so that the next try goes on.
    """
    folder = _begun(folder_of(path), _name_of(plan, text))
    files = []
    for start in range(0, plan.frames, FRAMES):
        stop = min(start + FRAMES, plan.frames)
        files.append((folder / f"{start:08}.{plan.ending.muxer}", start, stop))
    for file, start, stop in files:
        if not file.exists():
            yield from _recorded(plan, reel, file, start, stop)
        yield Progress(_LOW + (_HIGH - _LOW) * stop / plan.frames, f"frame {stop} of {plan.frames}")
    listing = folder / "parts.txt"
    lines = ["ffconcat version 1.0"]
    for file, start, stop in files:
        lines += [f"file {file.name}", f"duration {float((stop - start) / plan.rate):.9f}"]
    write_bytes(listing, "\n".join(lines).encode())
    with replacing(path) as whole:
        part = Path(whole.name)
        yield Progress(_HIGH, "Joining")
        asked(plan.exe, ["-y", *plan.joining(listing, part, tags)])
        yield Progress(0.99, "Checking")
        check(plan, part, plan.frames)
    shutil.rmtree(folder, ignore_errors=True)
    return path


def _recorded(
    plan: Plan, reel: Reeling, file: Path, start: int, stop: int
) -> Generator[Progress, None, None]:
    with replacing(file) as held:
        part = Path(held.name)
        yield from recorded(plan, reel, range(start, stop), plan.words(part), (_LOW, _HIGH))
        check(plan, part, stop - start)


def _name_of(plan: Plan, text: str) -> str:
    """What the parts are of: other pixels, another name."""
    options = plan.options.but(resume=False, device="auto")
    said = f"{text}|{options}|{plan.codec}|{plan.size}|{plan.rate}|{FRAMES}"
    return hashlib.blake2b(said.encode(), digest_size=16).hexdigest()


def _begun(folder: Path, name: str) -> Path:
    """The folder for the parts of this film, emptied of another's."""
    manifest = folder / MANIFEST
    try:
        known = json.loads(manifest.read_text("utf-8"))["film"] if manifest.exists() else ""
    except (OSError, ValueError, KeyError, TypeError):
        known = ""
    try:
        if known != name and folder.exists():
            if not manifest.exists() and any(folder.iterdir()):
                raise CanvasError(
                    f"{folder} is there already, and is none of ours.", hint="Move it away."
                )
            shutil.rmtree(folder)
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise told(error, folder) from error
    if known != name:
        write_bytes(manifest, json.dumps({"film": name}).encode())
    return folder
