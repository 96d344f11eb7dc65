"""Draws the pictures of README.md by running the very commands it shows, so that they cannot lie.

python packaging/readme_images.py
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / ".github" / "images"
COMMAND = re.compile(r"canvas-app (?:render|animate) [^`\n]*?-o \S+[^`\n]*")


def commands(text: str) -> list[list[str]]:
    """The commands of a README that draw a picture into `.github/images`, as argument lists."""
    found = [shlex.split(match.group())[1:] for match in COMMAND.finditer(text)]
    return [words for words in found if words[words.index("-o") + 1].startswith(".github/images/")]


def main() -> int:
    """Run them all from the root of the checkout; the exit code is the first that is not 0."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for words in commands((ROOT / "README.md").read_text("utf-8")):
        print("canvas-app", *words)
        code = subprocess.run([sys.executable, "-m", "canvas_app", *words], cwd=ROOT).returncode
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
