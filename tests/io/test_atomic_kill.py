"""kill -9 in the middle of saving, and two programs saving to one name: the old file or the new one."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

from canvas_app.io import atomic

WRITER = """
import sys
from pathlib import Path
from canvas_app.io.atomic import write_bytes
path, letter = Path(sys.argv[1]), sys.argv[2].encode()
print("ready", flush=True)
for _ in range(int(sys.argv[3])):
    write_bytes(path, letter * 3_000_000)
"""


def writer(path: Path, letter: str, times: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(path), letter, str(times)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def whole(path: Path) -> str:
    """The one letter that the whole file consists of."""
    content = path.read_bytes()
    assert len(content) == 3_000_000
    assert len(set(content)) == 1
    return chr(content[0])


def test_killed_while_saving_leaves_the_old_or_the_new_file(tmp_path: Path) -> None:
    path, chance = tmp_path / "work.json", random.Random(3)
    path.write_bytes(b"o" * 3_000_000)
    for letter in "abcdefgh":
        with writer(path, letter, 100_000) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == "ready\n"
            time.sleep(chance.uniform(0.001, 0.05))
            child.kill()
        assert whole(path) in "oabcdefgh"
    atomic.write_bytes(path, b"n" * 3_000_000)
    assert whole(path) == "n"
    assert [p.name for p in tmp_path.iterdir()] == ["work.json"], "what was left is cleared away"


def test_two_programs_that_save_to_one_name_never_mix(tmp_path: Path) -> None:
    path = tmp_path / "work.json"
    with writer(path, "a", 40) as one, writer(path, "b", 40) as two:
        while one.poll() is None or two.poll() is None:
            if path.exists():
                assert whole(path) in "ab"
            time.sleep(0.005)
        assert (one.returncode, two.returncode) == (0, 0)
    assert [p.name for p in tmp_path.iterdir()] == ["work.json"]
