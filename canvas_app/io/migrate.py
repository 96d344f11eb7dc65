"""Migrations: recipes of older versions brought up to date, dict to dict, one function a version.

Version 0, of the first sketches, has no number: `palette` (a name) and `eq` stand flat, and `view` is
[x, y, height]. Version 1 puts them into `look` and `home`. Old files of every version stay in
`tests/data` and must open for ever.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from canvas_app.core.errors import CanvasError

Tree = dict[str, Any]

VERSION = 1


def migrated(tree: Any) -> Tree:
    """A recipe of any known version as the newest. A CanvasError when it is none, or too new."""
    if not isinstance(tree, dict):
        raise CanvasError("This JSON is no Canvas recipe.", hint="A recipe is an object in braces.")
    if "field" not in tree:
        raise CanvasError(
            "This JSON is no Canvas recipe: it has no `field`.",
            hint='The least recipe is {"canvas": 1, "field": {"family": "cppn"}}.',
        )
    version = tree.get("canvas", 0)
    if isinstance(version, bool) or not isinstance(version, int) or version < 0:
        raise CanvasError("The version of the recipe is not a number - at `$.canvas`.")
    if version > VERSION:
        raise CanvasError(
            f"This recipe is of version {version}; this Canvas reads up to {VERSION}.",
            hint="It comes from a newer Canvas: update yours.",
        )
    newest: Tree = tree
    for step in STEPS[version:]:
        newest = step(dict(newest))
    return newest


def from_0(tree: Tree) -> Tree:
    """Version 0: `palette` and `eq` move into the look, `view` becomes home."""
    look = tree.pop("look", {})
    look = dict(look) if isinstance(look, dict) else {}
    levels = look.get("levels", {})
    if "eq" in tree:
        look["levels"] = {
            **(levels if isinstance(levels, dict) else {}),
            "equalize": tree.pop("eq"),
        }
    if "palette" in tree:
        look["palette"] = tree.pop("palette")
    if look:
        tree["look"] = look
    if "view" in tree:
        tree["home"] = _home(tree.pop("view"))
    tree["canvas"] = 1
    return tree


def _home(view: Any) -> Tree:
    if not isinstance(view, list) or len(view) != 3:
        raise CanvasError("A view is [x, y, height] - at `$.view`.")
    return dict(zip(("x", "y", "height"), view, strict=True))


STEPS: tuple[Callable[[Tree], Tree], ...] = (from_0,)
