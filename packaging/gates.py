"""Gates: the parts of the test-suite, each with its command, its surroundings and its verdict."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from virtual_display import NoDisplayError, virtual_display

NAMES = ("lint", "types", "unit", "gui", "gl", "bench")  # pytest last: it has the closing word
APART = ("gui", "gl", "bench")  # folders of tests/ that `unit` leaves out
COUNT = re.compile(r"(\d+) (passed|failed|errors?|skipped|xfailed|xpassed|deselected|warnings?)")
CLOSING = re.compile(r"^=* ?((\d+ [a-z]+(, )?)+|no tests ran) in [\d.]+s")
ORDER = ("failed", "passed", "skipped", "deselected", "xfailed", "xpassed", "warnings", "errors")
NO_TESTS = 5  # pytest's exit code for an empty collection
LONGEST = 1800.0  # seconds of one command; several times what any takes
Say = Callable[[str], None]


@dataclass
class Outcome:
    """How one part ended. counts: pytest's words with their numbers; empty for other tools."""

    name: str
    ok: bool
    seconds: float
    counts: Counter[str] = field(default_factory=Counter)
    note: str = ""

    def line(self) -> str:
        """One line for people."""
        words = self.note or (closing_words(self.counts) if self.counts else "")
        return f"{self.name:<6} {'ok' if self.ok else 'FAILED':<6} {self.seconds:7.1f} s  {words}".rstrip()


def commands(name: str, extra: list[str], python: Path) -> list[list[str]]:
    """What a part runs, each from the root of the checkout."""
    py = [str(python), "-m"]
    pytest, last = [*py, "pytest"], [*extra, *side_by_side(name, extra), *loudness(extra)]
    if name == "lint":
        scripts = python.parent / "lint-imports"
        return [[*py, "ruff", "check"], [*py, "ruff", "format", "--check"], [str(scripts)]]
    if name == "types":
        return [[*py, "mypy"]]
    if name == "unit":
        # Qt is not merely unused here but blocked (tests/conftest.py), and so are its plugins.
        ignored = [f"--ignore=tests/{folder}" for folder in APART]
        return [[*pytest, "tests", *ignored, "-p", "no:pytest-qt", "-p", "no:xvfb", *last]]
    return [[*pytest, f"tests/{name}", "--no-xvfb", *last]]


def side_by_side(name: str, extra: list[str]) -> list[str]:
    """Whole parts share their files out to two processes; figures, and what someone looks into, run
    alone. In `gl` each process has a display of its own (tests/conftest.py)."""
    return [] if extra or name == "bench" else [
        "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder",
    ]  # fmt: skip


def loudness(extra: list[str]) -> list[str]:
    """Few words unless more are asked for; never fewer, since a second -q hides the closing line."""
    louder = any(re.match(r"-[a-z]*v|--verbos", argument) for argument in extra)
    return [] if louder else ["--verbosity=-1"]


def surroundings(name: str, display: str = "") -> dict[str, str]:
    """The environment variables a part needs beside the caller's own."""
    env = {"QT_API": "pyside6", "OMP_WAIT_POLICY": "PASSIVE"}
    if name != "bench":  # benchmarks measure the machine as it is
        env |= {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    if name == "unit":
        env["CANVAS_WITHOUT_QT"] = "1"
    if display:
        env |= {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    else:
        env["QT_QPA_PLATFORM"] = "offscreen"
    return env


def needs_display(name: str) -> bool:
    """Only drawing with OpenGL does; widgets are content with Qt's offscreen platform."""
    return name == "gl"


def stream(
    call: list[str], root: Path, env: dict[str, str], longest: float = LONGEST
) -> tuple[int, Counter[str]]:
    """Run `call`, passing its lines on as they come; its exit code and pytest's counts. What hangs is
    ended after `longest` seconds, and has failed."""
    counts: Counter[str] = Counter()
    with subprocess.Popen(
        call, cwd=root, env={**os.environ, **env}, text=True, errors="replace",
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        with at_most(longest, process):
            for line in process.stdout:
                print(line, end="", flush=True)
                counts = read_counts(line) or counts
    return process.returncode, counts


@contextmanager
def at_most(seconds: float, process: subprocess.Popen[str]) -> Iterator[None]:
    """End a process with all that it started when it takes longer, or when the block fails."""
    watch = threading.Timer(seconds, end_group, [process])
    watch.daemon = True
    watch.start()
    try:
        yield
    except BaseException:
        end_group(process)
        raise
    finally:
        watch.cancel()


def end_group(process: subprocess.Popen[str]) -> None:
    """Ask a process and its children to end; insist after a while."""
    for kind, patience in ((signal.SIGTERM, 10.0), (signal.SIGKILL, 0.0)):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, kind)
        with suppress(subprocess.TimeoutExpired):
            process.wait(patience)
            return


def read_counts(line: str) -> Counter[str]:
    """The numbers in pytest's closing line; nothing for any other line."""
    if not CLOSING.match(line):
        return Counter()
    plural = {"error": "errors", "warning": "warnings"}
    return Counter({plural.get(word, word): int(n) for n, word in COUNT.findall(line)})


def closing_words(counts: Counter[str]) -> str:
    """Counts as pytest writes them: "1 failed, 3 passed"."""
    singular = {"errors": "error", "warnings": "warning"}
    words = (
        f"{counts[word]} {singular.get(word, word) if counts[word] == 1 else word}"
        for word in ORDER
        if counts[word]
    )
    return ", ".join(words) or "no tests ran"


@contextmanager
def display_for(name: str) -> Iterator[str]:
    """The display a part draws on; empty when it needs none."""
    if not needs_display(name):
        yield ""
        return
    with virtual_display() as display:
        yield display


def run_part(name: str, extra: list[str], python: Path, root: Path) -> Outcome:
    """Run all commands of one part, also when an earlier one failed."""
    begun = time.monotonic()
    if name in APART and not (root / "tests" / name).is_dir():
        return Outcome(name, True, 0.0, note=f"there is no tests/{name} yet: nothing was run")
    codes, counts, note = [], Counter[str](), ""
    try:
        with display_for(name) as display:
            for call in commands(name, extra, python):
                code, found = stream(call, root, surroundings(name, display))
                codes.append(code)
                counts += found
    except NoDisplayError as error:
        codes, note = [1], str(error)
    if NO_TESTS in codes and not note:
        note = "no tests were found"
    return Outcome(name, not any(codes), time.monotonic() - begun, counts, note)


def verdict(outcomes: list[Outcome]) -> str:
    """The closing line over all parts, in pytest's form; a failed gate counts as an error."""
    total: Counter[str] = Counter()
    for outcome in outcomes:
        total += outcome.counts
        if not outcome.ok and not (outcome.counts["failed"] or outcome.counts["errors"]):
            total["errors"] += 1
    seconds = sum(outcome.seconds for outcome in outcomes)
    return f" {closing_words(total)} in {seconds:.2f}s ".center(80, "=")


def run_parts(names: list[str], extra: list[str], python: Path, root: Path, say: Say) -> int:
    """Run parts in their settled order, print a line for each and the closing line; exit code."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what runs is ended, too
    outcomes = []
    for name in (name for name in NAMES if name in names):
        say(f"{name} ...")
        outcomes.append(run_part(name, extra, python, root))
        say(outcomes[-1].line())
    if len(outcomes) > 1:
        print(flush=True)
        for outcome in outcomes:
            say(outcome.line())
    if any(outcome.counts for outcome in outcomes):
        print(verdict(outcomes), flush=True)
    return 0 if all(outcome.ok for outcome in outcomes) else 1
