"""Printer: an artwork as shader source. One description, three ways to run it.

Two passes: `values` writes V of every field into float textures with a border of one pixel, `colour`
reads them with their neighbours, so that slopes are the engine's central differences and a new palette
needs no network. One pass: `whole` evaluates what it needs itself, five points where the look wants
slopes. `playground.py` prints that one pass with everything constant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.look import Kintsugi, Look
from canvas_app.core.palette import Palette
from canvas_app.core.spec import tag_of
from canvas_app.engine import colour, noise, relief, stars
from canvas_app.engine.activations import FINALS, GLSL_PRELUDE
from canvas_app.engine.craft import Seen
from canvas_app.engine.family import Covering
from canvas_app.engine.field import Field, build, statistics
from canvas_app.engine.finish import finish_text
from canvas_app.engine.head import HEADS, OCTAVES_GLSL, TEXTS, exposed, sloped
from canvas_app.engine.levels import level_text
from canvas_app.engine.literals import exact, marked, num
from canvas_app.engine.shade import toned_text

from . import inputs, space
from .network import NetworkText
from .place import DEEPEST, Above
from .tables import Shelf, Tabled, Tables

MOST_NUMBERS = 20_000
"""Numbers of a network that are still printed: beyond it drivers take minutes or give up."""
MOST_READ = 10_000
"""Texels that one point may read: beyond it a graphics card takes whole seconds, and drivers give up."""

VERSIONS = {
    "330": "#version 330 core\n",
    "300 es": "#version 300 es\nprecision highp float;\nprecision highp int;\n"
    "precision highp sampler2D;\n",
}
_LANES = "xyzw"


@dataclass(frozen=True, slots=True)
class ShaderText:
    """The parts of an artwork's shader. Bodies have no #version line: put one of VERSIONS first.

    developed: from the mean of linear light in `u_before` to pixels, after passes with `u_linear` 1.

    channels: values per point, four to a texture. latent: how many numbers of it move anything. sloped: whether the look reads neighbours. exposed:
    whether it wants `u_gain` and `u_lift` from a glance when zoomed in. tables: what `values` and `whole`
    look up in `u_tables`, if anything; numbers: those in the text. gaps: whether pictures may be
    transparent, so that one value more says where.
    """

    values: str
    colour: str
    whole: str
    developed: str
    channels: int
    latent: int
    sloped: bool
    exposed: bool
    palettes: tuple[Palette, ...]
    numbers: int
    tables: Tables | None = None
    gaps: bool = False

    @property
    def textures(self) -> int:
        """Float textures that hold the values."""
        return (self.channels + self.gaps + 3) // 4


@dataclass(frozen=True, slots=True)
class Parts:
    """The texts that every form of a shader is put together from."""

    uniforms: str
    field: str
    paint: str
    count: int
    tables: Tables | None = None
    numbers: int = 0
    gaps: bool = False


def printed(artwork: Artwork, *, deepest: int = DEEPEST) -> ShaderText:
    """The shader of an artwork, with detail for zooms of up to `deepest` doublings.

    Raises:
        CanvasError: the network is too large for a shader, or cannot be built.
    """
    parts = parts_of(artwork, build(artwork, "cpu"), deepest)
    look, count, gaps = artwork.look, parts.count, parts.gaps
    return ShaderText(
        values=parts.uniforms + parts.field + _values_main(count + gaps),
        colour=parts.uniforms
        + _PALETTE_TEXTURE
        + parts.paint
        + _colour_main(count, look, gaps=gaps),
        whole=parts.uniforms
        + _PALETTE_TEXTURE
        + parts.field
        + parts.paint
        + _whole_main(count, look, gaps=gaps),
        developed=parts.uniforms + colour.GLSL + accurate(finish_text(look.finish)) + _DEVELOPED,
        channels=count,
        latent=len(artwork.latent) if "u_latent0" in parts.field else 0,
        sloped=sloped(look),
        exposed=exposed(look.head),
        palettes=palettes_of(look),
        numbers=parts.numbers,
        tables=parts.tables,
        gaps=gaps,
    )


def double_text(artwork: Artwork, deepest: int) -> str:
    """`values` of an artwork with all that it calls, its numbers as whole doubles: for `script.py`."""
    with exact():
        text, _ = _field(_fielded(artwork), build(artwork, "cpu"), deepest)
        return _uniforms(artwork, artwork.channels) + text


def covering(artwork: Artwork) -> Covering | None:
    """The field, where pictures of it may be transparent in places."""
    spec = artwork.field
    return spec if isinstance(spec, Covering) and not spec.complete else None


def palettes_of(look: Look) -> tuple[Palette, ...]:
    """The palettes that a look reads, in the order of the rows of the palette texture."""
    return (look.palette, look.head.gold) if isinstance(look.head, Kintsugi) else (look.palette,)


def parts_of(artwork: Artwork, field: Field, deepest: int) -> Parts:
    """The texts of an artwork. A CanvasError when its network is too large."""
    least = field.size - sum(
        p.numel() for n, p in field.parameters.items() if n in looked_up(field)
    )
    if least > MOST_NUMBERS:
        raise CanvasError(
            f"This network has {least:,} numbers, too many for a shader.",
            hint=f"Up to {MOST_NUMBERS:,} are printed: make it narrower, or export a picture.",
        )
    count = field.channels
    text, tables = _field_of(_fielded(artwork), deepest, marked=marked())
    least += tables.reads if tables is not None else 0
    paint = accurate(_paint(artwork.look, count))
    return Parts(
        _uniforms(artwork, count), text, paint, count, tables, least, covering(artwork) is not None
    )


def looked_up(field: Field) -> set[str]:
    """The arrays of a field that a shader reads from a texture: those of `Tabled` operations."""
    tabled = [op for op in field.program.operations if isinstance(op, Tabled)]
    return {name for operation in tabled for name in operation.tabled}


def accurate(text: str) -> str:
    """The text with our own sine and cosine for the driver's."""
    return re.sub(r"\b(sin|cos)\(", r"c_\1(", text)


