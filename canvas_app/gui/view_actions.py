"""Rows of the View menu that choose how one looks at the picture: guides, frame, renderer, bookmarks."""

from __future__ import annotations

from typing import get_args

from canvas_app.core.guides import Guides

from . import bookmark_menu
from .action_row import Action
from .desk import Desk

GUIDES = {
    "none": ("No Guides", "Nothing lies over the picture"),
    "centre": ("Centre", "A cross through the middle"),
    "thirds": ("Thirds", "Lines at a third and two thirds"),
    "golden": ("Golden Ratio", "Lines at 38 % and 62 %"),
    "safe": ("Safe Areas", "What every screen shows: 93 % for action, 90 % for words"),
    "grid": ("Grid", "World coordinates, at round steps"),
}
FRAMES = {
    "none": ("No Frame", "The whole canvas"),
    "window": ("Window", "The shape of the canvas"),
    "1:1": ("Square 1:1", "As wide as high"),
    "4:5": ("Portrait 4:5", "As feeds show pictures"),
    "3:2": ("Landscape 3:2", "As cameras take pictures"),
    "16:9": ("Wide 16:9", "As films and screens"),
    "9:16": ("Tall 9:16", "As phones"),
    "a-portrait": ("A Series Portrait", "Paper A0 to A6, upright"),
    "a-landscape": ("A Series Landscape", "Paper A0 to A6, on its side"),
}
RENDERERS = {
    "auto": ("Automatic", "Whichever is faster on this machine"),
    "shader": ("Shader", "The graphics card paints the field, where it can"),
    "tiles": ("Tiles", "The engine paints the field, tile by tile"),
}


def next_guides(desk: Desk) -> None:
    """The guides that come after these."""
    kinds = get_args(Guides)
    place = kinds.index(desk.prefs.prefs.guides)
    _choose(desk, "guides", kinds[(place + 1) % len(kinds)])


def _choose(desk: Desk, name: str, value: str) -> None:
    desk.remember(desk.prefs.prefs.but(**{name: value}))


def _choices(name: str, under: str, values: dict[str, tuple[str, str]]) -> tuple[Action, ...]:
    """One row for each value of a preference, of which one has the tick."""
    return tuple(
        Action(
            f"{name}_{value.replace(':', '_').replace('-', '_')}",
            title,
            tip,
            "View",
            lambda desk, value=value: _choose(desk, name, value),  # type: ignore[misc]
            under=under,
            on=lambda prefs, value=value: getattr(prefs, name) == value,  # type: ignore[misc]
            one_of=name,
            ends_group=value == [*values][-1],
        )
        for value, (title, tip) in values.items()
    )


ROWS: tuple[Action, ...] = (
    *_choices("guides", "Guides", GUIDES),
    Action("guides_next", "Next Guides", "From one kind of guides to the next", "View",
           next_guides, (";",), anywhere=False, under="Guides"),
    *_choices("frame", "Export Frame", FRAMES),
    Action("bookmark", "Bookmark This View", "Remember this place of the artwork", "View",
           bookmark_menu.add, ("Ctrl+D",), under="Bookmarks"),
    Action("bookmarks", "Edit Bookmarks…", "Go to, rename and delete the places of this artwork",
           "View", bookmark_menu.edit, ("Ctrl+Shift+D",), under="Bookmarks"),
    *_choices("renderer", "Renderer", RENDERERS),
    Action("figures", "Show Renderer Figures", "What paints the picture, how fast, and why",
           "View", lambda d: d.remember(d.prefs.prefs.but(figures=not d.prefs.prefs.figures)),
           under="Renderer", on=lambda prefs: prefs.figures),
)  # fmt: skip
