"""Network: a program of plain operations printed as vec4 arithmetic, its weights as constants.

Rows lie four to a vec4. A register is a list of references to single rows (`r3_0.x`), so that stacking
and cutting rows prints nothing. Constants are the fastest form on every driver that was measured; a
latent stays a uniform, so that moving it needs no new shader.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from canvas_app.core.errors import CanvasError
from canvas_app.engine.activations import ACTIVATIONS
from canvas_app.engine.literals import num, vec, weights
from canvas_app.engine.network import (
    Activate,
    Add,
    Affine,
    Concat,
    Linear,
    Multiply,
    Normalise,
    Operation,
    Program,
    Rows,
)

from .origin import expression
from .tables import GLSL, Printable, Shelf

Arrays = Mapping[str, NDArray[np.float32]]
Refs = list[str]
_LANES = "xyzw"


@dataclass(slots=True)
class NetworkText:
    """Prints one program. `functions`: what must stand above `lines`. shelf: what it looks up."""

    program: Program
    arrays: Arrays
    lines: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    shelf: Shelf = field(default_factory=Shelf)
    above: dict[str, None] = field(default_factory=dict)

    def printed(self, features: Refs, latent: Refs) -> Refs:
        """The references of the outputs, given those of the inputs and of the latent."""
        registers: dict[int, Refs] = {0: features}
        if self.program.latent:
            registers[1] = latent
        with weights():
            for place, operation in enumerate(self.program.operations, self.program.first):
                before = len(self.lines)
                registers[place] = self._one(place, operation, registers)
                if len(self.lines) > before:
                    told = expression(operation, self.arrays)
                    self.lines.insert(before, f"// step {place}: {told}")
        return registers[self.program.first + len(self.program.operations) - 1]

    @property
    def functions(self) -> str:
        """Every activation in use, for one number and for four, and what other operations need."""
        own = (GLSL if self.shelf.parts else "") + "".join(self.above)
        return own + "".join(activation_text(name) for name in sorted(self.used))

    def _one(self, place: int, operation: Operation, registers: Mapping[int, Refs]) -> Refs:
        if isinstance(operation, Concat):
            return [ref for source in operation.sources for ref in registers[source]]
        if isinstance(operation, Rows):
            return registers[operation.source][operation.start : operation.stop]
        if isinstance(operation, Linear):
            return self._linear(place, operation, registers)
        if isinstance(operation, Activate):
            return self._activate(place, operation, registers[operation.source])
        if isinstance(operation, Add):
            parts = [packed(registers[s]) for s in operation.sources]
            sums = [" + ".join(column) for column in zip(*parts, strict=True)]
            if operation.factor != 1.0:
                sums = [f"({s}) * {num(operation.factor)}" for s in sums]
            return self._kept(place, sums, len(registers[operation.sources[0]]))
        if isinstance(operation, Multiply):
            left, right = packed(registers[operation.left]), packed(registers[operation.right])
            both = [f"{a} * {b}" for a, b in zip(left, right, strict=True)]
            return self._kept(place, both, len(registers[operation.left]))
        if isinstance(operation, Affine):
            return self._affine(place, operation, registers[operation.source])
        if isinstance(operation, Normalise):
            return self._normalise(place, operation, registers[operation.source])
        if isinstance(operation, Printable):
            return self._special(place, operation, registers[operation.source])
        raise CanvasError("This kind of layer cannot be printed as a shader yet.")

    def _special(self, place: int, operation: Printable, source: Refs) -> Refs:
        made = operation.shader(place, source, self.arrays, self.shelf.put)
        self.above.update(dict.fromkeys(made.functions))
        self.shelf.reads += made.reads
        self.lines.extend(made.lines)
        return list(made.refs)

    def _kept(self, place: int, parts: Sequence[str], rows: int) -> Refs:
        """Give each vec4 a name; references to its rows."""
        for i, part in enumerate(parts):
            self.lines.append(f"vec4 r{place}_{i} = {part};")
        return [f"r{place}_{i // 4}.{_LANES[i % 4]}" for i in range(rows)]

    def _linear(self, place: int, operation: Linear, registers: Mapping[int, Refs]) -> Refs:
        weight = self.arrays[operation.weight]
        source = registers[operation.source]
        rows = len(weight)
        bias = np.zeros(rows) if operation.bias is None else self.arrays[operation.bias]
        plus = packed(registers[operation.plus]) if operation.plus is not None else []
        inputs = packed(source)
        parts = []
        for o in range(0, rows, 4):
            terms = [vec(_four(bias[o : o + 4]))]
            terms += [plus[o // 4]] if plus else []
            for i, name in enumerate(inputs):
                terms.append(_product(weight[o : o + 4, 4 * i : 4 * i + 4], name))
            parts.append("\n        + ".join(terms))
        return self._kept(place, parts, rows)

    def _activate(self, place: int, operation: Activate, source: Refs) -> Refs:
        names = (
            [operation.name] * len(source) if isinstance(operation.name, str) else operation.name
        )
        if operation.parameter is not None:
            p = num(float(self.arrays[operation.parameter].reshape(-1)[0]))
            text = {"scale": "{x} * {p}", "add": "{x} + {p}"}[str(operation.name)]
            return self._kept(place, [text.format(x=x, p=p) for x in packed(source)], len(source))
        if set(names) == {"identity"}:
            return source
        self.used.update(names)
        parts = []
        for i, x in enumerate(packed(source)):
            mine = names[4 * i : 4 * i + 4]
            if len(set(mine)) == 1:
                parts.append(f"v_{_word(mine[0])}({x})")
            else:
                own = [
                    f"s_{_word(m)}({ref})" for m, ref in zip(mine, source[4 * i :], strict=False)
                ]
                parts.append(f"vec4({', '.join([*own, *['0.0'] * (4 - len(own))])})")
        return self._kept(place, parts, len(source))

    def _affine(self, place: int, operation: Affine, source: Refs) -> Refs:
        parts = []
        for i, x in enumerate(packed(source)):
            text = x if operation.factor == 1.0 else f"{x} * {num(operation.factor)}"
            if operation.scale_parameter is not None:
                text = f"{text} * {self._constants(operation.scale_parameter, i)}"
            if operation.shift_parameter is not None:
                text = f"{text} + {self._constants(operation.shift_parameter, i)}"
            parts.append(text if operation.shift == 0.0 else f"{text} + {num(operation.shift)}")
        return self._kept(place, parts, len(source))

    def _constants(self, name: str, part: int) -> str:
        flat = self.arrays[name].reshape(-1)
        return num(float(flat[0])) if len(flat) == 1 else vec(_four(flat[4 * part : 4 * part + 4]))

    def _normalise(self, place: int, operation: Normalise, source: Refs) -> Refs:
        if operation.kind == "home":
            mean, std = (self.arrays[f"{operation.name}.{what}"] for what in ("mean", "std"))
            parts = [
                f"({x} - {vec(_four(mean[4 * i : 4 * i + 4]))})"
                f" / {vec(_four(std[4 * i : 4 * i + 4], 1.0))}"
                for i, x in enumerate(packed(source))
            ]
            return self._kept(place, parts, len(source))
        n, m, k = num(len(source)), f"m{place}", f"k{place}"
        total = " + ".join(source)
        self.lines.append(f"float {m} = ({total}) / {n};")
        square = " + ".join(f"({s} - {m}) * ({s} - {m})" for s in source)
        self.lines.append(f"float {k} = inversesqrt(({square}) / {n} + 1e-5);")
        return self._kept(place, [f"({x} - {m}) * {k}" for x in packed(source)], len(source))


def activation_text(name: str) -> str:
    """The GLSL functions of one activation: s_name for a number, v_name for four."""
    word, text = _word(name), ACTIVATIONS[name].shader("x")
    return (
        f"float s_{word}(float x) {{ return {text}; }}\n"
        f"vec4 v_{word}(vec4 v) {{ return vec4(s_{word}(v.x), s_{word}(v.y), "
        f"s_{word}(v.z), s_{word}(v.w)); }}\n"
    )


def _word(name: str) -> str:
    return name.replace("-", "_")


def packed(refs: Refs) -> list[str]:
    """References gathered four to a vec4; whole ones by their name, missing rows as zeros."""
    out = []
    for i in range(0, len(refs), 4):
        four = refs[i : i + 4]
        stem = four[0].rpartition(".")[0]
        whole = [f"{stem}.{lane}" for lane in _LANES]
        if stem and four == whole:
            out.append(stem)
        elif len(four) < 4:
            out.append(f"vec4({', '.join([*four, *['0.0'] * (4 - len(four))])})")
        else:
            out.append(f"vec4({', '.join(four)})")
    return out


def _four(values: NDArray[np.floating], rest: float = 0.0) -> list[float]:
    return [float(v) for v in values] + [rest] * (4 - len(values))


def _product(block: NDArray[np.float32], source: str) -> str:
    """A block of up to 4 x 4 weights times a vec4 (or, with fewer columns, its first lanes)."""
    columns = [vec(_four(block[:, i])) for i in range(block.shape[1])]
    if len(columns) == 4:
        inner = ", ".join(c[5:-1] for c in columns)
        return f"mat4({inner}) * {source}"
    lanes = _first_lanes(source, len(columns))
    return " + ".join(f"{c} * {lane}" for c, lane in zip(columns, lanes, strict=True))


def _first_lanes(source: str, count: int) -> list[str]:
    if source.startswith("vec4("):
        return source[5:-1].split(", ")[:count]
    return [f"{source}.{lane}" for lane in _LANES[:count]]
