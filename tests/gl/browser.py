"""Browser: a page in headless Chromium, driven over its debugging pipe: scripts, mouse, fingers, pictures."""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = (
    "The page is tested in a real browser: sudo apt-get install -y --no-install-recommends chromium"
)
FLAGS = (
    "--headless", "--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader", "--disable-background-networking", "--disable-sync",
    "--no-first-run", "--hide-scrollbars", "--disable-dev-shm-usage", "--remote-debugging-pipe",
)  # fmt: skip
_AT_3_AND_4 = """
import os, sys
from fcntl import F_DUPFD, fcntl
given = [fcntl(int(number), F_DUPFD, 20) for number in sys.argv[1:3]]
for place, number in zip((3, 4), given): os.dup2(number, place)
os.execv(sys.argv[3], sys.argv[3:])
"""
READING = "GPU stall due to ReadPixels"  # what the driver thinks of tests that look at pixels
PATIENCE = 90.0  # seconds for any one answer
Size = tuple[int, int]
Point = tuple[float, float]


def chromium() -> str:
    """The browser's program. Fails, and says how to get it, where there is none."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    assert found, MISSING
    return found


@dataclass
class Pipe:
    """Messages to and from the browser: JSON, each ended by a zero byte."""

    out: int
    into: int
    heard: list[dict[str, Any]] = field(default_factory=list)
    _rest: bytes = b""
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def call(self, method: str, session: str = "", **given: Any) -> dict[str, Any]:
        """Ask, and wait for the answer; what else is said meanwhile is kept in `heard`."""
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": given}
        message |= {"sessionId": session} if session else {}
        os.write(self.out, json.dumps(message).encode() + b"\0")
        while (answer := self.next()).get("id") != number:
            self.heard.append(answer)
        assert "error" not in answer, f"{method}: {answer['error']}"
        return answer["result"]

    def next(self) -> dict[str, Any]:
        """The next message."""
        until = time.monotonic() + PATIENCE
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self.into], [], [], max(0.0, until - time.monotonic()))
            assert ready, f"the browser said nothing for {PATIENCE:.0f} s"
            more = os.read(self.into, 1 << 20)
            assert more, "the browser ended"
            self._rest += more
        message, _, self._rest = self._rest.partition(b"\0")
        return json.loads(message)


@dataclass
class Tab:
    """One page. `console` holds every complaint: of scripts, of the console, of the browser itself."""

    pipe: Pipe
    session: str

    def call(self, method: str, **given: Any) -> dict[str, Any]:
        """A command of the debugging protocol to this page."""
        return self.pipe.call(method, self.session, **given)

    def run(self, script: str) -> Any:
        """Run statements in the page, which may await, and hand on what they return."""
        done = self.call(
            "Runtime.evaluate", expression=f"(async () => {{ {script} }})()", awaitPromise=True,
            returnByValue=True,
        )  # fmt: skip
        assert "exceptionDetails" not in done, done["exceptionDetails"]
        return done["result"].get("value")

    def shot(self, path: Path) -> NDArray[np.uint8]:
        """Keep a picture of the page as it is seen now; its pixels (h, w, 3)."""
        from PIL import Image

        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot")["data"]))
        with Image.open(path) as image:
            return np.asarray(image.convert("RGB"))

    def mouse(self, kind: str, at: Point, **more: Any) -> None:
        """A real event of the mouse: "mousePressed", "mouseMoved", "mouseReleased", "mouseWheel"."""
        button = {} if kind == "mouseWheel" else {"button": "left", "clickCount": 1}
        self.call("Input.dispatchMouseEvent", type=kind, x=at[0], y=at[1], **button, **more)

    def touch(self, kind: str, fingers: Sequence[Point]) -> None:
        """Fingers on the glass: "touchStart", "touchMove", "touchEnd"."""
        points = [{"x": x, "y": y, "id": i} for i, (x, y) in enumerate(fingers)]
        self.call("Input.dispatchTouchEvent", type=kind, touchPoints=points)

    @property
    def console(self) -> list[str]:
        """What was complained of so far."""
        self.run("await new Promise((done) => setTimeout(done, 50));")
        named = {"Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"}
        said = [json.dumps(m["params"])[:900] for m in self.pipe.heard if m.get("method") in named]
        return [line for line in said if READING not in line]


@contextmanager
def visited(
    page: Path, folder: Path, size: Size, *, phone: bool = False, flags: tuple[str, ...] = ()
) -> Iterator[Tab]:
    """A page in a browser of its own, in a window of so many points; phone: touched."""
    (there, out), (into, back) = os.pipe(), os.pipe()
    call = [chromium(), *FLAGS, f"--user-data-dir={folder / 'profile'}", *flags, "about:blank"]
    shell = [sys.executable, "-c", _AT_3_AND_4, str(there), str(back), *call]
    env = {**os.environ, "HOME": str(folder)}
    quiet = subprocess.DEVNULL
    browser = subprocess.Popen(shell, env=env, pass_fds=(there, back), stdout=quiet, stderr=quiet)
    os.close(there)
    os.close(back)
    try:
        yield _opened(Pipe(out, into), page, size, phone)
    finally:
        os.close(out)
        os.close(into)
        browser.kill()
        browser.wait()


def _opened(pipe: Pipe, page: Path, size: Size, phone: bool) -> Tab:
    target = pipe.call("Target.createTarget", url="about:blank")["targetId"]
    session = pipe.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    tab = Tab(pipe, session)
    for room in ("Page", "Runtime", "Log"):
        tab.call(f"{room}.enable")
    tab.call(
        "Emulation.setDeviceMetricsOverride", width=size[0], height=size[1],
        deviceScaleFactor=1, mobile=phone,
    )  # fmt: skip
    if phone:
        tab.call("Emulation.setTouchEmulationEnabled", enabled=True, maxTouchPoints=5)
    tab.call("Page.navigate", url=page.as_uri())
    while not any(m.get("method") == "Page.loadEventFired" for m in pipe.heard):
        pipe.heard.append(pipe.next())
    return tab


def pixels(report: str, size: Size) -> NDArray[np.uint8]:
    """RGBA bytes from the bottom up, as WebGL reads them, as (h, w, 3) from the top."""
    flat = np.frombuffer(base64.b64decode(report), np.uint8)
    return flat.reshape(size[1], size[0], 4)[::-1, :, :3]
