"""Fit parts: what the Fit panel is put together from: the source, how it goes, and the keys."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from canvas_app.core.errors import CanvasError
from canvas_app.engine.family import Lowerable
from canvas_app.engine.fitting.steps import FitStep
from canvas_app.session.fit_course import Figures
from canvas_app.session.fits import Fits
from canvas_app.session.operations import seconds_text

from .theme import Theme
from .widgets.parts import button, column, label, row, tool
from .widgets.picture_key import PictureKey
from .words import tr

THUMB = QSize(56, 40)
MARGINS = (14, 10, 12, 10)


class SourceRow(QWidget):
    """The picture that is learned: small, its name, its size, and a key that chooses another."""

    wanted = Signal()  # another picture

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.picture = PictureKey(theme, THUMB)
        self.picture.setAccessibleName(tr("Choose a picture"))
        self.name = label(theme, role="label")
        self.facts = label(theme, role="caption", tier=2)
        for part in (self.name, self.facts):
            part.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.choose = tool(theme, "open", tr("Choose a picture to fit"), mark=16)
        self.choose.setObjectName("fit-choose")
        texts = column(self.name, self.facts, spacing=2)
        box = QVBoxLayout(self)
        box.setContentsMargins(*MARGINS)
        box.addWidget(row(self.picture, texts, self.choose, spacing=10))
        for key in (self.picture, self.choose):
            key.clicked.connect(lambda *_: self.wanted.emit())

    def show_source(self, fits: Fits) -> None:
        """The source in hand, or what to do."""
        source = fits.source
        if source is None:
            loading = fits.state == "loading"
            self.name.setText(tr("Reading…") if loading else tr("No picture yet"))
            self.facts.setText(tr("Drop one on the canvas"))
            self.picture.clear()
            return
        self.name.setText(source.name)
        self.name.setToolTip(str(source.path))
        self.facts.setText(source.facts)
        self.picture.show_picture(source.thumb)


class Figure(QWidget):
    """A number and what it is."""

    def __init__(self, theme: Theme, words: str, tip: str, *, accent: bool = False) -> None:
        super().__init__()
        self.number = label(theme, "–", role="section")
        if accent:
            self.number.setProperty("accent", "true")
        under = label(theme, words, role="caption", tier=2)
        self.setToolTip(tip)
        self.setAccessibleName(words)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for part in (self.number, under):
            box.addWidget(part)

    def say(self, text: str) -> None:
        """Show another number."""
        self.number.setText(text)
        self.setAccessibleDescription(text)


class Going(QWidget):
    """How the fit goes: state, steps, bar, time left, and five numbers."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.state = label(theme, role="section")
        self.steps = label(theme, role="caption", tier=2)
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Progress of the fit"))
        self.left = label(theme, role="caption", tier=2)
        self.pace = label(theme, role="caption", tier=2)
        self.pace.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.psnr = Figure(
            theme, "PSNR", tr("Likeness of the whole picture in dB; more is better"), accent=True
        )
        self.ssim = Figure(theme, "SSIM", tr("Likeness of structure; 1 is the same"))
        self.loss = Figure(theme, tr("Loss"), tr("What the fit makes smaller"))
        self.count = Figure(theme, tr("Numbers"), tr("Weights that the field has"))
        self.bits = Figure(theme, tr("bits/px"), tr("Size with 16-bit weights, for each pixel"))
        numbers = row(self.psnr, self.ssim, self.loss, self.count, self.bits, spacing=4)
        box = QVBoxLayout(self)
        box.setContentsMargins(*MARGINS)
        box.setSpacing(5)
        for part in (row(self.state, None, self.steps), self.bar, row(self.left, None, self.pace)):
            box.addWidget(part)
        box.addWidget(numbers)

    def show_state(self, fits: Fits) -> None:
        """What is under way."""
        words = {
            "empty": tr("Nothing to fit"), "loading": tr("Reading"), "ready": tr("Ready"),
            "running": tr("Fitting"), "paused": tr("Paused"), "stopped": tr("Stopped"),
        }  # fmt: skip
        self.state.setText(tr("Measuring") if fits.ending else words[fits.state])
        if fits.state != "running":
            self.left.setText("")
        if not fits.active:
            self.steps.setText(tr("{} steps planned").format(f"{fits.plan.steps:,}"))
            self.left.setText("")
            self.pace.setText("")
            if not fits.course.psnrs:
                self.psnr.say("–")
                self.loss.say("–")
        if fits.figures is None:
            self.ssim.say("–")
        count = numbers_of(fits)
        self.count.say(_short(count) if count else "–")
        if count and fits.target is not None:
            w, h = fits.target.size
            self.bits.say(f"{16 * count / (w * h):.2f}")

    def show_figures(self, figures: Figures) -> None:
        """What was measured on the whole picture, beside the fit."""
        self.ssim.say(f"{figures.ssim:.3f}")
        self.psnr.say(f"{figures.psnr:.1f}")

    def show_step(self, fits: Fits, step: FitStep) -> None:
        """The newest step."""
        self.bar.setValue(round(1000 * step.fraction))
        self.steps.setText(
            tr("Step {} of {}").format(f"{step.step:,}", f"{max(step.step, step.steps):,}")
        )
        if fits.course.psnrs:
            self.psnr.say(f"{fits.course.psnrs[-1]:.1f}")
        if step.step:
            self.loss.say(f"{step.loss:.1e}".replace("e-0", "e-"))
        if step.seconds > 0.2 and step.step:
            self.pace.setText(tr("{} steps/s").format(f"{step.step / step.seconds:.0f}"))
        rest = step.seconds / step.fraction - step.seconds if step.fraction > 0.02 else 0.0
        left = tr("About {} left").format(seconds_text(max(1, round(rest))))
        going = fits.state == "running" and not fits.ending
        self.left.setText(left if rest and going else "")


