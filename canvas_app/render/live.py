"""Live: the shader as another painter behind the same spine. Requests go in, frames come out.

OpenGL is used off the main thread here, against the rule that pixels on a GPU belong to it: measured,
one compile takes a driver from a tenth of a second to half a minute, and the main thread may not wait
16 ms. So a context of its own lives on a thread of its own, which nobody has to wait for: no compile, no
slow draw and no hung driver ever holds the window. Frames are read back and shown as the tiles' are.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Generator
from concurrent.futures import CancelledError, Future

from canvas_app.core.errors import CanvasError
from canvas_app.core.view import Size
from canvas_app.engine.arithmetic import arithmetic, unpatched
from canvas_app.engine.glsl.patch import Patch
from canvas_app.engine.levels import Exposure
from canvas_app.engine.painter import Painter
from canvas_app.engine.request import Frame, RenderRequest
from canvas_app.engine.standing import Standing

from .contexts import Context, opened
from .deep import Patches, through
from .easel import MOST_BYTES, Easel, Shot, Steps, room
from .gl import Gl
from .grid import MOST
from .plates import Plates, Press
from .refused import GlFault, Lost
from .worker import Worker

log = logging.getLogger(__name__)
CALM = 1.5  # seconds without a request before software OpenGL is measured: it takes the processor
PATIENCE = 20.0  # seconds after which a driver is given up
SLICE = 0.05
RESTED = 0.2  # seconds after which a view that was drawn from a neighbour's patch gets its own
HANDICAP = 2.0  # so much faster software OpenGL must be: it paints the window, and has no core free
MOST_SOFTWARE = 1600
"""Numbers of a network up to which software OpenGL is tried unasked: beyond it compiles for seconds."""
MOST_LOSSES = 3
KEPT = 16
Texts = tuple[str, str, str]
_SLOW = "Software OpenGL would take long to prepare a network of this size"


class ShaderPainter:
    """Draws requests with OpenGL. `standing` prepares what `paint` needs and says when it is there."""

    def __init__(
        self,
        opened: Callable[[], Context] = opened,
        *,
        most: int = MOST,
        calm: float = CALM,
        patience: float = PATIENCE,
    ) -> None:
        """opened: makes a context, on the thread that draws. most: samples per pixel in the end."""
        self.target_ms = 16.0
        self.ready: Callable[[RenderRequest], None] = lambda request: None
        self.renderer = ""  # what the driver calls itself
        self.rate = 0.0  # samples a second of what it drew last
        self._preparing = False
        self._opened, self._most, self._calm, self._patience = opened, most, calm, patience
        self._worker = Worker("shader")
        self._press = Press()
        self._patches = Patches()
        self._easel: Easel | None = None
        self._dead: CanvasError | None = None
        self._losses = 0
        self._lock = threading.Lock()
        self._known: OrderedDict[Texts, float | CanvasError] = OrderedDict()
        self._failed: dict[tuple[Texts, Size], CanvasError] = {}
        self._wanted: Shot | None = None
        self._deepest: RenderRequest | None = None
        self._exposures: OrderedDict[RenderRequest, Exposure | None] = OrderedDict()

    @property
    def megabytes(self) -> float:
        """What lies on the graphics card."""
        return self._easel.nbytes / 1e6 if self._easel is not None else 0.0

    @property
    def compiled(self) -> int:
        """Programs compiled so far in this context."""
        return self._easel.gl.compiled if self._easel is not None else 0

    @property
    def networks(self) -> int:
        """Runs of a network over a picture so far in this context."""
        return self._easel.networks if self._easel is not None else 0

    def standing(self, request: RenderRequest, *, forced: bool) -> Standing:
        """How the shader stands to a request; begins to prepare what is missing. Any thread but the
        main one. forced: whether somebody asked for the shader by name."""
        self._worker.touch()
        if self._dead is not None:
            return Standing("refused", str(self._dead), fault=True)
        easel = self._easel
        if easel is None:
            self._soon(lambda: self._open(request), 0.0 if forced else self._calm / 3)
            return Standing("preparing", "OpenGL is starting")
        loud = forced or not easel.gl.limits.software
        try:
            planned = self._planned(request, easel)
        except CanvasError as error:
            return Standing("refused", str(error), fault=loud)
        if isinstance(planned, Standing):
            if planned.state == "preparing":
                self._deeper(request, 0.0 if loud else self._calm)
            return planned
        if planned.patch is not None and not self._patches.own(request):
            self._deeper(request, RESTED)
        return self._stands(planned, easel, forced)

    def paint(self, request: RenderRequest, last: Frame | None) -> Generator[Frame, None, None]:
        """Frames of a request from coarse to fine, then up to 64 samples a pixel in doubling stages.
        The newest is repeated while work is under way, so that it can be stopped.

        Raises:
            CanvasError: the driver fails, hangs or lost its context.
        """
        easel = self._easel
        if easel is None:
            raise GlFault("OpenGL is not ready.")
        shot = self._planned(request, easel)
        if isinstance(shot, Standing):
            raise GlFault(shot.why)
        steps = easel.steps(shot)
        try:
            yield from self._driven(steps)
        except Lost:
            self._forget(easel)
            raise
        except CanvasError as error:
            self._failed[shot.plates.texts, request.size] = error
            raise
        except CancelledError:
            return  # the program ends
        finally:
            self._worker.ask(lambda: self._left(easel, shot, steps))

    def close(self) -> None:
        """Free the graphics card. A thread that hangs in a driver is left behind."""
        self._worker.close(self._end)

    # What a request needs

    def _planned(self, request: RenderRequest, easel: Easel) -> Shot | Standing:
        """All that a request is drawn from; or why not: it is too deep, or not prepared so far.

        Raises:
            CanvasError: the artwork or the picture is not for shaders.
        """
        plates = self._press.plates(request.artwork, easel.gl.limits)
        _fits(request, plates, easel)
        name = arithmetic(request.artwork, request.view, request.size, "shader").name
        if name == "float32":
            return self._shot(request, plates, None)
        found = self._patches.known(request) if name == "two floats" else None
        if name == "two floats" and found is None:
            return Standing("preparing", "This deep view is being prepared in double precision")
        if found is None or found.patch is None:
            why, reason = (
                "This deep the engine draws, in double precision",
                unpatched(request.artwork),
            )
            return Standing("refused", f"{why}, since {reason}" if reason else why)
        return self._shot(request, through(plates, plates.about.channels), found.patch)

    def _stands(self, shot: Shot, easel: Easel, forced: bool) -> Standing:
        texts, size = shot.plates.texts, shot.request.size
        with self._lock:
            known = self._failed.get((texts, size), self._known.get(texts))
            if texts in self._known:
                self._known.move_to_end(texts)
        software = easel.gl.limits.software
        if isinstance(known, CanvasError):
            return Standing("refused", str(known), fault=forced or not software)
        if known is not None and not self._preparing:
            unasked = software and not forced
            return Standing("ready", rate=known / HANDICAP if unasked else known)
        if known is not None:
            return Standing("preparing", "The shader of another field is being prepared")
        patient = software and not forced
        if patient and shot.patch is None and shot.plates.about.numbers > MOST_SOFTWARE:
            return Standing("refused", _SLOW)
        with self._lock:
            self._wanted = shot
        self._soon(self._prepare, self._calm if patient else 0.0)
        return Standing("preparing", "The shader is being prepared")

    def _shot(self, request: RenderRequest, plates: Plates, patch: Patch | None) -> Shot:
        live, sharp = len(request.strides) > 1, request.supersample > 1
        exposed = plates.about.exposed and patch is None
        return Shot(
            request,
            plates,
            self._exposure(request) if exposed else None,
            self.target_ms / 1000,
            most=self._most if sharp else 1,
            refine=live or request.strides == (1,),
            patch=patch,
        )

    def _exposure(self, request: RenderRequest) -> Exposure | None:
        """What the engine's camera does in this view."""
        if request.view.height >= request.artwork.reference.height:
            return None
        plain = request.but(strides=(1,), supersample=1, device="cpu")
        if plain not in self._exposures:
            self._exposures[plain] = Painter(plain).exposure
            while len(self._exposures) > KEPT:
                self._exposures.popitem(last=False)
        return self._exposures[plain]

    # On the thread that draws

    def _soon(self, work: Callable[[], None], calm: float) -> None:
        def safely() -> None:
            try:
                work()
            except Exception as error:
                log.exception("The shader cannot be prepared")
                self._dead = GlFault("The shader failed for a reason of ours.", hint=repr(error))

        if calm:
            self._worker.later(safely, calm)
        else:
            self._worker.ask(safely)

    def _open(self, request: RenderRequest) -> None:
        if self._easel is None and self._dead is None:
            try:
                self._easel = Easel(Gl(self._opened()))
                self.renderer = self._easel.gl.renderer
            except CanvasError as error:
                self._dead = error
        self.ready(request)

    def _prepare(self) -> None:
        """Compile what is wanted by now: of many asked for in a row only the newest."""
        with self._lock:
            wanted, self._wanted = self._wanted, None
        easel = self._easel
        if wanted is None or easel is None:
            return
        found: float | CanvasError
        self._preparing = True
        try:
            found = self.rate = easel.prepare(wanted)
        except Lost as error:
            self._forget(easel)
            found = error
        except CanvasError as error:
            found = error
        finally:
            self._preparing = False
        if not isinstance(found, Lost):
            with self._lock:
                self._known[wanted.plates.texts] = found
                while len(self._known) > KEPT:
                    self._known.popitem(last=False)
        self.ready(wanted.request)

    def _left(self, easel: Easel, shot: Shot, steps: Steps) -> None:
        """A drawing ended or was left: what was measured meanwhile is kept."""
        steps.close()
        with self._lock:
            if shot.plates.texts in self._known and (rate := easel.rate(shot)):
                self._known[shot.plates.texts] = self.rate = rate

    def _deeper(self, request: RenderRequest, calm: float) -> None:
        """Have a patch made for this view."""
        self._deepest = request
        self._soon(self._deepen, calm)

    def _deepen(self) -> None:
        """Make the patch that is wanted by now."""
        request, self._deepest = self._deepest, None
        if request is not None and not self._patches.own(request):
            self._patches.make(request)
            self.ready(request)

    def _forget(self, easel: Easel) -> None:
        """The context is lost: what it knew is gone, and another one is made when it is needed."""
        if self._easel is not easel:
            return
        self._easel = None
        self._losses += 1
        if self._losses >= MOST_LOSSES:
            self._dead = GlFault(
                "The graphics card was reset again and again, so the engine draws.",
                hint="Look for a newer graphics driver.",
            )
        with self._lock:
            self._known.clear()
            self._failed.clear()
        self._worker.ask(easel.close)

    def _end(self) -> None:
        easel, self._easel = self._easel, None
        self._dead = GlFault("Canvas is closing.")
        if easel is not None:
            easel.close()

    # On the thread that asks

    def _driven(self, steps: Steps) -> Generator[Frame, None, None]:
        newest: Frame | None = None
        while True:
            answer = self._worker.ask(lambda: _some(steps, self.target_ms / 1000))
            frame, ended = yield from self._waited(answer, newest)
            newest = frame or newest
            if newest is not None:
                yield newest
            if ended:
                return

    def _waited(
        self, answer: Future[tuple[Frame | None, bool]], newest: Frame | None
    ) -> Generator[Frame, None, tuple[Frame | None, bool]]:
        until = time.monotonic() + self._patience
        while True:
            try:
                return answer.result(SLICE)
            except TimeoutError:
                if time.monotonic() > until:
                    self._dead = GlFault(
                        "The graphics driver does not answer, so the engine draws.",
                        hint="Start Canvas again to try once more.",
                    )
                    raise self._dead from None
            if newest is not None:
                yield newest


def _fits(request: RenderRequest, plates: Plates, easel: Easel) -> None:
    """A GlFault where the picture is too large for this driver."""
    most = min(easel.gl.limits.texture - 2, 1 << 15)
    taken = room(request.size, plates.about.textures)
    if max(request.size) > most or taken > MOST_BYTES:
        raise GlFault("This picture has too many pixels for a shader, so the engine draws it.")


def _some(steps: Steps, seconds: float) -> tuple[Frame | None, bool]:
    """Work until there is a frame, the time is up or nothing is left; whether nothing is."""
    until = time.perf_counter() + seconds
    for frame in steps:
        if frame is not None or time.perf_counter() > until:
            return frame, False
    return None, True
