"""Storage: where a shader's numbers should lie, measured on this machine's driver.

    MESA_SHADER_CACHE_DISABLE=1 python -m tests.bench.storage [SIDE]

One line a network and form: seconds to the first picture (compiling happens in it) and milliseconds of a
later one. A form whose first picture took longer than PATIENCE is not tried with larger networks.
"""

from __future__ import annotations

import sys
from typing import get_args

import moderngl

from canvas_app.core.artwork import Artwork
from canvas_app.engine.families.cppn import Cppn
from canvas_app.engine.glsl.lifting import Form, Limits, lifted_text, printed_to_lift, storage
from tests.gl.lifted_pictures import Easel, values_of

NETWORKS = ((16, 2), (32, 4), (64, 4))
PATIENCE = 8.0


def limits_of(context: moderngl.Context) -> Limits:
    """What a context's driver offers."""
    told = context.info
    return Limits(
        told["GL_MAX_FRAGMENT_UNIFORM_COMPONENTS"],
        told["GL_MAX_UNIFORM_BLOCK_SIZE"],
        told["GL_MAX_TEXTURE_SIZE"],
        software=any(name in told["GL_RENDERER"].lower() for name in ("llvmpipe", "swiftshader")),
    )


def storage_table(side: int = 512) -> str:
    """Networks down, forms across, as Markdown; the form that `storage` chooses is marked with a star."""
    easel = Easel()
    limits = limits_of(easel.context)
    forms: tuple[Form, ...] = get_args(Form)
    lines = [
        f"{easel.context.info['GL_RENDERER']}, {side} x {side}: first picture, later ones",
        "",
        f"| network | numbers | {' | '.join(forms)} |",
        "|---" * (2 + len(forms)) + "|",
    ]
    slow: set[Form] = set()
    for width, depth in NETWORKS:
        work = Artwork(field=Cppn(seed=3, width=width, depth=depth), latent=(0.4, -0.8))
        text = printed_to_lift(work, deepest=0)
        count = len(lifted_text(text.values, "texture").numbers)
        cells = []
        for form in forms:
            if form in slow:
                cells.append("not tried")
                continue
            lifted = lifted_text(text.values, form)
            _, (first, later) = values_of(easel, work, text, lifted, (side, side))
            star = " *" if form == storage(count, limits) else ""
            cells.append(f"{first:.2f} s, {1e3 * later:.0f} ms{star}")
            slow |= {form} if first > PATIENCE else set()
        lines.append(f"| {width} x {depth} | {4 * count} | {' | '.join(cells)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(storage_table(*map(int, sys.argv[1:])) + "\n")
