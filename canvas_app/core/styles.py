"""Styles: settings that please nine times out of ten, and how far each may be varied. Data, no torch.

They lie in `resources/styles.json`, scored by eye in the art direction; *Random* draws a style, then a
seed, then small changes within the style's ranges.
"""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any

import msgspec

from .errors import CanvasError
from .inputs import Input
from .look import Look
from .palette import palette
from .random import Stream
from .shipped import shipped
from .space import Space
from .spec import Spec, knob
from .view import HOME, View


class Range(Spec):
    """How far knobs may be varied together: by one factor in low..high, or to one of `choices`."""

    paths: tuple[str, ...]
    low: Annotated[float, knob(ge=0.1, le=1)] = 1.0
    high: Annotated[float, knob(ge=1, le=10)] = 1.0
    choices: tuple[int, ...] = ()


class StyleRecipe(Spec):
    """The part of a recipe that a style decides. `field` is left plain: families are not known here."""

    field: dict[str, Any]
    inputs: tuple[Input, ...]
    look: Look
    space: tuple[Space, ...] = ()
    home: View = HOME
    reference: View = HOME


class Style(Spec):
    """One style.

    about: why it works. palettes: names of shipped ones that suit it. seeds: such as were chosen by
    eye in the reference system. latent: numbers in its latent; latent_speed: a step per frame that
    looks calm. gate: limits of the gate it needs changed.
    """

    name: str
    category: str
    about: str
    recipe: StyleRecipe
    ranges: tuple[Range, ...] = ()
    palettes: tuple[str, ...] = ()
    seeds: tuple[int, ...] = ()
    latent: int = 0
    latent_speed: float = 0.01
    gate: dict[str, float] = {}  # noqa: RUF012 - msgspec copies it


@cache
def styles() -> tuple[Style, ...]:
    """Every style, in the order of the art direction."""
    text = (shipped("resources") / "styles.json").read_text("utf-8")
    plain = msgspec.json.decode(text)
    for entry in plain:
        look = entry["recipe"]["look"]
        if "palette" in look:
            look["palette"] = msgspec.to_builtins(palette(look["palette"]))
    return msgspec.convert(plain, tuple[Style, ...])


def style(name: str) -> Style:
    """The style called `name`, however it is written in capitals.

    Raises:
        CanvasError: there is none.
    """
    for each in styles():
        if each.name.casefold() == name.strip().casefold():
            return each
    raise CanvasError(f"There is no style called {name!r}.", hint="See `canvas-app list styles`.")


def style_recipe(style: Style, seed: int) -> dict[str, Any]:
    """The style drawn with one seed, as the plain data of a recipe.

    One seed decides weights, waves and the latent, which is the one its gains are measured with.
    """
    recipe: dict[str, Any] = msgspec.to_builtins(style.recipe)
    recipe["field"]["seed"] = recipe["seed"] = seed
    recipe["look"]["palette"] = msgspec.to_builtins(style.recipe.look.palette)
    if style.latent:
        recipe["latent"] = Stream(seed, "latent").uniforms(-1, 1, (style.latent,)).tolist()
    recipe["about"] = {"style": style.name}
    return recipe
