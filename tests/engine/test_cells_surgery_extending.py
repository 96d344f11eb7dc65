"""Extensions: new cells learn beside old ones that stay bit for bit, or that are refined."""

from __future__ import annotations

import numpy as np
import pytest

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.inputs import X, Y, Z
from canvas_app.core.weights import Weights
from canvas_app.engine.cells.aligning import aligned, bounds_of, suited
from canvas_app.engine.cells.celled import celled, weights_of
from canvas_app.engine.cells.extending import again, extended, learning, with_old
from canvas_app.engine.cells.growing import grown, margins_for
from canvas_app.engine.cells.levelling import thinned
from canvas_app.engine.cells.mirrored import mirrored
from canvas_app.engine.cells.region import Region, samples_in, train, unchanged, within
from canvas_app.engine.cells.room import available, check_room, needed
from canvas_app.engine.cells.surgery import cut
from canvas_app.engine.cells.weakest import errors, weakest
from canvas_app.engine.families.local_global import LocalGlobal
from canvas_app.engine.families.siren_cells import SirenCells
from canvas_app.engine.fitting.report import shown
from canvas_app.engine.fitting.resuming import best_of
from canvas_app.engine.fitting.targets import Target

from .extensions import SQUARE, adam, last, left_half, psnr, scene, values

SIDE = 32
PIXELS = scene(SIDE)
WHOLE = Target(PIXELS, frame=SQUARE)


@pytest.fixture(scope="module")
def half() -> Artwork:
    """The left half of a small picture, learned."""
    return left_half(PIXELS, adam(150))


