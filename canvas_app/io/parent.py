"""Parent: artworks of neural-canvas, read as far as their files carry information.

Such a file is a TIFF whose description is JSON: settings, the seed and the latent, but neither the
weights, nor which random activations were drawn, nor zoom and pan. What follows from the settings is
kept; everything that is lacking is said. Its picture is ours turned a quarter, hence the `rotate`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.engine.graphs import from_graphml
from canvas_app.engine.pools import LARGE, drawn_activations

from . import tiff
from .recipe import from_tree, parsed

MAX_DESCRIPTION = 64_000_000  # its conv latents are noise written out as text: 43 MB at 512 x 512
_MARKS = {"graph_topology", "latent_dim", "mlp_layer_width"}
_TOPOLOGIES = {
    "simple": ("cppn", "simple", 3),
    "mlp": ("cppn", "branch", 9),
    "mlp_fixed": ("cppn", "sum", 5),
    "conv": ("conv", "conv", 8),
    "conv_fixed": ("conv", "conv", 8),
    "ws": ("graph", "graph", 7),
    "siren": ("siren", "", 0),
}
_WEIGHTS = (
    "The file keeps the seed of another generator and no weights: this is a work with the same "
    "settings, not the same picture."
)
Settings = Mapping[str, Any]


def description_in(path: Path) -> Any | None:
    """The settings in a TIFF of neural-canvas; None when the file is no such thing."""
    with path.open("rb") as file:
        length = file.seek(0, 2)
        text = tiff.read_tag(file, length, tiff.DESCRIPTION, MAX_DESCRIPTION)
    if text is None or not text.lstrip().startswith(b"{"):
        return None
    settings = parsed(text.rstrip(b"\0 \n"), MAX_DESCRIPTION)
    return settings if isinstance(settings, dict) and _MARKS & settings.keys() else None


def looks_like(content: bytes) -> bool:
    """Whether JSON text is a description that neural-canvas wrote."""
    return b'"graph_topology"' in content and b'"canvas"' not in content


def artwork_from(settings: Any) -> tuple[Artwork, list[str]]:
    """The artwork that settings of neural-canvas describe, and what they lack, in sentences.

    Raises:
        CanvasError: the settings are damaged or of no known topology.
    """
    if not isinstance(settings, dict):
        raise CanvasError("The settings in this file are no object.")
    lacking = [_WEIGHTS]
    scale = _number(settings, "latent_scale", 1.0, 1e-3, 1e3, lacking)
    latent = _latent(settings, scale, lacking)
    tree = {
        "canvas": 1,
        "title": "From neural-canvas",
        "seed": 0,
        "field": _field(settings, lacking),
        "space": [{"kind": "rotate", "angle": math.pi / 2}],
        "latent": latent,
        "look": _look(settings),
        "home": {"height": 2 * scale},
        "reference": {"height": 2 * scale},
        "about": {"tags": ["neural-canvas"]},
    }
    lacking.append("Zoom and pan are not kept in such files: home is its default view.")
    return from_tree(tree), lacking


def _field(settings: Settings, lacking: list[str]) -> dict[str, Any]:
    topology = str(settings.get("graph_topology", "mlp"))
    if topology.lower() not in _TOPOLOGIES:
        raise CanvasError(
            f"There is no topology {topology!r:.80}.", hint="The file may be damaged."
        )
    family, trunk, slots = _TOPOLOGIES[topology.lower()]
    if topology == "mlp" and "latent" in settings and "latents" not in settings:
        trunk, slots = "sum", 5
    seed = settings.get("seed")
    shared = {
        "family": family,
        "seed": seed if type(seed) is int and 0 <= seed < 2**53 else 0,
        "outputs": 1 if settings.get("c_dim") == 1 else 3,
        "final": _final(settings),
        **_width(family, settings, lacking),
    }
    if family == "siren":
        lacking.append("SIREN's depth and frequencies are not kept: the usual ones stand in.")
        return {**shared, "omega": 30.0, "hidden_omega": 1.0}
    names = _activations(settings, trunk, slots, lacking)
    drawn = {**shared, **_weights(settings, lacking)}
    if family == "conv":
        return {**drawn, "activations": names}
    if family == "graph":
        return {**drawn, **_graph(settings, names, lacking)}
    return {**drawn, "trunk": trunk, "depth": 4, **_slots(settings, trunk, names)}


def _slots(settings: Settings, trunk: str, names: list[str]) -> dict[str, Any]:
    """Its numbered slots in our order: x, y, r, latent if there is one, sum, layers."""
    if trunk == "simple":
        return {}
    if trunk == "sum":
        return {"activations": names[:4], "output_activation": names[4]}
    return {"activations": names if _has_latent(settings) else names[:3] + names[4:]}


def _graph(settings: Settings, names: list[str], lacking: list[str]) -> dict[str, Any]:
    """Its "WS" as it truly ran: each node reads the first of its inputs alone."""
    latent, r, y, x, total, layer, output = names
    out: dict[str, Any] = {
        "nodes": round(_number(settings, "num_graph_nodes", 10, 1, 1024, lacking)),
        "operations": ["scale", "add", "linear", "conv"],
        "activations": list(LARGE),
        "aggregation": "first",
        "stem": "branch",
        "stem_activations": [x, y, r, *([latent] if _has_latent(settings) else []), total, layer],
        "output_activation": output,
    }
    text = settings.get("graph")
    lacking.append("What each node of its graph does was not kept: others were drawn.")
    if not isinstance(text, str):
        return out
    try:
        wiring = from_graphml(text)
    except CanvasError as error:
        lacking.append(f"Its graph cannot be read ({error.message}): another was drawn.")
        return out
    return {**out, "nodes": wiring.count, "edges": [list(edge) for edge in wiring.edges]}


def _has_latent(settings: Settings) -> bool:
    return settings.get("latents", settings.get("latent")) is not None


def _width(family: str, settings: Settings, lacking: list[str]) -> dict[str, int]:
    key = "conv_feature_map_size" if family == "conv" else "mlp_layer_width"
    most = 512 if family == "graph" else 1024
    return {"width": round(_number(settings, key, 32, 1, most, lacking))}


def _activations(settings: Settings, trunk: str, slots: int, lacking: list[str]) -> list[str]:
    kind = str(settings.get("activations", "fixed"))
    if trunk == "simple":
        return []
    if kind == "random":
        lacking.append("Its activations were drawn at random and not kept: others were drawn.")
    seed = settings.get("seed")
    try:
        names = drawn_activations(kind, slots, seed if type(seed) is int else 0, trunk)
    except CanvasError:
        lacking.append(f"Its activation {kind!r:.60} is unknown here: the fixed set stands in.")
        names = drawn_activations("fixed", slots, 0, trunk)
    return list(names)


def _weights(settings: Settings, lacking: list[str]) -> dict[str, Any]:
    scheme = str(settings.get("weight_init", "normal"))
    if scheme not in {"normal", "uniform", "dip", "siren"}:
        return {"init": "torch"}
    return {
        "init": scheme,
        "mean": _number(settings, "weight_init_mean", 0.0, -4, 4, lacking, "mean"),
        "std": _number(settings, "weight_init_std", 1.0, 0.01, 8, lacking, "std"),
        "low": _number(settings, "weight_init_min", -2.0, -8, 8, lacking, "min"),
        "high": _number(settings, "weight_init_max", 2.0, -8, 8, lacking, "max"),
    }


def _final(settings: Settings) -> str:
    final = str(settings.get("final_activation") or "none").lower()
    return final if final in {"tanh", "sigmoid"} else "none"


def _look(settings: Settings) -> dict[str, Any]:
    """Its newest revision spreads a picture's own range over black to white; older ones did not."""
    head = "grey" if settings.get("c_dim") == 1 else "rgb"
    levels: dict[str, Any] = {"mapping": "minmax", "equalize": 0.0, "exposure": 0.0}
    if "latent" in settings and "latents" not in settings:
        ranges = {"tanh": ("range", -1.0, 1.0), "sigmoid": ("range", 0.0, 1.0)}
        mapping, low, high = ranges.get(_final(settings), ("wrap", 0.0, 1.0))
        levels |= {"mapping": mapping, "low": low, "high": high}
    return {"head": {"kind": head}, "levels": levels}


