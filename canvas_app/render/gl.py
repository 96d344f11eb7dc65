"""Gl: the few calls of OpenGL 3.3 that shaders need, in a context of their own, made by ctypes.

By ctypes, because it lets the other threads of Python run while the driver works: moderngl holds the
interpreter through every compile and draw (measured: 1.3 s without one turn of the main loop), so a
thread of its own would help nobody. `contexts.py` makes the context.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from ctypes import POINTER, byref, c_char_p, c_float, c_int, c_uint, c_void_p
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from canvas_app.engine.glsl.lifting import Limits
from canvas_app.engine.glsl.printer import VERSIONS

from .contexts import Context
from .refused import GlFault, Lost, refused

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
SOFTWARE = ("llvmpipe", "softpipe", "swiftshader", "swrast", "gdi generic", "basic render")

_VERTEX = (
    "#version 330 core\nvoid main() "
    "{ gl_Position = vec4(vec2(gl_VertexID & 1, gl_VertexID >> 1) * 4.0 - 1.0, 0.0, 1.0); }\n"
)
_FLOATS = [c_int] + [c_float] * 4
_CALLS: dict[str, tuple[Any, list[Any]]] = {  # what comes back, and what is given
    "glGetString": (c_char_p, [c_uint]),
    "glGetIntegerv": (None, [c_uint, POINTER(c_int)]),
    "glGetError": (c_uint, []),
    "glFinish": (None, []),
    "glClear": (None, [c_uint]),
    "glEnable": (None, [c_uint]),
    "glDisable": (None, [c_uint]),
    "glViewport": (None, [c_int] * 4),
    "glScissor": (None, [c_int] * 4),
    "glBlendFunc": (None, [c_uint, c_uint]),
    "glBlendColor": (None, [c_float] * 4),
    "glPixelStorei": (None, [c_uint, c_int]),
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
    "glGetProgramInfoLog": (None, [c_uint, c_int, c_void_p, c_char_p]),
    "glDeleteProgram": (None, [c_uint]),
    "glUseProgram": (None, [c_uint]),
    "glGetUniformLocation": (c_int, [c_uint, c_char_p]),
    "glUniform1i": (None, [c_int, c_int]),
    "glUniform1f": (None, _FLOATS[:2]),
    "glUniform2f": (None, _FLOATS[:3]),
    "glUniform3f": (None, _FLOATS[:4]),
    "glUniform4f": (None, _FLOATS[:5]),
    "glUniform4fv": (None, [c_int, c_int, c_void_p]),
    "glGetUniformBlockIndex": (c_uint, [c_uint, c_char_p]),
    "glUniformBlockBinding": (None, [c_uint, c_uint, c_uint]),
    "glGenBuffers": (None, [c_int, POINTER(c_uint)]),
    "glBindBuffer": (None, [c_uint, c_uint]),
    "glBindBufferBase": (None, [c_uint, c_uint, c_uint]),
    "glBufferData": (None, [c_uint, ctypes.c_ssize_t, c_void_p, c_uint]),
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
    "glReadPixels": (None, [c_int] * 4 + [c_uint, c_uint, c_void_p]),
    "glDrawArrays": (None, [c_uint, c_int, c_int]),
    "glGenVertexArrays": (None, [c_int, POINTER(c_uint)]),
    "glBindVertexArray": (None, [c_uint]),
}
_TEXTURE, _FRAME, _COLOUR0, _BLOCK = 0x0DE1, 0x8D40, 0x8CE0, 0x8A11
_FORMATS = {"floats": (0x8814, 0x1406, 16), "bytes": (0x8058, 0x1401, 4)}  # each of four channels
_SCISSOR, _BLEND = 0x0C11, 0x0BE2


@dataclass(slots=True)
class Program:
    """A linked program and where its uniforms are."""

    name: int
    places: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Texture:
    """A texture of four channels without filtering."""

    name: int
    width: int
    height: int
    kind: str

    @property
    def nbytes(self) -> int:
        """What it takes on the graphics card."""
        return self.width * self.height * int(_FORMATS[self.kind][2])


@dataclass(frozen=True, slots=True)
class Target:
    """Textures of one size that are drawn into together."""

    name: int
    textures: tuple[Texture, ...]


class Gl:
    """A context in use. All calls on the thread that made it."""

    def __init__(self, context: Context) -> None:
        """A GlFault where the context lacks a function or anything else that is needed."""
        self.context = context
        self.compiled = 0
        self.closed = False
        self._calls: dict[str, Any] = {}
        try:
            self._load(context)
            self._prepare()
        except BaseException:
            self.close()
            raise

    def _load(self, context: Context) -> None:
        for name, (gives, takes) in _CALLS.items():
            address = context.load(name)
            if not address:
                raise GlFault("The graphics driver is too old for shaders.", hint=f"No {name}.")
            self._calls[name] = ctypes.CFUNCTYPE(gives, *takes)(address)

    def _prepare(self) -> None:
        self.renderer = self._text(0x1F01)
        self.limits = Limits(
            components=self._integer(0x8B49),
            block=self._integer(0x8A30),
            texture=self._integer(0x0D33),
            software=any(name in self.renderer.lower() for name in SOFTWARE),
        )
        self.most_targets = self._integer(0x8824)
        self("glBindVertexArray", self._made("glGenVertexArrays"))
        self._block = self._made("glGenBuffers")
        self("glPixelStorei", 0x0D05, 1)
        self("glEnable", _SCISSOR)
        self("glBlendFunc", 0x8003, 0x8004)

    def __call__(self, name: str, *given: Any) -> Any:
        """Call a function of OpenGL."""
        return self._calls[name](*given)

    def close(self) -> None:
        """Give the context back, with all that lies in it. Once: twice would be a fault of memory."""
        if not self.closed:
            self.closed = True
            self.context.release()

    def check(self) -> None:
        """Raise what the driver has to complain of."""
        error = self("glGetError")
        if error in (0x0507, 0x8000):
            raise Lost()
        if error == 0x0505:
            raise GlFault("There is not enough graphics memory.", hint="Make the window smaller.")
        if error:
            raise GlFault(f"The graphics driver fails with error 0x{error:04x}.")

    def program(self, text: str) -> Program:
        """Compile a fragment shader without its #version line. A GlFault tells what was refused."""
        self.compiled += 1
        program = self("glCreateProgram")
        for kind, source in ((0x8B30, VERSIONS["330"] + text), (0x8B31, _VERTEX)):
            shader = self("glCreateShader", kind)
            if not shader:
                raise Lost()
            given = c_char_p(source.encode())
            self("glShaderSource", shader, 1, byref(given), None)
            self("glCompileShader", shader)
            if not self._state("glGetShaderiv", shader, 0x8B81):
                raise refused(self._log("glGetShaderInfoLog", shader), source)
            self("glAttachShader", program, shader)
            self("glDeleteShader", shader)
        self("glLinkProgram", program)
        if not self._state("glGetProgramiv", program, 0x8B82):
            raise refused(self._log("glGetProgramInfoLog", program), text)
        return Program(int(program))

    def texture(
        self, width: int, height: int, kind: str = "floats", data: Floats | None = None
    ) -> Texture:
        """A texture, with texels where `data` (height, width, 4) is given."""
        if max(width, height) > self.limits.texture:
            raise GlFault(f"{width} x {height} is too large for this graphics driver.")
        name = self._made("glGenTextures")
        inner, type_, _ = _FORMATS[kind]
        texels = None if data is None else np.ascontiguousarray(data, np.float32).ctypes.data
        self("glActiveTexture", 0x84C0)
        self("glBindTexture", _TEXTURE, name)
        self("glTexImage2D", _TEXTURE, 0, inner, width, height, 0, 0x1908, type_, texels)
        for parameter in (0x2800, 0x2801):
            self("glTexParameteri", _TEXTURE, parameter, 0x2600)
        self.check()
        return Texture(name, width, height, kind)

    def target(self, *textures: Texture) -> Target:
        """What is drawn into."""
        name = self._made("glGenFramebuffers")
        self("glBindFramebuffer", _FRAME, name)
        for i, texture in enumerate(textures):
            self("glFramebufferTexture2D", _FRAME, _COLOUR0 + i, _TEXTURE, texture.name, 0)
        places = (c_uint * len(textures))(*(_COLOUR0 + i for i in range(len(textures))))
        self("glDrawBuffers", len(textures), places)
        if self("glCheckFramebufferStatus", _FRAME) != 0x8CD5:
            raise GlFault("This graphics driver cannot draw into float textures.")
        return Target(name, textures)

    def drop(self, *things: Target | Texture | Program) -> None:
        """Free them; a target with its textures."""
        for thing in things:
            one = byref(c_uint(thing.name))
            if isinstance(thing, Target):
                self("glDeleteFramebuffers", 1, one)
                self.drop(*thing.textures)
            elif isinstance(thing, Texture):
                self("glDeleteTextures", 1, one)
            else:
                self("glDeleteProgram", thing.name)

    def use(self, program: Program) -> None:
        """What is set and drawn from now on."""
        self("glUseProgram", program.name)

    def put(self, program: Program, name: str, numbers: Sequence[float]) -> None:
        """A uniform of one to four numbers of the program in use."""
        self(f"glUniform{len(numbers)}f", self._place(program, name), *numbers)

    def put_fours(self, program: Program, name: str, numbers: Floats) -> None:
        """A uniform array of vec4, (count, 4)."""
        own = np.ascontiguousarray(numbers, np.float32)
        self("glUniform4fv", self._place(program, name), len(own), own.ctypes.data)

    def put_block(self, program: Program, name: str, numbers: Floats) -> None:
        """A std140 block of vec4, (count, 4)."""
        own = np.ascontiguousarray(numbers, np.float32)
        self("glBindBuffer", _BLOCK, self._block)
        self("glBufferData", _BLOCK, own.nbytes, own.ctypes.data, 0x88E0)
        self("glBindBufferBase", _BLOCK, 0, self._block)
        index = self("glGetUniformBlockIndex", program.name, name.encode())
        if index != 0xFFFFFFFF:
            self("glUniformBlockBinding", program.name, index, 0)

    def bind(self, program: Program, textures: Sequence[tuple[str, Texture]]) -> None:
        """Textures that the program in use reads, by the names of its samplers."""
        for unit, (name, texture) in enumerate(textures):
            self("glActiveTexture", 0x84C0 + unit)
            self("glBindTexture", _TEXTURE, texture.name)
            self("glUniform1i", self._place(program, name), unit)

    def draw(self, target: Target, rows: tuple[int, int], width: int, share: float = 0.0) -> None:
        """Run the program in use over rows from .. to of a target, and wait until it is done. share:
        what is drawn counts so much, what is there the rest; 0: what is there is forgotten."""
        self("glBindFramebuffer", _FRAME, target.name)
        self("glViewport", 0, 0, target.textures[0].width, target.textures[0].height)
        self("glScissor", 0, rows[0], width, rows[1] - rows[0])
        if share:
            self("glEnable", _BLEND)
            self("glBlendColor", 0.0, 0.0, 0.0, share)
        self("glDrawArrays", 5, 0, 3)
        self("glDisable", _BLEND)
        self("glFinish")

    def clear(self, target: Target) -> None:
        """Zero everywhere."""
        texture = target.textures[0]
        self("glBindFramebuffer", _FRAME, target.name)
        self("glScissor", 0, 0, texture.width, texture.height)
        self("glClear", 0x4000)

    def read(self, target: Target, width: int, height: int, *, gaps: bool = False) -> Bytes:
        """The pixels of the lower left corner of a target of bytes, (height, width, 4), rows from the
        top. `Lost` where nothing was written: every pixel we draw is opaque, or, with gaps, black where
        it is not there at all."""
        out = np.zeros((height, width, 4), np.uint8)
        out[..., :3] = 1  # which no pixel of ours is where its alpha is 0
        self("glBindFramebuffer", _FRAME, target.name)
        self("glReadBuffer", _COLOUR0)
        self("glReadPixels", 0, 0, width, height, 0x1908, 0x1401, out.ctypes.data)
        self.check()
        corners = out[[0, -1], [0, -1]]
        if (corners[:, 3] != 255).any() and not gaps:
            raise Lost()
        if ((corners[:, 3] == 0) & corners[:, :3].any(1)).any():
            raise Lost()
        return np.ascontiguousarray(out[::-1])

    def _place(self, program: Program, name: str) -> int:
        if name not in program.places:
            program.places[name] = self("glGetUniformLocation", program.name, name.encode())
        return program.places[name]

    def _made(self, call: str) -> int:
        name = c_uint()
        self(call, 1, byref(name))
        if not name.value:
            raise Lost()
        return int(name.value)

    def _integer(self, what: int) -> int:
        value = c_int()
        self("glGetIntegerv", what, byref(value))
        return int(value.value)

    def _state(self, call: str, thing: int, what: int) -> bool:
        value = c_int()
        self(call, thing, what, byref(value))
        return bool(value.value)

    def _log(self, call: str, thing: int) -> str:
        text = ctypes.create_string_buffer(4096)
        self(call, thing, 4096, None, text)
        return text.value.decode(errors="replace").strip()

    def _text(self, what: int) -> str:
        text = self("glGetString", what)
        if text is None:
            raise Lost()
        return str(text.decode(errors="replace"))
