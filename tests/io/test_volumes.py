"""Volumes in files: an asymmetric field through every format and back, neither garbled nor mirrored."""

from __future__ import annotations

import base64
import errno
import json
import re
import struct
import zlib
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.inputs import XYZR, Ball, X, Y
from canvas_app.core.look import Levels, Look, Rgb
from canvas_app.core.opacity import Opacity
from canvas_app.core.space import Shift
from canvas_app.engine.families.cppn import Cppn
from canvas_app.engine.families.direct import Direct
from canvas_app.engine.volume import sampled
from canvas_app.engine.voxels import VolumeRequest
from canvas_app.io.load import load
from canvas_app.io.volumes import files
from canvas_app.io.volumes.files import VOLUMES, VolumeOptions, volume_exporter_for
from canvas_app.io.volumes.stills import export_still

PLAIN = Look(levels=Levels(mapping="range", low=-1.0), head=Rgb())
WORK = Artwork(field=Cppn(seed=7, width=8, outputs=3), inputs=XYZR)
BOX = (-0.9, 0.3, -0.2, 0.8, -0.1, 0.6)
SHAPE = (5, 7, 11)
MESHES = sorted(files.MESHES)
PAGES = [".html"]
ARRAYS = sorted(set(VOLUMES) - files.MESHES - set(PAGES))
BALL = Artwork(
    field=Direct(outputs=3),
    space=(Shift(x=0.3, y=-0.2),),
    inputs=(Ball(gain=-1.0), X(), Y()),
    look=PLAIN,
)
"""A ball of radius 0.5 about (-0.3, 0.2, 0) at the level 0.25; green grows with x, blue with y."""


def request(what: Any = "rgba", **more: Any) -> VolumeRequest:
    """A box of three different sides."""
    return VolumeRequest(WORK, SHAPE, what, frame=BOX, device="cpu", **more)


def finish(path: Path, wanted: VolumeRequest, **options: Any) -> Path:
    """Write to the end; progress rises and stays within 1."""
    work, told = volume_exporter_for(path)(path, wanted, VolumeOptions(**options)), []
    while True:
        try:
            told.append(next(work).fraction)
        except StopIteration as end:
            assert told == sorted(told)
            assert told[-1] <= 1
            found: Path = end.value
            return found


def vtk_array(reader: Any) -> tuple[np.ndarray, Any]:
    """What VTK reads: (d, h, w, c) with y rising, and its grid."""
    from vtkmodules.util.numpy_support import vtk_to_numpy

    reader.Update()
    image = reader.GetOutput()
    w, h, d = image.GetDimensions()
    values = vtk_to_numpy(image.GetPointData().GetScalars())
    return values.reshape(d, h, w, -1), image


def back(path: Path) -> np.ndarray:
    """Any array file as (d, h, w, c), rows from the top, read by somebody else's code where possible."""
    ending = path.suffix
    if ending == ".npy":
        array = np.load(path)
    elif ending == ".tif":
        array = tifffile.imread(path)
    elif ending == ".vti":
        from vtkmodules.vtkIOXML import vtkXMLImageDataReader

        reader = vtkXMLImageDataReader()
        reader.SetFileName(str(path))
        array = vtk_array(reader)[0][:, ::-1]
    elif ending == ".nrrd":
        array = nrrd_array(path)
    else:
        array = zarr_array(path)
    return array if array.ndim == 4 else array[..., None]


def nrrd_array(path: Path) -> np.ndarray:
    """A raw NRRD, by its specification; with one value a voxel VTK must agree (with more it reads a
    single slice)."""
    head, _, body = path.read_bytes().partition(b"\n\n")
    fields = dict(line.split(": ", 1) for line in head.decode().splitlines()[1:])
    sizes = [int(n) for n in fields["sizes"].split()]
    kind = {"uint8": "u1", "uint16": "<u2", "float": "<f4"}[fields["type"]]
    array = np.frombuffer(body, kind).reshape(sizes[::-1])
    if len(sizes) == 3:
        from vtkmodules.vtkIOImage import vtkNrrdReader

        reader = vtkNrrdReader()
        reader.SetFileName(str(path))
        assert np.array_equal(vtk_array(reader)[0][..., 0], array)
    return array[:, ::-1]


