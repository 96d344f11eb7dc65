"""Meshes: a surface in a volume as STL, PLY, OBJ or GLB. Millimetres, y up; GLB in metres, as it must be.

Formats: binary STL; PLY 1.0 binary with vertex colours; Wavefront OBJ with colours behind the places;
glTF 2.0 binary (Khronos), colours in linear light.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Generator, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from canvas_app.engine.isosurface import Mesh, bounded, isosurface
from canvas_app.engine.volume import colours_at, whole
from canvas_app.engine.voxels import VolumeRequest
from canvas_app.io.atomic import replacing
from canvas_app.io.exporter import Export, Progress

from .files import VolumeOptions, volume_exporter

_LINES = 20_000  # of text that are put together at once


def mesh_of(request: VolumeRequest, options: VolumeOptions) -> Generator[Progress, None, Mesh]:
    """The surface at the level, in millimetres, with the field's own colours at its points; cut by the
    artwork's clip box, and round where its opacity fades to a ball."""
    values = np.empty((*request.shape, 1), np.float32)
    for fraction in whole(request, values):
        yield Progress(0.7 * fraction, "Sampling")
    mesh = isosurface(
        bounded(values[..., 0], options.level, request.artwork.volume),
        request.bounds,
        options.level,
        smoothing=options.smoothing,
        reduction=options.reduction,
    )
    yield Progress(0.8, "Surface")
    if options.coloured:
        mesh = mesh.coloured(lambda points: colours_at(request, points))
        yield Progress(0.9, "Colours")
    return mesh.scaled(options.longest)


def _exported(path: Path, pieces: Iterator[bytes], nbytes: int) -> Export:
    with replacing(path, nbytes) as file:
        for piece in pieces:
            file.write(piece)
            yield Progress(0.95, "Writing")
    return path


@volume_exporter(".stl")
def export_stl(path: Path, request: VolumeRequest, options: VolumeOptions) -> Export:
    """Binary STL, for printing: no colours."""
    mesh = yield from mesh_of(request, options)
    corners = mesh.points[mesh.faces].astype("<f4")
    rows = np.zeros(len(corners), np.dtype([("n", "<f4", 3), ("p", "<f4", (3, 3)), ("a", "<u2")]))
    rows["n"], rows["p"] = _directions(corners.astype(np.float64)), corners
    head = b"made by Canvas, millimetres".ljust(80, b" ") + struct.pack("<I", len(rows))
    return (yield from _exported(path, iter([head, rows.tobytes()]), 84 + rows.nbytes))


@volume_exporter(".ply")
def export_ply(path: Path, request: VolumeRequest, options: VolumeOptions) -> Export:
    """Binary PLY with a colour at each point."""
    mesh = yield from mesh_of(request, options)
    kinds = [("p", "<f4", 3), *([("c", "u1", 3)] if mesh.colours is not None else [])]
    points = np.zeros(len(mesh.points), np.dtype(kinds))
    points["p"] = mesh.points
    colours = ""
    if mesh.colours is not None:
        points["c"] = mesh.colours
        colours = "".join(f"property uchar {name}\n" for name in ("red", "green", "blue"))
    faces = np.zeros(len(mesh.faces), np.dtype([("n", "u1"), ("i", "<i4", 3)]))
    faces["n"], faces["i"] = 3, mesh.faces
    places = "".join(f"property float {axis}\n" for axis in "xyz")
    head = (
        "ply\nformat binary_little_endian 1.0\ncomment made by Canvas, millimetres\n"
        f"element vertex {len(points)}\n{places}{colours}"
        f"element face {len(faces)}\nproperty list uchar int vertex_indices\nend_header\n"
    ).encode()
    pieces = iter([head, points.tobytes(), faces.tobytes()])
    return (yield from _exported(path, pieces, points.nbytes + faces.nbytes))


@volume_exporter(".obj")
def export_obj(path: Path, request: VolumeRequest, options: VolumeOptions) -> Export:
    """Wavefront OBJ, colours behind the places."""
    mesh = yield from mesh_of(request, options)
    return (yield from _exported(path, _obj(mesh), 60 * (len(mesh.points) + len(mesh.faces))))


