"use strict";
(() => {
const piece = JSON.parse(document.getElementById("canvas-piece").textContent);
const at = (id) => document.getElementById(id);
const canvas = at("picture"), SAMPLES = 16, GLANCE = 48, RESTED = 200;
const DIRECT = 3e5;  // pixels whose values are worked out one by one: some seconds
const MOST = 8e6;  // pixels of the picture: beyond it memory is short before eyes are
const clamp = (v, low, high) => Math.min(high, Math.max(low, v));

// ---------------------------------------------------------------- state
const state = {
  view: { ...piece.home }, latent: [...piece.latent], palette: 0, playing: false,
  scale: 1, sample: 0, fieldStale: true, began: 0, base: [...piece.latent], error: "",
};
let gl = null, kit = null, waiting = 0, touchedAt = 0, lastFrame = 0;
const patches = piece.deep ? window.canvasPatches(window.canvasField(), piece.deep) : null;
const deep = { patch: null, making: null, failed: "", shown: null, direct: piece.deep?.jumps ?? false };

// ---------------------------------------------------------------- WebGL
const HEAD = "#version 300 es\nprecision highp float;\nprecision highp int;\nprecision highp sampler2D;\n";
const COVER = "#version 300 es\nvoid main() { gl_Position = vec4(vec2(gl_VertexID & 1, gl_VertexID >> 1) * 4.0 - 1.0, 0.0, 1.0); }";

// What several shaders share stands once in the page: a number is the text at that place.
const joined = (pieces) => pieces.map((p) => (typeof p === "number" ? piece.texts[p] : p)).join("");

// Nothing is asked of the driver before all of them are handed over, so that it may compile them at once.
function programs(bodies) {
  const made = bodies.map((pieces) => {
    const program = gl.createProgram();
    const shaders = [[gl.VERTEX_SHADER, COVER], [gl.FRAGMENT_SHADER, HEAD + joined(pieces)]].map(([kind, text]) => {
      const shader = gl.createShader(kind);
      gl.shaderSource(shader, text);
      gl.compileShader(shader);
      gl.attachShader(program, shader);
      return shader;
    });
    gl.linkProgram(program);
    return { program, shaders };
  });
  return made.map(({ program, shaders }) => {
    if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost())
      throw new Error([...shaders.map((s) => gl.getShaderInfoLog(s)), gl.getProgramInfoLog(program)].filter(Boolean).join("\n"));
    const places = {};
    return { made: program, place: (name) => (places[name] ??= gl.getUniformLocation(program, name)) };
  });
}

function texture(width, height, data = null) {
  const made = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, made);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA32F, width, height, 0, gl.RGBA, gl.FLOAT, data);
  for (const what of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER])
    gl.texParameteri(gl.TEXTURE_2D, what, gl.NEAREST);
  return made;
}

function target(width, height, count) {
  const frame = gl.createFramebuffer(), textures = [];
  gl.bindFramebuffer(gl.FRAMEBUFFER, frame);
  for (let i = 0; i < count; i++) {
    textures.push(texture(width, height));
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0 + i, gl.TEXTURE_2D, textures[i], 0);
  }
  gl.drawBuffers(textures.map((_, i) => gl.COLOR_ATTACHMENT0 + i));
  return { frame, textures, width, height };
}

function freed(old) {
  if (!old) return;
  gl.deleteFramebuffer(old.frame);
  old.textures.forEach((t) => gl.deleteTexture(t));
}

function begin() {
  gl = canvas.getContext("webgl2", { alpha: piece.gaps, premultipliedAlpha: false, antialias: false, depth: false, powerPreference: "high-performance", preserveDrawingBuffer: true });
  if (!gl) return false;
  const floats = gl.getExtension("EXT_color_buffer_float");
  const room = gl.getParameter(gl.MAX_DRAW_BUFFERS) >= piece.textures;
  kit = { passes: floats && room ? 2 : 1, palettes: new Map(), values: null, sums: [] };
  gl.bindVertexArray(gl.createVertexArray());
  if (kit.passes === 2)
    [kit.field, kit.look, kit.done] = programs([piece.values, piece.colour, piece.developed]);
  else [kit.look] = programs([piece.whole]);
  kit.nothing = texture(1, 1, new Float32Array(4));
  kit.gain = Array(piece.channels).fill(1);
  kit.lift = Array(piece.channels).fill(0);
  deep.patch = deep.making = deep.shown = null;
  state.fieldStale = true;
  return true;
}

