"""The command `animate`: a film of a timeline, or of works from one to the other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from canvas_app.core.view import Size, View

from .options import DEVICE, amount, one_line
from .options import size as size_option
from .options import view as view_option

if TYPE_CHECKING:
    from canvas_app.core.timeline import Timeline


@click.command()
@click.argument("timeline", required=False)
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), required=True,
    help="The film: .mp4, .webm, .mov, .gif, .webp, .apng; .png or .exr make a folder; .json the timeline.",
)  # fmt: skip
@click.option("--from", "first", metavar="A", help="Begin with this artwork.")
@click.option("--through", metavar="B", multiple=True, help="Pass this one; repeatable.")
@click.option("--to", "last", metavar="C", help="End with this one.")
@click.option("--loop", is_flag=True, help="The end flows into the beginning.")
@click.option("--seconds", type=float, help="How long; 6 where nothing says otherwise.")
@click.option("--fps", type=float, help="Frames a second; 30 likewise.")
@click.option(
    "--size",
    metavar="WxH",
    callback=size_option,
    default="1280x720",
    show_default=True,
    help="Of the film, in pixels.",
)
@click.option(
    "--tour", type=click.IntRange(1, 1000), metavar="K", help="K random latents and back."
)
@click.option("--zoom-to", metavar="VIEW", callback=view_option, help="Fly to X,Y,HEIGHT[,ANGLE].")
@click.option("--reach", type=float, default=0.6, help="How far a loop of one work moves.")
@click.option("--seed", type=click.IntRange(0, 2**53 - 1), default=0, help="Of a tour or a loop.")
@click.option("--ease", metavar="NAME", help="in-out, linear, sine-in-out ... or X1,Y1,X2,Y2.")
@click.option("--latents", type=click.Choice(["slerp", "lerp", "spline"]), help="Their way.")
@click.option("--even", is_flag=True, help="One speed all the way.")
@click.option("--codec", default="", help="h264, h265, vp9, av1; the format's first otherwise.")
@click.option("--crf", type=float, help="Quality: less is better, and larger.")
@click.option("--megabytes", type=float, help="Aim at this size instead.")
@click.option("--supersample", type=click.IntRange(1, 16), default=1, show_default=True)
@click.option(
    "--shutter", type=click.FloatRange(0, 1), default=0.0, help="Motion blur; 0.5 is usual."
)
@click.option("--alpha", is_flag=True, help="Keep transparency where the codec can.")
@click.option("--resume", is_flag=True, help="Keep finished parts, and go on with those there.")
@DEVICE
def animate(
    timeline: str | None,
    out: Path,
    first: str | None,
    through: tuple[str, ...],
    last: str | None,
    loop: bool,
    seconds: float | None,
    fps: float | None,
    size: Size,
    tour: int | None,
    zoom_to: View | None,
    reach: float,
    seed: int,
    ease: str | None,
    latents: str | None,
    even: bool,
    codec: str,
    crf: float | None,
    megabytes: float | None,
    supersample: int,
    shutter: float,
    alpha: bool,
    resume: bool,
    device: str,
) -> None:
    """Film TIMELINE: a .json, or a film that Canvas made. Or film artworks: --from A --to B.

    One artwork alone, as TIMELINE or --from, wants --loop, --tour or --zoom-to, unless it reads time or
    depth. The diary of a fit, a folder, becomes the film of its training. The film carries its
    timeline: dropped on Canvas, or named here, it can be made again, at any size.
    """
    from canvas_app.io.film import FilmOptions, film, film_format_for

    from .filming import Wishes, timeline_of
    from .progress import finished

    sketch = out.suffix.lower() == ".json"
    if not sketch:
        film_format_for(out)
    works = [name for name in (first, *through, last) if name is not None]
    wishes = Wishes(loop, seconds, fps, tour, zoom_to, reach, seed, ease, latents, even)
    line = timeline_of(timeline, works, wishes)
    for note in line.notes():
        click.echo(f"note: {one_line(note)}")
    if sketch:
        _sketched(out, line)
        return
    options = FilmOptions(
        size, codec, crf, megabytes, supersample, shutter, 8, alpha, resume, device
    )
    try:
        path = finished(film(out, line, options), f"Filming {out.name}")
    except BaseException:  # an interrupt, too
        _tell_of_parts(out)
        raise
    _tell(path, line, _padded(out, size))


def _tell_of_parts(out: Path) -> None:
    """Say where what is finished lies, if it was kept."""
    from canvas_app.io.film_parts import folder_of

    folder = folder_of(out)
    if folder.is_dir():
        click.echo(
            f"note: finished parts are kept in {folder}; the same command with --resume goes on "
            "with them. Remove the folder if nobody wants them.",
            err=True,
        )


def _sketched(out: Path, line: Timeline) -> None:
    from canvas_app.io.timelines import save_timeline

    path = save_timeline(out, line)
    click.echo(f"{path}: {len(line.keys)} keys, {line.length:g} s")


def _padded(out: Path, size: Size) -> Size:
    """The size that the film has; where it is not the one asked for, that is said."""
    from canvas_app.io.film import padded_size

    padded = padded_size(out, size)
    if padded != size:
        click.echo(
            f"note: {size[0]} x {size[1]} is odd, and this codec wants even sizes: the film is "
            f"{padded[0]} x {padded[1]}, its last row or column repeated."
        )
    return padded


def _tell(path: Path, line: Timeline, size: Size) -> None:
    if path.is_dir():
        click.echo(f"{path}: {line.frames} pictures, {size[0]} x {size[1]}")
        return
    click.echo(
        f"{path}: {line.frames} frames, {line.length:g} s, {size[0]} x {size[1]}, "
        f"{amount(path.stat().st_size)}"
    )