class Keys(QWidget):
    """Start; or stop and keep, pause, and the quiet one. further: go on with a fit that ended."""

    further = Signal()

    def __init__(self, theme: Theme, fits: Fits) -> None:
        super().__init__()
        self._fits = fits
        self.start = button(tr("Start"), kind="primary")
        self.keep = button(tr("Stop and keep"))
        self.pause = button(tr("Pause"))
        self.discard = button(tr("Discard"), kind="quiet")
        for name in ("start", "keep", "pause", "discard"):
            getattr(self, name).setObjectName(f"fit-{name}")
        self.keep.clicked.connect(lambda *_: fits.keep())
        self.pause.clicked.connect(self._on_pause)
        self.discard.clicked.connect(lambda *_: fits.discard())
        box = QVBoxLayout(self)
        box.setContentsMargins(14, 0, 12, 12)
        box.addWidget(row(self.start, self.keep, self.pause, None, self.discard, spacing=6))

    def _on_pause(self, *_: object) -> None:
        if self._fits.can_go_on:
            self.further.emit()
        else:
            self._fits.pause(self._fits.state == "running")

    def show_state(self) -> None:
        """The keys that make sense now."""
        state = self._fits.state
        active = self._fits.active
        self.start.setVisible(not active)
        self.start.setEnabled(state == "ready")
        self.start.setToolTip("" if state == "ready" else tr("Choose a picture first"))
        self.keep.setVisible(active)
        self.keep.setText(tr("Keep") if state == "stopped" else tr("Stop and keep"))
        self.keep.setEnabled(not self._fits.ending)
        self.pause.setEnabled(not self._fits.ending)
        further = self._fits.can_go_on
        self.pause.setVisible(state in ("running", "paused") or further)
        self.pause.setText(tr("Pause") if state == "running" else tr("Go on"))
        self.pause.setToolTip(tr("Learn on from where the last fit ended") if further else "")
        self.discard.setVisible(active)


def numbers_of(fits: Fits) -> int:
    """How many weights the field will have; 0 while that is unknown."""
    spec = fits.field
    if fits.target is None or not isinstance(spec, Lowerable):
        return 0
    try:
        return spec.program((1, 1), 0).size
    except CanvasError:
        return 0


def _short(count: int) -> str:
    if count < 10_000:
        return f"{count:,}"
    return f"{count / 1000:.0f} k" if count < 1_000_000 else f"{count / 1e6:.1f} M"


__all__ = ["Figure", "Going", "Keys", "QLabel", "SourceRow", "numbers_of"]
