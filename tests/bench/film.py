"""Film: export against the larger of its halves, rendering alone and encoding alone, and its memory.

    python -m tests.bench.film [WIDTH HEIGHT FRAMES [DEVICE [LONGER]]]    # one JSON object

The film moves a latent of an MLP of width 32 round a loop. Memory is the greatest resident size of this
process and of the encoder, for so many frames and for LONGER times as many. `cpu` are seconds of
processor time, which other programs on the machine do not lengthen as much.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path
from typing import Any

from canvas_app.core.artwork import Artwork
from canvas_app.core.timeline import Keyframe, Timeline
from canvas_app.core.view import Size
from canvas_app.engine.families.cppn import Cppn
from canvas_app.engine.filming import Camera, exposed, prepared
from canvas_app.engine.request import Pixels
from canvas_app.io.encoder import Encoder, binary, encoders
from canvas_app.io.film import FilmOptions, chosen_codec, film, film_format_for, rate
from canvas_app.io.film_frames import fed
from canvas_app.io.film_plan import Plan
from tests.bench.memory import peak_mb

DISTINCT = 12  # frames that the encoder alone is fed with, over and over


def timeline(frames: int) -> Timeline:
    """A loop through two latents."""
    art = Artwork(field=Cppn(width=32, seed=3), latent=(0.5, -0.5, 0.3, 0.8))
    keys = (Keyframe(artwork=art), Keyframe(at=frames / 60, latent=(-0.6, 0.4, 0.9, -0.2)))
    return Timeline(keys=keys, seconds=frames / 30, fps=30.0, loop=True)


def finished(work: Generator[None, None, Pixels]) -> Pixels:
    """A frame."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            picture: Pixels = end.value
            return picture


def rendering(line: Timeline, camera: Camera) -> float:
    """Seconds to draw every frame and throw it away."""
    began = time.perf_counter()
    for frame in range(line.frames):
        finished(exposed(line, frame, camera))
    return time.perf_counter() - began


def encoding(line: Timeline, camera: Camera, folder: Path) -> float:
    """Seconds to encode as many frames that are there already."""
    step = max(1, line.frames // DISTINCT)
    pictures = [finished(exposed(line, k * step, camera)) for k in range(DISTINCT)]
    path, options = folder / "alone.mp4", FilmOptions(camera.size)
    ending = film_format_for(path)
    exe = binary()
    codec = chosen_codec(ending, options, encoders(exe))
    plan = Plan(exe, ending, codec, options, camera.size, rate(line.fps), line.frames)
    began = time.perf_counter()
    with Encoder(exe, plan.words(path)) as encoder:
        for frame in range(line.frames):
            encoder.write(fed(pictures[frame * DISTINCT // line.frames], camera.size, alpha=False))
        encoder.close()
    return time.perf_counter() - began


def exporting(line: Timeline, size: Size, device: str, path: Path) -> tuple[float, float]:
    """Seconds of the whole export, and megabytes that the encoder held at most."""
    with Watch() as watch:
        began = time.perf_counter()
        for _ in film(path, line, FilmOptions(size, device=device)):
            pass
        seconds = time.perf_counter() - began
    return seconds, watch.most


class Watch:
    """Looks every few milliseconds at what the encoders of this process hold, also while it waits for
    one to end, which is when a short film is encoded."""

    def __init__(self) -> None:
        self.most = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(0.005):
            self.most = max([self.most, *encoders_held()])


def encoders_held() -> list[float]:
    """Megabytes that the encoders of this process have held at most; empty where there is no /proc.

    Threads and encoders may end between being listed and being read; and a child that is not an encoder
    yet still holds what this process does.
    """
    out, encoder = [], str(Path(binary()).resolve())
    for task in Path("/proc/self/task").glob("*/children"):
        with suppress(OSError):
            for pid in task.read_text().split():
                with suppress(OSError, StopIteration):
                    if str(Path(f"/proc/{pid}/exe").readlink()) != encoder:
                        continue
                    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
                    peaks = (int(w.split()[1]) for w in lines if w.startswith("VmHWM"))
                    out.append(next(peaks) / 1e3)
    return out


def used(who: int) -> float:
    """Seconds of processor time so far: of this process, or of those that it has ended."""
    found = resource.getrusage(who)
    return found.ru_utime + found.ru_stime


def measured(size: Size, frames: int, device: str, longer: int) -> dict[str, Any]:
    """All figures."""
    line = prepared(timeline(frames))
    camera = Camera(size, device=device)
    finished(exposed(line, 0, camera))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        total, held = exporting(line, size, device, folder / "film.mp4")
        memory = long = (peak_mb(), held)
        if longer > 1:
            more = prepared(timeline(frames * longer))
            _, held = exporting(more, size, device, folder / "long.mp4")
            long = (peak_mb(), held)
        before = used(resource.RUSAGE_SELF)
        alone = rendering(line, camera)
        rendered, before = used(resource.RUSAGE_SELF) - before, used(resource.RUSAGE_CHILDREN)
        encoded = encoding(line, camera, folder)
        spent = used(resource.RUSAGE_CHILDREN) - before
    return {
        "size": f"{size[0]}x{size[1]}",
        "frames": frames,
        "device": device,
        "export_s": total,
        "rendering_s": alone,
        "encoding_s": encoded,
        "rendering_cpu_s": rendered,
        "encoding_cpu_s": spent,
        "times_the_larger": total / max(alone, encoded),
        "frames_a_second": frames / total,
        "memory_mb": memory[0],
        "encoder_mb": memory[1],
        "longer": longer,
        "longer_memory_mb": long[0],
        "longer_encoder_mb": long[1],
    }


def main(words: list[str]) -> int:
    """Measure and print."""
    w, h, frames = (int(word) for word in words[:3] or ("1280", "720", "120"))
    device = words[3] if len(words) > 3 else "auto"
    longer = int(words[4]) if len(words) > 4 else 1
    sys.stdout.write(json.dumps(measured((w, h), frames, device, longer), indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
