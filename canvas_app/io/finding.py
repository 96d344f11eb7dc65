"""Finding: which file a person means by a path or by the name of a preset."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from canvas_app.core.errors import CanvasError
from canvas_app.core.shipped import shipped


def preset_files() -> dict[str, Path]:
    """The shipped recipes by name (the file's name without its ending), in order."""
    folder = shipped("presets")
    return {path.stem: path for path in sorted([*folder.glob("*.json"), *folder.glob("*.ndf")])}


def volume_files() -> dict[str, Path]:
    """The shipped recipes that fill space, by name, in order."""
    folder = shipped("presets") / "volumes"
    return {path.stem: path for path in sorted(folder.glob("*.json"))}


def find(recipe: str) -> Path:
    """The file that `recipe` means: a path, or else the name of a preset in any spelling.

    Raises:
        CanvasError: it is neither.
    """
    path = Path(recipe)
    try:
        if path.exists():
            return path
    except (OSError, ValueError):
        raise CanvasError("That is no file name.") from None
    presets = preset_files() | volume_files()
    name = recipe.lower().replace(" ", "-").replace("_", "-")
    if name in presets:
        return presets[name]
    near = get_close_matches(name, presets, 3)
    hint = (
        f"Presets with a like name: {', '.join(near)}."
        if near
        else "See `canvas-app list presets`."
    )
    raise CanvasError(f"There is no file or preset {recipe!r:.200}.", hint=hint)
