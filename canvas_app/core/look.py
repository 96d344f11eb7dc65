"""Look: how a field's numbers become colour. Specs only; `engine/heads` and `engine/finish.py` compute.

Order: field values -> levels (normalised by home statistics) -> head (OKLab) -> relief -> stars and
finish. Formulas: the art direction of the project (sections 2.6 and 2.7 there). Widths are in 1/256
of the picture's height, so that every size shows the same picture.
"""

from __future__ import annotations

from typing import Annotated, Literal

from .palette import Hex, Palette
from .spec import Spec, knob

Unit = Annotated[float, knob(ge=0, le=1)]
Lightness = Annotated[float, knob(ge=-2, le=2, doc="How far the third field moves lightness")]
Width = Annotated[float, knob(ge=0, le=16, doc="Width in 1/256 of the picture's height")]
Cycles = Annotated[float, knob(ge=0.05, le=64, log=True, doc="Turns through the palette")]
Bands_ = Annotated[float, knob(ge=1, le=256, log=True, doc="Levels across the field's range")]
Screen = Annotated[float, knob(ge=1, le=1000, log=True, unit="rad", doc="Screen frequency")]
Turn = Annotated[float, knob(ge=-6.2832, le=6.2832, unit="rad", doc="Direction")]
OkLab = Annotated[tuple[float, float, float], knob(doc="A colour in OKLab")]
Adapt = Annotated[bool, knob(doc="Finer detail when zoomed in, cross-faded")]


class Levels(Spec):
    """From raw field values to the 0..1 a head reads."""

    mapping: Annotated[
        Literal["home", "range", "wrap", "minmax", "percentile"],
        knob(
            doc="home: quantiles of the home view; range: low..high as they are; wrap: low..high "
            "modulo 1 (neural-canvas's uint8 overflow); minmax, percentile: from home statistics"
        ),
    ] = "home"
    equalize: Annotated[
        float, knob(ge=0, le=1, doc="0 keeps proportions, 1 gives each tone its area")
    ] = 0.7
    low: Annotated[float, knob(ge=-1e4, le=1e4, doc="Value that becomes 0 (range, wrap)")] = 0.0
    high: Annotated[float, knob(ge=-1e4, le=1e4, doc="Value that becomes 1 (range, wrap)")] = 1.0
    exposure: Annotated[float, knob(ge=0, le=1, doc="Contrast regained when zoomed in")] = 0.7


class HeadSpec(Spec, tag_field="kind"):
    """Base of every head. `V0` is field 0 after levels, and so on."""


class Ramp(HeadSpec, tag="ramp"):
    """Field 0 walks the palette, field 1 nudges it, field 2 moves lightness."""

    cycles: Cycles = 1.0
    offset: Annotated[float, knob(ge=-4, le=4, doc="Start in the palette")] = 0.0
    mix: Annotated[float, knob(ge=-2, le=2, doc="How far field 1 nudges the place")] = 0.0
    lightness: Lightness = 0.0
    chroma: Annotated[float, knob(ge=-2, le=2, doc="How far field 1 moves chroma")] = 0.0
    ends: Annotated[
        Literal["auto", "clamp", "mirror", "wrap"],
        knob(doc="Beyond the palette; auto: wrap a cyclic one, mirror several cycles, else clamp"),
    ] = "auto"


class Bands(HeadSpec, tag="bands"):
    """Flat tones with printed edges: paper, ink, marbling."""

    n: Bands_ = 9.0
    alternate: Annotated[float, knob(ge=0, le=1, doc="1: only two tones, in turn")] = 0.0
    shuffle: Annotated[float, knob(ge=0, le=100, doc="Other than 0: palette order by hash")] = 0.0
    shadow: Annotated[float, knob(ge=-1, le=1, doc="Dark under each edge; below 0: mist")] = 0.0
    shadow_width: Annotated[float, knob(ge=0.01, le=1, doc="Share of the band it covers")] = 0.35
    highlight: Annotated[float, knob(ge=-1, le=1, doc="Light at the top of each band")] = 0.0
    line: Width = 0.0
    ink: OkLab = (0.15, 0.0, 0.01)
    adapt: Adapt = True