function use(made, size, pixel, shift) {
  const { view } = state, put = (name, ...v) => gl[`uniform${v.length}f`](made.place(name), ...v);
  gl.useProgram(made.made);
  put("u_size", size[0], size[1]);
  put("u_centre", view.x, view.y);
  put("u_turn", Math.cos(view.angle), Math.sin(view.angle));
  put("u_pixel", pixel);
  put("u_depth", depth());
  put("u_z", view.z);
  put("u_shift", shift[0], shift[1]);
  fours(put, "u_latent", state.latent);
  fours(put, "u_gain", kit.gain);
  fours(put, "u_lift", kit.lift);
  put("u_linear", 0);
  put("u_order", 0, 0, 1, 0);
  fours(put, "u_base", Array(piece.channels).fill(0));
  return put;
}

function fours(put, name, values) {
  for (let i = 0; i < values.length; i += 4)
    put(name + i / 4, ...[0, 1, 2, 3].map((j) => values[i + j] ?? 0));
}

function bound(made, textures) {
  Object.entries(textures).forEach(([name, t], unit) => {
    gl.activeTexture(gl.TEXTURE0 + unit);
    gl.bindTexture(gl.TEXTURE_2D, t);
    gl.uniform1i(made.place(name), unit);
  });
}

function run(into, width, height) {
  gl.bindFramebuffer(gl.FRAMEBUFFER, into);
  gl.viewport(0, 0, width, height);
  gl.drawArrays(gl.TRIANGLE_STRIP, 0, 3);
}

const depth = () => Math.log2(piece.reference / state.view.height);

// What the camera does when zoomed in: 2, 50 and 98 % of each field on a coarse grid of the view.
function glance(w, h) {
  const gain = Array(piece.channels).fill(1), lift = Array(piece.channels).fill(0);
  kit.gain = gain; kit.lift = lift;
  const strength = piece.exposure * clamp(depth(), 0, 1);
  if (kit.passes < 2 || !piece.exposed || strength <= 0) return;
  const size = [clamp(Math.round(GLANCE * w / h), 1, 4 * GLANCE), GLANCE];
  const seen = target(size[0], size[1], piece.textures);
  use(kit.field, size, state.view.height / GLANCE, [1, 1]);
  bound(kit.field, shelf());
  run(seen.frame, ...size);
  const texels = new Float32Array(size[0] * size[1] * 4);
  for (let i = 0; i < piece.textures; i++) {
    gl.readBuffer(gl.COLOR_ATTACHMENT0 + i);
    gl.readPixels(0, 0, size[0], size[1], gl.RGBA, gl.FLOAT, texels);
    for (let k = 4 * i; k < Math.min(piece.channels, 4 * i + 4); k++) {
      const row = texels.filter((_, n) => n % 4 === k % 4).sort();
      const [low, middle, high] = [0.02, 0.5, 0.98].map((q) => quantile(row, q));
      const span = Math.max(high - low, 1e-6);
      if (span < 1) {
        gain[k] = span ** -strength;
        lift[k] = middle * (1 - strength) + strength / 2 - middle * gain[k];
      }
    }
  }
  freed(seen);
}

function quantile(sorted, q) {
  const place = q * (sorted.length - 1), i = Math.floor(place);
  const next = sorted[Math.min(i + 1, sorted.length - 1)];
  return sorted[i] + (next - sorted[i]) * (place - i);
}

// ---------------------------------------------------------------- deep views: see deep.js
const whole = () => [canvas.width, canvas.height];
const moment = () => JSON.stringify([state.view, whole(), state.latent]);

// The patch that this view is drawn from, if it needs one and there is one; begins to make what is missing.
function patched() {
  if (!patches || kit.passes < 2 || exact() || (state.playing && piece.latent.length)) return null;
  const { patch } = deep, serves = patch && patch.latent === String(state.latent) && patch.covers(state.view, whole());
  const own = serves && (!piece.exposed || (patch.moment === moment()));
  const rested = performance.now() - touchedAt > RESTED || !serves;
  if (!own && rested && !deep.making && deep.failed !== moment()) deepened();
  return serves ? patch : null;
}