def _uniforms(artwork: Artwork, count: int) -> str:
    lines = [
        "uniform vec2 u_size;  // of the picture, in pixels",
        "uniform vec2 u_centre;  // world point in the middle",
        "uniform vec2 u_turn;  // cosine and sine of the frame's turn",
        "uniform float u_pixel;  // world units per pixel",
        "uniform float u_depth;  // log2 of the zoom",
        "uniform float u_finer;  // how much closer samples are counted than pixels lie; 0: as they lie",
        "uniform vec2 u_shift;  // of the samples within their pixels",
        "uniform vec4 u_order;  // of the bands that a deep view leaves out",
    ]
    if artwork.solid:
        lines.append("uniform float u_z;  // which slice of the volume")
    lines += [f"uniform vec4 u_latent{i};" for i in range((len(artwork.latent) + 3) // 4)]
    for what in ("gain", "lift", "base"):
        lines += [f"uniform vec4 u_{what}{i};" for i in range((count + 3) // 4)]
    return "\n".join(lines) + "\n" + shared(artwork)


def shared(artwork: Artwork) -> str:
    """What every part of a shader reads: lengths, the place of the sample, hashes."""
    return (
        f"#define REFERENCE {num(artwork.reference.height)}\n"
        "#define FINE (1.0 + u_finer)\n#define STEP (u_pixel / FINE)\n"
        "#define LINE (256.0 / (u_size.y * FINE))\nvec2 place;\n" + noise.GLSL
    )


_PALETTE_TEXTURE = """
uniform sampler2D u_palette;
vec3 pick(int row, float t) {
    float u = clamp(t, 0.0, 1.0) * 1023.0;
    int i = clamp(int(u), 0, 1022);
    vec3 low = texelFetch(u_palette, ivec2(i, row), 0).rgb;
    return low + (texelFetch(u_palette, ivec2(i + 1, row), 0).rgb - low) * (u - float(i));
}
"""
_WORLD = """
vec2 world(vec2 pixel) {  // of a place on the picture, counted from the bottom left
    vec2 d = (pixel - u_size / 2.0) * u_pixel;
    return u_centre + vec2(d.x * u_turn.x - d.y * u_turn.y, d.x * u_turn.y + d.y * u_turn.x);
}
"""


def _fielded(artwork: Artwork) -> Artwork:
    """What of an artwork decides the text of its field; the rest as it comes."""
    latent = (0.0,) * len(artwork.latent)
    plain = Artwork(
        field=artwork.field, seed=artwork.seed, space=artwork.space, inputs=artwork.inputs,
        reference=artwork.reference, weights=artwork.weights, latent=latent,
        look=Look(levels=artwork.look.levels),
    )  # fmt: skip
    return plain.but(statistics=statistics(artwork))


@lru_cache(maxsize=8)
def _field_of(artwork: Artwork, deepest: int, *, marked: bool) -> tuple[str, Tables | None]:
    """The text of a field. Kept, because it is long, and a look is dragged without moving it."""
    text, tables = _field(artwork, build(artwork, "cpu"), deepest)
    return accurate(text), tables


def _field(artwork: Artwork, field: Field, deepest: int) -> tuple[str, Tables | None]:
    """`void values(vec2 p, out vec4 o0, ...)`: V of every field at a world point, before exposure."""
    above = Above(deepest)
    moves = space.space_text(artwork.space, artwork.seed, above)
    blocks, refs = inputs.inputs_text(artwork.inputs, artwork.seed, above)
    shelf = Shelf()
    gaps = covering(artwork)
    covers = gaps.covers_text(refs, shelf.put) if gaps is not None else None
    network = NetworkText(
        field.program, {n: t.numpy() for n, t in field.parameters.items()}, shelf=shelf
    )
    latent = [f"u_latent{i // 4}.{_LANES[i % 4]}" for i in range(len(artwork.latent))]
    raw = network.printed(refs, latent)
    if network.shelf.reads > MOST_READ:
        raise CanvasError(
            f"Each point of this field reads {4 * network.shelf.reads:,} numbers, too many for a shader.",
            hint=f"Up to {4 * MOST_READ:,} are read: make it narrower, or export a picture.",
        )
    final = FINALS[artwork.field.final]
    raw = [final.shader(ref) for ref in raw[: artwork.field.outputs]]
    raw += [f"cell.{lane}" for lane in _LANES[: field.channels - artwork.field.outputs]]
    known, levels = statistics(artwork), artwork.look.levels
    tables = "".join(level_text(k, known, levels) for k in range(len(raw)))
    body = ["vec3 cell = vec3(0.0);", *moves, *blocks, *network.lines, "// levels"]
    writes = [f"level{k}({text})" for k, text in enumerate(raw)]
    if covers is not None:
        network.above.update(dict.fromkeys(covers.functions))
        body[-1:-1] = ["// space what is shown", *covers.lines]
        writes += covers.refs
    outs = ", ".join(f"out vec4 o{i}" for i in range((len(writes) + 3) // 4))
    for i in range(0, len(writes), 4):
        four = writes[i : i + 4]
        body.append(f"o{i // 4} = vec4({', '.join([*four, *['0.0'] * (4 - len(four))])});")
    inner = "\n    ".join(body)
    text = (
        _WORLD + GLSL_PRELUDE + space.GLSL + inputs.GLSL + network.functions + tables
        + "".join(above.functions) + f"void values(vec2 p, {outs}) {{\n    {inner}\n}}\n"
    )  # fmt: skip
    return text, network.shelf.tables()


def _paint(look: Look, count: int) -> str:
    """`vec3 shaded()`: linear light from the fields and slopes in v0, s0 ..., and `develop`."""
    names = ", ".join(f"v{k}, w{k}" for k in range(count))
    slopes = ", ".join(f"s{k}" for k in range(count))
    seen, r = Seen(count), look.relief
    craft = HEADS.find(tag_of(look.head))
    lines = ["vec3 lab = painted();"]
    if craft.relit and r.strength > 0:
        how = ", ".join(map(num, (r.strength, r.ambient, r.specular, r.power, r.azimuth)))
        lines.append(f"lab = lit(lab, {seen.slope(r.channel)}, {how});")
    if look.finish.stars:
        lines.append(f"lab = starred(lab, {num(look.finish.stars)});")
    lines.append("return clamp(lab_to_linear(toned(lab)), 0.0, 1.0);")
    inner = "\n    ".join(lines)
    return (
        f"float {names};\nvec2 {slopes};\n" + colour.GLSL + OCTAVES_GLSL + relief.GLSL + stars.GLSL
        + TEXTS.find(tag_of(look.head))(look.head, look, seen) + toned_text(look.finish)
        + finish_text(look.finish) + f"vec3 shaded() {{\n    {inner}\n}}\n"
    )  # fmt: skip


def _values_main(count: int) -> str:
    textures = (count + 3) // 4
    outs = "".join(f"layout(location = {i}) out vec4 o{i};\n" for i in range(textures))
    names = ", ".join(f"o{i}" for i in range(textures))
    return f"{outs}void main() {{ values(world(gl_FragCoord.xy - 1.0 + u_shift), {names}); }}\n"


def taken(count: int, *, slopes: bool) -> list[str]:
    """Set v0, w0, s0 ... from the fields c (centre), l, r, b, t (neighbours), exposed; c may lack the
    base, which is then the other of two floats."""
    lines = []
    for k in range(count):
        own, lane = k // 4, _LANES[k % 4]
        gain = f"u_gain{own}.{lane}"
        lines.append(f"w{k} = c{own}.{lane} * {gain} + u_lift{own}.{lane};")
        lines.append(f"v{k} = w{k} + u_base{own}.{lane};")
        if slopes:
            d = f"vec2(r{own}.{lane} - l{own}.{lane}, t{own}.{lane} - b{own}.{lane})"
            lines.append(f"s{k} = {d} * (0.5 / FINE * {gain});")
    return lines


_SIDES = (("c", "0, 0"), ("l", "-1, 0"), ("r", "1, 0"), ("b", "0, -1"), ("t", "0, 1"))


def _colour_main(count: int, look: Look, *, gaps: bool) -> str:
    slopes, textures = sloped(look), (count + gaps + 3) // 4
    samplers = "".join(f"uniform sampler2D u_values{i};\n" for i in range(textures))
    fetched = [
        f"vec4 {side}{i} = texelFetch(u_values{i}, at + ivec2({offset}), 0);"
        for side, offset in (_SIDES if slopes else _SIDES[:1])
        for i in range(textures)
    ]
    body = ["ivec2 at = ivec2(gl_FragCoord.xy) + 1;", *fetched, *taken(count, slopes=slopes)]
    body += ["place = world(gl_FragCoord.xy + u_shift);"]
    body.append(written(count, gaps=gaps))
    inner = "\n    ".join(body)
    return f"{samplers}{_WORLD}{_OUT}void main() {{\n    {inner}\n}}\n"


_OUT = """
layout(location = 0) out vec4 o_colour;
uniform float u_linear;  // 1: linear light, averaged into what was before
uniform float u_share;
uniform sampler2D u_before;
void write(vec3 light, float there) {  // there: how much of the pixel has something to show
    if (u_linear == 1.0) {
        o_colour = mix(texelFetch(u_before, ivec2(gl_FragCoord.xy), 0), vec4(light * there, there), u_share);
        return;
    }
    vec2 pixel = vec2(floor(gl_FragCoord.x), u_size.y - 1.0 - floor(gl_FragCoord.y));
    o_colour = there > 0.0 ? vec4(develop(light, pixel), there) : vec4(0.0);
}
"""
_DEVELOPED = f"""{_OUT}void main() {{
    vec4 light = texelFetch(u_before, ivec2(gl_FragCoord.xy), 0);
    write(light.rgb / max(light.a, 1e-6), light.a);
}}
"""


def written(count: int, *, gaps: bool) -> str:
    """The statement that writes the colour of what was taken; with gaps, where there is anything."""
    return f"write(shaded(), {f'c{count // 4}.{_LANES[count % 4]}' if gaps else '1.0'});"


def evaluated(count: int, *, slopes: bool) -> list[str]:
    """Statements that evaluate the field at `at` (pixels from the bottom left) and round about it.
    count: what it writes, where a field has gaps one more than its channels."""
    textures = (count + 3) // 4
    if not slopes:
        names = ", ".join(f"c{i}" for i in range(textures))
        return [f"vec4 {names};", f"values(world(at), {names});"]
    every = ", ".join(f"{side}{i}" for side, _ in _SIDES for i in range(textures))
    outs = ", ".join(f"e{i}" for i in range(textures))
    lines = [f"vec4 {every}, {outs};", "for (int k = 0; k < 5; k++) {"]
    lines.append(
        "    vec2 aside = vec2(k == 1 ? -1.0 : k == 2 ? 1.0 : 0.0, k == 3 ? -1.0 : k == 4 ? 1.0 : 0.0);"
    )
    lines.append(f"    values(world(at + aside), {outs});")
    for k, (side, _) in enumerate(_SIDES):
        sets = " ".join(f"{side}{i} = e{i};" for i in range(textures))
        lines.append(f"    if (k == {k}) {{ {sets} }}")
    return [*lines, "}"]


def _whole_main(count: int, look: Look, *, gaps: bool) -> str:
    slopes = sloped(look)
    body = ["vec2 at = gl_FragCoord.xy + u_shift;", *evaluated(count + gaps, slopes=slopes)]
    body += [*taken(count, slopes=slopes), "place = world(at);", written(count, gaps=gaps)]
    inner = "\n    ".join(body)
    return f"{_OUT}void main() {{\n    {inner}\n}}\n"