class Contour(HeadSpec, tag="contour"):
    """Level lines on tinted ground; every fifth is strong."""

    n: Bands_ = 18.0
    tint: Annotated[float, knob(ge=1, le=256, doc="Tones of the ground")] = 9.0
    tint_range: Annotated[float, knob(ge=-2, le=2, doc="Share of the palette the ground uses")] = (
        0.75
    )
    tint_start: Annotated[float, knob(ge=-2, le=2, doc="Where in the palette it starts")] = 0.22
    line: Width = 0.6
    major_line: Width = 1.3
    major: Annotated[int, knob(ge=1, le=50, doc="Every so many lines is strong")] = 5
    ink: OkLab = (0.2, 0.0, 0.01)
    alpha: Annotated[float, knob(ge=0, le=1, doc="Opacity of the lines")] = 0.75
    relief: Annotated[float, knob(ge=0, le=8, doc="Hill shading of the ground")] = 0.0
    adapt: Adapt = True


class Glow(HeadSpec, tag="glow"):
    """Luminous level lines; light adds."""

    n: Bands_ = 18.0
    line: Width = 1.2
    gain: Annotated[float, knob(ge=0, le=8, doc="Strength of the light")] = 0.9
    ground: Annotated[float, knob(ge=-1, le=2, doc="Palette place of the ground")] = 0.08
    ground_range: Annotated[float, knob(ge=-2, le=2, doc="How far field 0 moves the ground")] = 0.2
    adapt: Adapt = True


class Lines(HeadSpec, tag="lines"):
    """Engraving: straight lines bent by field 0, as wide as field 1, inked by field 2."""

    frequency: Screen = 80.0
    displacement: Annotated[float, knob(ge=-32, le=32, doc="How far field 0 bends lines")] = 3.0
    angle: Turn = 0.5
    tone: Annotated[float, knob(ge=-2, le=2, doc="Least width")] = 0.1
    tone_range: Annotated[float, knob(ge=-2, le=2, doc="How far field 1 widens")] = 0.75
    paper: Annotated[float, knob(ge=0, le=1, doc="Palette place of the paper")] = 1.0
    ink: Annotated[float, knob(ge=0, le=1, doc="Palette place of the ink")] = 0.05
    ink_range: Annotated[float, knob(ge=-2, le=2, doc="How far field 2 moves the ink")] = 0.5
    screen_locked: Annotated[bool, knob(doc="Lines keep their size on screen")] = True


class Check(HeadSpec, tag="check"):
    """Exclusive-or of two gratings, displaced by fields 0 and 1: op art, moire."""

    frequency: Screen = 20.0
    frequency2: Screen = 20.0
    displacement: Annotated[float, knob(ge=-32, le=32, doc="How far the fields bend")] = 1.7
    displacement2: Annotated[float, knob(ge=-8, le=8, doc="Factor for the second grating")] = 1.0
    angle: Turn = 0.0
    angle2: Turn = 1.5707963
    dark: Annotated[float, knob(ge=0, le=1, doc="Palette place of the dark squares")] = 0.0
    dark_range: Annotated[float, knob(ge=-2, le=2, doc="How far field 2 moves it")] = 0.0
    light: Annotated[float, knob(ge=0, le=1, doc="Palette place of the light squares")] = 1.0
    light_range: Annotated[float, knob(ge=-2, le=2, doc="How far field 2 moves it down")] = 0.0
    screen_locked: Annotated[bool, knob(doc="Squares keep their size on screen")] = True


class Hue(HeadSpec, tag="hue"):
    """Hue is the angle of the vector (V0, V1); its length is lightness."""

    turns: Annotated[float, knob(ge=-8, le=8, doc="Turns through the palette")] = 1.0
    offset: Annotated[float, knob(ge=-4, le=4, doc="Start in the palette")] = 0.0
    floor: Annotated[float, knob(ge=0, le=1, doc="Least lightness")] = 0.35
    gain: Annotated[float, knob(ge=0.1, le=8, doc="Factor of the length")] = 1.6
    power: Annotated[float, knob(ge=0.1, le=4, doc="Exponent of the length")] = 0.7


class Glass(HeadSpec, tag="glass"):
    """The greatest of k fields chooses the pane; lead between the panes."""

    k: Annotated[int, knob(ge=2, le=12, doc="Fields that compete")] = 7
    lead: Width = 2.2
    lead_colour: OkLab = (0.14, 0.0, 0.005)
    sub: Annotated[float, knob(ge=0, le=32, doc="Further lines inside the panes")] = 0.0
    lightness: Lightness = 0.5
    glow: Annotated[float, knob(ge=0, le=4, doc="Light in the middle of a pane")] = 0.0
    colours: Annotated[
        tuple[Hex, ...], knob(max_length=12, doc="Colours of the panes; empty: the palette")
    ] = ()