async function deepened() {
  const mine = deep.making = {}, latent = String(state.latent), own = moment(), used = gl;
  const view = { ...state.view }, size = whole(), region = patches.geometry(view, size, 48);
  const same = () => kit && gl === used && String(state.latent) === latent;
  const wanted = () => deep.making === mine && same() && (deep.direct ? moment() === own : region.covers(state.view, whole()));
  const tables = piece.shelf ? floats(piece.shelf.texels) : null;
  const made = await patches.make(view, size, { latent: [...state.latent], tables }, wanted);
  if (deep.making === mine) deep.making = null;
  if (made === false) deep.failed = own;
  if (made && same()) {
    kit.nodes?.forEach((t) => gl.deleteTexture(t));
    kit.nodes = made.direct ? [] : made.texels.map((four) => texture(made.wide, made.high, four));
    deep.patch = Object.assign(made, { latent, moment: own });
    deep.direct = !!made.direct;
  }
  state.fieldStale = true;
  state.sample = 0;
  ask();
}

// Values that were worked out for every pixel go where a shader else writes them.
function laid(patch) {
  kit.values.textures.forEach((t, i) => {
    gl.bindTexture(gl.TEXTURE_2D, t);
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, patch.wide, patch.high, gl.RGBA, gl.FLOAT, patch.texels[i]);
  });
}

// The last picture where it belongs in this view, until the next one is worked out.
function slid() {
  const { view } = state, was = deep.patch?.direct && deep.shown === deep.patch ? deep.patch.view : null;
  if (!was) { canvas.style.transform = ""; return false; }
  const k = was.height / view.height, unit = view.height / innerHeight, c = Math.cos(view.angle), s = Math.sin(view.angle);
  const dx = was.x - view.x, dy = was.y - view.y, turn = view.angle - was.angle;
  canvas.style.transform = `translate(${(dx * c + dy * s) / unit}px, ${(dx * s - dy * c) / unit}px) rotate(${turn}rad) scale(${k})`;
  return true;
}

function fromPatch(patch, shift) {
  kit.joint ??= programs([piece.patch])[0];
  const size = whole(), numbers = patches.uniforms(patch, state.view, size);
  const put = (name, ...v) => gl[`uniform${v.length}f`](kit.joint.place(name), ...v);
  gl.useProgram(kit.joint.made);
  put("u_size", ...size);
  put("u_shift", ...shift);
  put("u_nodes_start", ...numbers.u_nodes_start);
  put("u_nodes_step", ...numbers.u_nodes_step);
  bound(kit.joint, Object.fromEntries(kit.nodes.map((t, i) => ["u_nodes" + i, t])));
}

// In place of the numbers of a view that float32 places.
function placed(put, patch) {
  const numbers = patches.uniforms(patch, state.view, whole()), each = Array(piece.channels);
  put("u_centre", ...numbers.u_centre);
  put("u_order", ...numbers.u_order);
  fours(put, "u_base", [...each.fill(0)].map((_, k) => patch.base[k] ?? 0));
  fours(put, "u_gain", each.fill(1));
  fours(put, "u_lift", each.fill(0));
}

// ---------------------------------------------------------------- palettes: OKLab, as Canvas has them
const linear = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
function oklab(hex) {
  const [r, g, b] = [1, 3, 5].map((i) => linear(parseInt(hex.slice(i, i + 2), 16) / 255));
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s,
  ];
}

function curve(palette) {
  const stops = palette.stops.map(oklab), n = stops.length, round = palette.kind === "cyclic";
  const spans = round ? n : n - 1, out = new Float32Array(4096);
  const stop = (i) => stops[round ? (i + n) % n : clamp(i, 0, n - 1)];
  for (let x = 0; x < 1024; x++) {
    const u = Math.min((x / 1023) * spans, spans - 1e-9), i = Math.floor(u), f = u - i;
    const [a, b, c, d] = [stop(i - 1), stop(i), stop(i + 1), stop(i + 2)];
    for (let k = 0; k < 3; k++)
      out[4 * x + k] = 0.5 * (2 * b[k] + (c[k] - a[k]) * f
        + (2 * a[k] - 5 * b[k] + 4 * c[k] - d[k]) * f * f + (3 * b[k] - a[k] - 3 * c[k] + d[k]) * f ** 3);
  }
  return out;
}

