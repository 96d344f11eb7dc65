"""Fitting against a plain loop with the same mathematics, and the Kodak pictures against the clock.

python -m tests.bench.fitting siren STEPS            # two contenders, a process for each
python -m tests.bench.fitting kodak FOLDER SECONDS   # the command, a process for each picture
python -m tests.bench.fitting memory FOLDER          # of 24 megapixels, by each preset
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from canvas_app.core.artwork import Artwork
from canvas_app.engine.field import build
from canvas_app.engine.fitting.fit import fit
from canvas_app.engine.fitting.plans import FitPlan
from canvas_app.engine.fitting.starts import artwork_for
from canvas_app.engine.fitting.targets import Target

from .memory import peak_mb

SIDE, RATE = 256, 1e-4


def crop(side: int = SIDE) -> Target:
    """A picture of many frequencies, always the same."""
    y, x = np.mgrid[0:side, 0:side] / side
    waves = [
        0.5 + 0.25 * np.sin(9 * (x + c) ** 2 + 31 * y) + 0.2 * np.sin(60 * x * y + 5 * c)
        for c in range(3)
    ]
    return Target(np.stack(waves, -1).astype(np.float32), name="crop")


def plain(artwork: Artwork, target: Target, steps: int) -> float:
    """The loop of the paper's code: whole picture, pixel by pixel rows, Adam; returns the PSNR."""
    start = {n: t.clone() for n, t in build(artwork, "cpu").parameters.items()}
    p = {n: t.requires_grad_() for n, t in start.items()}
    xy = torch.from_numpy(artwork.home.grid(target.size)).float().reshape(-1, 2)
    wanted = torch.from_numpy(target.pixels).reshape(-1, 3)
    optimiser = torch.optim.Adam(p.values(), RATE, betas=(0.9, 0.99))
    spec = artwork.field
    omegas = [spec.omega, *[spec.hidden_omega] * (spec.depth - 1)]  # type: ignore[attr-defined]

    def values() -> Tensor:
        h = xy
        for layer, omega in enumerate(omegas):
            z = h @ p[f"sine{layer}.weight"].T + p[f"sine{layer}.bias"]
            h = torch.sin(omega * z)
        return h @ p["out.weight"].T + p["out.bias"]

    for _ in range(steps):
        optimiser.zero_grad()
        loss = ((values() - wanted) ** 2).mean()
        loss.backward()
        optimiser.step()
        loss.item()
    with torch.no_grad():
        mse = (values().clamp(0, 1) - wanted).square().mean()
    return float(-10 * torch.log10(mse))


def ours(artwork: Artwork, target: Target, steps: int) -> float:
    """The same with `fit`."""
    plan = FitPlan(
        steps=steps, batch="full", rate=RATE, schedule="constant", evaluate_every=1_000_000
    )
    psnrs = [step.psnr for step in fit(artwork, target, plan, device="cpu")]
    assert psnrs[-1] is not None
    return psnrs[-1]


def timed(work: Callable[[], float]) -> tuple[float, float, float]:
    """Seconds by the clock, seconds of processors, and what the work returned."""
    clock, processor = time.perf_counter(), time.process_time()
    result = work()
    return time.perf_counter() - clock, time.process_time() - processor, result


def contender(name: str, steps: int) -> dict[str, float]:
    """SIREN of four layers of 256 on a crop, the whole picture each step: `ours` or `plain`, the latter
    with as many threads as there are cores. In a process of its own: `fit` changes how memory is kept."""
    target = crop()
    artwork = artwork_for(target, "siren", width=256, depth=4, omega=30.0)
    work = ours
    if name == "plain":
        torch.set_num_threads(torch.multiprocessing.cpu_count())
        work = plain
    work(artwork, target, 1)
    clock, processor, psnr = timed(lambda: work(artwork, target, steps))
    return {"s_per_step": clock / steps, "processor_s_per_step": processor / steps, "psnr": psnr}


def siren(steps: int) -> dict[str, float]:
    """Ours beside the plain loop, one after the other."""
    found = {}
    for name in ("plain", "ours"):
        command = [sys.executable, "-m", "tests.bench.fitting", name, str(steps)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        found |= {f"{name}_{k}": v for k, v in json.loads(done.stdout).items()}
    found["ratio"] = found["ours_s_per_step"] / found["plain_s_per_step"]
    found["processor_ratio"] = (
        found["ours_processor_s_per_step"] / found["plain_processor_s_per_step"]
    )
    return found


def kodak(folder: Path, seconds: float, out: Path) -> dict[str, Any]:
    """PSNR of each picture after `seconds` from the start of the command, and their mean; what the clock
    says, how many updates there were, and how many cores the command was given on average."""
    found: dict[str, Any] = {}
    for picture in sorted(folder.glob("*.png")):
        began, worked = time.perf_counter(), _of_children()
        command = [sys.executable, "-m", "canvas_app", "fit", str(picture), "--json"]
        command += ["--seconds", str(seconds), "-o", str(out / f"{picture.stem}.ndf")]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        report, clock = json.loads(done.stdout), time.perf_counter() - began
        found[picture.stem] = {
            "psnr": round(report["psnr"], 2),
            "seconds": round(clock, 1),
            "steps": report["steps"],
            "cores": round((_of_children() - worked) / clock, 2),
            "numbers": report["parameters"],
        }
        print(picture.stem, found[picture.stem], file=sys.stderr, flush=True)  # noqa: T201
    scores = [each["psnr"] for each in found.values()]
    return {**found, "mean": round(sum(scores) / len(scores), 2)}


def memory(folder: Path) -> dict[str, Any]:
    """Megabytes that the command takes at most for a photograph of 6000 x 4000, by preset."""
    picture, found = folder / "large.jpg", {}
    y, x = np.mgrid[0:1:4000j, 0:1:6000j]
    waves = [127 + 100 * np.sin(40 * x * y + 9 * c * x) for c in range(3)]
    Image.fromarray(np.stack(waves, -1).astype(np.uint8)).save(picture, quality=90)
    for preset in ("quick", "balanced", "best"):
        command = [sys.executable, "-m", "canvas_app", "fit", str(picture), "--preset", preset]
        command += ["--steps", "20", "-o", str(folder / "large.ndf")]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as run:
            while run.poll() is None:
                with suppress(OSError, RuntimeError):  # it has just ended
                    found[preset] = round(peak_mb(run.pid))
                time.sleep(0.05)
        assert run.returncode == 0, preset
    return found


def _of_children() -> float:
    """Seconds of processors that ended children took."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main(words: list[str]) -> None:
    """Print one figure a line."""
    if words[0] == "siren":
        figures = siren(int(words[1]))
    elif words[0] in ("ours", "plain"):
        figures = contender(words[0], int(words[1]))
    elif words[0] == "memory":
        figures = memory(Path(words[1]))
    else:
        figures = kodak(Path(words[1]), float(words[2]), Path(words[3] if len(words) > 3 else "."))
    print(json.dumps(figures, indent=1))  # noqa: T201 - a script


if __name__ == "__main__":
    main(sys.argv[1:])
