"""Storage: where a shader's numbers should lie, measured on this machine's driver.

    MESA_SHADER_CACHE_DISABLE=1 python -m tests.bench.storage [SIDE]

One line a network and form: seconds to the first picture (compiling happens in it) and milliseconds of a
later one. A form whose first picture took longer than PATIENCE is not tried with larger networks.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import get_args

import moderngl

from canvas_app.core.artwork import Artwork
from canvas_app.engine.families.cppn import Cppn
from canvas_app.engine.glsl.lifting import Form, Limits, lifted_text, printed_to_lift, storage
from tests.gl.lifted_pictures import Easel, values_of

NETWORKS = ((16, 2), (32, 4), (64, 4))
PATIENCE = 8.0


@dataclass(frozen=True)
class Taken:
    """Seconds of the first picture and of a later one, and whether `storage` chooses this form."""

    first: float
    later: float
    chosen: bool


def limits_of(context: moderngl.Context) -> Limits:
    """What a context's driver offers."""
    told = context.info
    return Limits(
        told["GL_MAX_FRAGMENT_UNIFORM_COMPONENTS"],
        told["GL_MAX_UNIFORM_BLOCK_SIZE"],
        told["GL_MAX_TEXTURE_SIZE"],
        software=any(name in told["GL_RENDERER"].lower() for name in ("llvmpipe", "swiftshader")),
    )


def measured(side: int = 512) -> dict[str, dict[Form, Taken]]:
    """Every form that was tried, by network."""
    easel, slow = Easel(), set[Form]()
    limits = limits_of(easel.context)
    out: dict[str, dict[Form, Taken]] = {}
    for width, depth in NETWORKS:
        work = Artwork(field=Cppn(seed=3, width=width, depth=depth), latent=(0.4, -0.8))
        text = printed_to_lift(work, deepest=0)
        count = len(lifted_text(text.values, "texture").numbers)
        row = out.setdefault(f"{width} x {depth}, {4 * count} numbers", {})
        for form in [form for form in get_args(Form) if form not in slow]:
            lifted = lifted_text(text.values, form)
            _, (first, later) = values_of(easel, work, text, lifted, (side, side))
            row[form] = Taken(first, later, form == storage(count, limits))
            slow |= {form} if first > PATIENCE else set()
    return out


def storage_table(side: int = 512) -> str:
    """Networks down, forms across, as Markdown; a star marks the form that `storage` chooses."""
    forms = get_args(Form)
    lines = [f"| network | {' | '.join(forms)} |", "|---" * (1 + len(forms)) + "|"]
    for network, row in measured(side).items():
        cells = [_cell(row.get(form)) for form in forms]
        lines.append(f"| {network} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(taken: Taken | None) -> str:
    if taken is None:
        return "not tried"
    return f"{taken.first:.2f} s, {1e3 * taken.later:.0f} ms{' *' if taken.chosen else ''}"


if __name__ == "__main__":
    sys.stdout.write(storage_table(*map(int, sys.argv[1:])) + "\n")