function floats(base64) {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  return new Float32Array(bytes.buffer);
}

// What the network looks up, such as the cells of grids.
function shelf() {
  const s = piece.shelf;
  if (s) kit.shelf ??= texture(s.width, s.height, floats(s.texels));
  return s ? { u_tables: kit.shelf } : {};
}

function palette() {
  if (!kit.palettes.has(state.palette)) {
    const data = floats(piece.tables);
    if (state.palette) data.set(curve(piece.palettes[state.palette]), 0);
    kit.palettes.set(state.palette, texture(1024, data.length / 4096, data));
  }
  return kit.palettes.get(state.palette);
}

// ---------------------------------------------------------------- drawing
// Sample 0 is the middle of each pixel; further ones are added while nothing moves.
function draw() {
  const w = canvas.width, h = canvas.height, pixel = state.view.height / h, n = state.sample;
  const shift = n ? [((n * 0.7548776662) % 1) - 0.5, ((n * 0.5698402910) % 1) - 0.5] : [0, 0];
  if (kit.passes === 1) {
    kit.gain = Array(piece.channels).fill(1); kit.lift = Array(piece.channels).fill(0);
    use(kit.look, [w, h], pixel, [0, 0]);
    bound(kit.look, { u_palette: palette(), u_before: kit.nothing, ...shelf() });
    run(null, w, h);
    return;
  }
  if (!kit.values || kit.values.width !== w + 2 || kit.values.height !== h + 2) resized(w, h);
  const patch = patched();
  if (!patch && deep.direct && deep.making && slid()) return;
  canvas.style.transform = "";
  if (patch !== deep.shown) state.fieldStale = true;
  deep.shown = patch;
  if (state.fieldStale || n) {
    if (!n && !patch) glance(w, h);
    if (patch?.direct) laid(patch);
    else {
      if (patch) fromPatch(patch, shift);
      else {
        use(kit.field, [w, h], pixel, shift);
        bound(kit.field, shelf());
      }
      run(kit.values.frame, w + 2, h + 2);
    }
    state.fieldStale = n > 0;  // what lies there now is not the middle of the pixels
  }
  const put = use(kit.look, [w, h], pixel, shift);
  if (patch) placed(put, patch);
  const own = Object.fromEntries(kit.values.textures.map((t, i) => ["u_values" + i, t]));
  const [into, before] = n % 2 ? kit.sums : [kit.sums[1], kit.sums[0]];
  put("u_linear", 1);
  put("u_share", 1 / (n + 1));
  bound(kit.look, { ...own, u_palette: palette(), u_before: n ? before.textures[0] : kit.nothing });
  run(into.frame, w, h);
  use(kit.done, [w, h], pixel, shift);
  bound(kit.done, { u_before: into.textures[0] });
  run(null, w, h);
}

function resized(w, h) {
  [kit.values, ...kit.sums].forEach(freed);
  kit.values = target(w + 2, h + 2, piece.textures);
  kit.sums = [target(w, h, 1), target(w, h, 1)];
  state.fieldStale = true;
}

const sharpness = () => Math.min(window.devicePixelRatio || 1, 2);  // pixels of a point, as far as eyes tell

function fit() {
  const worked = patches && deep.direct && !exact(), area = Math.max(1, innerWidth * innerHeight);
  const room = Math.sqrt((worked ? DIRECT : MOST) / area);
  const ratio = Math.min(sharpness(), room) * (worked ? 1 : state.scale);
  const w = Math.max(1, Math.round(innerWidth * ratio)), h = Math.max(1, Math.round(innerHeight * ratio));
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w; canvas.height = h;
    state.fieldStale = true; state.sample = 0;
  }
}

function changed(field = true) {
  state.fieldStale ||= field;
  state.sample = 0;
  touchedAt = performance.now();
  ask();
}

function ask() {
  if (!waiting && gl && kit) waiting = requestAnimationFrame(frame);
}

