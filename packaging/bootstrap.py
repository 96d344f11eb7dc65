"""Bootstrap: one script from a bare machine to the running program or the whole test-suite.

    python3 packaging/bootstrap.py run [FILE | COMMAND ARGS...]
    python3 packaging/bootstrap.py test [lint|types|unit|gui|gl|bench ...] [-- PYTEST ARGS...]

Standard library only. It creates `.venv`, installs system libraries where it may and the pinned
dependencies, then starts the program or the tests. When nothing is to do, it does nothing.
"""

from __future__ import annotations

import shutil
import signal
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OLDEST = (3, 11)


def say(line: str) -> None:
    """One plain line about what is being done."""
    print(f"canvas: {line}", flush=True)


def run(args: list[str]) -> int:
    """Set up, then start the program: a window, or the tour where there is no display."""
    from environment import lacks, prepare
    from launch import has_display, plan, start
    from system_libraries import provide

    wanted = plan(args, has_display(), ROOT)
    if not provide(say, lambda: lacks(ROOT), wanted.virtual) and wanted.window:
        return 1
    python = prepare(ROOT, say)
    return start(wanted, python, say) if python else 1


def test(args: list[str]) -> int:
    """Set up, then run the named gates and tests, or all of them."""
    from environment import lacks, prepare
    from gates import NAMES, run_parts
    from system_libraries import no_browser, provide

    cut = args.index("--") if "--" in args else len(args)
    names, extra = args[:cut], args[cut + 1 :]
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        say(f"there is no part called {unknown[0]!r}; the parts are {', '.join(NAMES)}")
        say("what is meant for pytest goes after --")
        return 2
    # What is still missing is named; the parts that need it will fail and say so.
    pages = not names or "gl" in names
    provide(say, lambda: lacks(ROOT) | (no_browser() if pages else {}))
    python = prepare(ROOT, say)
    return run_parts(names or list(NAMES), extra, python, ROOT, say) if python else 1


def too_old(args: list[str]) -> int:
    """Say which Python is wanted, and the exact command where there is one on this machine."""
    say(f"needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this is {sys.version.split()[0]}")
    names = (f"python3.{minor}" for minor in range(OLDEST[1], OLDEST[1] + 9))
    newer = [name for name in names if shutil.which(name)]
    if newer:
        say(f"please run: {newer[0]} {Path(__file__)} {' '.join(args)}")
    return 1


def main(args: list[str]) -> int:
    """The exit code of one call."""
    commands = {"run": run, "test": test}
    if not args or args[0] not in commands:
        print((__doc__ or "").strip())
        return 0 if args[:1] in (["-h"], ["--help"]) else 2
    if sys.version_info < OLDEST:
        return too_old(args)
    # A terminated run must still end the virtual display: turn the signal into an exception.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        return commands[args[0]](args[1:])
    except KeyboardInterrupt:
        say("interrupted; the next run goes on from here")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
