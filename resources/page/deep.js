"use strict";
// Views deeper than 32-bit numbers: values in double precision on a coarse grid, which a shader joins by a
// polynomial through six nodes each way. As engine/glsl/patch.py has it, bit for bit where numbers allow.
window.canvasPatches = (field, facts) => {
const MARGIN = 1.4, ROWS = [48, 96, 192], MOST_ACROSS = 4, EDGE = 3, GLANCE = 48, SLICE = 8;
const FLAT = 2e-4, STEEP = 1e-5, MIDDLE = [3, -25, 150, 150, -25, 3].map((k) => k / 256);
const clamp = (v, low, high) => Math.min(high, Math.max(low, v));
const depthOf = (view) => Math.log2(facts.reference / view.height);
const pause = () => new Promise((done) => setTimeout(done));

// Places u, v from the middle of a view, in world units, to values (k, rows, columns); null: not wanted any more.
async function sampled(view, u, v, wanted) {
  const c = Math.cos(view.angle), s = Math.sin(view.angle), n = facts.channels;
  const out = Array.from({ length: facts.reads }, () => new Float64Array(u.length * v.length));
  const one = new Float64Array(n);
  let until = performance.now() + SLICE;
  for (let j = 0; j < v.length; j++) {
    for (let i = 0; i < u.length; i++) {
      field.values(view.x + u[i] * c - v[j] * s, view.y + u[i] * s + v[j] * c, one, 0);
      for (let k = 0; k < facts.reads; k++) out[k][j * u.length + i] = one[k];
    }
    if (performance.now() > until) {
      await pause();
      if (!wanted()) return null;
      until = performance.now() + SLICE;
    }
  }
  return out;
}

const axis = (count, pitch) => Float64Array.from({ length: count }, (_, i) => (i - (count - 1) / 2) * pitch);

function quantile(sorted, q) {
  const place = q * (sorted.length - 1), i = Math.floor(place);
  const next = sorted[Math.min(i + 1, sorted.length - 1)];
  return sorted[i] + (next - sorted[i]) * (place - i);
}

// What the camera of this view does to each field: see engine/levels.py.
async function exposure(view, size, wanted) {
  const strength = facts.exposure * clamp(depthOf(view), 0, 1);
  if (!facts.exposed || strength <= 0) return [];
  const columns = clamp(Math.round(GLANCE * size[0] / size[1]), 1, 4 * GLANCE), pitch = view.height / GLANCE;
  const seen = await sampled(view, axis(columns, pitch), axis(GLANCE, pitch), wanted);
  return seen && seen.map((row) => {
    row.sort();
    const [low, middle, high] = [0.02, 0.5, 0.98].map((q) => quantile(row, q));
    const span = Math.max(high - low, 1e-6);
    if (span >= 1) return null;
    return { gain: span ** -strength, middle, lift: middle * (1 - strength) + strength / 2 };
  });
}

function exposed(values, camera) {
  camera.forEach((how, k) => {
    if (how) values[k].forEach((v, i, row) => { row[i] = (v - how.middle) * how.gain + how.lift; });
  });
  return values;
}

const unit = (depth) => facts.unit / 2 ** Math.floor(Math.max(0, depth));

// What is taken off each field: its middle, in whole periods where the head has any.
function basesOf(nodes, columns, rows, depth) {
  const at = Math.floor(rows / 2) * columns + Math.floor(columns / 2);
  const middles = nodes.map((row) => row[at]), together = Math.min(facts.rivals, middles.length);
  if (together) middles.fill(Math.max(...middles.slice(0, together)), 0, together);
  const step = unit(depth - 1);
  return step ? middles.map((m) => Math.round(m / step) * step) : middles;
}

function allowed(rest) {
  const range = rest.map((row) => row.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, -Infinity]));
  const out = range.map(([a, b]) => (facts.steep ? Math.min(FLAT, STEEP * (b - a) + 1e-300) : FLAT));
  const together = Math.min(facts.rivals, rest.length);
  if (together) {  // a rival that is nowhere near the greatest is not drawn
    let least = Infinity;
    for (let i = 0; i < rest[0].length; i++) {
      let most = -Infinity;
      for (let k = 0; k < together; k++) most = Math.max(most, rest[k][i]);
      least = Math.min(least, most);
    }
    for (let k = 0; k < together; k++) if (range[k][1] < least - 1e-3) out[k] = FLAT;
  }
  return out;
}

// How far the polynomial misses what lies in the middle of each cell, at most.
function missed(rest, base, columns, rows, middles) {
  const wide = columns - 5, high = rows - 5, row = new Float64Array(wide * rows);
  for (let j = 0; j < rows; j++)
    for (let i = 0; i < wide; i++) {
      let sum = 0;
      for (let k = 0; k < 6; k++) sum += MIDDLE[k] * rest[j * columns + i + k];
      row[j * wide + i] = sum;
    }
  let worst = 0;
  for (let j = 0; j < high; j++)
    for (let i = 0; i < wide; i++) {
      let sum = 0;
      for (let k = 0; k < 6; k++) sum += MIDDLE[k] * row[(j + k) * wide + i];
      worst = Math.max(worst, Math.abs(sum + base - middles[j * wide + i]));
    }
  return worst;
}

// Whether no step of a tint runs through the patch.
function plain(nodes) {
  if (!facts.tint) return true;
  let low = Infinity, high = -Infinity;
  for (const v of nodes[0]) { low = Math.min(low, v); high = Math.max(high, v); }
  return Math.floor(low * facts.tint - 1e-5) === Math.floor(high * facts.tint + 1e-5);
}