function frame(now) {
  waiting = 0;
  if (gl.isContextLost()) return;
  const took = now - lastFrame, moving = state.playing || now - touchedAt < 250;
  lastFrame = now;
  if (moving && took < 1000) {  // hold the frame rate by resolution, never below a quarter
    if (took > 45 && state.scale > 0.3) state.scale = Math.max(0.25, state.scale * 0.75);
  } else if (!moving && state.scale < 1) state.scale = 1;
  fit();
  if (state.playing) { drifted(now); state.fieldStale = true; state.sample = 0; }
  draw();
  canvas.classList.add("ready");
  at("still").hidden = piece.gaps;  // it would show through
  tell();
  state.sample++;
  const more = kit.passes === 2 && !deep.shown?.direct && state.sample < SAMPLES && took < 250;
  if (state.playing || moving || more) ask();
}

// Whether 32-bit numbers place every pixel exactly enough: see engine/arithmetic.py.
function exact(view = state.view) {
  const { x, y, height } = view, { depth, steps } = piece.single;
  const reach = Math.max(Math.abs(x), Math.abs(y)) + height * Math.max(1, innerWidth / innerHeight) / 2;
  const spacing = 2 ** (Math.floor(Math.log2(reach)) + 1 - 24), pixel = height / (innerHeight * sharpness());
  return piece.reference / height <= 2 ** depth && pixel / spacing >= steps;
}

// The least height of a view about a point: as deep as double precision goes, or, where no patches can be
// made, as deep as single precision places every pixel.
function deepest(view) {
  if (patches && kit?.passes === 2) {
    const reach = Math.max(Math.abs(view.x), Math.abs(view.y), 1e-12);
    const spacing = 2 ** (Math.floor(Math.log2(reach)) + 1 - 53);
    return Math.max(piece.reference * 2 ** -piece.deepest, 4 * spacing * innerHeight * sharpness());
  }
  let height = piece.reference * 2 ** -piece.single.depth;
  while (!exact({ ...view, height }) && height < piece.reference) height *= 1.05;
  return height;
}

function tell() {
  const zoom = piece.reference / state.view.height, sure = exact();
  const text = zoom < 10 ? zoom.toFixed(1) : zoom < 1e7 ? Math.round(zoom).toLocaleString("en") : zoom.toExponential(1);
  const how = sure ? "" : deep.shown ? " · double precision" : deep.making ? " · sharpening" : " · approximate";
  at("where").textContent = `${piece.palettes[state.palette]?.name ?? ""} · ${text}×${how}`;
  at("where").title = how.includes("approximate") ? "Deeper than the numbers here are exact: in Canvas this view is" : "";
}

let fading = 0;
function notice(text, seconds = 0) {
  at("notice").textContent = text;
  at("notice").hidden = !text;
  clearTimeout(fading);
  if (seconds) fading = setTimeout(() => notice(""), seconds * 1000);
}

// ---------------------------------------------------------------- moving about
const world = (px, py) => {
  const { x, y, height, angle } = state.view, unit = height / innerHeight;
  const u = (px - innerWidth / 2) * unit, v = (innerHeight / 2 - py) * unit;
  return [x + u * Math.cos(angle) - v * Math.sin(angle), y + u * Math.sin(angle) + v * Math.cos(angle)];
};

function panned(dx, dy) {
  const { height, angle } = state.view, unit = height / innerHeight;
  const u = -dx * unit, v = dy * unit;
  state.view.x += u * Math.cos(angle) - v * Math.sin(angle);
  state.view.y += u * Math.sin(angle) + v * Math.cos(angle);
  changed();
}

function zoomed(factor, px = innerWidth / 2, py = innerHeight / 2) {
  const [ax, ay] = world(px, py), view = state.view;
  const least = factor < 1 ? Math.min(deepest({ ...view, x: ax, y: ay }), view.height) : 0;
  const height = clamp(view.height * factor, least, piece.reference * 32);
  if (height !== view.height * factor) notice(factor < 1 ? (patches ? "As deep as numbers go" : "As deep as this piece is exact on a page: Canvas goes deeper") : "As far as this page goes", 2);
  const k = height / view.height;
  Object.assign(view, { x: ax + (view.x - ax) * k, y: ay + (view.y - ay) * k, height });
  changed();
}