def zarr_array(path: Path) -> np.ndarray:
    """A zarr of version 2, by its specification."""
    about = json.loads((path / ".zarray").read_text())
    out, chunk = np.zeros(about["shape"], about["dtype"]), about["chunks"]
    for file in path.iterdir():
        if not file.name.startswith("."):
            place = [int(n) * c for n, c in zip(file.name.split("."), chunk, strict=True)]
            part = np.frombuffer(zlib.decompress(file.read_bytes()), about["dtype"]).reshape(chunk)
            where = tuple(
                slice(a, min(a + c, n)) for a, c, n in zip(place, chunk, out.shape, strict=True)
            )
            out[where] = part[tuple(slice(0, s.stop - s.start) for s in where)]
    return out


@pytest.mark.parametrize("what", ["rgba", "rgb", "value", "raw"])
@pytest.mark.parametrize("ending", [".npy", ".nrrd", ".vti", ".zarr", ".tif"])
def test_arrays_come_back_as_they_were(ending: str, what: Any, tmp_path: Path) -> None:
    """Every voxel of an asymmetric field in a box of three different sides."""
    path = tmp_path / f"a{ending}"
    if ending == ".tif" and what in ("rgba", "raw"):
        with pytest.raises(CanvasError, match="colours or one value"):
            finish(path, request(what))
        assert list(tmp_path.glob("a*")) == []
        return
    assert finish(path, request(what)) == path
    assert np.array_equal(back(path), sampled(request(what)))


@pytest.mark.parametrize("ending", [".npy", ".nrrd", ".vti", ".zarr", ".tif"])
@pytest.mark.parametrize("bits", [8, 16])
def test_values_as_whole_numbers(ending: str, bits: int, tmp_path: Path) -> None:
    """0 to 1 becomes the whole range."""
    path = finish(tmp_path / f"a{ending}", request("value"), bits=bits)
    most = 2**bits - 1
    wanted = np.rint(sampled(request("value")).clip(0, 1) * most)
    assert np.array_equal(back(path), wanted)


def test_every_format_is_tested() -> None:
    """A new one asks for a test here."""
    assert ARRAYS == [".npy", ".nrrd", ".tif", ".tiff", ".vti", ".zarr"]
    assert MESHES == [".glb", ".obj", ".ply", ".stl"]
    assert set(VOLUMES) == {*ARRAYS, *MESHES, *PAGES}


def test_a_page_holds_the_voxels_with_y_rising(tmp_path: Path) -> None:
    """Every one, of a box of three different sides, by the shape that it tells."""
    wanted = request()
    text = finish(tmp_path / "a.html", wanted).read_text("utf-8")
    found = re.search(r'id="canvas-voxels">([^<]*)<', text)
    assert found is not None
    flat = np.frombuffer(zlib.decompress(base64.b64decode(found[1])), np.uint8)
    opacity = wanted.artwork.volume.seen_by
    voxels = sampled(replace(wanted, what="rgba", opacity=opacity))
    assert np.array_equal(flat.reshape(*wanted.shape, 4)[:, ::-1], voxels)
    assert str(list(wanted.shape)).replace(" ", "") in text.replace(" ", "")


@pytest.mark.parametrize("ending", [".nrrd", ".vti"])
def test_formats_of_space_know_where_voxels_lie(ending: str, tmp_path: Path) -> None:
    """In millimetres of which the longest side has 60."""
    from vtkmodules.vtkIOImage import vtkNrrdReader
    from vtkmodules.vtkIOXML import vtkXMLImageDataReader

    path = finish(tmp_path / f"a{ending}", request("value"), longest=60.0)
    reader = vtkNrrdReader() if ending == ".nrrd" else vtkXMLImageDataReader()
    reader.SetFileName(str(path))
    image = vtk_array(reader)[1]
    sides = np.array([1.2 / 11, 1.0 / 7, 0.7 / 5]) * 50
    assert np.allclose(image.GetSpacing(), sides)
    if ending == ".vti":
        first = np.array([-0.9, -0.2, -0.1]) * 50 + sides / 2
        assert np.allclose(image.GetOrigin(), first)


