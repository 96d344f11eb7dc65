"""Lifting: the numbers of an artwork taken out of its shader, so that moving one compiles nothing.

Printed again after a slider moved, an artwork's shader is the same but for its numbers. Lifted, they
are read from an array that is handed over apart: equal texts can share one program. Only numbers of the
artwork are lifted, never those of formulas; see `engine/literals.py`.

    marked = printed_to_lift(artwork)           # a ShaderText whose numbers carry marks
    lifted = lifted_text(marked.values, "texture")
    lifted.text, lifted.numbers                 # equal texts: only hand over the new numbers

Two scopes: the colour pass has few numbers and is always lifted; of the values pass the network's
weights are left as constants (`weights=False`) while nothing that moves them is being dragged.

Measured on llvmpipe (Mesa 22.3, 512 x 512, first picture and later ones, `tests/bench/storage.py`):

    network   constants        uniforms         block            texture
    16 x 2    0.17 s,  14 ms   1.2 s,  38 ms    1.2 s,  34 ms    0.18 s,  37 ms
    32 x 4    1.3 s,   41 ms   24 s,  404 ms    22 s,  496 ms    1.4 s,  212 ms
    64 x 4    8.3 s,  151 ms   -                -                8.0 s,  722 ms

So constants are what stands still, and on a processor only a texture holds more than a few numbers.
Graphics cards read uniforms as fast as constants: there uniforms come first, as far as they reach.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from canvas_app.core.artwork import Artwork
from canvas_app.engine.literals import CLOSE, OPEN, marking

from .place import DEEPEST
from .printer import ShaderText, printed

Form = Literal["constants", "uniforms", "block", "texture"]
Numbers = NDArray[np.float32]
ACROSS = 1024
"""Texels in each row of the texture `u_numbers`."""

_LANES = "xyzw"
_ANY = "[" + "".join(OPEN.values()) + "]"
_ONE = f"{_ANY}[^{CLOSE}]*{CLOSE}"
_MORE = f"(?:, {_ONE})*"
_LIFTS = re.compile(
    rf"const (?P<kind>float|vec[234]) (?P<name>\w+)\[\d+\] = [^;]*?\((?P<members>[^;]*{CLOSE}[^;]*)\);\n"
    rf"|(?P<type>vec[234]|mat4)\((?P<parts>{_ONE}{_MORE})\)"
    rf"|(?P<single>{_ONE})"
)
_NUMBER = re.compile(f"{_ANY}([^{CLOSE}]*){CLOSE}")
_WEIGHT = re.compile(f"{OPEN['weight']}([^{CLOSE}]*){CLOSE}")
_SIZES = {"float": 1, "vec2": 2, "vec3": 3, "vec4": 4, "mat4": 16}
_HEADS: dict[Form, str] = {
    "constants": "",
    "uniforms": "uniform vec4 u_numbers[{count}];\n#define NUMBERS(i) u_numbers[i]\n",
    "block": "layout(std140) uniform Numbers {{ vec4 u_numbers[{count}]; }};\n"
    "#define NUMBERS(i) u_numbers[i]\n",
    "texture": "uniform sampler2D u_numbers;\n"
    "#define NUMBERS(i) texelFetch(u_numbers, ivec2((i) & 1023, (i) >> 10), 0)\n",
}


@dataclass(frozen=True, slots=True)
class Lifted:
    """A shader without a #version line, and what it reads: (count, 4) float32, in the order of
    `vec4 u_numbers[count]`, of the std140 block `Numbers`, or of the texels of `u_numbers`."""

    text: str
    numbers: Numbers
    form: Form

    def texels(self) -> Numbers:
        """The numbers as an RGBA32F texture (rows, 1024, 4), to be read without filtering."""
        rows = max(1, -(-len(self.numbers) // ACROSS))
        out = np.zeros((rows, ACROSS, 4), np.float32)
        out.reshape(-1, 4)[: len(self.numbers)] = self.numbers
        return out


@dataclass(frozen=True, slots=True)
class Limits:
    """What a driver offers: GL_MAX_FRAGMENT_UNIFORM_COMPONENTS, GL_MAX_UNIFORM_BLOCK_SIZE in bytes,
    GL_MAX_TEXTURE_SIZE, and whether it draws on the processor (llvmpipe, SwiftShader)."""

    components: int = 896  # the least that WebGL 2 promises; OpenGL 3.3 promises 1024
    block: int = 16_384
    texture: int = 2048
    software: bool = False


def storage(count: int, limits: Limits) -> Form:
    """Where `count` vec4 of lifted numbers should lie; "constants" where they fit nowhere."""
    if limits.software and count > FEW:
        return "texture" if count <= ACROSS * limits.texture else "constants"
    if 4 * count + RESERVED <= limits.components:
        return "uniforms"
    if 16 * count <= limits.block:
        return "block"
    return "texture" if count <= ACROSS * limits.texture else "constants"


FEW = 64
"""More vec4 than these are slow as uniforms to compile on the processor."""
RESERVED = 128
"""Components that the other uniforms may take."""


def printed_to_lift(artwork: Artwork, *, deepest: int = DEEPEST) -> ShaderText:
    """`printed`, its numbers between marks: for `lifted_text` and `unmarked` alone.

    Raises:
        CanvasError: the network is too large for a shader, or cannot be built.
    """
    with marking():
        return printed(artwork, deepest=deepest)


def unmarked(text: str) -> str:
    """The text as `printed` writes it, but for the salts of hashes."""
    return _NUMBER.sub(r"\1", text)


def lifted_text(text: str, form: Form, *, weights: bool = True) -> Lifted:
    """A marked text with its numbers taken out; without `weights`, those of the network stay."""
    if form == "constants":
        return Lifted(unmarked(text), np.zeros((0, 4), np.float32), form)
    slots = _Slots()
    body = _LIFTS.sub(slots.lift, text if weights else _WEIGHT.sub(r"\1", text))
    for name in slots.arrays:
        body = _called(body, name)
    numbers = np.array(slots.numbers or [0.0], np.float64).astype(np.float32)
    numbers = np.pad(numbers, (0, -len(numbers) % 4)).reshape(-1, 4)
    return Lifted(_HEADS[form].format(count=len(numbers)) + body, numbers, form)


@dataclass(slots=True)
class _Slots:
    """Gives every number a place: vectors a vec4 of their own, single ones four to a vec4."""

    numbers: list[float] = field(default_factory=list)
    arrays: list[str] = field(default_factory=list)
    spare: list[int] = field(default_factory=list)

    def lift(self, found: re.Match[str]) -> str:
        if found["name"]:
            return self._array(found["kind"], found["name"], _values(found["members"]))
        if found["single"]:
            return self._single(_values(found["single"])[0])
        values = _values(found["parts"])
        if len(values) != _SIZES[found["type"]]:  # vec4(number) and the like
            return f"{found['type']}({', '.join(map(self._single, values))})"
        fours = [self._four(values[i : i + 4]) for i in range(0, len(values), 4)]
        if found["type"] == "mat4":
            return f"mat4({', '.join(f'NUMBERS({i})' for i in fours)})"
        return f"NUMBERS({fours[0]})" + ("" if len(values) == 4 else f".{_LANES[: len(values)]}")

    def _four(self, values: list[float]) -> int:
        self.numbers += [*values, *[0.0] * (4 - len(values))]
        return len(self.numbers) // 4 - 1

    def _single(self, value: float) -> str:
        if not self.spare:
            start = 4 * self._four([])
            self.spare = [start + lane for lane in range(4)]
        at = self.spare.pop(0)
        self.numbers[at] = value
        return f"NUMBERS({at // 4}).{_LANES[at % 4]}"

    def _array(self, kind: str, name: str, values: list[float]) -> str:
        size, start = _SIZES[kind], len(self.numbers) // 4
        self.arrays.append(name)
        step = 4 if size == 1 else size
        for i in range(0, len(values), step):
            self._four(values[i : i + step])
        read = f"NUMBERS({start} + i)" + ("" if size == 4 else f".{_LANES[:size]}")
        read = f"NUMBERS({start} + (i >> 2))[i & 3]" if size == 1 else read
        return f"{kind} at_{name}(int i) {{ return {read}; }}\n"


def _values(text: str) -> list[float]:
    return [float(number.strip("()")) for number in _NUMBER.findall(text)]


def _called(text: str, name: str) -> str:
    """`name[index]` as a call of `at_name`, whatever brackets the index holds."""
    head, *rest = re.split(rf"\b{name}\[", text)
    return head + "".join(f"at_{name}({_closed(part)}" for part in rest)


def _closed(text: str) -> str:
    """The text with the bracket that ends an index, which it begins in, turned into a round one."""
    depth = 1
    for place, letter in enumerate(text):
        depth += {"[": 1, "]": -1}.get(letter, 0)
        if depth == 0:
            return f"{text[:place]}){text[place + 1 :]}"
    return text
