"""Light: fields 0, 1, 2 are light in stops, brought to the screen by a tone curve.

Sources: Reinhard et al., "Photographic tone reproduction for digital images" (2002), its global operator
with a white, on luminance; the film curve is Narkowicz's fit to ACES (2015).
"""

from __future__ import annotations

from torch import Tensor

from canvas_app.core.look import Light, Look
from canvas_app.core.stops import MIDDLE_GREY, STOPS
from canvas_app.engine.colour import linear_to_lab
from canvas_app.engine.craft import Seen
from canvas_app.engine.head import fields, glsl, head
from canvas_app.engine.literals import num
from canvas_app.engine.samples import Samples

_FAR = 40.0  # stops: beyond is black or white anyhow, and exp2 stays a number
_RED, _GREEN, _BLUE = 0.2126, 0.7152, 0.0722
_A, _B, _C, _D, _E = 2.51, 0.03, 2.43, 0.59, 0.14


def _white(spec: Light) -> float:
    """One over the square of the light that becomes white."""
    return float((MIDDLE_GREY * 2.0**spec.white) ** -2)


@head(Light)
def paint(samples: Samples, spec: Light, look: Look) -> Tensor:
    """Light after the curve, clipped, in OKLab."""
    stops = (fields(samples, 3) - 0.5) * STOPS + spec.exposure
    c = stops.clamp(-_FAR, _FAR).exp2() * MIDDLE_GREY
    if spec.curve == "reinhard":
        y = c[0] * _RED + c[1] * _GREEN + c[2] * _BLUE
        c = c * ((1 + y * _white(spec)) / (1 + y))
    elif spec.curve == "film":
        c = c.clamp(max=1e6)
        c = (c * (_A * c + _B)) / (c * (_C * c + _D) + _E)
    return linear_to_lab(c.clamp(0, 1))


@glsl(Light)
def text(spec: Light, look: Look, seen: Seen) -> str:
    """As above."""
    curve = {
        "reinhard": f"float y = dot(c, vec3({_RED}, {_GREEN}, {_BLUE}));\n"
        f"    c *= (1.0 + y * {num(_white(spec))}) / (1.0 + y);",
        "film": "c = min(c, vec3(1e6));\n"
        f"    c = (c * ({_A} * c + {_B})) / (c * ({_C} * c + {_D}) + {_E});",
        "clip": "",
    }[spec.curve]
    return f"""vec3 painted() {{
    vec3 stops = (vec3({seen.v(0)}, {seen.v(1)}, {seen.v(2)}) - 0.5) * {num(STOPS)} + {num(spec.exposure)};
    vec3 c = exp2(clamp(stops, -{_FAR}, {_FAR})) * {num(MIDDLE_GREY)};
    {curve}
    return linear_to_lab(clamp(c, 0.0, 1.0));
}}
"""
