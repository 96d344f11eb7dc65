"""Contenders: one way of making a picture each, run alone in a fresh process and measured there.

    python -m tests.bench.contenders NAME SIDE REPEATS

prints one JSON line: seconds (best of the repeats), peak memory, and memory before the first run.
Two threads, the platform's own malloc, no other work.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator

import torch

from canvas_app.core.artwork import Artwork
from canvas_app.core.look import Levels, Look, Rgb
from canvas_app.engine.activations import ACTIVATIONS
from canvas_app.engine.families.cppn import Cppn
from tests.bench.memory import peak_mb

WIDTH, LATENT = 32, 8
BRANCHES = ("scale", "softplus", "tanh", "sin")  # of x, y, r and the latent
TRUNK = ("gelu", "softplus", "tanh", "sin")


def artwork() -> Artwork:
    """neural-canvas's `mlp`, width 32, latent 8, sigmoid, RGB: what the issue's target names."""
    spec = Cppn(
        trunk="branch",
        width=WIDTH,
        depth=4,
        activations=(*BRANCHES, *TRUNK),
        init="normal",
        outputs=3,
        final="sigmoid",
        seed=7,
    )
    plain = Look(levels=Levels(mapping="range"), head=Rgb())
    return Artwork(field=spec, latent=tuple(0.1 * i - 0.3 for i in range(LATENT)), look=plain)


class ParentMlp(torch.nn.Module):
    """The same network the way the parent system runs it: point-major, latents repeated per pixel."""

    def __init__(self) -> None:
        super().__init__()
        self.latent = torch.nn.Linear(LATENT, WIDTH)
        self.axes = torch.nn.ModuleList(torch.nn.Linear(1, WIDTH, bias=False) for _ in range(3))
        self.hidden = torch.nn.ModuleList(torch.nn.Linear(WIDTH, WIDTH) for _ in range(3))
        self.out = torch.nn.Linear(WIDTH, 3)
        self.scale = torch.nn.Parameter(torch.ones(1))
        self.activations = [torch.nn.GELU(), torch.nn.Softplus(), torch.nn.Tanh(), torch.sin]

    def forward(self, fields: torch.Tensor, latents: torch.Tensor) -> torch.Tensor:
        x, y, r = (axis(fields[:, k : k + 1]) for k, axis in enumerate(self.axes))
        h = self.scale * x + torch.nn.functional.softplus(y) + torch.tanh(r)
        h = self.activations[0](h + torch.sin(self.latent(latents)))
        for layer, act in zip(self.hidden, self.activations[1:], strict=True):
            h = act(layer(h))
        return torch.sigmoid(self.out(h))


def parent(side: int) -> Callable[[], object]:
    """Whole-image tensors, latents repeated per pixel, gradients on, min-max and uint8 at the end."""
    net, sample = ParentMlp(), torch.rand(1, LATENT)

    def run() -> object:
        t = torch.linspace(-1, 1, side)
        x, y = torch.meshgrid(t, t, indexing="ij")
        fields = torch.stack([x, y, torch.sqrt(x * x + y * y)]).reshape(3, -1).T
        latents = torch.ones(side * side, 1) @ sample
        out = net(fields, latents).reshape(side, side, 3).detach().numpy()
        out = (out - out.min()) / (out.max() - out.min())
        return (out * 255).astype("uint8")

    return run


def ours(side: int) -> Callable[[], object]:
    """The spine: strips of a request, as every exporter takes them."""
    from canvas_app.engine.render import strips
    from canvas_app.engine.request import resolve

    work = artwork()

    def run() -> object:
        return sum(int(f.rgba[0, 0, 0]) for f in strips(resolve(work, None, (side, side))))

    return run


def floor(side: int) -> Callable[[], object]:
    """Nothing but the matrix products and activations, on ready inputs, half on each core."""
    from concurrent.futures import ThreadPoolExecutor

    torch.set_num_threads(1)
    halves = [_floor(side * side // 2) for _ in range(2)]

    def run() -> object:
        with ThreadPoolExecutor(2) as pool:
            return list(pool.map(lambda half: half(), halves))

    return run


def _floor(points: int) -> Callable[[], object]:
    chunk = 4096  # the fastest of 1024 to 32768: two buffers fit a core's cache
    axes, hidden = torch.rand(WIDTH, 1), [torch.rand(WIDTH, WIDTH) for _ in range(3)]
    last, bias = torch.rand(3, WIDTH), torch.rand(WIDTH, 1)
    fields, a, b = torch.rand(3, chunk), torch.empty(WIDTH, chunk), torch.empty(WIDTH, chunk)
    out = torch.empty(3, chunk)

    def act(name: str, h: torch.Tensor) -> torch.Tensor:
        inplace = ACTIVATIONS[name].inplace
        if inplace is None:
            return ACTIVATIONS[name](h)
        inplace(h)
        return h

    @torch.inference_mode()
    def run() -> object:
        for _ in range(-(-points // chunk)):
            torch.mm(axes, fields[:1], out=a)  # its scale is folded into the weights
            for row, name in ((1, "softplus"), (2, "tanh")):
                act(name, torch.mm(axes, fields[row : row + 1], out=b))
                a.add_(b)
            h, other = act(TRUNK[0], a), b
            for weight, name in zip(hidden, TRUNK[1:], strict=True):
                torch.addmm(bias, weight, h, out=other)
                h, other = act(name, other), (a if other is b else b)
            torch.sigmoid_(torch.mm(last, h, out=out))
        return out

    return run


def png(side: int) -> Callable[[], object]:
    """A whole picture to a PNG file, through the exporter."""
    import tempfile
    from pathlib import Path

    from canvas_app.io.exporter import EXPORTERS, ExportOptions

    work, folder = artwork(), Path(tempfile.mkdtemp())

    def run() -> object:
        steps: Iterator[object] = EXPORTERS.find(".png")(
            folder / "a.png", work, ExportOptions(size=(side, side))
        )
        return sum(1 for _ in steps)

    return run


def detail(side: int) -> Callable[[], object]:
    """The preset of the start in a window `side` high, coarse to fine, to 2 x 2 samples a pixel."""
    from canvas_app.engine.render import render
    from canvas_app.engine.request import resolve
    from canvas_app.io.presets import open_recipe

    work, size = open_recipe("dawn-silk").artwork, (side * 16 // 9, side)
    live = {"strides": (8, 4, 2, 1), "supersample": 2}

    def run() -> object:
        return sum(f.stride for f in render(resolve(work, None, size, **live)))

    return run


def slider(side: int) -> Callable[[], object]:
    """The first frame after a slider of the latent moved, in the same window: every fourth pixel."""
    from canvas_app.engine.render import render
    from canvas_app.engine.request import resolve
    from canvas_app.io.presets import open_recipe

    work, size = open_recipe("dawn-silk").artwork, (side * 16 // 9, side)
    moves = iter(range(1000))

    def run() -> object:
        latent = tuple(z + 1e-3 * next(moves) for z in work.latent)
        request = resolve(work.but(latent=latent), None, size, strides=(4,))
        return sum(f.stride for f in render(request))

    return run


CONTENDERS = {
    "parent": parent, "ours": ours, "floor": floor, "png": png, "detail": detail, "slider": slider,
}  # fmt: skip


def main(name: str, side: int, repeats: int) -> None:
    """Run one contender and print what it took."""
    torch.set_num_threads(2)
    run = CONTENDERS[name](side)
    CONTENDERS[name](64)()  # imports, caches and code generation are not what is measured
    before, best = peak_mb(), float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - start)
    sys.stdout.write(json.dumps({"seconds": best, "peak_mb": peak_mb(), "before_mb": before}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
