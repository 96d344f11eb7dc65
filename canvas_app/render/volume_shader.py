"""Volume shader: what VTK's rays gather, told as `engine.marching` and `engine.lamp` do, so that the live
view is what stills will be: light is mixed as light, opacities after Beer and Lambert, the same lamp.

VTK's ray caster has tags in its fragment shader that may be replaced; ours takes the place of its shading.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from canvas_app.core.opacity import REFERENCE
from canvas_app.core.volume import Mode, Volume

# sRGB to light as a cubic, within 0.002 of the curve: powers at each sample would cost twice as much.
COLOURS = """
vec3 canvas_light(vec3 c) { return c * (c * (c * 0.305306011 + 0.682171111) + 0.012522878); }
vec3 canvas_srgb(vec3 c) {
  c = clamp(c, 0.0, 1.0);
  return mix(c * 12.92, 1.055 * pow(c, vec3(1.0 / 2.4)) - 0.055, step(vec3(0.0031308), c));
}
"""
_WORDS = (
    COLOURS
    + """
float canvas_seen(vec3 p) { return min(texture3D(in_volume[0], p).a * canvas_density, 1.0); }
vec2 canvas_lit(vec3 p) {
  vec3 e = 1.5 * canvas_texel;
  float a = canvas_seen(p + vec3(e.x, -e.y, -e.z)), b = canvas_seen(p + vec3(-e.x, -e.y, e.z));
  float c = canvas_seen(p + vec3(-e.x, e.y, -e.z)), d = canvas_seen(p + e);
  vec3 slope = vec3(a - b - c + d, c + d - a - b, b + d - a - c) * canvas_rate / 6.0;
  float size = length(slope);
  float sure = min(size * 24.0, 1.0);
  float cosine = max(-dot(slope, canvas_lamp) / (size + 1e-6), 0.0);
  float light = 1.0 + sure * (cosine * canvas_lights.y - 1.0);
  float shine = canvas_lights.z * sure * pow(cosine + 1e-6, canvas_lights.w);
  return vec2(canvas_lights.x + (1.0 - canvas_lights.x) * light, shine);
}
//VTK::ComputeColor::Dec
"""
)
_BEGIN = "vec4 canvas_sum = vec4(0.0); float canvas_steps = 0.0;\n//VTK::Shading::Init\n"
_STEP = """
if (!g_skip) {
  vec4 found = texture3D(in_volume[0], g_dataPos);
  float alpha = min(found.a * canvas_density, 0.999999);
  %s
}
"""
_OVER = """
  if (alpha > 0.0004) {
    vec3 light = canvas_light(found.rgb);
    %s
    float seen = 1.0 - pow(1.0 - alpha, canvas_parts);
    g_fragColor += (1.0 - g_fragColor.a) * seen * vec4(light, 1.0);
  }
"""
_LAMP = "vec2 lamp = canvas_lit(g_dataPos); light = min(light * lamp.x + lamp.y, 1.0);"
_STEPS = {
    "maximum": "if (alpha > canvas_sum.a) canvas_sum = vec4(found.rgb, alpha);",
    "average": "canvas_sum += vec4(canvas_light(found.rgb) * alpha, alpha); canvas_steps += 1.0;",
}
_ENDS = {
    "composite": "g_fragColor.rgb = g_fragColor.a *"
    " canvas_srgb(g_fragColor.rgb / max(g_fragColor.a, 1e-6));",
    "maximum": "g_fragColor = vec4(canvas_sum.rgb, 1.0) * min(1.0, canvas_sum.a / canvas_most);",
    "average": "g_fragColor = vec4(canvas_srgb(canvas_sum.rgb / max(canvas_sum.a, 1e-9)), 1.0) *"
    " (1.0 - exp(-canvas_sum.a / (max(canvas_steps, 1.0) * canvas_usual)));",
}


def dress(prop: Any, mode: Mode, lamp: bool) -> None:
    """Give a volume's shader property the shader of a mode; lamp: whether one shines in clouds."""
    prop.ClearAllFragmentShaderReplacements()
    step = _STEPS.get(mode) or _OVER % (_LAMP if lamp else "")
    for tag, text in (
        ("//VTK::ComputeColor::Dec", _WORDS),
        ("//VTK::Shading::Init", _BEGIN),
        ("//VTK::Shading::Impl", _STEP % step),
        ("//VTK::Shading::Exit", _ENDS.get(mode, _ENDS["composite"])),
    ):
        prop.AddFragmentShaderReplacement(tag, True, text, False)


def tell(prop: Any, look: Volume, sides: NDArray[np.float64], box: NDArray[np.float64],
         step: float, told: tuple[float, float]) -> None:  # fmt: skip
    """Set the shader's numbers. sides: x, y, z of a voxel and box: of all, in world units; step: from
    sample to sample; told: mean and greatest opacity of the voxels."""
    numbers, longest = prop.GetFragmentCustomUniforms(), float(box.max())
    mean, most = told
    numbers.SetUniform3f("canvas_texel", (sides / box).tolist())
    numbers.SetUniform3f("canvas_rate", (longest / REFERENCE / sides).tolist())
    numbers.SetUniform3f("canvas_lamp", look.lamp_towards().tolist())
    numbers.SetUniform4f("canvas_lights", [look.ambient, look.diffuse, look.gloss, look.polish])
    numbers.SetUniformf("canvas_density", look.density)
    numbers.SetUniformf("canvas_parts", step * REFERENCE / longest)
    numbers.SetUniformf("canvas_usual", max(mean, 1e-6))
    numbers.SetUniformf("canvas_most", max(min(1.0, most * look.density), 1e-6))
