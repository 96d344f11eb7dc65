"""Numbers lifted out of shaders: the text stays while sliders move, and nothing of it is lost."""

from __future__ import annotations

import re
import threading

import numpy as np
import pytest

from canvas_app.core.artwork import Artwork
from canvas_app.core.inputs import Input, X
from canvas_app.core.look import Bands, Check, Finish, Head, Look, Rgb
from canvas_app.core.paths import Place, places, with_value
from canvas_app.core.space import Space
from canvas_app.core.spec import members
from canvas_app.engine.families.cppn import Cppn
from canvas_app.engine.families.direct import Direct
from canvas_app.engine.glsl.lifting import (
    Limits,
    lifted_text,
    printed_to_lift,
    storage,
    unmarked,
)
from canvas_app.engine.glsl.printer import printed
from canvas_app.io.presets import open_recipe

SMALL = Artwork(
    field=Cppn(seed=3, width=6, depth=2), latent=(0.4, -0.8), look=Look(head=Bands(shadow=0.2))
)
RICH = SMALL.but(inputs=(X(gain=0.8),), look=Look(head=Check(), finish=Finish(hue=10.0)))
IDLE = re.compile(r"    if \([\d.]+ != [\d.]+\) \{ .* \}\n")


def test_a_marked_text_without_its_marks_is_the_plain_one() -> None:
    """But for statements behind a test of a number that does nothing; plain printing knows no marks."""
    plain = printed(RICH)
    marked = printed_to_lift(RICH)
    assert plain.whole == IDLE.sub("", unmarked(marked.whole))
    assert plain == printed(RICH)


def test_a_slider_changes_numbers_and_no_text() -> None:
    """The same program can draw both."""
    moved = with_value(SMALL, "look.head.shadow", 0.37)
    before, after = (lifted_text(printed_to_lift(a).colour, "uniforms") for a in (SMALL, moved))
    assert before.text == after.text
    assert before.numbers.shape == after.numbers.shape
    assert (before.numbers != after.numbers).any()


def test_other_weights_are_other_numbers() -> None:
    """Another seed is another network: the lifted text stays, the text with constants does not."""
    other = SMALL.but(field=SMALL.field.but(seed=4))
    one, two = (printed_to_lift(a).values for a in (SMALL, other))
    assert lifted_text(one, "texture").text == lifted_text(two, "texture").text
    fixed = [lifted_text(t, "texture", weights=False).text for t in (one, two)]
    assert fixed[0] != fixed[1]


SWITCHES = {  # at 0 these are off: some want slopes, some cost too much to be there for nothing
    "Bands.alternate", "Bands.line", "Bands.shuffle", "Contour.relief", "Finish.grain",
    "Finish.stars", "Glass.sub", "Mosaic.dab", "Relief.strength",
}  # fmt: skip


def lifted_whole(work: Artwork) -> str:
    """All of an artwork's shader, its numbers lifted."""
    return lifted_text(printed_to_lift(work, deepest=1).whole, "uniforms").text


def moving(work: Artwork, within: str) -> list[tuple[str, Artwork]]:
    """The continuous knobs of a part, each named with its spec, and the artwork with it moved."""
    out = []
    for place in places(work):
        if place.path.startswith(within) and isinstance(place.value, float):
            out.append((named(work, place), with_value(work, place.path, nudged(place))))
    return out


def named(work: Artwork, place: Place) -> str:
    """`Bands.shadow`: the kind of spec, and the knob."""
    part: object = work
    for step in place.path.split(".")[:-1]:
        part = part[int(step)] if isinstance(part, tuple) else getattr(part, step)
    return f"{type(part).__name__}.{place.knob.name}"


def nudged(place: Place) -> float:
    """A value a tenth of the range up, or down where that is too much."""
    low, high = float(place.knob.ge or 0.0), float(place.knob.le or 1.0)
    up = place.value + (high - low) / 10
    return up if up <= high else place.value - (high - low) / 10


def test_no_slider_of_a_look_changes_the_text_but_switches() -> None:
    """Every head, relief, levels and finish: from the defaults, and again once they are on."""
    changed, twice = set(), set()
    looks = [Look(head=head()) for head in members(Head).values()]
    for i, look in enumerate(looks):
        work = SMALL.but(look=look)
        text = lifted_whole(work)
        for name, moved in moving(work, "look" if i == 0 else "look.head"):
            if lifted_whole(moved) != text:
                changed.add(name)
                text_on = lifted_whole(moved)
                again = dict(moving(moved, "look"))[name]
                twice |= {name} if lifted_whole(again) != text_on else set()
    assert changed == SWITCHES
    assert twice == set()