class Veins(HeadSpec, tag="veins"):
    """One wide quiet tone with thin veins where field 2 allows: marble."""

    n: Bands_ = 4.0
    width: Annotated[float, knob(ge=0.005, le=1, log=True, doc="Width of a vein")] = 0.05
    shadow: Annotated[float, knob(ge=-1, le=2, doc="Dark beside a vein")] = 0.5
    ground: Annotated[float, knob(ge=-1, le=2, doc="Palette place of the ground")] = 0.0
    ground_range: Annotated[float, knob(ge=-2, le=2, doc="How far field 1 moves it")] = 0.8
    vein: OkLab = (0.84, 0.02, 0.12)
    alpha: Annotated[float, knob(ge=0, le=1, doc="Opacity of the veins")] = 1.0


class Kintsugi(HeadSpec, tag="kintsugi"):
    """Gold seams along cell borders, everything else almost empty. Wants cells as first input."""

    width: Annotated[float, knob(ge=0.002, le=0.5, log=True, doc="Width of a seam")] = 0.035
    gold: Annotated[Palette, knob(doc="Colours of the seams")] = Palette(
        name="Gold Leaf",
        stops=("#120c05", "#38240a", "#694510", "#97681c", "#bf8e2d", "#e5c06a", "#fbeec0"),
    )


class Mosaic(HeadSpec, tag="mosaic"):
    """Tesserae with grout, or dabs on the opposite tone. Wants a Voronoi transform."""

    jitter: Annotated[float, knob(ge=0, le=2, doc="How far tiles differ in tone")] = 0.12
    grout_width: Annotated[float, knob(ge=0, le=1, doc="Width between tiles")] = 0.14
    grout: OkLab = (0.25, 0.005, 0.01)
    dab: Annotated[float, knob(ge=0, le=2, doc="Other than 0: round dabs of this size")] = 0.0


class Film(HeadSpec, tag="film"):
    """Thin-film interference over the relief of field 0: soap."""

    thickness: Annotated[float, knob(ge=-16, le=16, doc="How far field 1 thickens the film")] = 2.2
    base: Annotated[float, knob(ge=-16, le=16, doc="Thickness of the film")] = 1.0
    tilt: Annotated[float, knob(ge=0, le=4, doc="How far slopes thin the film")] = 0.35
    saturation: Annotated[float, knob(ge=0, le=2, doc="Purity of the colours")] = 0.5
    gain: Annotated[float, knob(ge=0, le=4, doc="Light")] = 0.42
    specular: Annotated[float, knob(ge=0, le=2, doc="Highlight")] = 0.4
    power: Annotated[float, knob(ge=1, le=128, doc="Sharpness of the highlight")] = 14.0


class Ink(Spec):
    """One spot ink of a print."""

    colour: Hex = "#2147a0"
    angle: Annotated[float, knob(ge=-360, le=360, unit="deg", doc="Angle of its screen")] = 15.0
    channel: Annotated[int, knob(ge=0, le=15, doc="Field that sets its tone")] = 0
    tone: Annotated[float, knob(ge=-4, le=4, doc="Tone where the field is 0")] = 0.0
    tone_range: Annotated[float, knob(ge=-4, le=4, doc="Added where the field is 1")] = 1.0


class Riso(HeadSpec, tag="riso"):
    """Halftone dots of spot inks that multiply on paper."""

    frequency: Screen = 150.0
    paper: Hex = "#f6efe2"
    inks: Annotated[tuple[Ink, ...], knob(max_length=6, doc="Inks in printing order")] = (Ink(),)
    screen_locked: Annotated[bool, knob(doc="Dots keep their size on screen")] = True


class Stitch(HeadSpec, tag="stitch"):
    """Threads: a profile on each cell of a pixelated field."""

    cell: Annotated[float, knob(ge=0.001, le=2, log=True, doc="Size of a stitch")] = 0.03125
    n: Annotated[int, knob(ge=2, le=64, doc="Colours of thread")] = 5
    ambient: Annotated[float, knob(ge=0, le=1, doc="Light between threads")] = 0.62


class Rgb(HeadSpec, tag="rgb"):
    """Fields 0, 1, 2 are sRGB levels, as neural-canvas and every fitted picture have them."""

    order: Annotated[Literal["rgb", "bgr"], knob(doc="bgr: neural-canvas's swapped files")] = "rgb"
    softness: Annotated[float, knob(ge=0, le=32, doc="Other than 0: a sigmoid of this slope")] = 0.0


class Grey(HeadSpec, tag="grey"):
    """Field 0 is an sRGB level."""