def test_new_cells_learn_and_old_ones_stay_bit_for_bit(half: Artwork) -> None:
    """Exact: 38 dB after 100 steps from copies; not a bit of the old half moves."""
    extension = extended(half, aligned(half, Target(PIXELS)))
    assert (extension.new, extension.old) == ((2, 3, 6, 7, 10, 11, 14, 15), tuple(half_ids()))
    steps, learned = last(learning(extension, adam(100), "exact", device="cpu"))
    before, after = values(half, SIDE), values(extension.artwork.but(weights=learned), SIDE)
    assert np.array_equal(after[:, : SIDE // 2], before[:, : SIDE // 2])
    assert psnr(after[:, SIDE // 2 :], PIXELS[:, SIDE // 2 :, 0]) > 38
    assert unchanged(extension.artwork, extension.old, learned)
    kept = steps[-1]
    assert kept.weights is not None
    assert kept.weights.count == learned.count
    assert kept.state is not None
    assert extension.best("exact", best_of(kept.state)) == learned


def test_what_was_cut_off_goes_on_as_if_it_never_stopped(half: Artwork) -> None:
    """A state of the new cells' fit, taken on its way: the same weights in the end, bit for bit."""
    extension = extended(half, WHOLE)
    plan = adam(8).but(evaluate_every=4)
    steps, learned = last(learning(extension, plan, device="cpu"))
    state = next(s.state for s in steps if s.step == 4 and s.state is not None)
    _, again_ = last(learning(extension, plan, device="cpu", resume=state))
    assert again_ == learned
    assert extension.best("exact", best_of(state)) != learned


def half_ids() -> list[int]:
    """The cells of the left half of 4 x 4."""
    return [0, 1, 4, 5, 8, 9, 12, 13]


def test_copies_begin_better_than_they_would_by_chance(half: Artwork) -> None:
    """A new cell has its neighbour's numbers, and reads its own coordinates."""
    found = grown(celled(half), weights_of(half), ((0, 0), (0, 0)))
    rows = weights_of(half)["local1.weight"]
    assert np.array_equal(found.weights["local1.weight"][2], rows[1])
    assert np.array_equal(found.weights["local1.weight"][15], rows[7])
    assert "place.scale" not in found.weights


def test_new_cells_begin_at_the_mean_of_what_they_shall_show(half: Artwork) -> None:
    """Of each cell and value, over the samples that count; old cells and other numbers stay."""
    dark = np.ones((SIDE, SIDE), np.float32)
    dark[:, -4:] = 0.0
    target = Target(PIXELS, mask=dark, frame=SQUARE)
    extension = extended(half, target)
    copies = grown(celled(half), weights_of(half), ((0, 0), (0, 0))).weights
    found = weights_of(extension.artwork)
    assert [n for n in found if not np.array_equal(found[n], copies[n])] == ["out.bias"]
    shows = values(extension.artwork, SIDE)
    for cell, columns in ((2, slice(16, 24)), (15, slice(24, 28))):
        rows = slice(cell // 4 * 8, cell // 4 * 8 + 8)
        mean = shows[rows, columns].mean()
        assert mean == pytest.approx(PIXELS[rows, columns].mean(), abs=1e-5)
    assert unchanged(extension.artwork, extension.old, copies)


def test_thinned_targets_lie_where_they_lay() -> None:
    """Every third sample of all axes, at its own place."""
    x, y = np.meshgrid(np.linspace(-0.95, 0.95, 20), -np.linspace(-0.9, 0.9, 10))
    target = Target(np.stack([x, y], -1).astype(np.float32), frame=SQUARE)
    some = thinned(target, 40)
    assert some.axes == (4, 7)
    width, height = (some.bounds[i + 1] - some.bounds[i] for i in (0, 2))
    across = some.bounds[0] + (np.arange(7) + 0.5) * width / 7
    down = some.bounds[3] - (np.arange(4) + 0.5) * height / 4
    assert np.allclose(some.pixels[..., 0], across, atol=1e-6)
    assert np.allclose(some.pixels[..., 1], down[:, None], atol=1e-6)
    assert thinned(target, 200) is target


def test_refine_lets_everything_learn(half: Artwork) -> None:
    """The whole comes closer, and the old half is not forgotten."""
    extension = extended(half, WHOLE)
    _, learned = last(learning(extension, adam(60), "refine", device="cpu"))
    after = values(extension.artwork.but(weights=learned), SIDE)
    assert not unchanged(extension.artwork, extension.old, learned)
    assert psnr(after, PIXELS[..., 0]) > 30
    assert psnr(after[:, : SIDE // 2], PIXELS[:, : SIDE // 2, 0]) > 30


def test_old_cells_teach_themselves_where_no_picture_shows_them(half: Artwork) -> None:
    """A picture of the new half alone: the target is made larger by what the old cells show."""
    right = Target(PIXELS[:, SIDE // 2 :], frame=(0.0, 1.0, -1.0, 1.0))
    extension = extended(half, right)
    target = with_old(extension)
    assert target.axes == (SIDE, SIDE)
    assert target.bounds == SQUARE
    own = values(half, SIDE)[:, : SIDE // 2]
    assert np.array_equal(target.pixels[:, : SIDE // 2, 0], own)
    assert np.array_equal(target.pixels[:, SIDE // 2 :], right.pixels)
    assert target.mask is None
    taught = with_old(extended(half, WHOLE), "distilled")
    assert np.array_equal(taught.pixels[:, : SIDE // 2, 0], own)
    assert with_old(extended(half, WHOLE)) is not taught


def test_one_region_goes_on_learning_and_the_rest_is_finished(half: Artwork) -> None:
    """Two cells learn another picture: only their pixels change."""
    upside = Target(PIXELS[::-1].copy(), frame=SQUARE)
    _, learned = last(train(half, upside, adam(20), (4, 9), device="cpu"))
    before, after = values(half, SIDE), values(half.but(weights=learned), SIDE)
    chosen = samples_in(celled(half), upside, (4, 9))
    assert chosen.sum() == 128
    assert np.array_equal(after[~chosen], before[~chosen])
    assert psnr(after[chosen], upside.pixels[chosen][:, 0]) > psnr(
        before[chosen], upside.pixels[chosen][:, 0]
    )
    with pytest.raises(CanvasError, match="not there"):
        list(train(half, upside, adam(1), (2,), device="cpu"))


def test_a_region_reads_the_smallest_box_of_its_target(half: Artwork) -> None:
    """Its frame is that of the box; what of it is no cell of the region does not count."""
    region = Region(half, (0, 5))
    target = region.target(WHOLE)
    assert target.axes == (16, 16)
    assert target.frame == (-1.0, 0.0, 0.0, 1.0)
    assert target.mask is not None
    assert target.mask[:8, :8].all()
    assert not target.mask[:8, 8:].any()
    assert np.array_equal(target.pixels, PIXELS[:16, :16])
    assert Region(half, (0, 1)).target(WHOLE).mask is None


def grid(*cells: int, frame: tuple[float, ...] = SQUARE, **changes: object) -> Artwork:
    """An artwork of cells that never learned."""
    spec = SirenCells(cells=cells, frame=frame, width=3, outputs=1).but(**changes)
    return Artwork(field=spec, inputs=(X(), Y(), Z())[: len(cells)])


def test_fields_grow_on_every_side() -> None:
    """Above, below, left and right: ids and frame follow, and old values stay."""
    art = grid(2, 2)
    spec, learned = celled(art), weights_of(art)
    found = grown(spec, learned, ((1, 0), (0, 2)))
    assert found.spec.cells == (3, 4)
    assert found.spec.frame == (-1.0, 3.0, -1.0, 2.0)
    assert found.old == (4, 5, 8, 9)
    before = values(art, 16)
    after = values(art.but(field=found.spec, weights=found.weights), 16)
    assert np.array_equal(after, before)
    some = grown(spec, learned, ((0, 1), (1, 0)), wanted=(0,))
    assert some.new == (0,)
    assert set(range(9)) - set(some.spec.gone) == {0, 1, 2, 4, 5}
    with pytest.raises(CanvasError, match="no cell to add"):
        grown(spec, learned, ((0, 0), (0, 0)))


@pytest.mark.parametrize(
    ("cells", "frame", "axes", "more"),
    [
        ((4,), (-1.0, 1.0), (16,), ((1, 2),)),
        ((2, 1, 2), (-1.0, 1.0, -1.0, 1.0, 0.0, 2.0), (4, 2, 4), ((1, 1), (0, 1), (0, 0))),
    ],
)
def test_signals_and_volumes_grow_too(
    cells: tuple[int, ...],
    frame: tuple[float, ...],
    axes: tuple[int, ...],
    more: tuple[tuple[int, int], ...],
) -> None:
    """In time and in depth; new cells learn an array that is larger there."""
    art = grid(*cells, frame=frame)
    spec, learned = celled(art), weights_of(art)
    found = grown(spec, learned, more)
    bigger = art.but(field=found.spec, weights=found.weights)
    target = Target(np.zeros((*axes, 1), np.float32), frame=frame)
    assert np.array_equal(shown(bigger, target, "cpu"), shown(art, target, "cpu"))
    assert margins_for(spec, found.spec.frame) == more
    shape = tuple(n * sum(found.spec.cells) for n in found.spec.cells)
    goal = Target(np.full((*shape, 1), 0.5, np.float32), frame=found.spec.frame)
    extension = extended(art, goal)
    _, done = last(learning(extension, adam(3), "exact", device="cpu"))
    after = shown(extension.artwork.but(weights=done), target, "cpu")
    assert np.array_equal(after, shown(art, target, "cpu"))


def report(art: Artwork, **told: object) -> Artwork:
    """The artwork, with weights that say how they came about."""
    return art.but(weights=Weights(weights_of(art), report=told))


def test_a_picture_lies_where_its_side_says() -> None:
    """The field stays at the other end; heights agree for left and right, widths for top and bottom."""
    art = report(grid(2, 2), axes=[20, 20])
    wide, tall = (Target(np.zeros((*axes, 1), np.float32)) for axes in ((10, 15), (15, 10)))
    assert aligned(art, wide, ["right"]).frame == (-1.0, 2.0, -1.0, 1.0)
    assert aligned(art, wide, ["left"]).frame == (-2.0, 1.0, -1.0, 1.0)
    assert aligned(art, wide, ["left", "right"]).frame == (-1.5, 1.5, -1.0, 1.0)
    assert aligned(art, tall, ["top"]).frame == (-1.0, 1.0, -1.0, 2.0)
    assert aligned(art, tall, ["bottom"]).frame == (-1.0, 1.0, -2.0, 1.0)
    both = Target(np.zeros((30, 25, 1), np.float32))
    assert aligned(art, both, ["bottom", "right"]).frame == (-1.0, 1.5, -2.0, 1.0)
    assert aligned(art, Target(np.zeros((7, 7, 1), np.float32))).frame == SQUARE
    told = report(grid(2, 2), frame=[-1.0, 0.5, -1.0, 1.0])
    assert bounds_of(told) == (-1.0, 0.5, -1.0, 1.0)


def test_signals_go_on_by_their_samples() -> None:
    """So long as the samples that the field was fitted to."""
    art = report(grid(4, frame=(-1.0, 1.0)), axes=[20])
    assert aligned(art, Target(np.zeros((30, 1), np.float32)), ["right"]).frame == (-1.0, 2.0)
    cube = report(grid(1, 1, 2, frame=(-1.0, 1.0, -1.0, 1.0, -1.0, 1.0)), axes=[8, 4, 4])
    longer = Target(np.zeros((12, 4, 4, 1), np.float32))
    assert aligned(cube, longer, ["after"]).bounds[4:] == (-1.0, 2.0)
    assert aligned(cube, longer, ["before"]).bounds[4:] == (-2.0, 1.0)


def test_targets_get_the_fields_channels_and_numbers() -> None:
    """Grey becomes colour; an array that was stretched otherwise is read as the field's was."""
    art = report(grid(2, 2, outputs=3), span=[0.0, 10.0])
    grey = Target(np.full((2, 2, 1), 0.5, np.float32), span=(10.0, 30.0))
    assert suited(art, grey).pixels.shape == (2, 2, 3)
    assert suited(art, grey).pixels[0, 0, 0] == 2.0


def zeros(*axes: int) -> Target:
    """A black target."""
    return Target(np.zeros((*axes, 1), np.float32))


def test_what_cannot_be_extended_is_told() -> None:
    """Wrong axes, channels, kinds, proportions, sides; and what is larger than memory."""
    art = report(grid(2, 2), axes=[20, 20], coding="srgb")
    light = Target(np.zeros((2, 2, 1), np.float32), coding="log")
    corner = Target(np.zeros((2, 2, 1), np.float32), frame=(-1.0, -0.5, 0.5, 1.0))
    for ask, told in (
        (lambda: aligned(art, zeros(9)), "2 axes"),
        (lambda: aligned(art, Target(np.zeros((2, 2, 4), np.float32))), "1 values"),
        (lambda: aligned(art, light), "dynamic range"),
        (lambda: aligned(art, zeros(20, 30)), "30 x 20"),
        (lambda: aligned(art, zeros(20, 20), ["right"]), "nothing is larger"),
        (lambda: aligned(art, zeros(20, 20), ["after"]), "no such side"),
        (lambda: aligned(grid(2, 2), zeros(30, 30), ["right", "top"]), "how many samples"),
        (lambda: extended(art, zeros(20, 20)), "no cell to add"),
        (lambda: aligned(Artwork(field=LocalGlobal().but(cells=(1, 1))), zeros(2)), "axes"),
        (lambda: Region(cut(art, (0,)), (0,)).artwork, "not there"),
        (lambda: Region(art, (3,)).target(corner), "Nothing of the picture"),
    ):
        with pytest.raises(CanvasError, match=told):
            ask()


def test_memory_is_estimated_before_it_is_taken() -> None:
    """Too many cells, too many numbers, more bytes than are free: each with a hint."""
    art = grid(2, 2)
    learned = weights_of(art)
    far = Target(np.zeros((1, 9000, 1), np.float32), frame=(-1.0, 17_999.0, -1.0, 1.0))
    with pytest.raises(CanvasError, match="36,000 cells") as found:
        extended(art, far)
    assert found.value.hint
    need = needed(learned, 4, 400, far)
    assert need > 40 * 100 * learned.count
    check_room(need, 2 * need)
    with pytest.raises(CanvasError, match="GB of memory"):
        check_room(need, need)
    free = available()
    assert free is None or free > 1e6


def test_the_weakest_cells_are_known_and_learn_alone(half: Artwork) -> None:
    """Two cells were spoiled: their errors are the largest, and only they are taught."""
    rows = np.array(weights_of(half)["out.bias"])
    rows[[2, 5]] += 0.3  # cells 4 and 9
    spoiled = half.but(weights=Weights({**weights_of(half), "out.bias": rows}))
    each = errors(spoiled, WHOLE, "cpu")
    by_hand = np.square(values(spoiled, SIDE).clip(0, 1) - PIXELS[..., 0])[8:16, :8].mean()
    assert each[4] == pytest.approx(by_hand, rel=1e-6)
    assert np.isnan(each[[2, 3, 15]]).all()
    ids = weakest(spoiled, WHOLE, 0.25, "cpu")
    assert ids == (4, 9)
    extension = again(spoiled, WHOLE, ids)
    _, learned = last(learning(extension, adam(40), device="cpu"))
    assert unchanged(spoiled, extension.old, learned)
    assert errors(spoiled.but(weights=learned), WHOLE, "cpu")[4] < 0.1 * each[4]
    for share in (0.0, 1.5):
        with pytest.raises(CanvasError, match="share"):
            weakest(spoiled, WHOLE, share)
    with pytest.raises(CanvasError, match="None of these"):
        again(spoiled, WHOLE, (2, 3))


def test_what_a_field_shows_goes_on_beyond_it_as_in_a_mirror() -> None:
    """Behind each border the samples before it backwards; nothing is taught of cells that are gone."""
    art = report(cut(grid(2, 2, outputs=1), {3}), axes=[8, 8], coding="srgb")
    found = mirrored(art, ((1, 0), (0, 2)), "cpu")
    assert (found.axes, found.bounds) == ((12, 16), (-1.0, 3.0, -1.0, 2.0))
    own = found.pixels[4:, :8]
    assert np.allclose(own[..., 0], values(art, 8).clip(0, 1), atol=1e-6)
    assert np.array_equal(found.pixels[:4, :8], own[3::-1])
    assert np.array_equal(found.pixels[4:, 8:], own[:, ::-1])
    assert found.mask is not None
    assert not found.mask[8:, 4:12].any()
    assert found.mask[:8].all()


def test_samples_within_bounds_stay_where_they_were() -> None:
    """Those whose middles lie there, of any axes; rows count from the top."""
    target = Target(np.arange(48, dtype=np.float32).reshape(6, 8, 1), frame=(0.0, 8.0, 0.0, 6.0))
    part = within(target, (1.6, 4.4, 3.0, 9.0))
    assert part.bounds == (2.0, 4.0, 3.0, 6.0)
    assert np.array_equal(part.pixels, target.pixels[:3, 2:4])
    with pytest.raises(CanvasError, match="Nothing of this"):
        within(target, (8.0, 9.0, 0.0, 6.0))
