"""Surfaceless: OpenGL without a window, through EGL, for shaders whose pixels are read back."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Mapping, Sequence
from ctypes import POINTER, byref, c_char_p, c_float, c_int, c_uint, c_void_p
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
_SURFACELESS_MESA = 0x31DD
_VERTEX = "void main() { gl_Position = vec4(vec2(gl_VertexID & 1, gl_VertexID >> 1) * 4.0 - 1.0, 0.0, 1.0); }\n"
_R = {  # return types and arguments of the functions used
    "glGetString": (c_char_p, [c_uint]),
    "glGetError": (c_uint, []),
    "glCreateShader": (c_uint, [c_uint]),
    "glShaderSource": (None, [c_uint, c_int, POINTER(c_char_p), c_void_p]),
    "glCompileShader": (None, [c_uint]),
    "glGetShaderiv": (None, [c_uint, c_uint, POINTER(c_int)]),
    "glGetShaderInfoLog": (None, [c_uint, c_int, c_void_p, c_char_p]),
    "glDeleteShader": (None, [c_uint]),
    "glCreateProgram": (c_uint, []),
    "glAttachShader": (None, [c_uint, c_uint]),
    "glLinkProgram": (None, [c_uint]),
    "glGetProgramiv": (None, [c_uint, c_uint, POINTER(c_int)]),
    "glDeleteProgram": (None, [c_uint]),
    "glUseProgram": (None, [c_uint]),
    "glGetUniformLocation": (c_int, [c_uint, c_char_p]),
    "glUniform1f": (None, [c_int, c_float]),
    "glUniform2f": (None, [c_int] + [c_float] * 2),
    "glUniform3f": (None, [c_int] + [c_float] * 3),
    "glUniform4f": (None, [c_int] + [c_float] * 4),
    "glUniform1i": (None, [c_int, c_int]),
    "glGenTextures": (None, [c_int, POINTER(c_uint)]),
    "glDeleteTextures": (None, [c_int, POINTER(c_uint)]),
    "glBindTexture": (None, [c_uint, c_uint]),
    "glActiveTexture": (None, [c_uint]),
    "glTexImage2D": (None, [c_uint] + [c_int] * 5 + [c_uint, c_uint, c_void_p]),
    "glTexParameteri": (None, [c_uint, c_uint, c_int]),
    "glGenFramebuffers": (None, [c_int, POINTER(c_uint)]),
    "glDeleteFramebuffers": (None, [c_int, POINTER(c_uint)]),
    "glBindFramebuffer": (None, [c_uint, c_uint]),
    "glFramebufferTexture2D": (None, [c_uint, c_uint, c_uint, c_uint, c_int]),
    "glCheckFramebufferStatus": (c_uint, [c_uint]),
    "glDrawBuffers": (None, [c_int, POINTER(c_uint)]),
    "glReadBuffer": (None, [c_uint]),
    "glViewport": (None, [c_int] * 4),
    "glDrawArrays": (None, [c_uint, c_int, c_int]),
    "glReadPixels": (None, [c_int] * 4 + [c_uint, c_uint, c_void_p]),
    "glGenVertexArrays": (None, [c_int, POINTER(c_uint)]),
    "glBindVertexArray": (None, [c_uint]),
}
_TEXTURE, _FRAMEBUFFER, _RGBA, _RGBA32F, _FLOAT, _COLOUR0 = (
    0x0DE1, 0x8D40, 0x1908, 0x8814, 0x1406, 0x8CE0,
)  # fmt: skip


class CompileError(AssertionError):
    """What the driver says, with the source it refused."""


@dataclass(frozen=True)
class Texture:
    """A float texture and its size."""

    name: int
    width: int
    height: int


class Surfaceless:
    """A GL 3.3 core context (or ES 3.0 where `es`) that draws into float textures."""

    def __init__(self, *, es: bool = False) -> None:
        os.environ.setdefault("EGL_PLATFORM", "surfaceless")
        self._egl = ctypes.CDLL("libEGL.so.1")
        self._egl.eglGetProcAddress.restype = c_void_p
        self._egl.eglGetProcAddress.argtypes = [c_char_p]
        self._context(es)
        for name, (returns, takes) in _R.items():
            address = self._egl.eglGetProcAddress(name.encode())
            setattr(self, name, ctypes.CFUNCTYPE(returns, *takes)(address))
        vertex_array = c_uint()
        self.glGenVertexArrays(1, byref(vertex_array))
        self.glBindVertexArray(vertex_array)
        self.dialect = "300 es" if es else "330"
        self.version = "#version 300 es\n" if es else "#version 330 core\n"
        self.renderer = self.glGetString(0x1F01).decode()

    def _context(self, es: bool) -> None:
        egl = self._egl
        for name in ("eglGetPlatformDisplay", "eglCreateContext", "eglGetDisplay"):
            getattr(egl, name).restype = c_void_p
        self._display = c_void_p(egl.eglGetPlatformDisplay(_SURFACELESS_MESA, None, None))
        major, minor, count = c_int(), c_int(), c_int()
        assert egl.eglInitialize(self._display, byref(major), byref(minor)), "EGL does not start"
        egl.eglBindAPI(0x30A0 if es else 0x30A2)
        wanted = (c_int * 3)(0x3040, 0x0040 if es else 0x0008, 0x3038)
        config = c_void_p()
        egl.eglChooseConfig(self._display, wanted, byref(config), 1, byref(count))
        core = [] if es else [0x30FD, 1]
        attributes = [0x3098, 3, 0x30FB, 0 if es else 3, *core, 0x3038]
        made = egl.eglCreateContext(
            self._display, config, None, (c_int * len(attributes))(*attributes)
        )
        assert made, "there is no OpenGL 3.3"
        self._made = c_void_p(made)
        assert egl.eglMakeCurrent(self._display, None, None, self._made)

    def close(self) -> None:
        """Give the context back."""
        self._egl.eglDestroyContext(self._display, self._made)
        leave()

    def program(self, fragment: str) -> int:
        """A linked program that covers the whole target. `fragment` begins with its #version."""
        program = self.glCreateProgram()
        for kind, source in ((0x8B31, self.version + _VERTEX), (0x8B30, fragment)):
            shader = self.glCreateShader(kind)
            text = c_char_p(source.encode())
            self.glShaderSource(shader, 1, byref(text), None)
            self.glCompileShader(shader)
            done = c_int()
            self.glGetShaderiv(shader, 0x8B81, byref(done))
            if not done.value:
                log = ctypes.create_string_buffer(4000)
                self.glGetShaderInfoLog(shader, 4000, None, log)
                raise CompileError(log.value.decode() + "\n" + numbered(source))
            self.glAttachShader(program, shader)
            self.glDeleteShader(shader)
        self.glLinkProgram(program)
        done = c_int()
        self.glGetProgramiv(program, 0x8B82, byref(done))
        assert done.value, "the program does not link"
        return int(program)

    def texture(self, width: int, height: int, data: Floats | None = None) -> Texture:
        """A float RGBA texture without filtering."""
        name = c_uint()
        self.glGenTextures(1, byref(name))
        self.glBindTexture(_TEXTURE, name)
        texels = None if data is None else np.ascontiguousarray(data, np.float32).ctypes.data
        self.glTexImage2D(_TEXTURE, 0, _RGBA32F, width, height, 0, _RGBA, _FLOAT, texels)
        for parameter in (0x2800, 0x2801):
            self.glTexParameteri(_TEXTURE, parameter, 0x2600)
        return Texture(name.value, width, height)

    def draw(
        self,
        program: int,
        targets: Sequence[Texture],
        values: Mapping[str, tuple[float, ...]],
        textures: Mapping[str, Texture],
    ) -> None:
        """Run a program over all pixels of the targets."""
        frame = c_uint()
        self.glGenFramebuffers(1, byref(frame))
        self.glBindFramebuffer(_FRAMEBUFFER, frame)
        for i, target in enumerate(targets):
            self.glFramebufferTexture2D(_FRAMEBUFFER, _COLOUR0 + i, _TEXTURE, target.name, 0)
        places = (c_uint * len(targets))(*(_COLOUR0 + i for i in range(len(targets))))
        self.glDrawBuffers(len(targets), places)
        assert self.glCheckFramebufferStatus(_FRAMEBUFFER) == 0x8CD5, "no float targets"
        self.glViewport(0, 0, targets[0].width, targets[0].height)
        self.glUseProgram(program)
        for name, numbers in values.items():
            place = self.glGetUniformLocation(program, name.encode())
            getattr(self, f"glUniform{len(numbers)}f")(place, *numbers)
        for unit, (name, texture) in enumerate(textures.items()):
            self.glActiveTexture(0x84C0 + unit)
            self.glBindTexture(_TEXTURE, texture.name)
            self.glUniform1i(self.glGetUniformLocation(program, name.encode()), unit)
        self.glDrawArrays(5, 0, 3)
        self.glBindFramebuffer(_FRAMEBUFFER, 0)
        self.glDeleteFramebuffers(1, byref(frame))
        assert self.glGetError() == 0

    def read(self, texture: Texture) -> Floats:
        """The texels of a texture, (h, w, 4), rows from the top."""
        frame = c_uint()
        self.glGenFramebuffers(1, byref(frame))
        self.glBindFramebuffer(_FRAMEBUFFER, frame)
        self.glFramebufferTexture2D(_FRAMEBUFFER, _COLOUR0, _TEXTURE, texture.name, 0)
        self.glReadBuffer(_COLOUR0)
        out = np.empty((texture.height, texture.width, 4), np.float32)
        self.glReadPixels(0, 0, texture.width, texture.height, _RGBA, _FLOAT, out.ctypes.data)
        self.glBindFramebuffer(_FRAMEBUFFER, 0)
        self.glDeleteFramebuffers(1, byref(frame))
        return out[::-1]

    def drop(self, *textures: Texture) -> None:
        """Free textures."""
        for texture in textures:
            self.glDeleteTextures(1, byref(c_uint(texture.name)))


def leave() -> None:
    """Make no context of EGL current on this thread. The dispatch library lets a thread that has one
    take none of GLX, such as Qt's: it answers by an X error, which ends the process."""
    egl = ctypes.CDLL("libEGL.so.1")
    egl.eglGetCurrentDisplay.restype = c_void_p
    for api in (0x30A0, 0x30A2):  # of OpenGL ES, and of OpenGL
        egl.eglBindAPI(api)
        display = egl.eglGetCurrentDisplay()
        if display:
            egl.eglMakeCurrent(c_void_p(display), None, None, None)


def numbered(source: str) -> str:
    """Source with line numbers, as drivers name them."""
    return "\n".join(f"{i:4} {line[:200]}" for i, line in enumerate(source.splitlines(), 1))