class Hsv(HeadSpec, tag="hsv"):
    """Fields 0, 1, 2 are hue, saturation and value."""


class Oklch(HeadSpec, tag="oklch"):
    """Field 0 is lightness, field 1 hue, field 2 chroma, within limits that harmonise."""

    dark: Annotated[float, knob(ge=0, le=1, doc="Least lightness")] = 0.2
    light: Annotated[float, knob(ge=0, le=1, doc="Greatest lightness")] = 0.95
    hue: Annotated[float, knob(ge=-6.2832, le=6.2832, unit="rad", doc="Middle hue")] = 0.6
    hue_range: Annotated[float, knob(ge=-12.6, le=12.6, unit="rad", doc="Hues used")] = 1.8
    chroma: Annotated[float, knob(ge=0, le=0.4, doc="Greatest chroma")] = 0.12


class Cosine(HeadSpec, tag="cosine"):
    """Three cosines of field 0, shifted in phase."""

    cycles: Cycles = 1.0
    mix: Annotated[float, knob(ge=-8, le=8, doc="How far field 1 shifts all phases")] = 0.0
    phases: Annotated[tuple[float, float, float], knob(doc="Turns")] = (0.0, 0.33, 0.67)


class FalseColour(HeadSpec, tag="false-colour"):
    """neural-canvas's variants: the picture converted to another space, its numbers shown as RGB."""

    space: Annotated[
        Literal["hsv", "lab", "hls", "luv"], knob(doc="OpenCV's 8-bit layout of this space")
    ] = "hsv"


class Light(HeadSpec, tag="light"):
    """Fields 0, 1, 2 are light in stops, as fits to HDR pictures have them: 0.5 is middle grey and 1/16
    one stop. Brought to the screen by a tone curve."""

    exposure: Annotated[float, knob(ge=-24, le=24, unit="EV", doc="Stops more, or fewer")] = 0.0
    curve: Annotated[
        Literal["reinhard", "film", "clip"],
        knob(doc="reinhard: keeps hues; film: with contrast, white at the end; clip: none"),
    ] = "reinhard"
    white: Annotated[
        float, knob(ge=1, le=24, unit="EV", doc="reinhard: stops above grey that become white")
    ] = 6.0


Head = (
    Ramp | Bands | Contour | Glow | Lines | Check | Hue | Glass | Veins | Kintsugi | Mosaic | Film
    | Riso | Stitch | Rgb | Grey | Hsv | Oklch | Cosine | FalseColour | Light
)  # fmt: skip


class Relief(Spec):
    """Light from the upper left on a field read as height."""

    strength: Annotated[float, knob(ge=0, le=8, doc="Steepness")] = 0.0
    ambient: Annotated[float, knob(ge=0, le=1, doc="Light in the shade")] = 0.55
    specular: Annotated[float, knob(ge=0, le=2, doc="Highlight")] = 0.0
    power: Annotated[float, knob(ge=1, le=128, doc="Sharpness of the highlight")] = 24.0
    azimuth: Annotated[
        float, knob(ge=-6.2832, le=6.2832, unit="rad", doc="Where light comes from")
    ] = 2.3
    channel: Annotated[int, knob(ge=0, le=15, doc="Field that is the height")] = 0


class Finish(Spec):
    """What happens to the whole picture, in this order."""

    stars: Annotated[float, knob(ge=0, le=2, doc="Stars of fixed size on screen")] = 0.0
    exposure: Annotated[float, knob(ge=-8, le=8, unit="EV", doc="Light")] = 0.0
    contrast: Annotated[float, knob(ge=-1, le=2, doc="Smoothstep of lightness")] = 0.0
    gamma: Annotated[float, knob(ge=0.1, le=8, log=True, doc="Exponent of lightness")] = 1.0
    saturation: Annotated[float, knob(ge=0, le=4, doc="Factor of chroma")] = 1.0
    hue: Annotated[float, knob(ge=-180, le=180, unit="deg", doc="Turn of all hues")] = 0.0
    vignette: Annotated[float, knob(ge=0, le=1, doc="Darkness of the corners")] = 0.0
    grain: Annotated[float, knob(ge=0, le=0.2, doc="Film grain")] = 0.0
    dither: Annotated[bool, knob(doc="Break up the last 8-bit step, always alike")] = False


class Look(Spec):
    """How numbers become colour. Changing it never evaluates the network again."""

    levels: Levels = Levels()
    head: Head = Ramp()
    palette: Palette = Palette()
    relief: Relief = Relief()
    finish: Finish = Finish()
