"""The command `volume`: an array, a stack, a mesh or a still of a field in space."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from canvas_app.core.errors import CanvasError
from canvas_app.core.opacity import PANELS
from canvas_app.core.view import Size
from canvas_app.core.volume import Axes, Background, Mode

from .options import DEVICE, amount, one_line

if TYPE_CHECKING:
    from canvas_app.core.artwork import Artwork
    from canvas_app.core.timeline import Timeline
    from canvas_app.core.volume import Volume
    from canvas_app.engine.voxels import Frame, Shape, What

_UNITS = {"": 1, "k": 1e3, "kb": 1e3, "m": 1e6, "mb": 1e6, "g": 1e9, "gb": 1e9}
_STILLS = (".png", ".jpg", ".jpeg", ".webp")
_USUAL = 128  # voxels along the longest side, where nobody says


def _check_channel(artwork: Artwork, channel: int) -> None:
    """Refuse a value that the field does not have."""
    if channel >= artwork.channels:
        raise CanvasError(
            f"There is no channel {channel}: this field has {artwork.channels}.",
            hint=f"Channels are counted from 0 to {artwork.channels - 1}.",
        )


def _budget(ctx: click.Context, param: click.Parameter, text: str) -> int:
    """Bytes: 500MB, 1GB."""
    found = re.fullmatch(r"(\d{1,12}(?:\.\d{1,6})?)\s*([kKmMgG]?[bB]?)", text.strip())
    if not found or found.group(2).lower() == "b":
        raise click.BadParameter(f"{text!r:.80} is no amount. Write 500MB.", ctx, param)
    return int(float(found.group(1)) * _UNITS[found.group(2).lower()])


def _numbers(
    ctx: click.Context, param: click.Parameter, text: str | None
) -> tuple[float, ...] | None:
    if text is None:
        return None
    try:
        return tuple(float(part) for part in text.split(","))
    except ValueError:
        raise click.BadParameter(f"{text!r:.80} are no numbers.", ctx, param) from None


@click.command()
@click.argument("recipe")
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), required=True,
    help="The file: .npy .nrrd .vti .zarr .tif, .stl .ply .obj .glb, or a still as .png .jpg .webp.",
)  # fmt: skip
@click.option("--size", metavar="N|XxYxZ|WxH", help="Voxels; of a still, its pixels.")
@click.option("--voxels", metavar="N|XxYxZ", help="Voxels that a still is made of. [default: 192]")
@click.option(
    "--what", type=click.Choice(["rgba", "rgb", "value", "raw"]),
    help="Colours with opacity, colours, one value after levels, or all as they are.",
)  # fmt: skip
@click.option(
    "--channel", type=click.IntRange(0, 15), default=0, help="Which of the field's values."
)
@click.option("--bits", type=click.Choice(["8", "16", "32"]), default="32", help="Of --what value.")
@click.option("--frame", metavar="X0,X1,Y0,Y1,Z0,Z1", callback=_numbers, help="World bounds.")
@click.option("--panel", type=click.Choice(list(PANELS)), help="Opacity as neural-canvas has it.")
@click.option("--mode", type=click.Choice(list(get_args(Mode))), help="How a still is seen.")
@click.option("--level", type=float, help="Where the surface lies.")
@click.option("--smooth", type=click.IntRange(0, 500), default=20, show_default=True)
@click.option("--reduce", type=click.FloatRange(0, 0.99), default=0.0, help="Share of triangles.")
@click.option("--mm", type=click.FloatRange(1e-3, 1e6), default=100.0, show_default=True,
              help="Millimetres of the longest side.")  # fmt: skip
@click.option(
    "--camera", metavar="AZIMUTH,ELEVATION[,ZOOM[,FIELD]]", callback=_numbers,
    help="From where a still looks, in degrees.",
)  # fmt: skip
@click.option("--turn", type=click.FloatRange(0.1, 600), metavar="SECONDS",
              help="A film once round the volume, as .mp4, .webm, .gif ...")  # fmt: skip
@click.option("--sweep", type=click.FloatRange(0.1, 600), metavar="SECONDS",
              help="A film of its three slices on their way through.")  # fmt: skip
@click.option("--tilt", type=click.FloatRange(-90, 90), default=0.0, help="Of --turn, in degrees.")
@click.option("--fps", type=click.FloatRange(0.1, 480), default=30.0, show_default=True,
              help="Frames a second of a film.")  # fmt: skip
@click.option(
    "--background", metavar="black|white|gradient|#RRGGBB|none",
    help="Of a still or a film; none leaves a still transparent.",
)  # fmt: skip
@click.option(
    "--axes", type=click.Choice(list(get_args(Axes))), help="Arrows, or edges in numbers."
)
@click.option(
    "--depth-of-field", "blur", metavar="BLUR[,FOCUS]", callback=_numbers,
    help="Blur, 0 to 0.5, of what is not in focus: -1 far, 0 in the middle, 1 near.",
)  # fmt: skip
@click.option("--budget", default="128MB", show_default=True, callback=_budget,
              help="Memory that slabs under way may take.")  # fmt: skip
@click.option(
    "--set", "changes", metavar="KNOB=VALUE", multiple=True,
    help="Change a knob, as volume.opacity.style=value; repeatable.",
)  # fmt: skip
@DEVICE
def volume(
    recipe: str,
    out: Path,
    size: str | None,
    voxels: str | None,
    what: str | None,
    channel: int,
    bits: str,
    frame: tuple[float, ...] | None,
    panel: str | None,
    mode: str | None,
    level: float | None,
    smooth: int,
    reduce: float,
    mm: float,
    camera: tuple[float, ...] | None,
    turn: float | None,
    sweep: float | None,
    tilt: float,
    fps: float,
    background: str | None,
    axes: str | None,
    blur: tuple[float, ...] | None,
    budget: int,
    changes: tuple[str, ...],
    device: str,
) -> None:
    """Sample RECIPE in space: a .json, an .ndf, a picture that Canvas exported, or a preset's name.

    A field that reads no third axis is driven by it, as by time. A volume that was fitted has the size
    and the place of its array, unless told otherwise.
    """
    from canvas_app.engine.voxels import VolumeRequest
    from canvas_app.io.volumes.files import MESHES, VolumeOptions, volume_exporter_for
    from canvas_app.io.volumes.stills import export_still

    from .progress import finished

    artwork = _artwork(recipe, changes, panel, camera)
    _check_channel(artwork, channel)
    seen = _seen(artwork.volume, mode, background, axes, blur)
    artwork = artwork.but(volume=seen)
    if turn is not None or sweep is not None:
        _filmed(out, _film_of(artwork, turn, sweep, tilt, fps), size, voxels, device)
        return
    ending = out.suffix.lower()
    still = ending in _STILLS
    grid = voxels if still else size
    shape, box = _grid(artwork, grid, 192 if still else _USUAL, frame)
    common: dict[str, Any] = {"frame": box, "channel": channel, "budget": budget, "device": device}
    if still:
        if level is not None:
            artwork = artwork.but(volume=artwork.volume.but(level=level))
        request = VolumeRequest(artwork, shape, "rgba", artwork.volume.opacity, **common)
        plain = None if background == "none" or seen.behind is not None else (0, 0, 0)
        work = export_still(out, request, _pixels(size), background=plain)
    else:
        write = volume_exporter_for(out)
        kind: What = "value" if ending in MESHES else _what(what, ending)
        request = VolumeRequest(artwork, shape, kind, artwork.volume.opacity, **common)
        at = artwork.volume.level if level is None else level
        depth: Any = int(bits)
        work = write(out, request, VolumeOptions(depth, mm, at, smooth, reduce))
    path = finished(work, f"Writing {out.name}")
    d, h, w = shape
    click.echo(f"{path}: {w} x {h} x {d} voxels, {amount(_bytes(path))}")


def _film_of(
    artwork: Artwork, turn: float | None, sweep: float | None, tilt: float, fps: float
) -> Timeline:
    from canvas_app.core.space_films import sweeps, turntable

    if turn is not None and sweep is not None:
        raise CanvasError("A film turns, or its slices sweep.", hint="Say --turn or --sweep.")
    if turn is not None:
        return turntable(artwork, turn, fps=fps, tilt=tilt)
    return sweeps(artwork, sweep or 6.0, fps=fps)


def _filmed(out: Path, line: Timeline, size: str | None, voxels: str | None, device: str) -> None:
    """The film; its size is in pixels, and it is made of as many voxels as are asked for."""
    from canvas_app.io.film import FilmOptions, film

    from .progress import finished

    sides = _sides(voxels, 128)
    options = FilmOptions(size=_pixels(size or "1280x720"), voxels=max(sides), device=device)
    path = finished(film(out, line, options), f"Filming {out.name}")
    told = f"{line.frames} frames, {line.length:g} s, {amount(_bytes(path))}"
    click.echo(f"{path}: {told}")


def _artwork(
    recipe: str, changes: tuple[str, ...], panel: str | None, camera: tuple[float, ...] | None
) -> Artwork:
    from canvas_app.engine.voxels import in_space
    from canvas_app.io.presets import open_recipe

    from .settings import changed

    loaded = open_recipe(recipe)
    for note in loaded.notes:
        click.echo(f"note: {one_line(note)}")
    whole = in_space(loaded.artwork)
    if whole is not loaded.artwork:
        click.echo("note: this field reads no third axis; z drives it, as time would")
    artwork = changed(whole, changes)
    if panel is not None:
        artwork = artwork.but(volume=artwork.volume.but(opacity=PANELS[panel]))
    if camera is not None:
        artwork = artwork.but(volume=artwork.volume.but(camera=_looking(artwork, camera)))
    return artwork


def _seen(
    look: Volume,
    mode: str | None,
    background: str | None,
    axes: str | None,
    blur: tuple[float, ...] | None,
) -> Volume:
    """The volume as the options want it seen."""
    if mode is not None:
        look = look.but(mode=mode)
    if axes is not None:
        look = look.but(axes=axes)
    if background is not None:
        look = look.but(**_backdrop(background))
    if blur is not None:
        if not 1 <= len(blur) <= 2:
            raise CanvasError(
                "Depth of field has one number or two.", hint="Write --depth-of-field 0.08,0.3."
            )
        named = dict(zip(("aperture", "focus"), blur, strict=False))
        look = look.but(camera=look.camera.but(**named))
    return look


def _backdrop(text: str) -> dict[str, str]:
    """Knobs of a volume for a word or a colour."""
    if text == "none":
        return {"background": "theme"}
    if text in get_args(Background):
        return {"background": text}
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", text):
        raise CanvasError(
            f"{text!r:.40} is no colour.", hint="Write #101820, black, white, gradient or none."
        )
    return {"background": "own", "ground": text.lower()}


def _looking(artwork: Artwork, camera: tuple[float, ...]) -> Any:
    names = ("azimuth", "elevation", "zoom", "field")
    if not 2 <= len(camera) <= 4:
        raise CanvasError(
            "A camera has 2 to 4 numbers.", hint="Write --camera AZIMUTH,ELEVATION, as 30,20."
        )
    return artwork.volume.camera.but(**dict(zip(names, camera, strict=False)))


def _grid(
    artwork: Artwork, text: str | None, usual: int, frame: tuple[float, ...] | None
) -> tuple[Shape, Frame | None]:
    """Slabs, rows and columns, and the box; those of the array that was fitted come first."""
    from canvas_app.engine.voxels import check_shape
    from canvas_app.io.fitted_arrays import samples_of

    if frame is not None and (len(frame) != 6 or not all(a < b for a, b in _pairs(frame))):
        raise CanvasError("A box has six bounds, each pair rising.", hint="Write -1,1,-1,1,-1,1.")
    known = samples_of(artwork)
    fitted = known if known is not None and len(known.axes) == 3 else None
    box = frame or (fitted.frame if fitted else None)
    if text is None and fitted is not None:
        d, h, w = fitted.axes
        return (d, h, w), box
    sides = _sides(text, usual)
    w, h, d = sides if len(sides) == 3 else _proportioned(sides[0], box)[::-1]
    shape = d, h, w
    check_shape(shape)
    return shape, box


def _pairs(frame: tuple[float, ...]) -> list[tuple[float, float]]:
    return list(zip(frame[::2], frame[1::2], strict=True))


def _proportioned(longest: int, box: tuple[float, ...] | None) -> Shape:
    """Sides in the box's proportions; a cube where there is none."""
    if box is None:
        return longest, longest, longest
    lengths = [b - a for a, b in _pairs(box)]
    w, h, d = (max(1, round(longest * n / max(lengths))) for n in lengths)
    return d, h, w


def _sides(text: str | None, usual: int) -> tuple[int, ...]:
    if text is None:
        return (usual,)
    found = re.fullmatch(r"(\d{1,9})(?:[xX×](\d{1,9})[xX×](\d{1,9}))?", text.strip())
    if not found:
        raise CanvasError(f"{text!r:.80} is no size of a volume.", hint="Write 128 or 96x64x32.")
    return tuple(int(n) for n in found.groups() if n is not None)


def _pixels(text: str | None) -> Size:
    found = re.fullmatch(r"(\d{1,6})(?:[xX×](\d{1,6}))?", (text or "1280x960").strip())
    sides = (0, 0) if not found else (int(found[1]), int(found[2] or found[1]))
    if not all(1 <= side <= 16_384 for side in sides):
        raise CanvasError(
            f"{text!r:.80} is no size of a still.", hint="Write 1600x1200, at most 16384 a side."
        )
    return sides


def _what(what: str | None, ending: str) -> Any:
    return what or ("rgb" if ending in (".tif", ".tiff") else "rgba")


def _bytes(path: Path) -> int:
    if path.is_dir():
        return sum(file.stat().st_size for file in path.iterdir())
    return path.stat().st_size
