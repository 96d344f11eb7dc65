"""Atomic writing: a file is either wholly new or as it was before. Nothing is ever half written."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from canvas_app.core.errors import CanvasError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_DENIED = {errno.EACCES, errno.EPERM, errno.EROFS}
_MOVES_OPEN_FILES = os.name == "posix"


@contextmanager
def replacing(path: Path, need: int = 0) -> Iterator[IO[bytes]]:
    """An open file that takes the place of `path` when the block ends well, and vanishes otherwise.

    It is called `<name>.part` and lies in the same folder, so that the last step is one rename. Two
    programs may write to one name at once: each has a part of its own, and the later one stays. `need`
    is about how many bytes will be written, for the message when the disk is full.

    Raises:
        CanvasError: the folder is missing or unwritable, or the disk is full.
    """
    target = _fit(path)
    part: Path | None = None
    try:
        part, file = _begin(target)
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
            if _MOVES_OPEN_FILES:  # while it is held: closed, it would pass for one left by a crash
                part.replace(target)
                part = None
        if part is not None:
            part.replace(target)
            part = None
    except OSError as error:
        raise told(error, target, need) from error
    finally:
        if part is not None:
            _remove(part)


def write_bytes(path: Path, content: bytes) -> None:
    """Write a small file at once, or not at all."""
    with replacing(path, len(content)) as file:
        file.write(content)


def check_folder(path: Path) -> None:
    """A CanvasError where the folder of a file is missing: told before the work, not after it."""
    if not path.parent.is_dir():
        raise _no_folder(path)


def _no_folder(path: Path) -> CanvasError:
    return CanvasError(f"There is no folder {path.parent}.", hint="Make it first.")


def told(error: OSError, path: Path, need: int = 0) -> CanvasError:
    """What went wrong with a file, for people."""
    if error.errno in _FULL:
        return CanvasError(f"The disk is full: {path} was not written.", hint=_room(path, need))
    if error.errno in _DENIED:
        return CanvasError(f"{path} may not be written.", hint="Choose another folder.")
    # Folders such as /proc are there and answer "no such file" to whoever would make one in them.
    if error.errno == errno.ENOENT and path.parent.is_dir():
        return CanvasError(f"{path} may not be written.", hint="Choose another folder.")
    if error.errno in {errno.ENOENT, errno.ENOTDIR}:
        return _no_folder(path)
    if error.errno == errno.ENAMETOOLONG:
        return CanvasError("The file name is too long.", hint="Choose a shorter one.")
    return CanvasError(f"{path} could not be written: {error.strerror or error}.")


def _begin(target: Path) -> tuple[Path, IO[bytes]]:
    """A new part file and its name: the usual one, unless another program is writing that one now."""
    part = target.with_name(target.name + ".part")
    for _ in range(8):
        if not _cleared(part):
            break
        try:
            file = part.open("xb")
        except FileExistsError:
            continue
        if _held(file.fileno()) and _is(part, file.fileno()):
            return part, file
        file.close()  # another program took it for one left by a crash, just before we held it
    part = target.with_name(f"{target.name}.{secrets.token_hex(4)}.part")
    return part, part.open("xb")


def _cleared(part: Path) -> bool:
    """Remove a part file left by a crash; False when it is being written. Links are not followed."""
    try:
        handle = os.open(part, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    except FileNotFoundError:
        return True
    except OSError:
        part.unlink(missing_ok=True)
        return True
    try:
        if not _held(handle):
            return False
        if _is(part, handle):  # or it has just been moved, and the name is another's by now
            part.unlink(missing_ok=True)
        return True
    except PermissionError:
        return False
    finally:
        os.close(handle)


def _is(part: Path, handle: int) -> bool:
    """Whether the file of that name is the open one."""
    try:
        return os.path.samestat(part.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False


def _fit(path: Path) -> Path:
    """The file that will be replaced, links followed. A CanvasError when it is no file to write."""
    try:
        path = path.resolve() if path.is_symlink() else path
        if path.is_dir():
            raise CanvasError(f"{path} is a folder.", hint="Give the name of a file.")
        if path.exists() and not path.is_file():
            raise CanvasError(f"{path} is not a file.", hint="Give the name of a file.")
        if path.exists() and not os.access(path, os.W_OK):
            raise CanvasError(f"{path} is write-protected.", hint="Choose another name.")
        return path
    except ValueError:  # a NUL in the name
        raise CanvasError("That is no file name.") from None
    except OSError as error:
        raise told(error, path) from error


def _room(path: Path, need: int) -> str:
    try:
        free = shutil.disk_usage(path.parent).free
    except OSError:
        return "Make room and try again."
    wanted = f"up to {_size(need)} are needed and " if need else ""
    text = f"{wanted}{_size(free)} are free there."
    return text[0].upper() + text[1:]


def _size(count: int) -> str:
    return f"{count / 1e9:.1f} GB" if count >= 1e8 else f"{count / 1e6:.1f} MB"


def _remove(part: Path) -> None:
    try:
        part.unlink(missing_ok=True)
    except OSError:
        return  # the folder is gone or forbidden: then there is no part file of ours either


if sys.platform == "win32":  # pragma: no cover

    def _held(handle: int) -> bool:
        """Windows itself refuses to remove a file that is open."""
        return True

else:
    import fcntl

    def _held(handle: int) -> bool:
        """Hold the system's lock on an open file for as long as it is open; False if another does."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
