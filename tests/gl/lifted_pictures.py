"""Lifted pictures: a shader drawn with its numbers as constants, or lifted, by a context without a window."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import moderngl
import numpy as np
from numpy.typing import NDArray

from canvas_app.core.artwork import Artwork
from canvas_app.core.view import Size
from canvas_app.engine.glsl.lifting import Lifted
from canvas_app.engine.glsl.printer import VERSIONS, ShaderText
from canvas_app.engine.glsl.uniforms import palette_texture, uniforms

Floats = NDArray[np.float32]
_VERTEX = """#version 330 core
void main() { gl_Position = vec4(vec2(gl_VertexID & 1, gl_VertexID >> 1) * 4.0 - 1.0, 0.0, 1.0); }
"""


@dataclass
class Easel:
    """A context of its own, and what hangs on it."""

    context: moderngl.Context = field(
        default_factory=lambda: moderngl.create_context(
            standalone=True,
            require=330,
            backend="egl",  # type: ignore[call-arg]
        )
    )

    def program(self, lifted: Lifted) -> moderngl.Program:
        """The compiled program of a lifted text."""
        return self.context.program(
            vertex_shader=_VERTEX, fragment_shader=VERSIONS["330"] + lifted.text
        )

    def give(self, program: moderngl.Program, lifted: Lifted) -> list[object]:
        """Hand the numbers over, into texture unit 7 or binding 0; what must be kept until drawn."""
        if lifted.form == "texture":
            texels = lifted.texels()
            texture = self.context.texture(
                (texels.shape[1], texels.shape[0]), 4, texels, dtype="f4"
            )
            texture.use(7)
            program["u_numbers"] = 7
            return [texture]
        if lifted.form == "block":
            buffer = self.context.buffer(lifted.numbers)
            buffer.bind_to_uniform_block(0)
            return [buffer]
        if lifted.form == "uniforms":
            member = program["u_numbers"]
            assert isinstance(member, moderngl.Uniform)
            member.write(np.ascontiguousarray(lifted.numbers[: member.array_length]).tobytes())
        return []

    def draw(
        self,
        program: moderngl.Program,
        size: Size,
        values: Mapping[str, tuple[float, ...]],
        targets: int,
    ) -> tuple[list[Floats], list[float]]:
        """Float pixels (h, w, 4) of each target, and seconds of the first and of a later frame."""
        for name, numbers in values.items():
            if name in program:
                program[name] = numbers if len(numbers) > 1 else numbers[0]
        textures = [self.context.texture(size, 4, dtype="f4") for _ in range(targets)]
        frame = self.context.framebuffer(textures)
        cover = self.context.vertex_array(program, [])
        frame.use()
        seconds = []
        for _ in range(3):
            start = time.perf_counter()
            cover.render(moderngl.TRIANGLES, vertices=3)
            self.context.finish()
            seconds.append(time.perf_counter() - start)
        out = [np.frombuffer(t.read(), np.float32).reshape(size[1], size[0], 4) for t in textures]
        for each in (cover, frame, *textures):
            each.release()
        return out, [seconds[0], min(seconds[1:])]


def values_of(
    easel: Easel, work: Artwork, text: ShaderText, lifted: Lifted, size: Size
) -> tuple[list[Floats], list[float]]:
    """What the values pass of an artwork writes at home."""
    program = easel.program(lifted)
    kept = easel.give(program, lifted)
    out = easel.draw(program, size, uniforms(work, work.home, size, text.channels), text.textures)
    del kept
    program.release()
    return out


def colours_of(
    easel: Easel, work: Artwork, text: ShaderText, lifted: Lifted, values: list[Floats]
) -> Floats:
    """What the colour pass makes of the values, (h, w, 4)."""
    program = easel.program(lifted)
    kept = easel.give(program, lifted)
    tables = palette_texture(text.palettes)
    named = {"u_palette": tables} | {f"u_values{i}": plane for i, plane in enumerate(values)}
    for unit, (name, texels) in enumerate(named.items()):
        texture = easel.context.texture(
            (texels.shape[1], texels.shape[0]), 4, np.ascontiguousarray(texels), dtype="f4"
        )
        texture.use(unit)
        kept.append(texture)
        if name in program:
            program[name] = unit
    size = (values[0].shape[1] - 2, values[0].shape[0] - 2)
    ((out,), _) = easel.draw(program, size, uniforms(work, work.home, size, text.channels), 1)
    program.release()
    return out