def test_fiji_finds_a_stack_with_the_size_of_its_voxels(tmp_path: Path) -> None:
    """RGB, and one value of 16 bits; slices are slices, not channels or frames."""
    for what, bits, axes in (("rgb", 32, "ZYXS"), ("value", 16, "ZYX")):
        path = finish(tmp_path / "a.tif", request(what), bits=bits, longest=60.0)
        with tifffile.TiffFile(path) as file:
            assert file.is_imagej
            assert file.series[0].axes == axes
            about = file.imagej_metadata
            assert about is not None
            assert about["slices"] == 5
            assert about["spacing"] == pytest.approx(0.7 / 5 * 50)
            assert about["unit"] == "mm"
            across, up = (file.pages[0].tags[n].value for n in ("XResolution", "YResolution"))
        assert across[1] / across[0] == pytest.approx(1.2 / 11 * 50, rel=1e-4)
        assert up[1] / up[0] == pytest.approx(1.0 / 7 * 50, rel=1e-4)


def read_mesh(path: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
    """Points, faces and colours, read by VTK; GLB by its specification."""
    from vtkmodules.util.numpy_support import vtk_to_numpy
    from vtkmodules.vtkIOGeometry import vtkOBJReader, vtkSTLReader
    from vtkmodules.vtkIOPLY import vtkPLYReader

    if path.suffix == ".glb":
        return read_glb(path.read_bytes())
    kinds = {".obj": vtkOBJReader, ".stl": vtkSTLReader, ".ply": vtkPLYReader}
    reader = kinds[path.suffix]()
    reader.SetFileName(str(path))
    reader.Update()
    shape = reader.GetOutput()
    points = vtk_to_numpy(shape.GetPoints().GetData()).astype(float)
    faces = vtk_to_numpy(shape.GetPolys().GetConnectivityArray()).reshape(-1, 3)
    if path.suffix == ".obj":  # VTK's reader passes colours over
        rows = [line.split()[4:] for line in path.read_text().splitlines() if line[:2] == "v "]
        return points, faces, np.array(rows, float) * 255
    own = shape.GetPointData().GetScalars()
    return points, faces, None if own is None else vtk_to_numpy(own).astype(float)


def read_glb(content: bytes) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The one mesh of a GLB, in millimetres, colours as sRGB."""
    magic, version, length = struct.unpack_from("<III", content)
    assert (magic, version, length) == (0x46546C67, 2, len(content))
    size = struct.unpack_from("<I", content, 12)[0]
    told, body = json.loads(content[20 : 20 + size]), content[28 + size :]
    parts = told["meshes"][0]["primitives"][0]

    def array(index: int) -> np.ndarray:
        accessor = told["accessors"][index]
        view = told["bufferViews"][accessor["bufferView"]]
        kind = {5126: "<f4", 5121: "u1", 5125: "<u4"}[accessor["componentType"]]
        wide = {"SCALAR": 1, "VEC3": 3, "VEC4": 4}[accessor["type"]]
        count = accessor["count"] * wide
        return np.frombuffer(body, kind, count, view["byteOffset"]).reshape(-1, wide)

    points = array(parts["attributes"]["POSITION"]) * 1000.0
    linear = array(parts["attributes"]["COLOR_0"])[:, :3] / 255
    srgb = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return points, array(parts["indices"]).reshape(-1, 3), srgb * 255


@pytest.mark.parametrize("ending", MESHES)
def test_meshes_are_not_mirrored(ending: str, tmp_path: Path) -> None:
    """A ball cut flat where z is high, its colours by x and y, in millimetres."""
    wanted = VolumeRequest(
        BALL, (24, 40, 48), "value", frame=(-1.0, 0.6, -0.5, 0.9, -0.6, 0.3), device="cpu"
    )
    path = finish(tmp_path / f"a{ending}", wanted, level=0.25, longest=50.0)
    points, faces, colours = read_mesh(path)
    assert np.ptp(points, axis=0)[:2] == pytest.approx((50.0, 50.0), abs=0.5)
    assert np.ptp(points[:, 2]) == pytest.approx(50 * 0.8, rel=0.03)
    a, b, c = (points[faces[:, k]] for k in range(3))
    volume = np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6
    whole = 4 / 3 * np.pi * 25**3
    cap = np.pi * 10**2 * (3 * 25 - 10) / 3
    assert volume == pytest.approx(whole - cap, rel=0.05)
    flat = np.abs(points[:, 2] - points[:, 2].max()) < 0.8
    assert flat.mean() > 2 * (np.abs(points[:, 2]) < 0.8).mean()
    if colours is not None:
        for channel, axis in ((1, 0), (2, 1)):
            assert np.corrcoef(colours[:, channel], points[:, axis])[0, 1] > 0.95
    assert (colours is None) == (ending == ".stl")


@pytest.mark.parametrize("ending", [*ARRAYS, *MESHES, *PAGES])
def test_stopped_or_failed_nothing_is_left(
    ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what was there stays."""
    path = tmp_path / f"a{ending}"
    what = "value" if ending in MESHES else "rgb"
    wanted = VolumeRequest(BALL, (12, 12, 12), what, device="cpu")
    finish(path, wanted, level=0.25)
    before = sorted(p.name for p in tmp_path.rglob("*"))
    work = volume_exporter_for(path)(path, wanted, VolumeOptions(level=0.25))
    next(work)
    work.close()

    def full(*_: object, **__: object) -> Generator[Any, None, None]:
        yield None
        raise OSError(errno.ENOSPC, "full")

    for room in ("files", "zarr"):
        monkeypatch.setattr(f"canvas_app.io.volumes.{room}.sample", full)
    if ending in ARRAYS:
        with pytest.raises(CanvasError, match="disk is full"):
            finish(path, wanted)
    assert sorted(p.name for p in tmp_path.rglob("*")) == before


def test_a_disk_without_room_is_told_before_the_work(tmp_path: Path) -> None:
    """And a folder that is not there; a stack beyond 4 GB; a format that is none."""
    huge = VolumeRequest(WORK, (10_000, 10_000, 10_000), "rgb")
    for ending in (".npy", ".vti"):
        with pytest.raises(CanvasError, match="disk is too full"):
            next(
                volume_exporter_for(Path(f"a{ending}"))(
                    tmp_path / f"a{ending}", huge, VolumeOptions()
                )
            )
    with pytest.raises(CanvasError, match="more than a TIFF holds"):
        next(volume_exporter_for(Path("a.tif"))(tmp_path / "a.tif", huge, VolumeOptions()))
    with pytest.raises(CanvasError, match="no folder"):
        finish(tmp_path / "none" / "a.npy", request())
    with pytest.raises(CanvasError, match="cannot write a volume"):
        volume_exporter_for(Path("a.doc"))
    (tmp_path / "a.zarr").mkdir()
    with pytest.raises(CanvasError, match="no zarr"):
        finish(tmp_path / "a.zarr", request())


def test_stills_carry_the_recipe_and_may_be_clear(tmp_path: Path) -> None:
    """Exact size; transparent where nothing is; black where asked."""
    from PIL import Image

    work = BALL.but(
        volume=BALL.volume.but(opacity=Opacity(style="value", points=((0.2, 0.0), (0.3, 1.0))))
    )
    wanted = VolumeRequest(work, (16, 16, 16), "rgba", work.volume.opacity, device="cpu")
    for background, corner in ((None, 0), ((0, 0, 0), None)):
        drive = export_still(tmp_path / "a.png", wanted, (40, 30), background=background)
        while True:
            try:
                next(drive)
            except StopIteration:
                break
        with Image.open(tmp_path / "a.png") as picture:
            assert picture.size == (40, 30)
            pixels = np.asarray(picture)
        assert pixels[15, 20].max() > 50
        assert pixels.shape[2] == (4 if background is None else 3)
        if corner is not None:
            assert pixels[0, 0, 3] == corner
    assert load(tmp_path / "a.png").artwork.volume == work.volume
    with pytest.raises(CanvasError, match="no transparency"):
        next(export_still(tmp_path / "a.jpg", wanted, (8, 8), background=None))