def test_no_slider_of_space_or_inputs_changes_the_text() -> None:
    """Every step and every input, and the latent and the seed of the artwork."""
    works = [
        *(Artwork(field=Direct(), space=(step(),)) for step in members(Space).values()),
        *(Artwork(field=Direct(), inputs=(kind(),)) for kind in members(Input).values()),
    ]
    changed = set()
    for work in works:
        text = lifted_whole(work)
        for part in ("space", "inputs"):
            changed |= {name for name, moved in moving(work, part) if lifted_whole(moved) != text}
        if lifted_whole(work.but(seed=work.seed + 1)) != text:
            changed.add(f"{work.space or work.inputs}.seed")
    assert changed == set()


def test_every_number_is_kept_in_order() -> None:
    """Vectors get a vec4 of their own, matrices four; single numbers share."""
    marked = "a = \x02(-0.5)\x04; b = vec2(\x021.0\x04, \x022.0\x04); c = \x033e-05\x04;"
    lifted = lifted_text(marked, "uniforms")
    body = lifted.text.splitlines()[-1]
    assert body == "a = NUMBERS(0).x; b = NUMBERS(1).xy; c = NUMBERS(0).y;"
    expected = np.array([[-0.5, 3e-5, 0, 0], [1, 2, 0, 0]], np.float32)
    np.testing.assert_array_equal(expected, lifted.numbers)


def test_constant_arrays_become_functions() -> None:
    """An index may hold brackets itself."""
    marked = (
        "const float k[2] = float[2](\x021.0\x04, \x022.0\x04);\n"
        "const vec3 q[1] = vec3[1](vec3(\x023.0\x04, \x024.0\x04, \x025.0\x04));\n"
        "x = k[i + place[0]] + q[0].x;"
    )
    lifted = lifted_text(marked, "texture")
    assert lifted.text.endswith("x = at_k(i + place[0]) + at_q(0).x;")
    assert "float at_k(int i) { return NUMBERS(0 + (i >> 2))[i & 3]; }" in lifted.text
    assert "vec3 at_q(int i) { return NUMBERS(1 + i).xyz; }" in lifted.text
    expected = np.array([[1, 2, 0, 0], [3, 4, 5, 0]], np.float32)
    np.testing.assert_array_equal(expected, lifted.numbers)


def test_texels_hold_the_numbers_in_rows() -> None:
    """1024 to a row, the last one padded."""
    lifted = lifted_text(printed_to_lift(open_recipe("oil-eye").artwork).values, "texture")
    assert lifted.texels().shape == (3, 1024, 4)
    np.testing.assert_array_equal(
        lifted.numbers, lifted.texels().reshape(-1, 4)[: len(lifted.numbers)]
    )


def test_formulas_keep_their_numbers() -> None:
    """Lifted are the artwork's numbers alone: the sine's own stay where they are."""
    text = lifted_text(printed_to_lift(SMALL.but(look=Look(head=Rgb()))).values, "block").text
    assert "k * 3.140625" in text
    assert re.search(r"mat4\(NUMBERS\(\d+\), NUMBERS\(\d+\)", text)


@pytest.mark.parametrize(
    ("count", "limits", "expected"),
    [
        (10, Limits(), "uniforms"),
        (1000, Limits(), "block"),
        (1025, Limits(), "texture"),
        (1000, Limits(components=16384, block=65536, software=True), "texture"),
        (20, Limits(components=16384, block=65536, software=True), "uniforms"),
        (2000, Limits(texture=1), "constants"),
    ],
)
def test_storage_goes_by_what_the_driver_offers(count: int, limits: Limits, expected: str) -> None:
    """Uniforms, then a block, then a texture; on the processor a texture; constants at last."""
    assert storage(count, limits) == expected


def test_one_threads_marks_are_not_anothers() -> None:
    """Printed plainly beside a thread that marks, a text holds no marks."""
    stop, texts = threading.Event(), []

    def mark() -> None:
        while not stop.is_set():
            printed_to_lift(SMALL, deepest=0)

    thread = threading.Thread(target=mark)
    thread.start()
    try:
        texts = [printed(SMALL, deepest=0) for _ in range(10)]
    finally:
        stop.set()
        thread.join()
    assert not any(mark in text.whole for text in texts for mark in "\x02\x03\x04")