def _obj(mesh: Mesh) -> Iterator[bytes]:
    yield b"# made by Canvas, millimetres\n"
    for start in range(0, len(mesh.points), _LINES):
        part = slice(start, start + _LINES)
        places = [f"v {x:.6g} {y:.6g} {z:.6g}" for x, y, z in mesh.points[part].tolist()]
        if mesh.colours is not None:
            own = (mesh.colours[part] / 255).tolist()
            places = [
                f"{p} {r:.4g} {g:.4g} {b:.4g}" for p, (r, g, b) in zip(places, own, strict=True)
            ]
        yield ("\n".join(places) + "\n").encode()
    for start in range(0, len(mesh.faces), _LINES):
        lines = [f"f {a} {b} {c}" for a, b, c in (mesh.faces[start : start + _LINES] + 1).tolist()]
        yield ("\n".join(lines) + "\n").encode()


@volume_exporter(".glb")
def export_glb(path: Path, request: VolumeRequest, options: VolumeOptions) -> Export:
    """Binary glTF, for the web and for Blender."""
    mesh = yield from mesh_of(request, options)
    whole_file = _glb(mesh)
    return (yield from _exported(path, iter([whole_file]), len(whole_file)))


def _glb(mesh: Mesh) -> bytes:
    points = (mesh.points / 1000).astype("<f4")
    parts: list[tuple[str, NDArray[np.generic], int, str]] = [
        ("POSITION", points, 5126, "VEC3"),
        ("NORMAL", _normals(mesh).astype("<f4"), 5126, "VEC3"),
    ]
    if mesh.colours is not None:
        levels = mesh.colours / 255
        linear = np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4)
        clear = np.full((len(linear), 1), 255)
        colours = np.concatenate([np.rint(linear * 255), clear], 1).astype("u1")
        parts.append(("COLOR_0", colours, 5121, "VEC4"))
    parts.append(("indices", mesh.faces.astype("<u4").reshape(-1), 5125, "SCALAR"))
    views, accessors, body = [], [], b""
    for name, array, kind, shape in parts:
        views.append({"buffer": 0, "byteOffset": len(body), "byteLength": array.nbytes})
        accessor = {
            "bufferView": len(views) - 1,
            "componentType": kind,
            "count": len(array),
            "type": shape,
        }
        if name == "POSITION":
            accessor |= {"min": points.min(0).tolist(), "max": points.max(0).tolist()}
        if name == "COLOR_0":
            accessor["normalized"] = True
        accessors.append(accessor)
        body += array.tobytes()
        body += b"\0" * (-len(body) % 4)
    names = {name: k for k, (name, *_) in enumerate(parts)}
    indices = names.pop("indices")
    primitive = {"attributes": names, "indices": indices, "material": 0}
    told = {
        "asset": {"version": "2.0", "generator": "Canvas"},
        "scene": 0, "scenes": [{"nodes": [0]}], "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [primitive]}],
        "materials": [{"pbrMetallicRoughness": {"metallicFactor": 0.0, "roughnessFactor": 0.6}}],
        "buffers": [{"byteLength": len(body)}], "bufferViews": views, "accessors": accessors,
    }  # fmt: skip
    text = json.dumps(told, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    chunks = struct.pack("<II", len(text), 0x4E4F534A) + text
    chunks += struct.pack("<II", len(body), 0x004E4942) + body
    return struct.pack("<III", 0x46546C67, 2, 12 + len(chunks)) + chunks


def _directions(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Unit normals of triangles (n, 3, 3)."""
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    size = np.linalg.norm(across, axis=1, keepdims=True)
    out: NDArray[np.float64] = across / np.maximum(size, 1e-300)
    return out


def _normals(mesh: Mesh) -> NDArray[np.float64]:
    """Unit normals at points: those of the triangles about them, weighted by area."""
    a, b, c = (mesh.points[mesh.faces[:, k]] for k in range(3))
    across = np.cross(b - a, c - a)
    total = np.zeros_like(mesh.points)
    for k in range(3):
        np.add.at(total, mesh.faces[:, k], across)
    size = np.linalg.norm(total, axis=1, keepdims=True)
    total[size[:, 0] == 0] = (0, 1, 0)
    out: NDArray[np.float64] = total / np.where(size == 0, 1, size)
    return out