def _latent(settings: Settings, scale: float, lacking: list[str]) -> list[float]:
    stored = settings.get("latents", settings.get("latent"))
    size = round(_number(settings, "latent_dim", 8, 0, 1024, lacking))
    if stored is None or size == 0:
        return []
    numbers = [n for n, _ in zip(_flat(stored), range(size + 1), strict=False)]
    if len(numbers) < size:
        lacking.append("Its latent is incomplete and was left out.")
        return []
    if str(settings.get("graph_topology", "")).startswith("conv"):
        lacking.append("Its latent is noise, one draw a pixel, of which the first is kept.")
    elif len(numbers) > size:
        lacking.append("It holds several latents, of which the first is kept.")
    unscaled = str(settings.get("graph_topology", "")).startswith(("siren", "conv"))
    factor = 1.0 if unscaled else scale
    return [min(max(n * factor, -1e6), 1e6) for n in numbers[:size]]


def _flat(value: Any) -> Iterator[float]:
    """The numbers in nested lists, in order; anything else in them is left out."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting.extend(reversed(item))
        elif type(item) in {int, float} and math.isfinite(item) and abs(item) < 1e30:
            yield float(item)


def _number(
    settings: Settings,
    key: str,
    default: float,
    least: float,
    most: float,
    lacking: list[str],
    *older: str,
) -> float:
    value = next((settings[k] for k in (key, *older) if settings.get(k) is not None), default)
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        lacking.append(f"Its {key} is no number: {default:g} stands in.")
        return default
    if not least <= value <= most:
        lacking.append(f"Its {key} is beyond what Canvas does: the nearest value stands in.")
    return float(min(max(value, least), most))
