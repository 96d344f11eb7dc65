"""Volumes: ours against the parent's way, each alone in a fresh process, with its peak of memory.

    python -m tests.bench.volume [SIDE ...]      # one line a contender; default 96, 128 and 256
    python -m tests.bench.volume NAME SIDE       # one contender here; one line of JSON
                                                 # (zarr 512 and zarr 1024 take minutes: by hand)

The parent evaluates all voxels at once: points first, latents repeated for each, gradients recorded.
Its 26 GB for 256 x 256 x 256 do not fit, so its time there is told from its time a voxel at 96.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import torch

from canvas_app.core.artwork import Artwork
from canvas_app.core.inputs import XYZR
from canvas_app.core.look import Levels, Look, Rgb
from canvas_app.engine.families.cppn import Cppn
from tests.bench.memory import peak_mb

WIDTH, LATENT = 32, 8
NAMES = ("tanhshrink", "tanh", "elu", "sin", "elu")
TRUNK = ("elu", "silu", "sin", "scale")
FITS = 96  # the parent's largest here


def artwork() -> Artwork:
    """neural-canvas's `mlp` in 3-D, width 32, latent 8, sigmoid, RGB; ELU for its random RReLU."""
    spec = Cppn(
        trunk="branch", width=WIDTH, depth=4, activations=(*NAMES, *TRUNK), init="normal",
        outputs=3, final="sigmoid", seed=7,
    )  # fmt: skip
    look = Look(levels=Levels(mapping="range"), head=Rgb())
    latent = tuple(0.1 * i - 0.3 for i in range(LATENT))
    return Artwork(field=spec, inputs=XYZR, latent=latent, look=look)


class ParentMlp(torch.nn.Module):
    """The same network as the parent runs it."""

    def __init__(self) -> None:
        super().__init__()
        self.latent = torch.nn.Linear(LATENT, WIDTH)
        self.axes = torch.nn.ModuleList(torch.nn.Linear(1, WIDTH, bias=False) for _ in range(4))
        self.hidden = torch.nn.ModuleList(torch.nn.Linear(WIDTH, WIDTH) for _ in range(3))
        self.out = torch.nn.Linear(WIDTH, 3)
        f = torch.nn.functional
        self.heads = (f.tanhshrink, torch.tanh, f.elu, torch.sin)
        self.trunk = (f.silu, torch.sin, lambda t: t * 1.5)

    def forward(self, fields: torch.Tensor, latents: torch.Tensor) -> torch.Tensor:
        """(n, 4), (n, 8) to (n, 3)."""
        parts = [
            act(axis(fields[:, k : k + 1]))
            for k, (act, axis) in enumerate(zip(self.heads, self.axes, strict=True))
        ]
        elu = torch.nn.functional.elu
        h = elu(sum(parts[1:], parts[0]) + elu(self.latent(latents)))
        for layer, act in zip(self.hidden, self.trunk, strict=True):
            h = act(layer(h))
        return torch.sigmoid(self.out(h))


def parent(side: int) -> Callable[[], object]:
    """Everything at once, min-max and bytes at the end."""
    net, sample = ParentMlp(), torch.rand(1, LATENT)

    def run() -> object:
        t = torch.linspace(-1, 1, side)
        x, y, z = torch.meshgrid(t, t, t, indexing="ij")
        fields = torch.stack([x, y, torch.sqrt(x * x + y * y + z * z), z]).reshape(4, -1).T
        out = net(fields, torch.ones(side**3, 1) @ sample).reshape(side, side, side, 3)
        values = out.detach().numpy()
        return ((values - values.min()) / (values.max() - values.min()) * 255).astype("uint8")

    return run


def ours(side: int) -> Callable[[], object]:
    """RGB into an array in memory."""
    from canvas_app.engine.volume import sampled
    from canvas_app.engine.voxels import VolumeRequest

    return lambda: sampled(VolumeRequest(artwork(), (side, side, side), "rgb", device="cpu"))


def disk(side: int) -> Callable[[], object]:
    """RGB into a .npy."""
    return _written(side, ".npy")


def zarr(side: int) -> Callable[[], object]:
    """RGB into a .zarr, packed."""
    return _written(side, ".zarr")


def _written(side: int, ending: str) -> Callable[[], object]:
    from canvas_app.engine.voxels import VolumeRequest
    from canvas_app.io.volumes.files import VolumeOptions, volume_exporter_for

    def run() -> object:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"a{ending}"
            wanted = VolumeRequest(artwork(), (side, side, side), "rgb", device="cpu")
            for _ in volume_exporter_for(path)(path, wanted, VolumeOptions()):
                pass
            return path.stat().st_size

    return run


CONTENDERS = {"parent": parent, "ours": ours, "disk": disk, "zarr": zarr}


def alone(name: str, side: int) -> dict[str, float]:
    """One contender in a fresh process: seconds, busy (of the processor), peak_mb."""
    environment = {**os.environ, "OMP_NUM_THREADS": "2"}
    command = [sys.executable, "-m", "tests.bench.volume", name, str(side)]
    root = Path(__file__).parents[2]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, cwd=root, env=environment
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def measured(sides: tuple[int, ...]) -> dict[str, float]:
    """Every figure of one run; the parent's at the largest side from its time a voxel at FITS."""
    before = alone("parent", FITS)
    out = {f"parent_{FITS}_s": before["seconds"], f"parent_{FITS}_peak_mb": before["peak_mb"]}
    for side in sides:
        found = alone("ours", side)
        whole = before["seconds"] * (side / FITS) ** 3
        out |= {
            f"ours_{side}_s": found["seconds"],
            f"ours_{side}_peak_mb": found["peak_mb"],
            f"times_faster_{side}": whole / found["seconds"],
        }
    kept = alone("disk", sides[-1])
    out |= {f"disk_{sides[-1]}_s": kept["seconds"], f"disk_{sides[-1]}_peak_mb": kept["peak_mb"]}
    return {name: round(value, 2) for name, value in out.items()}


def main(words: list[str]) -> None:
    """See the top."""
    if words and words[0] in CONTENDERS:
        run = CONTENDERS[words[0]](int(words[1]))
        began, busy = time.perf_counter(), time.process_time()
        run()
        told = {"seconds": time.perf_counter() - began, "busy": time.process_time() - busy}
        sys.stdout.write(json.dumps({**told, "peak_mb": peak_mb()}) + "\n")
        return
    for name, value in measured(tuple(map(int, words)) or (96, 128, 256)).items():
        sys.stdout.write(f"{name}: {value}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