function turned(angle, px = innerWidth / 2, py = innerHeight / 2) {
  const [ax, ay] = world(px, py), view = state.view, c = Math.cos(angle), s = Math.sin(angle);
  const dx = view.x - ax, dy = view.y - ay;
  Object.assign(view, { x: ax + dx * c - dy * s, y: ay + dx * s + dy * c, angle: view.angle + angle });
  changed();
}

const held = new Map();
canvas.addEventListener("pointerdown", (e) => {
  held.set(e.pointerId, [e.clientX, e.clientY]);
  if (e.isTrusted) canvas.setPointerCapture(e.pointerId);
  canvas.classList.add("held");
  canvas.focus({ preventScroll: true });
});
canvas.addEventListener("pointermove", (e) => {
  const before = held.get(e.pointerId);
  if (!before) return;
  const now = [e.clientX, e.clientY];
  if (held.size === 1) panned(now[0] - before[0], now[1] - before[1]);
  else if (held.size === 2) {
    const [other] = [...held].filter(([id]) => id !== e.pointerId).map(([, p]) => p);
    const arm = (p) => [p[0] - other[0], p[1] - other[1]], a = arm(before), b = arm(now);
    const middle = [(now[0] + other[0]) / 2, (now[1] + other[1]) / 2];
    panned((now[0] - before[0]) / 2, (now[1] - before[1]) / 2);
    const turn = Math.atan2(b[1], b[0]) - Math.atan2(a[1], a[0]);
    if (Math.hypot(...b) > 8) zoomed(Math.hypot(...a) / Math.hypot(...b), ...middle);
    turned(Math.atan2(Math.sin(turn), Math.cos(turn)), ...middle);
  }
  held.set(e.pointerId, now);
});
for (const name of ["pointerup", "pointercancel"])
  canvas.addEventListener(name, (e) => {
    held.delete(e.pointerId);
    if (!held.size) canvas.classList.remove("held");
  });
canvas.addEventListener("wheel", (e) => {
  e.preventDefault();
  const lines = e.deltaMode ? 16 : 1;
  if (e.shiftKey && !e.ctrlKey) return turned((e.deltaY || e.deltaX) * lines * 0.002, e.clientX, e.clientY);
  zoomed(Math.exp(clamp(e.deltaY * lines, -240, 240) * (e.ctrlKey ? 0.01 : 0.0016)), e.clientX, e.clientY);
}, { passive: false });
canvas.addEventListener("dblclick", (e) => zoomed(e.shiftKey ? 2 : 0.5, e.clientX, e.clientY));

function home() { state.view = { ...piece.home }; changed(); }
function full() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.().catch(() => notice("Full screen is not allowed here", 3));
}
function shown(open) {
  at("panel").hidden = !open;
  at("more").setAttribute("aria-expanded", String(open));
}
const keys = {
  ArrowLeft: () => panned(48, 0), ArrowRight: () => panned(-48, 0),
  ArrowUp: () => panned(0, 48), ArrowDown: () => panned(0, -48),
  "+": () => zoomed(0.8), "=": () => zoomed(0.8), "-": () => zoomed(1.25),
  "[": () => turned(0.1), "]": () => turned(-0.1), h: home, 0: home, f: full, r: calm,
  " ": () => play(!state.playing), c: () => shown(!at("more").hidden && at("panel").hidden), Escape: () => shown(false),
};
addEventListener("keydown", (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey || (e.target instanceof HTMLInputElement && e.key !== "Escape")) return;
  if (e.key === " " && e.target instanceof HTMLButtonElement) return;
  const act = keys[e.key] ?? keys[e.key.toLowerCase()];
  if (act) { e.preventDefault(); wake(); act(); }
});

