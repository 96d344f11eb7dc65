"""TrainRows: which cells are meant, and the keys that let them alone go on learning while one watches."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from canvas_app.engine.fitting.steps import FitStep
from canvas_app.gui.desk import Desk
from canvas_app.gui.widgets.parts import button, label, row
from canvas_app.gui.words import number, tr
from canvas_app.session import training
from canvas_app.session.cells import grid_of
from canvas_app.session.sources import Source

from .seeking import choose_weakest, with_source


class TrainRows(QWidget):
    """Says what is chosen and how it goes. What is learned belongs to the desk's `Fits`."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        theme = desk.theme
        self.count = label(theme)
        self.choose = button(tr("Choose…"), small=True)
        self.choose.setToolTip(tr("Choose cells on the picture (Alt+C)"))
        self.everything = button(tr("All"), kind="quiet", small=True)
        self.everything.setToolTip(tr("Mean all cells again"))
        self.weakest = button(tr("Weakest"), kind="quiet", small=True)
        self.weakest.setToolTip(
            tr("Choose the quarter of the cells that is furthest from its picture (Alt+W)")
        )
        self.train = button(tr("Train these cells"), small=True)
        self.keep = button(tr("Stop and keep"), small=True)
        self.discard = button(tr("Discard"), kind="quiet", small=True)
        self.going = label(theme, role="caption", tier=2)
        self.going.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Progress of the training"))
        box = QVBoxLayout(self)
        box.setContentsMargins(14, 2, 12, 4)
        box.setSpacing(6)
        box.addWidget(row(self.count, None, self.everything, self.choose, spacing=4))
        box.addWidget(row(self.train, self.keep, None, self.weakest, self.discard, spacing=4))
        box.addWidget(self.bar)
        box.addWidget(self.going)
        self._connect()

    def _connect(self) -> None:
        desk = self._desk
        self.choose.clicked.connect(lambda *_: desk.arrange())
        self.weakest.clicked.connect(lambda *_: choose_weakest(desk))
        self.everything.clicked.connect(lambda *_: desk.chosen.take(None))
        self.train.clicked.connect(lambda *_: self.begin())
        self.keep.clicked.connect(lambda *_: desk.fits.keep())
        self.discard.clicked.connect(lambda *_: desk.fits.discard())
        desk.chosen.changed.connect(self.show_state)
        desk.fits.changed.connect(self.show_state)
        desk.fits.stepped.connect(self.show_step)

    def begin(self) -> None:
        """Train, with what they learn from in hand, found again or asked for."""
        with_source(self._desk, self._train)

    def show_state(self) -> None:
        """What is chosen, and which keys make sense."""
        fits, chosen = self._desk.fits, self._desk.chosen
        grid = grid_of(self._desk.session.shown)
        if grid is None:
            return
        ids, going = chosen.ids, training.under_way(fits)
        some = chosen.choice is not None
        there = f"{len(grid.live):,}"
        words = tr("{} of {} chosen").format(f"{len(ids):,}", there)
        self.count.setText(words if some else tr("All {} cells").format(there))
        self.everything.setVisible(some)
        for key in (self.choose, self.everything, self.weakest, self.train):
            key.setEnabled(not fits.active)
        self.train.setVisible(not going)
        self.weakest.setVisible(not going)
        self.train.setText(tr("Train these cells") if some else tr("Train all cells"))
        tip = tr("Only these learn their part of the picture; all others stay, bit for bit")
        tip = tip if some else tr("Choose some first to let only them learn")
        self.train.setToolTip(tip)
        for part in (self.keep, self.discard, self.bar, self.going):
            part.setVisible(going)
        if going and fits.last is None:
            self.going.setText(tr("Preparing…"))
            self.bar.setValue(0)

    def show_step(self, step: FitStep) -> None:
        """How it goes."""
        fits = self._desk.fits
        if not training.under_way(fits):
            return
        psnrs = fits.course.psnrs
        like = tr(" · {} dB").format(number(psnrs[-1], 1)) if psnrs else ""
        self.going.setText(tr("Step {} of {}").format(f"{step.step:,}", f"{step.steps:,}") + like)
        self.bar.setValue(round(1000 * step.step / max(1, step.steps)))

    def _train(self, source: Source) -> None:
        desk = self._desk
        if not desk.fits.active:
            training.train(
                desk.session, desk.fits, desk.lanes.files, desk.chosen.ids, source,
                device=desk.prefs.prefs.device,
            )  # fmt: skip


__all__ = ["TrainRows"]
