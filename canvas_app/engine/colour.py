"""Colour: OKLab, linear light and sRGB on planes (3, h, w), palettes, HSV, and OpenCV's layouts.

OKLab: Ottosson, "A perceptual color space for image processing" (2020). Powers are written as
exp(p ln x), which gives the same bits wherever a sample falls in an array.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import torch
from jaxtyping import Float
from torch import Tensor

from canvas_app.core.palette import Palette, hex_to_srgb, linear_to_oklab, srgb_to_linear

Planes = Float[Tensor, "3 h w"]
Mode = Literal["clamp", "mirror", "wrap"]
Row = tuple[float, float, float]
Matrix = tuple[Row, Row, Row]

_TO_LMS: Matrix = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
_TO_LAB: Matrix = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)


def _inverse(m: Matrix) -> Matrix:
    rows = torch.tensor(m, dtype=torch.float64).inverse().tolist()
    return tuple(tuple(row) for row in rows)  # type: ignore[return-value]


_FROM_LMS, _FROM_LAB = _inverse(_TO_LMS), _inverse(_TO_LAB)


def _rows(m: Matrix) -> str:
    return f"mat3({', '.join(f'{v:.9g}' for row in m for v in row)})"


# As below: `vec3 * mat3` with the rows of a matrix for columns is the matrix times the vector.
GLSL = f"""
float to_power(float x, float e) {{ return x > 0.0 ? pow(x, e) : 0.0; }}
vec3 to_power(vec3 v, float e) {{ return vec3(to_power(v.x, e), to_power(v.y, e), to_power(v.z, e)); }}
vec3 linear_to_lab(vec3 c) {{ return to_power(c * {_rows(_TO_LMS)}, 1.0 / 3.0) * {_rows(_TO_LAB)}; }}
vec3 lab_to_linear(vec3 c) {{
    vec3 lms = c * {_rows(_FROM_LAB)};
    return (lms * lms * lms) * {_rows(_FROM_LMS)};
}}
vec3 to_srgb(vec3 c) {{
    c = clamp(c, 0.0, 1.0);
    return mix(1.055 * to_power(c, 1.0 / 2.4) - 0.055, c * 12.92, lessThanEqual(c, vec3(0.0031308)));
}}
vec3 to_linear(vec3 c) {{
    return mix(to_power((c + 0.055) / 1.055, 2.4), c / 12.92, lessThanEqual(c, vec3(0.04045)));
}}
vec3 srgb_to_lab(vec3 c) {{ return linear_to_lab(to_linear(clamp(c, 0.0, 1.0))); }}
float mirrored(float t) {{ return 1.0 - abs(t - 2.0 * floor(t / 2.0) - 1.0); }}
float wrapped(float t) {{ return t - floor(t); }}
float smooth_from(float low, float high, float x) {{
    float t = clamp((x - low) / (high - low), 0.0, 1.0);
    return t * t * (3.0 - 2.0 * t);
}}
"""

_TO_XYZ: Matrix = (  # sRGB to CIE XYZ, D65 (IEC 61966-2-1)
    (0.412453, 0.357580, 0.180423),
    (0.212671, 0.715160, 0.072169),
    (0.019334, 0.119193, 0.950227),
)
_WHITE = (0.950456, 1.0, 1.088754)


def _times(m: Matrix, c: Tensor) -> Tensor:
    out = torch.empty_like(c)
    for i, (p, q, r) in enumerate(m):
        torch.mul(c[0], p, out=out[i])
        out[i].add_(c[1], alpha=q).add_(c[2], alpha=r)
    return out


def power(x: Tensor, exponent: float) -> Tensor:
    """x^exponent for x >= 0; below 0 counts as 0."""
    return (x.clamp(min=0).log() * exponent).exp()


def linear_to_lab(c: Planes) -> Planes:
    """Linear RGB to OKLab."""
    return _times(_TO_LAB, power(_times(_TO_LMS, c), 1 / 3))


def lab_to_linear(c: Planes) -> Planes:
    """OKLab to linear RGB, unclipped."""
    lms = _times(_FROM_LAB, c)
    return _times(_FROM_LMS, lms * lms * lms)


def to_linear(c: Tensor) -> Tensor:
    """sRGB levels in 0..1 to linear light."""
    return torch.where(c <= 0.04045, c / 12.92, power((c + 0.055) / 1.055, 2.4))


def to_srgb(c: Tensor) -> Tensor:
    """Linear light to sRGB levels, clipped to 0..1."""
    c = c.clamp(0, 1)
    return torch.where(c <= 0.0031308, c * 12.92, 1.055 * power(c, 1 / 2.4) - 0.055)


def srgb_to_lab(c: Planes) -> Planes:
    """sRGB levels, clipped to 0..1, to OKLab."""
    return linear_to_lab(to_linear(c.clamp(0, 1)))


def hex_linear(text: str) -> Row:
    """ "#1f2a38" in linear RGB."""
    r, g, b = (to_linear(torch.tensor(v, dtype=torch.float64)).item() for v in hex_to_srgb(text))
    return r, g, b


def colours_lab(colours: tuple[str, ...], like: Tensor) -> Tensor:
    """Colours in OKLab, (3, n), in the dtype and on the device of `like`."""
    array = torch.tensor([hex_to_srgb(c) for c in colours], dtype=torch.float64).numpy()
    return torch.from_numpy(linear_to_oklab(srgb_to_linear(array)).T).to(like)


def table(palette: Palette, like: Tensor) -> Tensor:
    """The palette as OKLab planes (3, 1024), in the dtype and on the device of `like`."""
    return _table(palette, like.dtype, like.device)


@lru_cache(maxsize=64)
def _table(palette: Palette, dtype: torch.dtype, device: torch.device) -> Tensor:
    return torch.tensor(palette.table().T.copy(), dtype=dtype, device=device)


def pick(table: Float[Tensor, "3 n"], t: Tensor, mode: Mode = "clamp") -> Tensor:
    """Colours at places t of a palette, where 0 is its first colour and 1 its last; (3, *t.shape)."""
    if mode == "mirror":
        t = 1 - (t - 2 * torch.floor(t / 2) - 1).abs()
    elif mode == "wrap":
        t = t - torch.floor(t)
    last = table.shape[1] - 1
    u = (t * last).nan_to_num(0.0).clamp_(0, last)
    i = u.to(torch.int64).clamp_(max=last - 1)
    low = table[:, i]
    return low + (table[:, i + 1] - low) * (u - i)


def mixed(a: Tensor, b: Tensor, amount: Tensor) -> Tensor:
    """a where amount is 0, b where it is 1."""
    return a + (b - a) * amount


def plain(colour: Row, like: Tensor) -> Tensor:
    """One colour as planes (3, 1, 1)."""
    return torch.tensor(colour, dtype=like.dtype, device=like.device).reshape(3, 1, 1)


def hsv_to_rgb(hue: Tensor, saturation: Tensor, value: Tensor) -> Planes:
    """Hue in turns, saturation and value in 0..1, to levels (3, h, w)."""
    planes = []
    for n in (5, 3, 1):
        k = n / 6 + hue
        k = (k - torch.floor(k)) * 6
        planes.append(value - value * saturation * torch.minimum(k, 4 - k).clamp(0, 1))
    return torch.stack(planes)


def opencv(space: Literal["hsv", "hls", "lab", "luv"], rgb: Planes) -> Planes:
    """8-bit levels (0..1) of a picture in OpenCV's layout: hue / 2, L * 255 / 100, a + 128, ...

    Source: OpenCV's documentation, "Color conversions".
    """
    rgb = torch.round(rgb.clamp(0, 1) * 255) / 255
    convert = {"hsv": _hsv, "hls": _hls, "lab": _cielab, "luv": _cieluv}[space]
    return torch.round(convert(rgb)).clamp(0, 255) / 255


def _hue(rgb: Tensor, top: Tensor, span: Tensor) -> Tensor:
    """Hue in degrees / 2, in 0..180."""
    r, g, b = rgb
    span = span.clamp(min=1e-12)
    turn = torch.where(
        top == r, (g - b) / span, torch.where(top == g, 2 + (b - r) / span, 4 + (r - g) / span)
    )
    half = torch.round(turn * 30)
    return torch.where(half < 0, half + 180, half)


def _hsv(rgb: Tensor) -> Tensor:
    top, low = rgb.amax(0), rgb.amin(0)
    saturation = (top - low) / top.clamp(min=1e-12)
    return torch.stack([_hue(rgb, top, top - low), saturation * 255, top * 255])


def _hls(rgb: Tensor) -> Tensor:
    top, low = rgb.amax(0), rgb.amin(0)
    light = (top + low) / 2
    room = torch.where(light < 0.5, top + low, 2 - top - low).clamp(min=1e-12)
    return torch.stack([_hue(rgb, top, top - low), light * 255, (top - low) / room * 255])


def _lightness(y: Tensor) -> Tensor:
    return torch.where(y > 0.008856, 116 * power(y, 1 / 3) - 16, 903.3 * y)


def _cielab(rgb: Tensor) -> Tensor:
    xyz = _times(_TO_XYZ, to_linear(rgb))
    x, y, z = (xyz[i] / white for i, white in enumerate(_WHITE))
    fx, fy, fz = (
        torch.where(t > 0.008856, power(t, 1 / 3), 7.787 * t + 16 / 116) for t in (x, y, z)
    )
    return torch.stack([_lightness(y) * 2.55, 500 * (fx - fy) + 128, 200 * (fy - fz) + 128])


def _cieluv(rgb: Tensor) -> Tensor:
    x, y, z = _times(_TO_XYZ, to_linear(rgb))
    light, size = _lightness(y), (x + 15 * y + 3 * z).clamp(min=1e-12)
    white = _WHITE[0] + 15 * _WHITE[1] + 3 * _WHITE[2]
    lit = light > 0
    u = torch.where(lit, 13 * light * (4 * x / size - 4 * _WHITE[0] / white), 0.0)
    v = torch.where(lit, 13 * light * (9 * y / size - 9 * _WHITE[1] / white), 0.0)
    return torch.stack([light * 2.55, (u + 134) * (255 / 354), (v + 140) * (255 / 262)])


def opencv_text(space: Literal["hsv", "hls", "lab", "luv"]) -> str:
    """`vec3 opencv(vec3 rgb)`: as above."""
    whole = "vec3 opencv(vec3 c) {\n    c = roundEven(clamp(c, 0.0, 1.0) * 255.0) / 255.0;\n"
    done = "    return clamp(roundEven(v), 0.0, 255.0) / 255.0;\n}\n"
    return _OPENCV_GLSL + whole + f"    vec3 v = cv_{space}(c);\n" + done


_OPENCV_GLSL = f"""
float cv_hue(vec3 c, float top, float span) {{
    span = max(span, 1e-12);
    float turn = top == c.r ? (c.g - c.b) / span
        : top == c.g ? 2.0 + (c.b - c.r) / span : 4.0 + (c.r - c.g) / span;
    float part = roundEven(turn * 30.0);
    return part < 0.0 ? part + 180.0 : part;
}}
vec3 cv_hsv(vec3 c) {{
    float top = max(max(c.r, c.g), c.b), low = min(min(c.r, c.g), c.b);
    return vec3(cv_hue(c, top, top - low), (top - low) / max(top, 1e-12) * 255.0, top * 255.0);
}}
vec3 cv_hls(vec3 c) {{
    float top = max(max(c.r, c.g), c.b), low = min(min(c.r, c.g), c.b), light = (top + low) / 2.0;
    float room = max(light < 0.5 ? top + low : 2.0 - top - low, 1e-12);
    return vec3(cv_hue(c, top, top - low), light * 255.0, (top - low) / room * 255.0);
}}
float cv_lightness(float y) {{ return y > 0.008856 ? 116.0 * to_power(y, 1.0 / 3.0) - 16.0 : 903.3 * y; }}
float cv_root(float t) {{ return t > 0.008856 ? to_power(t, 1.0 / 3.0) : 7.787 * t + 16.0 / 116.0; }}
vec3 cv_xyz(vec3 c) {{ return to_linear(c) * {_rows(_TO_XYZ)}; }}
vec3 cv_lab(vec3 c) {{
    vec3 t = cv_xyz(c) / vec3({_WHITE[0]}, {_WHITE[1]}, {_WHITE[2]});
    vec3 f = vec3(cv_root(t.x), cv_root(t.y), cv_root(t.z));
    return vec3(cv_lightness(t.y) * 2.55, 500.0 * (f.x - f.y) + 128.0, 200.0 * (f.y - f.z) + 128.0);
}}
vec3 cv_luv(vec3 c) {{
    vec3 t = cv_xyz(c), w = vec3({_WHITE[0]}, {_WHITE[1]}, {_WHITE[2]});
    float light = cv_lightness(t.y), size = max(t.x + 15.0 * t.y + 3.0 * t.z, 1e-12);
    float white = w.x + 15.0 * w.y + 3.0 * w.z;
    float u = light > 0.0 ? 13.0 * light * (4.0 * t.x / size - 4.0 * w.x / white) : 0.0;
    float v = light > 0.0 ? 13.0 * light * (9.0 * t.y / size - 9.0 * w.y / white) : 0.0;
    return vec3(light * 2.55, (u + 134.0) * (255.0 / 354.0), (v + 140.0) * (255.0 / 262.0));
}}
"""