// ---------------------------------------------------------------- latent, palette, play
function sliders() {
  at("latents").hidden = !piece.latent.length;
  at("more").hidden = !piece.controls || (!piece.latent.length && piece.palettes.length < 2);
  piece.latent.forEach((z, i) => {
    const row = document.createElement("label"), slider = document.createElement("input");
    const out = document.createElement("output"), reach = Math.max(2, Math.ceil(Math.abs(z) * 2));
    Object.assign(slider, { type: "range", min: -reach, max: reach, step: 0.001, value: z });
    slider.setAttribute("aria-label", `Latent ${i + 1}`);
    slider.addEventListener("input", () => {
      state.latent[i] = state.base[i] = Number(slider.value);
      state.began = performance.now();
      told();
      changed();
    });
    row.append(String(i + 1), slider, out);
    at("sliders").append(row);
  });
  told();
}
function told() {
  at("sliders").querySelectorAll("label").forEach((row, i) => {
    row.querySelector("input").value = state.latent[i];
    row.querySelector("output").textContent = state.latent[i].toFixed(2).replace("-", "−");
  });
}
function calm() {
  play(false);
  state.latent = [...piece.latent]; state.base = [...piece.latent];
  told();
  changed();
}
function swatches() {
  at("colours").hidden = piece.palettes.length < 2;
  piece.palettes.forEach((p, i) => {
    const button = document.createElement("button");
    button.title = p.name;
    button.setAttribute("role", "radio");
    button.setAttribute("aria-label", p.name);
    button.setAttribute("aria-checked", String(i === 0));
    button.style.background = `linear-gradient(90deg, ${p.stops.join(", ")})`;
    button.addEventListener("click", () => {
      state.palette = i;
      at("palettes").querySelectorAll("button").forEach((b, j) => b.setAttribute("aria-checked", String(j === i)));
      changed(false);
    });
    at("palettes").append(button);
  });
}
function play(on) {
  state.playing = on;
  state.base = [...state.latent];
  state.began = performance.now();
  at("play").setAttribute("aria-pressed", String(on));
  changed();
}
// The wandering of the latent that Canvas shows; a piece without one turns slowly instead.
function drifted(now) {
  const seconds = (now - state.began) / 1000, golden = (1 + Math.sqrt(5)) / 2;
  if (!piece.latent.length) {
    state.view.angle += 0.0012;
    return;
  }
  state.latent = state.base.map((z, i) =>
    z + 0.55 * Math.sin((2 * Math.PI * seconds) / (23 * golden ** ((i % 5) / 2))) * (i % 2 ? 1 : -1));
  if (!at("panel").hidden) told();
}

// ---------------------------------------------------------------- chrome that leaves when not needed
let resting = 0;
function wake() {
  document.body.classList.remove("quiet");
  clearTimeout(resting);
  resting = setTimeout(() => {
    if (at("panel").hidden && !document.activeElement?.matches?.("#bar button")) document.body.classList.add("quiet");
  }, 3200);
}
for (const name of ["pointermove", "pointerdown", "focusin"]) addEventListener(name, wake, { passive: true });
at("home").addEventListener("click", home);
at("play").addEventListener("click", () => play(!state.playing));
at("full").addEventListener("click", full);
at("more").addEventListener("click", () => shown(at("panel").hidden));
at("calm").addEventListener("click", calm);
addEventListener("resize", () => changed());
canvas.addEventListener("webglcontextlost", (e) => {
  e.preventDefault();
  kit = null;
  canvas.classList.remove("ready");
  at("still").hidden = false;
});
canvas.addEventListener("webglcontextrestored", start);

function still(why) {
  kit = null;
  shown(false);
  at("bar").hidden = at("more").hidden = true;
  notice(why);
}
function start() {
  try {
    if (!begin()) return still("A still picture: this browser has no WebGL 2");
  } catch (fault) {
    state.error = String(fault);
    return still("A still picture: the graphics driver refused the shader");
  }
  changed();
}
function awake() {
  start();
  if (kit && piece.playing && !matchMedia("(prefers-reduced-motion: reduce)").matches) play(true);
}
sliders();
swatches();
wake();
at("full").hidden = !document.fullscreenEnabled;
requestAnimationFrame(() => setTimeout(awake));  // the still picture is seen before the driver is busy
window.canvasPiece = { state, deep, tell, draw: () => { fit(); draw(); }, changed, pixels() {
  const out = new Uint8Array(canvas.width * canvas.height * 4);
  gl.bindFramebuffer(gl.FRAMEBUFFER, null);
  gl.readPixels(0, 0, canvas.width, canvas.height, gl.RGBA, gl.UNSIGNED_BYTE, out);
  return out;
} };
})();
