"""Browser: a page in headless Chromium: what its script writes into it, a picture of it, its errors."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
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
    "--no-first-run", "--hide-scrollbars", "--enable-logging=stderr", "--disable-dev-shm-usage",
)  # fmt: skip


_FRAME = """<!doctype html><body style="margin:0;background:#333">
<iframe src="visited.html" style="width:{w}px;height:{h}px;border:0"></iframe>
<script>
addEventListener("message", (event) => {{
    const out = document.createElement("pre");
    out.id = "report";
    out.hidden = true;
    out.textContent = event.data;
    document.body.append(out);
}});
</script></body>"""


@dataclass(frozen=True)
class Seen:
    """What a script reported, and what the browser's console said."""

    report: dict[str, Any]
    console: list[str]


def chromium() -> str:
    """The browser's program. Fails, and says how to get it, where there is none."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    assert found, MISSING
    return found


def visited(
    page: Path,
    folder: Path,
    script: str,
    *,
    size: tuple[int, int],
    frame: tuple[int, int] | None = None,
    flags: tuple[str, ...] = (),
) -> Seen:
    """Open a copy of a page with `script` at its end. The script calls report(object) when done.

    frame: show it in a frame of so many points; windows of this browser are never narrower than 500.
    """
    copy = folder / "visited.html"
    ending = f"""<script>
const report = (what) => {{
    if (parent !== window) return parent.postMessage(JSON.stringify(what), "*");
    const out = document.createElement("pre");
    out.id = "report";
    out.textContent = JSON.stringify(what);
    document.body.append(out);
}};
const base64 = (bytes) => {{
    let text = "";
    for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
    return btoa(text);
}};
(async () => {{ try {{ {script} }} catch (fault) {{ report({{ fault: String(fault.stack ?? fault) }}); }} }})();
</script></body>"""
    text = page.read_text("utf-8")
    assert text.count("</body>") == 1
    copy.write_text(text.replace("</body>", ending), "utf-8")
    if frame is not None:
        copy = folder / "frame.html"
        copy.write_text(_FRAME.format(w=frame[0], h=frame[1]), "utf-8")
    done = _run(copy, folder, size, (*flags, "--dump-dom"))
    found = re.search(r'<pre id="report"[^>]*>(.*?)</pre>', done.stdout, re.DOTALL)
    assert found, f"no report; the browser said {done.stderr[-2000:]}"
    plain = found[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return Seen(json.loads(plain), re.findall(r"CONSOLE[^\n]*", done.stderr))


def photographed(page: Path, folder: Path, picture: Path, *, size: tuple[int, int]) -> None:
    """Keep a screenshot of a page as it comes."""
    _run(page, folder, size, (f"--screenshot={picture}",))


def _run(
    page: Path, folder: Path, size: tuple[int, int], more: tuple[str, ...]
) -> subprocess.CompletedProcess[str]:
    call = [
        chromium(), *FLAGS, f"--user-data-dir={folder / 'profile'}",
        f"--window-size={size[0]},{size[1]}", "--virtual-time-budget=20000", *more, page.as_uri(),
    ]  # fmt: skip
    env = {**os.environ, "HOME": str(folder)}
    return subprocess.run(call, env=env, capture_output=True, text=True, timeout=150)


def pixels(report: str, size: tuple[int, int]) -> NDArray[np.uint8]:
    """RGBA bytes from the bottom up, as WebGL reads them, as (h, w, 3) from the top."""
    flat = np.frombuffer(base64.b64decode(report), np.uint8)
    return flat.reshape(size[1], size[0], 4)[::-1, :, :3]
