"""Deep pictures: an artwork drawn by its shader from a patch, as two floats."""

from __future__ import annotations

import numpy as np

from canvas_app.engine.glsl.patch import Patch, patch_text
from canvas_app.engine.glsl.printer import VERSIONS, ShaderText
from canvas_app.engine.glsl.uniforms import palette_texture

from .shader_pictures import Pixels, Shown
from .surfaceless import Surfaceless


def by_patch(gl: Surfaceless, shown: Shown, text: ShaderText, patch: Patch) -> Pixels:
    """The shader's pixels, (h, w, 3): the patch in place of the network, then the colour pass."""
    (w, h), head = shown.size, VERSIONS[gl.dialect]
    numbers = patch.uniforms(shown.view, shown.size)
    palette = gl.texture(1024, len(text.palettes), palette_texture(text.palettes))
    nodes = {f"u_nodes{i}": gl.texture(*t.shape[1::-1], t) for i, t in enumerate(patch.texels)}
    kept = [gl.texture(w + 2, h + 2) for _ in range(text.textures)]
    gl.draw(gl.program(head + patch_text(text.channels)), kept, numbers, nodes)
    target = gl.texture(w, h)
    named = {f"u_values{i}": texture for i, texture in enumerate(kept)}
    gl.draw(gl.program(head + text.colour), [target], numbers, {"u_palette": palette, **named})
    out = np.round(gl.read(target)[..., :3] * 255).astype(np.uint8)
    gl.drop(target, palette, *kept, *nodes.values())
    return out
