"""Rows: which control a knob gets."""

from __future__ import annotations

import re
from typing import Any, Literal, get_args, get_origin

import msgspec

from canvas_app.core.genome import member
from canvas_app.core.space import WallpaperGroup
from canvas_app.core.spec import Knob, Spec
from canvas_app.gui.theme import Theme
from canvas_app.gui.words import tr

from .choice_row import ChoiceRow, SwitchRow, TextRow, spoken
from .colour_row import ColourRow, ColoursRow
from .control import NOTHING, Control
from .knob_row import KnobRow
from .motif import group_icon
from .names_row import NamesRow
from .numbers_row import NumbersRow
from .scale import Scale

MOST = 24
ELSEWHERE = frozenset(
    {"frame", "gone", "trim"}
)  # drawn on the picture: the tools of cells set them
_HEX = re.compile(r"#[0-9a-f]{6}")
_SHORT = {
    "output_activation": "Last layer",
    "stem_activations": "Stem",
    "latent_gain": "Latent",
    "mfn_gain": "Pitch",
    "hidden_omega": "Omega after",
    "noise_latent": "Noisy latent",
    "zero_output": "Zero start",
    "shadow_width": "Shadow to",
    "screen_locked": "On screen",
    "displacement": "Bend",
    "displacement2": "Bend 2",
    "ground_range": "Ground by",
    "tint_range": "Tint by",
    "tint_start": "Tint from",
    "light_range": "Light by",
    "dark_range": "Dark by",
    "tone_range": "Tone by",
    "ink_range": "Ink by",
    "hue_range": "Hue by",
    "evaluate_every": "Evaluate",
    "structure_weight": "Its weight",
    "lamp_azimuth": "Lamp side",
    "lamp_elevation": "Lamp height",
    "neighbours": "Neighbours",
    "n": "Count",
}


def title_of(knob: Knob) -> str:
    """The name of a knob as it stands in a form."""
    return tr(_SHORT.get(knob.name, spoken(knob.name)))


def control_for(theme: Theme, knob: Knob, *, chance: bool = True) -> Control | None:
    """The row for a knob; None for what no row can edit: other specs, graphs, tables, places. Without
    `chance` it has neither lock nor dice."""
    if knob.name in ELSEWHERE:
        return None
    name, default = title_of(knob), _default(knob)
    common: dict[str, Any] = {"doc": tr(knob.doc), "default": default, "dice": knob.dice and chance}
    if knob.choices == get_args(WallpaperGroup):
        return ChoiceRow(
            theme, name, knob.choices, icon=lambda group: group_icon(theme, group), **common
        )
    if knob.choices:
        return ChoiceRow(theme, name, knob.choices, **common)
    if knob.type is bool:
        return SwitchRow(theme, name, **common)
    if knob.type in (int, float):
        return KnobRow(theme, name, Scale.of(knob), **common)
    common["dice"] = False
    if knob.type is str:
        colour = isinstance(default, str) and _HEX.fullmatch(default)
        return ColourRow(theme, name, **common) if colour else TextRow(theme, name, **common)
    if get_origin(knob.type) is tuple:
        return _several(theme, name, knob, common)
    return None


def _several(theme: Theme, name: str, knob: Knob, common: dict[str, Any]) -> Control | None:
    kinds = get_args(knob.type)
    if kinds[1:] != (Ellipsis,):
        if knob.doc == "A colour in OKLab":
            return ColourRow(theme, name, oklab=True, **common)
        plain = all(kind is float for kind in kinds)
        return NumbersRow(theme, name, Scale(-1, 1), **common) if plain else None
    each = member(knob)
    if each is not None:
        common["dice"] = knob.dice
        if get_origin(each.type) is Literal:
            return NamesRow(theme, name, each.choices, least=int(bool(knob.default)), **common)
        return NumbersRow(theme, name, Scale.of(each), most=MOST, **common)
    if "#1f2a38" in repr(kinds[0]):
        return ColoursRow(theme, name, **common)
    return None


def parts_of(knob: Knob) -> type[Spec] | None:
    """What a tuple of specs is made of, such as the strokes of a comb; None for other knobs."""
    kinds = get_args(knob.type) if get_origin(knob.type) is tuple else ()
    if len(kinds) == 2 and isinstance(kinds[0], type) and issubclass(kinds[0], Spec):
        return kinds[0]
    return None


def _default(knob: Knob) -> Any:
    return NOTHING if knob.default is msgspec.NODEFAULT else knob.default