function geometry(view, size, rows) {
  const pitch = view.height / rows, high = Math.ceil(rows * MARGIN) + 2 * EDGE;
  const wide = Math.ceil(rows * MARGIN * size[0] / size[1]) + 2 * EDGE;
  const c = Math.cos(view.angle), s = Math.sin(view.angle);
  const start = (other) => {
    const dx = other.x - view.x, dy = other.y - view.y;
    return [(dx * c + dy * s) / pitch + (wide - 1) / 2, (dy * c - dx * s) / pitch + (high - 1) / 2];
  };
  const covers = (other, its) => {
    const [x, y] = start(other), step = other.height / its[1] / pitch, turn = other.angle - view.angle;
    const tc = Math.abs(Math.cos(turn)), ts = Math.abs(Math.sin(turn));
    const w = (its[0] / 2 + 1) * step, h = (its[1] / 2 + 1) * step, zoom = other.height / view.height;
    return Math.min(x, wide - 1 - x) - (w * tc + h * ts) >= EDGE - 1
      && Math.min(y, high - 1 - y) - (w * ts + h * tc) >= EDGE - 1
      && zoom >= 0.5 && zoom <= MARGIN && other.z === view.z;
  };
  return { pitch, wide, high, start, covers };
}

// Where screens of lines look as they do about a world point: see engine/repeats.py.
function offset(view) {
  if (!facts.screens) return [view.x, view.y];
  const factor = facts.locked ? 2 ** Math.floor(depthOf(view)) : 1;
  const rest = ([angle, frequency]) => {
    const along = view.x * Math.cos(angle) + view.y * Math.sin(angle), line = 2 * Math.PI / (frequency * factor);
    return along - line * Math.round(along / line);
  };
  const [[a], second] = facts.screens, c = Math.cos(a), s = Math.sin(a), one = rest(facts.screens[0]);
  if (!second) return [one * c, one * s];
  const c2 = Math.cos(second[0]), s2 = Math.sin(second[0]), two = rest(second), area = c * s2 - s * c2;
  return [(one * s2 - two * s) / area, (two * c - one * c2) / area];
}

function order(view, base) {
  if (!facts.bands) return [0, 0, 1, 0];
  const factor = 2 ** Math.floor(Math.max(0, depthOf(view))), first = Math.round(base * facts.bands * factor);
  const within = (v, n) => ((v % n) + n) % n;
  return [within(first, 65536), within(Math.floor(first / 65536), 65536), 1 / factor, (base * factor) % 2];
}

async function tried(view, size, rows, camera, wanted) {
  const { pitch, wide, high, start, covers } = geometry(view, size, rows);
  const seen = await sampled(view, axis(wide, pitch), axis(high, pitch), wanted);
  if (!seen) return null;
  const nodes = exposed(seen, camera);
  if (!nodes.every((row) => row.every(Number.isFinite)) || !plain(nodes)) return Infinity;
  const base = basesOf(nodes, wide, high, depthOf(view));
  const rest = nodes.map((row, k) => Float32Array.from(row, (v) => v - base[k]));
  const between = await sampled(view, axis(wide - 5, pitch), axis(high - 5, pitch), wanted);
  if (!between) return null;
  const middles = exposed(between, camera), bounds = allowed(rest);
  const excess = Math.max(...rest.map((row, k) => missed(row, base[k], wide, high, middles[k]) / bounds[k]));
  if (excess > 1) return excess;
  const texels = fours(rest, wide * high);
  return { view: { ...view }, size: [...size], wide, high, pitch, base, texels, start, covers };
}

// The values at the very pixels of a view, and of a border round it: where they jump, or differ by too few
// digits for a polynomial.
async function straight(view, size, camera, wanted) {
  const [w, h] = size, pitch = view.height / h;
  const seen = await sampled(view, axis(w + 2, pitch), axis(h + 2, pitch), wanted);
  if (!seen) return null;
  const nodes = exposed(seen, camera);
  if (!nodes.every((row) => row.every(Number.isFinite)) || !plain(nodes)) return false;
  const base = basesOf(nodes, w + 2, h + 2, depthOf(view)), own = { ...view };
  const rest = nodes.map((row, k) => row.map((v) => v - base[k]));
  const covers = (other, its) => String(its) === String(size) && Object.keys(own).every((name) => own[name] === other[name]);
  return { direct: true, view: own, size: [...size], wide: w + 2, high: h + 2, base, texels: fours(rest, (w + 2) * (h + 2)), covers };
}

function fours(rest, count) {
  const texels = [];
  for (let i = 0; i < facts.channels; i += 4) {
    const four = new Float32Array(4 * count);
    rest.slice(i, i + 4).forEach((row, k) => row.forEach((v, n) => { four[4 * n + k] = v; }));
    texels.push(four);
  }
  return texels;
}

// The values round a view; null where nobody wants them any more, false where none serve.
async function make(view, size, numbers, wanted) {
  const depth = depthOf(view);
  field.given({ depth, z: view.z, ...numbers });
  const camera = await exposure(view, size, wanted);
  if (!camera) return null;
  for (const rows of facts.jumps || size[0] > MOST_ACROSS * size[1] ? [] : ROWS) {
    const found = await tried(view, size, rows, camera, wanted);
    if (typeof found !== "number") return found;
    if (found > (ROWS[2] / rows) ** 6) break;
  }
  return straight(view, size, camera, wanted);
}

// Numbers for the shaders: those of `joined`, and those that the colours want in place of a view's own.
function uniforms(patch, view, size) {
  const own = { u_centre: offset(view), u_order: order(view, patch.base[0]) };
  if (patch.direct) return own;
  const step = view.height / size[1] / patch.pitch, turn = view.angle - patch.view.angle;
  return { ...own, u_nodes_start: patch.start(view), u_nodes_step: [step * Math.cos(turn), step * Math.sin(turn)] };
}

return { make, uniforms, geometry };
};
