"""High-order layers as GLSL: what `high_order_layers.py` runs with torch, its weights in a texture.

A link reads only the nodes of the piece that its number lies in, so a point fetches n weights of each link,
four links to a texel. The arithmetic is that of `high_order_torch.py`, in the same order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .glsl.tables import Printed
from .high_order import Basis, divisors, nodes, slopes
from .literals import floats, num

_LANES = "xyzw"
_WITHIN = {
    "clamp": "x = clamp(x, -1.0, 1.0);",
    "repeat": "x = x + 1.0 - 2.0 * floor((x + 1.0) / 2.0) - 1.0;",
    "mirror": "x = x + 1.0 - 4.0 * floor((x + 1.0) / 4.0); x = (x > 2.0 ? 4.0 - x : x) - 1.0;",
}


def links_text(
    place: int,
    source: Sequence[str],
    weight: Any,
    basis: Basis,
    alpha: float | None,
    put: Callable[[Any], int],
) -> Printed:
    """The rows y_o of `Links`: sums, or products where `alpha` is a number. weight: (outputs, inputs, K)."""
    rows, fan_in, count = weight.shape
    parts = -(-rows // 4)
    first = put(weight.transpose(0, 2, 1).reshape(rows, count * fan_in))
    name = _name(basis)
    body = _body(place, fan_in, parts, first, basis, alpha)
    values = ", ".join(source)
    lines = [
        f"float x{place}[{fan_in}] = float[{fan_in}]({values});",
        f"vec4 y{place}[{parts}];",
        f"links{place}(x{place}, y{place});",
    ]
    lines += [f"vec4 r{place}_{p} = y{place}[{p}];" for p in range(parts)]
    refs = tuple(f"r{place}_{o // 4}.{_LANES[o % 4]}" for o in range(rows))
    return Printed((_basis_text(name, basis), body), tuple(lines), refs, basis.n * fan_in * parts)


def _name(basis: Basis) -> str:
    beyond = "plain" if basis.kind == "fourier" else basis.beyond
    return f"{basis.kind}_{basis.n}_{basis.pieces}_{beyond}"


def _body(
    place: int, fan_in: int, parts: int, first: int, basis: Basis, alpha: float | None
) -> str:
    """`void links<place>(float x[], out vec4 y[])`."""
    n, all_parts = basis.n, f"for (int p = 0; p < {parts}; p++)"
    fetch = f"shelved({first} + ((s * {basis.stride} + j) * {fan_in} + i) * {parts} + p)"
    begins, ends = f"{all_parts} y[p] = vec4(0.0);", ""
    added = f"for (int j = 0; j < {n}; j++) {all_parts} y[p] += b[j] * {fetch};"
    if alpha is not None:
        begins = f"vec4 sums[{parts}]; {all_parts} {{ y[p] = vec4(1.0); sums[p] = vec4(0.0); }}"
        added = (
            f"{all_parts} {{ vec4 link = vec4(0.0);"
            f" for (int j = 0; j < {n}; j++) link += b[j] * {fetch};"
            " y[p] *= 1.0 + link; sums[p] += link; }"
        )
        ends = f"{all_parts} y[p] += {num(1.0 - alpha)} * sums[p] - 1.0;"
    return f"""void links{place}(float x[{fan_in}], out vec4 y[{parts}]) {{
    {begins}
    for (int i = 0; i < {fan_in}; i++) {{
        float b[{n}];
        int s = 0;
        basis_{_name(basis)}(x[i], s, b);
        {added}
    }}
    {ends}
}}
"""


def _basis_text(name: str, basis: Basis) -> str:
    """`void basis_<name>(float x, out int s, out float b[n])`: the piece, and its basis functions there."""
    head = f"void basis_{name}(float x, out int s, out float b[{basis.n}]) {{\n    s = 0;\n    "
    if basis.kind == "fourier":
        return f"{head}{_series(basis.n)}\n}}\n"
    within = _WITHIN.get(basis.beyond, "")
    t = "float t = x;"
    if basis.pieces > 1:
        pieces = f"{basis.pieces}.0"
        t = (
            f"float u = floor(0.5 * (x * {pieces} + {pieces}));"
            f" u = clamp(u, 0.0, {pieces} - 1.0); s = int(u);"
            f" float t = x * {pieces} - (2.0 * u + (1.0 - {pieces}));"
        )
    tables = floats(f"nodes_{name}", nodes(basis.n).tolist())
    tables += floats(f"divisors_{name}", divisors(basis.n).tolist())
    if basis.beyond != "linear":
        return f"{tables}{head}{within} {t}\n{_lagrange(name, basis.n)}\n}}\n"
    tables += floats(f"slopes_{name}", slopes(basis.n).ravel().tolist())
    return f"{tables}{head}{t} float held = clamp(t, -1.0, 1.0), over = t - held; t = held;\n{_lagrange(name, basis.n)}\n{_straight(name, basis.n)}\n}}\n"


def _series(n: int) -> str:
    return (
        f"b[0] = 0.5; for (int j = 1; j < {n}; j++) {{"
        " float turn = 3.14159265 * float((j + 1) / 2) * x;"
        " b[j] = j - 2 * (j / 2) == 1 ? sin(turn) : cos(turn); }"
    )


def _lagrange(name: str, n: int) -> str:
    """Products of the distances to all nodes but one, from both ends."""
    return (
        f"    float run = 1.0;\n"
        f"    for (int k = 0; k < {n}; k++) {{ b[k] = run; run *= t - nodes_{name}[k]; }}\n"
        f"    run = 1.0;\n"
        f"    for (int k = {n - 1}; k >= 0; k--)"
        f" {{ b[k] *= run / divisors_{name}[k]; run *= t - nodes_{name}[k]; }}"
    )


def _straight(name: str, n: int) -> str:
    """Beyond the ends the links go on with the slope that they have there."""
    return (
        f"    float c[{n}];\n"
        f"    for (int k = 0; k < {n}; k++) {{ c[k] = 0.0;"
        f" for (int m = 0; m < {n}; m++) c[k] += slopes_{name}[m * {n} + k] * b[m]; }}\n"
        f"    for (int k = 0; k < {n}; k++) b[k] += over * c[k];"
    )


def turned_text(place: int, source: Sequence[str], matrix: Sequence[Sequence[float]]) -> Printed:
    """`Turned`: each row a sum of inputs."""
    sums = []
    for row in matrix:
        terms = [f"{num(w)} * {source[i]}" for i, w in enumerate(row) if w]
        sums.append(" + ".join(terms) if terms else "0.0")
    return _rows(place, sums)


def bounded_text(place: int, source: Sequence[str], kind: str, epsilon: float) -> Printed:
    """`Bounded`: all rows moved and scaled by what they are together."""
    top, low = f"top{place}", f"low{place}"
    if kind == "l2":
        square = " + ".join(f"{ref} * {ref}" for ref in source)
        lines = [f"float {top} = sqrt({square} + {num(epsilon**2)});"]
        sums = [f"{ref} / {top}" for ref in source]
    elif kind == "max-abs":
        lines = [f"float {top} = 0.0;"]
        lines += [f"{top} = max({top}, abs({ref}));" for ref in source]
        lines.append(f"{top} += {num(epsilon)};")
        sums = [f"{ref} / {top}" for ref in source]
    else:
        lines = [f"float {top} = {source[0]}, {low} = {source[0]};"]
        lines += [f"{top} = max({top}, {ref}); {low} = min({low}, {ref});" for ref in source[1:]]
        lines.append(f"float mid{place} = 0.5 * ({top} + {low});")
        sums = [f"({ref} - mid{place}) / ({top} - mid{place} + {num(epsilon)})" for ref in source]
    made = _rows(place, sums)
    return Printed((), (*lines, *made.lines), made.refs)


def _rows(place: int, sums: Sequence[str]) -> Printed:
    lines = []
    for i in range(0, len(sums), 4):
        four = [*sums[i : i + 4], *["0.0"] * (4 - len(sums[i : i + 4]))]
        lines.append(f"vec4 r{place}_{i // 4} = vec4({', '.join(four)});")
    refs = tuple(f"r{place}_{o // 4}.{_LANES[o % 4]}" for o in range(len(sums)))
    return Printed((), tuple(lines), refs)
