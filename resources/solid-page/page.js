"use strict";
(() => {
const solid = JSON.parse(document.getElementById("canvas-solid").textContent);
const at = (id) => document.getElementById(id);
const canvas = at("picture"), home = { ...solid.camera };
const clamp = (v, low, high) => Math.min(high, Math.max(low, v));
const MOST = 2.2e6;  // pixels of the picture
const state = { camera: { ...home }, playing: false, moving: 0, drawn: 0, step: 1 };
let gl = null, program = null, names = {}, waiting = 0, before = 0;

const COVER = "#version 300 es\nvoid main() { gl_Position = vec4(vec2(gl_VertexID & 1, gl_VertexID >> 1) * 4.0 - 1.0, 0.0, 1.0); }";
// Front to back, in linear light weighted by opacity, as engine/raycast.py does; light falls on the slopes of opacity.
const RAYS = `#version 300 es
precision highp float;
precision highp sampler3D;
uniform sampler3D voxels;
uniform vec2 size;
uniform vec3 right, up, away, low, high, lamp, places, sky, ground;
uniform float radius, slope, reach, parallel, stride, parts, density, ambient, diffuse, gloss, polish, most, mean;
uniform int mode;
out vec4 colour;
vec3 light(vec3 c) { return mix(c / 12.92, pow((c + 0.055) / 1.055, vec3(2.4)), step(0.04045, c)); }
vec3 level(vec3 c) { return mix(c * 12.92, 1.055 * pow(max(c, 0.0), vec3(1.0 / 2.4)) - 0.055, step(0.0031308, c)); }
vec4 voxel(vec3 p) { return texture(voxels, (p + 1.0) * 0.5); }
float solid(vec3 p) { return all(greaterThanEqual(p, low)) && all(lessThanEqual(p, high)) ? voxel(p).a : 0.0; }
// The nearest of three planes through the middle of voxels.
vec4 sliced(vec3 from, vec3 way, vec3 half_) {
  vec3 far = (places * half_ - from) / way;
  vec4 found = vec4(0.0); float nearest = 1e9;
  for (int k = 0; k < 3; k++) {
    vec3 p = (from + way * far[k]) / half_;
    if (far[k] > 0.0 && far[k] < nearest && all(lessThanEqual(abs(p), vec3(1.000001)))) { nearest = far[k]; found = vec4(light(voxel(p).rgb), 1.0); }
  }
  return found;
}
// Where it becomes solid, lit by the slope there; what the box cuts is lit as the box's side.
vec4 met(vec3 from, vec3 way, vec3 half_, float near, float far) {
  float before = 0.0;
  for (float t = near + stride * 0.5; t < far; t += stride) {
    float a = voxel((from + way * t) / half_).a;
    if (a < 0.5) { before = a; continue; }
    vec3 p = (from + way * (t - stride * (a - 0.5) / max(a - before, 1e-6))) / half_, e = 2.0 / vec3(textureSize(voxels, 0));
    vec3 n = vec3(solid(p + vec3(e.x, 0, 0)) - solid(p - vec3(e.x, 0, 0)), solid(p + vec3(0, e.y, 0)) - solid(p - vec3(0, e.y, 0)),
                  solid(p + vec3(0, 0, e.z)) - solid(p - vec3(0, 0, e.z)));
    float facing = clamp(-dot(n, lamp) / max(length(n), 1e-9), 0.0, 1.0);
    vec3 c = light(voxel(p).rgb) * (ambient + (1.0 - ambient) * facing * diffuse) + gloss * pow(facing + 1e-6, polish);
    return vec4(clamp(c, 0.0, 1.0), 1.0);
  }
  return vec4(0.0);
}
void main() {
  vec3 half_ = vec3(textureSize(voxels, 0)) / float(max(textureSize(voxels, 0).x, max(textureSize(voxels, 0).y, textureSize(voxels, 0).z)));
  vec2 uv = (gl_FragCoord.xy - size * 0.5) / (min(size.x, size.y) * 0.5);
  vec3 from = parallel > 0.5 ? (uv.x * right + uv.y * up) * reach - away * 4.0 * radius : -away * radius / sin(atan(slope));
  vec3 way = parallel > 0.5 ? away : normalize(away + (uv.x * right + uv.y * up) * slope * reach / radius);
  vec3 safe = mix(way, vec3(1e-9), vec3(lessThan(abs(way), vec3(1e-9))));
  vec3 a = (low * half_ - from) / safe, b = (high * half_ - from) / safe;
  vec3 near3 = min(a, b), far3 = max(a, b);
  float near = max(max(near3.x, max(near3.y, near3.z)), 0.0), far = min(far3.x, min(far3.y, far3.z));
  vec3 sum = vec3(0.0); float seen = 0.0, greatest = 0.0; vec3 brightest = vec3(0.0); float count = 0.0, weight = 0.0;
  vec3 texel = 2.0 / vec3(textureSize(voxels, 0));
  float jitter = fract(52.9829189 * fract(dot(gl_FragCoord.xy, vec2(0.06711056, 0.00583715))));
  for (float t = near + stride * jitter; t < far && mode < 3; t += stride) {
    vec3 p = (from + way * t) / half_;
    vec4 v = voxel(p);
    float alpha = clamp(v.a * density, 0.0, 0.999999);
    vec3 c = light(v.rgb);
    count += 1.0;
    if (mode == 1) { if (alpha > greatest) { greatest = alpha; brightest = c; } continue; }
    if (mode == 2) { sum += c * alpha; weight += alpha; continue; }
    if (alpha > 0.004 && (ambient < 1.0 || gloss > 0.0)) {
      vec3 n = vec3(voxel(p + vec3(texel.x, 0, 0)).a - voxel(p - vec3(texel.x, 0, 0)).a,
                    voxel(p + vec3(0, texel.y, 0)).a - voxel(p - vec3(0, texel.y, 0)).a,
                    voxel(p + vec3(0, 0, texel.z)).a - voxel(p - vec3(0, 0, texel.z)).a) * 0.5 * density * float(max(textureSize(voxels, 0).x, max(textureSize(voxels, 0).y, textureSize(voxels, 0).z))) / 128.0;
      float steep = length(n), sure = clamp(steep * 24.0, 0.0, 1.0), lit = clamp(-dot(n, lamp) / (steep + 1e-6), 0.0, 1.0);
      c = clamp(c * (ambient + (1.0 - ambient) * (1.0 - sure + sure * lit * diffuse)) + gloss * sure * pow(lit, polish), 0.0, 1.0);
    }
    float part = 1.0 - pow(1.0 - alpha, parts);
    sum += c * part * (1.0 - seen);
    seen += part * (1.0 - seen);
    if (seen > 0.995) break;
  }
  if (mode == 1) { seen = min(1.0, greatest / most); sum = brightest * seen; }
  if (mode == 2 && count > 0.0) { seen = 1.0 - exp(-weight / (count * mean)); sum *= seen / max(weight, 1e-9); }
  if (mode > 2) { vec4 flat_ = mode == 3 ? sliced(from, safe, half_) : met(from, way, half_, near, far); sum = flat_.rgb; seen = flat_.a; }
  vec3 c = sum / max(seen, 1e-6);
  colour = vec4(level(c) * seen + mix(ground, sky, gl_FragCoord.y / size.y) * (1.0 - seen), 1.0);
}`;

const bytesOf = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

async function unpacked(text) {
  const stream = new Blob([bytesOf(text)]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function shader(kind, text) {
  const made = gl.createShader(kind);
  gl.shaderSource(made, text);
  gl.compileShader(made);
  gl.attachShader(program, made);
  return made;
}

async function begin() {
  gl = canvas.getContext("webgl2", { antialias: false, depth: false, preserveDrawingBuffer: true });
  if (!gl || typeof DecompressionStream === "undefined") throw new Error("This browser shows a still: it has no WebGL 2.");
  const voxels = await unpacked(at("canvas-voxels").textContent.trim());
  program = gl.createProgram();
  const made = [shader(gl.VERTEX_SHADER, COVER), shader(gl.FRAGMENT_SHADER, RAYS)];
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(made.map((s) => gl.getShaderInfoLog(s)).join("\n"));
  gl.useProgram(program);
  gl.bindVertexArray(gl.createVertexArray());
  const [d, h, w] = solid.shape;
  gl.bindTexture(gl.TEXTURE_3D, gl.createTexture());
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  gl.texImage3D(gl.TEXTURE_3D, 0, gl.RGBA8, w, h, d, 0, gl.RGBA, gl.UNSIGNED_BYTE, voxels);
  for (const what of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T, gl.TEXTURE_WRAP_R]) gl.texParameteri(gl.TEXTURE_3D, what, gl.CLAMP_TO_EDGE);
  for (const what of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_3D, what, gl.LINEAR);
  names = new Proxy({}, { get: (known, name) => (known[name] ??= gl.getUniformLocation(program, name)) });
  canvas.classList.add("ready");
  at("still").hidden = true;
}

function axes({ azimuth, elevation, roll }) {
  const [a, e, r] = [azimuth, elevation, roll].map((v) => (v * Math.PI) / 180);
  const back = [Math.sin(a) * Math.cos(e), Math.sin(e), Math.cos(a) * Math.cos(e)];
  const right = [Math.cos(a), 0, -Math.sin(a)];
  const up = [back[1] * right[2] - back[2] * right[1], back[2] * right[0] - back[0] * right[2], back[0] * right[1] - back[1] * right[0]];
  const mixed = (p, q, s) => p.map((v, i) => Math.cos(r) * v + s * Math.sin(r) * q[i]);
  return [mixed(right, up, 1), mixed(up, right, -1), back.map((v) => -v)];
}

function draw() {
  waiting = 0;
  const ratio = Math.min(window.devicePixelRatio || 1, 2), coarse = state.moving > performance.now() || state.playing ? 0.5 : 1;
  let scale = ratio * coarse;
  scale *= Math.min(1, Math.sqrt(MOST / (innerWidth * innerHeight * scale * scale)));
  const [w, h] = [Math.max(1, Math.round(innerWidth * scale)), Math.max(1, Math.round(innerHeight * scale))];
  if (canvas.width !== w || canvas.height !== h) [canvas.width, canvas.height] = [w, h];
  gl.viewport(0, 0, w, h);
  const camera = state.camera, [right, up, away] = axes(camera), look = solid.look;
  const longest = Math.max(...solid.shape), sides = [...solid.shape].reverse().map((n) => n / longest);
  const radius = Math.hypot(...sides), stride = ((2 / longest) * 0.75) / (coarse < 1 ? 0.6 : 1);
  const flat = camera.field < 0.5, slope = Math.tan((Math.max(camera.field, 0.5) * Math.PI) / 360);
  const [la, le] = [look.lamp_azimuth, look.lamp_elevation].map((v) => (v * Math.PI) / 180);
  const own = [Math.sin(la) * Math.cos(le), Math.sin(le), Math.cos(la) * Math.cos(le)];
  const lamp = look.lamp === "world" ? own : right.map((v, i) => own[0] * v + own[1] * up[i] - own[2] * away[i]);
  const numbers = { radius, slope, reach: radius / camera.zoom, parallel: flat ? 1 : 0, stride, parts: (stride * 128) / 2,
    density: look.density, ambient: look.ambient, diffuse: look.diffuse, gloss: look.gloss, polish: look.polish, most: look.most, mean: look.mean };
  for (const [name, value] of Object.entries(numbers)) gl.uniform1f(names[name], value);
  const clip = (k) => [0, 1, 2].map((i) => look.clip[2 * i + k] * 2 - 1);
  for (const [name, value] of Object.entries({ right, up, away, lamp, low: clip(0), high: clip(1), places: look.places, sky: look.sky, ground: look.ground })) gl.uniform3fv(names[name], value);
  gl.uniform2f(names.size, w, h);
  gl.uniform1i(names.mode, { maximum: 1, average: 2, slices: 3, surface: 4 }[look.mode] ?? 0);
  gl.drawArrays(gl.TRIANGLES, 0, 3);
  state.drawn++;
}

const soon = () => { if (gl && program && !waiting) waiting = requestAnimationFrame(tick); };
function tick(now) {
  if (state.playing) state.camera.azimuth += Math.min(0.1, (now - before) / 1000) * 24;
  before = now;
  draw();
  if (state.playing) soon();
}
let rest = 0;
function touched() {
  state.moving = performance.now() + 180;
  clearTimeout(rest);
  rest = setTimeout(soon, 220);
  soon();
}

// ---------------------------------------------------------------- hands
const hands = new Map();
canvas.addEventListener("pointerdown", (e) => { canvas.setPointerCapture(e.pointerId); hands.set(e.pointerId, [e.clientX, e.clientY]); });
for (const what of ["pointerup", "pointercancel"]) canvas.addEventListener(what, (e) => { hands.delete(e.pointerId); touched(); });
const apart = () => { const [a, b] = [...hands.values()]; return Math.hypot(a[0] - b[0], a[1] - b[1]); };
canvas.addEventListener("pointermove", (e) => {
  const old = hands.get(e.pointerId);
  if (!old) return;
  const wide = hands.size > 1 ? apart() : 0;
  hands.set(e.pointerId, [e.clientX, e.clientY]);
  if (hands.size > 1) nearer(apart() / Math.max(1, wide));
  else turn((e.clientX - old[0]) * 0.4, (e.clientY - old[1]) * 0.4);
});
canvas.addEventListener("wheel", (e) => { e.preventDefault(); nearer(Math.exp(-e.deltaY / 600)); }, { passive: false });
canvas.addEventListener("dblclick", () => { state.camera = { ...home }; touched(); });
function turn(right, down) {
  const camera = state.camera;
  camera.azimuth -= right;
  camera.elevation = clamp(camera.elevation + down, -90, 90);
  touched();
}
function nearer(factor) { state.camera.zoom = clamp(state.camera.zoom * factor, 0.2, 20); touched(); }
function play(on) { state.playing = on; at("turn").setAttribute("aria-pressed", on); touched(); }
at("turn").addEventListener("click", () => play(!state.playing));
addEventListener("keydown", (e) => {
  const ways = { ArrowLeft: [-10, 0], ArrowRight: [10, 0], ArrowUp: [0, -10], ArrowDown: [0, 10] };
  const views = { 1: [0, 0], 3: [90, 0], 7: [0, 90] };
  if (ways[e.key]) turn(...ways[e.key]);
  else if (views[e.key]) { [state.camera.azimuth, state.camera.elevation] = views[e.key]; touched(); }
  else if (e.key === "+" || e.key === "-") nearer(e.key === "+" ? 1.15 : 1 / 1.15);
  else if (e.key === "h") { state.camera = { ...home }; touched(); }
  else if (e.key === " " && e.target !== at("turn")) play(!state.playing);
  else return;
  if (e.key.length > 1 || e.key === " ") e.preventDefault();
});
addEventListener("resize", soon);
canvas.addEventListener("webglcontextlost", (e) => { e.preventDefault(); program = null; begin().then(soon); });
window.canvasSolid = { state, draw };
begin().then(soon).catch((error) => {
  at("notice").textContent = error.message;
  at("notice").hidden = false;
});
})();
